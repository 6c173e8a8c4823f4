/**
 * Work by key: of each the latest start, end and progress, by time and then place, so that no order of events shows. It is
 * under way while its latest start is later than its latest end; where several of one key may be, also while it has more
 * starts than ends.
 */
import type { Sample, Work, WorkKind } from '../model/metrics.ts';
import { mergeNames, type Names, newNames, rowOf } from './names.ts';

/** When something was said, and where. */
interface Stand {
  readonly us: number;
  readonly shard: number;
  readonly offset: number;
}

interface KeyRow {
  readonly kind: WorkKind;
  readonly balanced: boolean;
  events: number;
  start: Stand | null;
  end: Stand | null;
  /** Starts less ends. */
  balance: number;
  progress: { readonly at: Stand; readonly value: number } | null;
}

/** Plain data. `events` counts every start, end and progress. */
export interface WorkKeys {
  events: number;
  readonly names: Names<KeyRow>;
}

/** What is under way. */
export interface UnderWay {
  readonly active: Readonly<Record<WorkKind, number>>;
  /** The progress of each task that says one. */
  readonly progress: readonly number[];
}

export function newWorkKeys(): WorkKeys {
  return { events: 0, names: newNames() };
}

/** Notes what a sample begins and ends; at most `cap` keys are kept, the least ones (names.ts). */
export function touchWork(keys: WorkKeys, sample: Sample, cap: number): void {
  for (const work of sample.works) {
    keys.events++;
    const row = rowOf(keys.names, work.key, { cap, make: () => newRow(work) });
    if (row === undefined) continue;
    row.events++;
    const at: Stand = { us: sample.us, shard: sample.shard, offset: sample.offset };
    if (work.deed === 'progress') {
      if (work.progress !== undefined && (row.progress === null || isLater(at, row.progress.at)))
        row.progress = { at, value: work.progress };
      continue;
    }
    row.balance += work.deed === 'start' ? 1 : -1;
    row[work.deed] = later(row[work.deed], at);
  }
}

/** Joins b into a; b is used up. */
export function mergeWorkKeys(a: WorkKeys, b: WorkKeys, cap: number): void {
  a.events += b.events;
  mergeNames(a.names, b.names, { cap, join: joinRows });
}

/** What is under way now, of the keys that are kept. */
export function underWay({ names }: WorkKeys): UnderWay {
  const active = { agents: 0, workflows: 0, tasks: 0, tests: 0 };
  const progress: number[] = [];
  for (const row of names.rows.values()) {
    if (!isOpen(row)) continue;
    active[row.kind] += row.balanced ? Math.max(1, row.balance) : 1;
    if (row.kind === 'tasks' && row.progress !== null) progress.push(row.progress.value);
  }
  return { active, progress };
}

/** Lets go of work that ended at or before `us`, for a log that goes on and on. */
export function forgetEnded(keys: WorkKeys, us: number): void {
  for (const [name, row] of keys.names.rows) {
    if (isOpen(row) || latestOf(row) > us) continue;
    keys.events -= row.events;
    keys.names.rows.delete(name);
  }
  keys.names.bound = null;
}

/** Events that no kept key speaks of. */
export function leftOut({ events, names }: WorkKeys): number {
  let kept = 0;
  for (const row of names.rows.values()) kept += row.events;
  return events - kept;
}

function newRow({ kind, balanced }: Work): KeyRow {
  return { kind, balanced, events: 0, start: null, end: null, balance: 0, progress: null };
}

function isOpen({ start, end, balance, balanced }: KeyRow): boolean {
  if (start === null) return false;
  return end === null || isLater(start, end) || (balanced && balance > 0);
}

function latestOf({ start, end, progress }: KeyRow): number {
  const none = Number.NEGATIVE_INFINITY;
  return Math.max(start?.us ?? none, end?.us ?? none, progress?.at.us ?? none);
}

function joinRows(into: KeyRow, from: KeyRow): void {
  into.events += from.events;
  into.balance += from.balance;
  into.start = later(into.start, from.start);
  into.end = later(into.end, from.end);
  const { progress } = from;
  if (progress !== null && (into.progress === null || isLater(progress.at, into.progress.at)))
    into.progress = progress;
}

function later(a: Stand | null, b: Stand | null): Stand | null {
  if (a === null || b === null) return a ?? b;
  return isLater(b, a) ? b : a;
}

function isLater(a: Stand, b: Stand): boolean {
  return (a.us - b.us || a.shard - b.shard || a.offset - b.offset) > 0;
}
