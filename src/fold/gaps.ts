/**
 * Silences: neighbours in time that are farther apart than a threshold, in all selected events or inside each session.
 *
 * Free of order: the gaps are what lies between intervals (intervals.ts). At most `spec.cap` intervals are kept, the
 * first ones in time: beyond a bound nothing is looked at, so that what was left out never makes a silence look longer
 * than it was. While the cap is not met the answer depends on the set of events alone; when it is met, the bound is the
 * same for every cut into shards where the log is in order.
 */
import { formatUtc } from '../base/instant.ts';
import { compareText } from '../base/text.ts';
import type { Note } from '../model/note.ts';
import type { FoldSpec } from '../model/plan.ts';
import type { GapRow, Ref } from '../model/report.ts';
import { textsOf, timesOf } from './columns.ts';
import type { FinishContext, Fold, GapsAnswer } from './fold.ts';
import { cutIntervals, type Intervals, inOrder, newIntervals, reach, unite } from './intervals.ts';
import { type FullIds, fullRef, joinHashes } from './join.ts';
import { makeTable, mergeNames, type Names, newNames, rowOf } from './names.ts';
import { type Mark, refOf, writeMark } from './place.ts';
import {
  finishRegressions,
  followTimes,
  mergeRegressions,
  newRegressions,
  type Regressions,
} from './regressions.ts';

type GapsSpec = Extract<FoldSpec, { kind: 'gaps' }>;

export interface GapsPartial {
  events: number;
  /** Events that have what is looked at: a time, and a session where sessions are looked into. */
  placed: number;
  /** Intervals by session id; all under one empty name where sessions do not matter. */
  readonly lists: Names<Intervals>;
  /** Number of intervals in all lists. */
  size: number;
  /** Events from here on are left out. */
  boundUs: number;
  readonly regressions: Regressions;
}

interface Gap {
  readonly session: string;
  readonly from: Mark;
  readonly to: Mark;
  readonly sizeUs: number;
}

/** Lists are bounded by their intervals, not by their number. */
const FREE = { cap: Number.POSITIVE_INFINITY, make: newIntervals };

/** Every selected event is counted; one without a time, or without a session where sessions matter, ends no silence. */
export function gapsFold(spec: GapsSpec): Fold<GapsPartial, GapsAnswer> {
  const table = makeTable(FREE.cap, FREE.make);
  const { thresholdUs } = spec;
  return {
    init,
    step(partial, batch, selection, count) {
      const times = timesOf(batch, spec.time);
      const sessions = textsOf(batch, spec.session);
      const columns = { batch, times, types: textsOf(batch, spec.type), sessions };
      followTimes(partial.regressions, columns, { selection, count });
      partial.events += count;
      const whole = spec.perSession ? undefined : rowOf(partial.lists, '', FREE);
      const rows = table.rowsOf(partial.lists, sessions.dictionary);
      for (let k = 0; k < count; k++) {
        const i = selection[k]!;
        const us = times[i]!;
        const code = sessions.codes[i]!;
        if (Number.isNaN(us) || (whole === undefined && code < 0)) continue;
        partial.placed++;
        if (us >= partial.boundUs) continue;
        const list = whole ?? rows[code] ?? table.resolve(code);
        const before = list.size;
        const interval = reach(list, us, thresholdUs);
        partial.size += list.size - before;
        // The later of equal times ends an interval, the earlier one begins it.
        if (us >= interval.high.us) writeMark(interval.high, columns, i);
        if (us < interval.low.us || interval.count === 0) writeMark(interval.low, columns, i);
        interval.count++;
      }
      if (!isOver(partial, spec.cap)) return;
      cut(partial, spec.cap);
      table.forget();
    },
    merge(a, b) {
      a.events += b.events;
      a.placed += b.placed;
      mergeRegressions(a.regressions, b.regressions);
      mergeNames(a.lists, b.lists, {
        cap: FREE.cap,
        join: (into, from) => Object.assign(into, unite(into, from, thresholdUs)),
      });
      a.boundUs = Math.min(a.boundUs, b.boundUs);
      a.size = sizeOf(a);
      if (a.boundUs !== Number.POSITIVE_INFINITY || isOver(a, spec.cap)) cut(a, spec.cap);
      table.forget();
      return a;
    },
    finish: (partial, context) => answer(partial, spec, context),
  };
}

function init(): GapsPartial {
  return {
    events: 0,
    placed: 0,
    lists: newNames(),
    size: 0,
    boundUs: Number.POSITIVE_INFINITY,
    regressions: newRegressions(),
  };
}

/** Up to a quarter over the cap is held, so that cutting is rare. */
function isOver({ size }: GapsPartial, cap: number): boolean {
  return size > cap + (cap >> 2);
}

