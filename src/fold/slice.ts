/**
 * A slice of time, added up: events by type, errors, tokens, cost, durations, work begun and ended. Free of order: counts
 * and exact sums; at most `types` names a slice (names.ts), and durations themselves up to `values`, then sketches.
 */

import { addToSum, mergeSums, newSum, type Sum } from '../base/sum.ts';
import { type Sample, WORK_KINDS, type Work, type WorkKind } from '../model/metrics.ts';
import { addToDigest, type Digest, mergeDigests, newDigest, sketchDigest } from './digest.ts';
import { mergeNames, type Names, newNames, rowOf } from './names.ts';

export interface WorkCounts {
  started: number;
  completed: number;
  failed: number;
}

interface Counted {
  count: number;
}

/** Plain data. */
export interface Slice {
  events: number;
  errors: number;
  /** Events that have no type. */
  untyped: number;
  readonly types: Names<Counted>;
  readonly tokens: Sum;
  readonly cost: Sum;
  /** Of all events, and of the ends of agents; in milliseconds. */
  readonly durations: Digest;
  readonly agentDurations: Digest;
  readonly works: Readonly<Record<WorkKind, WorkCounts>>;
}

/** How many names, and how many values of a digest, a slice holds. */
export interface SliceCaps {
  readonly types: number;
  readonly values: number;
}

/** Nothing yet. */
export function newSlice(): Slice {
  const counts = (): WorkCounts => ({ started: 0, completed: 0, failed: 0 });
  return {
    events: 0,
    errors: 0,
    untyped: 0,
    types: newNames(),
    tokens: newSum(),
    cost: newSum(),
    durations: newDigest(),
    agentDurations: newDigest(),
    works: { agents: counts(), workflows: counts(), tasks: counts(), tests: counts() },
  };
}

/** Adds an event. */
export function addToSlice(slice: Slice, sample: Sample, caps: SliceCaps): void {
  slice.events++;
  if (sample.failed) slice.errors++;
  if (sample.type === null) slice.untyped++;
  else {
    const row = rowOf(slice.types, sample.type, { cap: caps.types, make: newCounted });
    if (row !== undefined) row.count++;
  }
  if (Number.isFinite(sample.tokens)) addToSum(slice.tokens, sample.tokens);
  if (Number.isFinite(sample.cost)) addToSum(slice.cost, sample.cost);
  if (Number.isFinite(sample.durationMs)) addDuration(slice.durations, sample.durationMs, caps);
  for (const work of sample.works) addWork(slice, work, { sample, caps });
}

/** Joins `from`, which is used up, into `into`. */
export function mergeSlices(into: Slice, from: Slice, caps: SliceCaps): void {
  into.events += from.events;
  into.errors += from.errors;
  into.untyped += from.untyped;
  mergeNames(into.types, from.types, { cap: caps.types, join: joinCounted });
  mergeSums(into.tokens, from.tokens);
  mergeSums(into.cost, from.cost);
  for (const name of ['durations', 'agentDurations'] as const) {
    mergeDigests(into[name], from[name]);
    settle(into[name], caps);
  }
  for (const kind of WORK_KINDS) {
    const counts = into.works[kind];
    counts.started += from.works[kind].started;
    counts.completed += from.works[kind].completed;
    counts.failed += from.works[kind].failed;
  }
}

function addWork(
  slice: Slice,
  { kind, deed, status }: Work,
  { sample, caps }: { readonly sample: Sample; readonly caps: SliceCaps },
): void {
  const counts = slice.works[kind];
  if (deed === 'start') counts.started++;
  if (deed !== 'end') return;
  if (status === 'ok') counts.completed++;
  else if (status === 'error') counts.failed++;
  if (kind === 'agents' && Number.isFinite(sample.durationMs))
    addDuration(slice.agentDurations, sample.durationMs, caps);
}

function addDuration(digest: Digest, ms: number, caps: SliceCaps): void {
  addToDigest(digest, ms);
  settle(digest, caps);
}

/** Which form a digest has depends on the number of its values alone. */
function settle(digest: Digest, { values }: SliceCaps): void {
  if (digest.count > values) sketchDigest(digest);
}

function newCounted(): Counted {
  return { count: 0 };
}

function joinCounted(into: Counted, from: Counted): void {
  into.count += from.count;
}
