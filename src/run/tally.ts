/**
 * What a shard read and what it must say of it: counts, and marks with their first places. Plain data, which crosses to
 * threads. Notes are made of the tallies of all shards (notes.ts).
 */
import type { DamageReason, NoteKind } from '../model/note.ts';
import type { Plan } from '../model/plan.ts';
import type { Ask } from '../model/query.ts';

/** How many places of a kind a shard remembers. */
const PLACES = 5;

/** What is said of lines: how many, and the first places. */
export interface Mark {
  readonly kind: NoteKind;
  readonly reason?: DamageReason;
  count: number;
  readonly places: MarkedPlace[];
}

/** Byte offset in the log, and line within the shard from 0; -1 unknown. */
export interface MarkedPlace {
  readonly offset: number;
  readonly line: number;
}

/** What a shard read and what it must say. */
export interface Tally {
  readonly shard: number;
  readonly source: number;
  bytes: number;
  lines: number;
  events: number;
  blank: number;
  damaged: number;
  selected: number;
  /** Least and greatest time of all listed events, in microseconds. */
  firstUs: number;
  lastUs: number;
  /** By column of the plan: 1 where any listed event had a value. */
  readonly seen: Uint8Array;
  readonly marks: Map<string, Mark>;
}

/** What may be said of an event; a number has a bit for each. */
const NOTICES = ['invalid-utf8', 'zone-assumed', 'no-time', 'mixed-dialect'] as const;

/** The tally of a shard that has read nothing yet. */
export function newTally(plan: Plan, source: number, shard: number): Tally {
  return {
    shard,
    source,
    bytes: 0,
    lines: 0,
    events: 0,
    blank: 0,
    damaged: 0,
    selected: 0,
    firstUs: Number.NaN,
    lastUs: Number.NaN,
    seen: new Uint8Array(plan.columns.length),
    marks: new Map(),
  };
}

/** The tally of lines and of those behind them as one, numbered as the first. Both are left as they are. */
export function joinTallies(a: Tally, b: Tally): Tally {
  const marks = new Map([...a.marks].map(([key, found]) => [key, { ...found, places: [...found.places] }]));
  for (const [key, { places, ...more }] of b.marks) {
    const found = marks.get(key) ?? { ...more, count: 0, places: [] };
    marks.set(key, found);
    found.count += more.count;
    for (const { offset, line } of places.slice(0, PLACES - found.places.length))
      found.places.push({ offset, line: line < 0 ? line : a.lines + line });
  }
  return {
    ...a,
    bytes: a.bytes + b.bytes,
    lines: a.lines + b.lines,
    events: a.events + b.events,
    blank: a.blank + b.blank,
    damaged: a.damaged + b.damaged,
    selected: a.selected + b.selected,
    firstUs: least(a.firstUs, b.firstUs),
    lastUs: -least(-a.lastUs, -b.lastUs),
    seen: a.seen.map((seen, n) => seen | b.seen[n]!),
    marks,
  };
}

/** The lesser one; NaN is no number. */
function least(a: number, b: number): number {
  return Number.isNaN(a) || b < a ? b : a;
}

/** Nothing matched, though it was looked for. */
export function noneSelected(ask: Ask, tallies: readonly Tally[]): boolean {
  if (ask.kind === 'list' && (ask.head === 0 || ask.tail === 0)) return false;
  return tallies.every(({ selected }) => selected === 0);
}

/** Says what is to be said of an event; `notices` has a bit for each. */
export function tell(tally: Tally, notices: number, place: MarkedPlace): void {
  for (const [bit, kind] of NOTICES.entries()) if ((notices >> bit) & 1) mark(tally, place, { kind });
}

/** Counts what is said of a line, and remembers the first places. */
export function mark(
  tally: Tally,
  place: MarkedPlace,
  what: { readonly kind: NoteKind; readonly reason?: DamageReason },
): void {
  const key = `${what.kind} ${what.reason ?? ''}`;
  let found = tally.marks.get(key);
  if (!found) {
    found = { ...what, count: 0, places: [] };
    tally.marks.set(key, found);
  }
  found.count++;
  if (found.places.length < PLACES) found.places.push(place);
}