/** Moves the bound to where at most `cap` intervals begin before it, and drops those that begin behind it. */
function cut(partial: GapsPartial, cap: number): void {
  partial.boundUs = boundOf(partial, cap);
  for (const [session, list] of partial.lists.rows) {
    const rest = cutIntervals(list, partial.boundUs);
    if (rest.size === 0) partial.lists.rows.delete(session);
    else partial.lists.rows.set(session, rest);
  }
  partial.size = sizeOf(partial);
}

function boundOf({ lists, boundUs }: GapsPartial, cap: number): number {
  const beginsUs: number[] = [];
  for (const list of lists.rows.values()) for (const { low } of inOrder(list)) beginsUs.push(low.us);
  if (beginsUs.length <= cap) return boundUs;
  return Math.min(boundUs, Float64Array.from(beginsUs).sort()[cap]!);
}

function sizeOf({ lists }: GapsPartial): number {
  let size = 0;
  for (const list of lists.rows.values()) size += list.size;
  return size;
}

function answer(partial: GapsPartial, spec: GapsSpec, context: FinishContext): GapsAnswer {
  const boundUs = boundOf(partial, spec.cap);
  const gaps: Gap[] = [];
  const { regressions, notes } = finishRegressions(partial.regressions, context);
  const { lists } = partial;
  const full = joinHashes(spec.perSession ? lists.rows.keys() : citedSessions(lists, regressions.places));
  let closed = 0;
  for (const [session, list] of joinedLists(partial, spec, full)) {
    let before: Mark | undefined;
    for (const { low, high, count } of inOrder(list)) {
      if (low.us >= boundUs) break;
      if (before !== undefined) gaps.push({ session, from: before, to: low, sizeUs: low.us - before.us });
      before = high;
      // An interval that comes closer to the bound might have been joined by what was left out.
      if (boundUs - high.us > spec.thresholdUs) closed += count;
    }
  }
  const longestUs = gaps.reduce((longest, { sizeUs }) => Math.max(longest, sizeUs), 0);
  return {
    threshold_seconds: spec.thresholdUs / 1e6,
    events: partial.events,
    total: gaps.length,
    gaps: chosen(gaps, spec).map((gap) => rowOfGap(gap, spec, { ...context, full })),
    ...(gaps.length === 0 ? {} : { longest_seconds: longestUs / 1e6 }),
    regressions: { ...regressions, places: regressions.places.map((ref) => fullRef(ref, full)) },
    notes: [...notes, ...boundNote({ boundUs, count: partial.placed - closed, cap: spec.cap })],
  };
}

/** The sessions of the citations that an answer may give, where sessions are not looked into. */
function citedSessions(lists: Names<Intervals>, places: readonly Ref[]): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { session } of places) if (session !== undefined) ids.add(session);
  for (const list of lists.rows.values()) {
    for (const { low, high } of inOrder(list)) {
      if (low.session !== null) ids.add(low.session);
      if (high.session !== null) ids.add(high.session);
    }
  }
  return ids;
}

/** A session known by its hash belongs to the one whose id begins with it. */
function joinedLists({ lists }: GapsPartial, spec: GapsSpec, full: FullIds): ReadonlyMap<string, Intervals> {
  if (!spec.perSession) return lists.rows;
  const joined = new Map<string, Intervals>();
  for (const [id, list] of lists.rows) {
    const name = full.get(id) ?? id;
    const known = joined.get(name);
    joined.set(name, known === undefined ? list : unite(known, list, spec.thresholdUs));
  }
  return joined;
}

function chosen(gaps: readonly Gap[], { top, sort }: GapsSpec): readonly Gap[] {
  const longest = top === undefined ? gaps : gaps.toSorted(byLength).slice(0, top);
  return longest.toSorted(sort === 'time' ? byTime : byLength);
}

function byLength(a: Gap, b: Gap): number {
  return b.sizeUs - a.sizeUs || byTime(a, b);
}

function byTime(a: Gap, b: Gap): number {
  return a.from.us - b.from.us || a.to.us - b.to.us || compareText(a.session, b.session);
}

function rowOfGap(
  gap: Gap,
  { perSession }: GapsSpec,
  context: FinishContext & { readonly full: FullIds },
): GapRow {
  return {
    seconds: gap.sizeUs / 1e6,
    ...(perSession ? { session: gap.session } : {}),
    from: fullRef(refOf(gap.from, context), context.full),
    to: fullRef(refOf(gap.to, context), context.full),
  };
}

function boundNote(met: {
  readonly boundUs: number;
  readonly count: number;
  readonly cap: number;
}): readonly Note[] {
  if (!Number.isFinite(met.boundUs)) return [];
  const [events, were] = met.count === 1 ? ['event', 'was'] : ['events', 'were'];
  const kept = met.cap === 1 ? 'stretch between silences is' : `${met.cap} stretches between silences are`;
  const message = `${met.count} ${events} around and after ${formatUtc(met.boundUs)} ${were} left out: only the first ${kept} kept (--cap)`;
  return [{ kind: 'capped', count: met.count, message, places: [] }];
}
