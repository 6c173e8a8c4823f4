/**
 * Records of starts and ends, and their order: by time, then by place. An event without a time stays at the time of the
 * record before it in its log.
 *
 * Law: the records kept are the `cap` least in that order, so what is kept does not depend on shards.
 */
import type { FinishContext } from './fold.ts';
import { comparePlaces, type Mark } from './place.ts';
import type { Detail } from './span-detail.ts';

export type SpanRole = 'start' | 'end' | 'both' | 'point';

/** Plain data. */
export interface SpanRecord extends Mark {
  /** Time that it is ordered by; NaN where its shard has no timed record before it. */
  at: number;
  readonly pair: number;
  readonly role: SpanRole;
  /** By the pair's keys; null where it has none. */
  readonly keys: readonly (string | null)[];
  readonly label: string;
  /** Keys of the walk to its parent, and what its own children find it by. */
  readonly by: readonly string[];
  readonly home: string | null;
  readonly title: string | null;
  readonly agent: string | null;
  readonly status: 'ok' | 'error' | null;
  /** The event's own duration; NaN where it has none. */
  readonly sizeUs: number;
  /** Greatest time of its session's events since the start before it; -Infinity where there is none. */
  beforeUs: number;
  readonly detail: Detail | null;
}

/** Plain data. `list` is in the order of shards and offsets. */
export interface SpanRecords {
  list: SpanRecord[];
  /** Of these, the ones that have no time and none before them in their shard. */
  untimed: number;
  /** Of all that were seen. */
  count: number;
  /** The last timed record of each shard that has one, in their order. */
  readonly tails: Tail[];
}

interface Tail {
  readonly shard: number;
  us: number;
  offset: number;
}

/** None yet. */
export function newRecords(): SpanRecords {
  return { list: [], untimed: 0, count: 0, tails: [] };
}

/** Adds the next record of its shard. */
export function addRecord(records: SpanRecords, record: SpanRecord): void {
  const last = records.tails.at(-1);
  const tail = last?.shard === record.shard ? last : undefined;
  record.at = Number.isNaN(record.us) ? (tail?.us ?? Number.NaN) : record.us;
  records.list.push(record);
  records.count++;
  if (Number.isNaN(record.at)) records.untimed++;
  if (Number.isNaN(record.us)) return;
  if (tail === undefined) records.tails.push({ shard: record.shard, us: record.us, offset: record.offset });
  else {
    tail.us = record.us;
    tail.offset = record.offset;
  }
}

/** Joins b, of later shards, into a. */
export function mergeRecords(a: SpanRecords, b: SpanRecords): void {
  for (const record of b.list) a.list.push(record);
  for (const tail of b.tails) a.tails.push(tail);
  a.untimed += b.untimed;
  a.count += b.count;
}

/** Drops what is not among the `cap` least; up to a quarter over the cap is held, so that it is rare. */
export function trimRecords(records: SpanRecords, cap: number): void {
  const { list } = records;
  const most = cap + Math.max(16, cap >> 2);
  if (Math.max(list.length - records.untimed, records.untimed) <= most) return;
  // Where a record stands that has no time before it is known at the end alone: these count apart.
  const timed = list.filter(({ at }) => !Number.isNaN(at)).sort(compareRecords);
  const kept = new Set(timed.slice(0, cap));
  let untimed = 0;
  records.list = list.filter((record) => (Number.isNaN(record.at) ? untimed++ < cap : kept.has(record)));
  records.untimed = Math.min(untimed, cap);
}

/** The records to pair, in order, at most `cap`. Leaves the partial as it was. */
export function orderedRecords(
  { list, tails }: SpanRecords,
  cap: number,
  context: FinishContext,
): readonly SpanRecord[] {
  const placed = list.map((record) =>
    Number.isNaN(record.at) ? { ...record, at: timeBefore(record, tails, context) } : record,
  );
  return placed.sort(compareRecords).slice(0, cap);
}

function compareRecords(a: SpanRecord, b: SpanRecord): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return comparePlaces(a, b);
}

/** The time of the last timed record in an earlier shard of the same log; a log that is named twice begins anew. */
function timeBefore(record: SpanRecord, tails: readonly Tail[], context: FinishContext): number {
  const source = context.sourceOf(record.shard);
  for (let k = tails.length - 1; k >= 0; k--) {
    const tail = tails[k]!;
    if (tail.shard >= record.shard) continue;
    const same = context.sourceOf(tail.shard) === source && tail.offset < record.offset;
    return same ? tail.us : Number.NEGATIVE_INFINITY;
  }
  return Number.NEGATIVE_INFINITY;
}
