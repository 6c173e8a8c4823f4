/**
 * Findings, counted by code: how often, on how many lines, the first lines, and the details with how often each.
 *
 * Law: the first lines are the least by (shard, offset) and the details kept the least in code-point order (names.ts), so
 * nothing depends on the cut into shards. A line lies in one shard, so lines add up.
 */
import { compareText } from '../base/text.ts';
import type { Note } from '../model/note.ts';
import {
  FINDING_LEVELS,
  type Finding,
  type FindingCode,
  type FindingDetail,
  type FindingPlace,
} from '../model/validate.ts';
import { messageOf } from './finding-message.ts';
import type { FinishContext } from './fold.ts';
import { keptRows, mergeNames, type Names, newNames, rowOf } from './names.ts';

/** Plain data. */
export type Findings = Map<FindingCode, Found>;

/** What is found of one code. `shard` and `offset` are the line of the last one, to count lines. */
export interface Found {
  count: number;
  lines: number;
  /** Findings whose details are counted. */
  detailed: number;
  shard: number;
  offset: number;
  places: Spot[];
  readonly details: Names<{ count: number }>;
}

/** A line; `line` counts from 0 within the shard. */
export interface Spot {
  readonly shard: number;
  readonly offset: number;
  readonly line: number;
  readonly detail: string;
}

/** Lines that are named. */
const PLACES = 5;
/** Characters of a detail. */
const DETAIL_SIZE = 80;

/** Codes whose details hardly repeat, so that a table of them says nothing. */
const UNTALLIED: ReadonlySet<FindingCode> = new Set<FindingCode>(['regression', 'future']);

/** Counts one finding. Those of one shard come in the order of lines. The empty detail is none. */
export function record(
  findings: Findings,
  code: FindingCode,
  how: { readonly spot: Spot; readonly cap: number },
): void {
  const spot = { ...how.spot, detail: cutDetail(how.spot.detail) };
  const found = findings.get(code) ?? newFound();
  if (found.count === 0) findings.set(code, found);
  found.count++;
  if (found.shard !== spot.shard || found.offset !== spot.offset) {
    found.lines++;
    found.shard = spot.shard;
    found.offset = spot.offset;
    if (found.places.length < PLACES) found.places.push(spot);
  }
  if (spot.detail === '' || UNTALLIED.has(code)) return;
  found.detailed++;
  const row = rowOf(found.details, spot.detail, { cap: how.cap, make: () => ({ count: 0 }) });
  if (row !== undefined) row.count++;
}

/** Joins b into a. */
export function mergeFindings(a: Findings, b: Findings, cap: number): void {
  for (const [code, from] of b) {
    const into = a.get(code);
    if (into === undefined) {
      a.set(code, from);
      continue;
    }
    into.count += from.count;
    into.lines += from.lines;
    into.detailed += from.detailed;
    into.shard = from.shard;
    into.offset = from.offset;
    into.places = firstOf([...into.places, ...from.places]);
    mergeNames(into.details, from.details, {
      cap,
      join: (one, other) => {
        one.count += other.count;
      },
    });
  }
}

/** Adds findings that only the end knows, to what is answered; the findings stay as they were. */
export function withSpots(findings: Findings, code: FindingCode, spots: readonly Spot[]): Findings {
  if (spots.length === 0) return findings;
  const known = findings.get(code) ?? newFound();
  const found = {
    ...known,
    count: known.count + spots.length,
    lines: known.lines + spots.length,
    places: firstOf([...known.places, ...spots]),
  };
  return new Map([...findings, [code, found]]);
}

/** Counts a finding; they come in any order of lines, those of one line one after the other. */
export function recordAnywhere(
  findings: Findings,
  code: FindingCode,
  how: { readonly spot: Spot; readonly cap: number },
): void {
  const before = findings.get(code);
  const again = before?.shard === how.spot.shard && before.offset === how.spot.offset;
  const places = [...(before?.places ?? [])];
  record(findings, code, how);
  const last = places[PLACES - 1];
  const found = findings.get(code)!;
  if (again || (last !== undefined && compareSpots(how.spot, last) > 0)) found.places = places;
  else found.places = firstOf([...places, how.spot]);
}

/** Errors first, then by count, then by code; `more` are findings made elsewhere. */
export function listFindings(
  findings: Findings,
  how: { readonly context: FinishContext; readonly cap: number; readonly more: readonly Finding[] },
): readonly Finding[] {
  const listed = [...findings].map(([code, found]): Finding => {
    const { count, lines } = found;
    return {
      code,
      level: FINDING_LEVELS[code],
      count,
      lines,
      message: messageOf(code, count),
      details: detailsOf(found, how.cap),
      places: found.places.map((spot) => placeOf(spot, how.context)),
    };
  });
  const byWeight = (a: Finding, b: Finding): number =>
    compareText(a.level, b.level) || b.count - a.count || compareText(a.code, b.code);
  return [...listed, ...how.more].sort(byWeight);
}

/** The note on findings whose detail is not among those kept. */
export function detailsNote(findings: Findings, cap: number): readonly Note[] {
  let count = 0;
  for (const found of findings.values()) {
    const kept = keptRows(found.details, cap).reduce((sum, [, row]) => sum + row.count, 0);
    count += found.detailed - kept;
  }
  if (count === 0) return [];
  const [all, were] = count === 1 ? ['finding', 'is'] : ['findings', 'are'];
  const first = cap === 1 ? 'detail by name is' : `${cap} details by name are`;
  const message = `${count} ${all} ${were} counted without their details: of each code only the first ${first} kept (--cap)`;
  return [{ kind: 'capped', count, message, places: [] }];
}

function newFound(): Found {
  return { count: 0, lines: 0, detailed: 0, shard: -1, offset: -1, places: [], details: newNames() };
}

function firstOf(places: readonly Spot[]): Spot[] {
  return [...places].sort(compareSpots).slice(0, PLACES);
}

function compareSpots(a: Spot, b: Spot): number {
  return a.shard - b.shard || a.offset - b.offset;
}

/** Not within a surrogate pair. */
function cutDetail(detail: string): string {
  if (detail.length <= DETAIL_SIZE) return detail;
  return `${detail.slice(0, DETAIL_SIZE - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

function detailsOf({ details }: Found, cap: number): readonly FindingDetail[] {
  return keptRows(details, cap)
    .map(([detail, { count }]) => ({ detail, count }))
    .sort((a, b) => b.count - a.count || compareText(a.detail, b.detail));
}

function placeOf({ shard, offset, line, detail }: Spot, context: FinishContext): FindingPlace {
  const before = context.linesBefore(shard);
  return {
    source: context.sourceOf(shard),
    offset,
    ...(before === undefined ? {} : { line: before + line + 1 }),
    ...(detail === '' ? {} : { detail }),
  };
}
