/**
 * The timeline: counts of events by type in buckets of equal length, and the same drawn as stacks.
 *
 * Invariants: buckets are dense and aligned to the epoch, as the API's are; a live event is in exactly one bucket; a
 * timeline that outgrows its room is made coarser by whole steps, each a multiple of the one before, and no count is lost.
 */

/** A bucket as the API says it. */
export interface BucketCounts {
  readonly start_epoch: number;
  readonly count: number;
  readonly error: number;
  readonly counts: readonly number[];
}

/** What the API says of a timeline. */
export interface TimelineAnswer {
  readonly bucket_seconds?: number;
  readonly types: readonly string[];
  readonly buckets: readonly BucketCounts[];
}

export interface Timeline {
  /** Microseconds. */
  readonly stepUs: number;
  /** The first bucket begins at this many steps since the epoch. */
  readonly first: number;
  /** The types that have a row of counts; all others are what is left of `totals`. */
  readonly types: readonly string[];
  /** For each type, a count a bucket. */
  readonly counts: readonly (readonly number[])[];
  readonly totals: readonly number[];
  readonly errors: readonly number[];
}

/** The little that a timeline asks of a live event. */
export interface Counted {
  readonly epoch?: number;
  readonly type?: string;
  readonly status?: string;
}

const SECOND = 1e6;
const DAY = 86_400 * SECOND;
/** Microseconds; longer ones double. Source: the API's own steps. */
const STEPS: readonly number[] = [
  ...[1, 5, 10, 50, 100, 500].map((ms) => ms * 1000),
  ...[1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10_800, 21_600, 43_200].map((seconds) => seconds * SECOND),
];
/** Past this many buckets a bar is a hair. */
const MOST_BUCKETS = 600;

/** The timeline of an answer. */
export function timelineOf(answer: TimelineAnswer): Timeline {
  const stepUs = Math.round((answer.bucket_seconds ?? 1) * SECOND);
  const { buckets, types } = answer;
  return {
    stepUs,
    first: Math.round(((buckets[0]?.start_epoch ?? 0) * SECOND) / stepUs),
    types,
    counts: types.map((_, type) => buckets.map(({ counts }) => counts[type] ?? 0)),
    totals: buckets.map(({ count }) => count),
    errors: buckets.map(({ error }) => error),
  };
}

/**
 * The timeline with these events in it; those without a time are left out. Grows to either side as they ask. Where fewer
 * than `mostTypes` have a row, those are all types there are, and a new one has a row too.
 */
export function withEvents(timeline: Timeline, events: readonly Counted[], mostTypes = 0): Timeline {
  const times = events.flatMap(({ epoch }) => (epoch === undefined ? [] : [epoch * SECOND]));
  if (times.length === 0) return timeline;
  const grown = fitted(timeline, Math.min(...times), Math.max(...times));
  const counts = grown.counts.map((row) => [...row]);
  const totals = [...grown.totals];
  const errors = [...grown.errors];
  const row = new Map(grown.types.map((type, index) => [type, index]));
  for (const { epoch, type, status } of events) {
    if (epoch === undefined) continue;
    if (type !== undefined && !row.has(type) && row.size < mostTypes) {
      row.set(type, counts.length);
      counts.push(totals.map(() => 0));
    }
    const bucket = Math.floor((epoch * SECOND) / grown.stepUs) - grown.first;
    totals[bucket]! += 1;
    if (status === 'error') errors[bucket]! += 1;
    const of = type === undefined ? undefined : row.get(type);
    if (of !== undefined) counts[of]![bucket]! += 1;
  }
  return { ...grown, types: [...row.keys()], counts, totals, errors };
}

/** The next longer step, with the same counts. */
export function coarser(timeline: Timeline): Timeline {
  const stepUs = longerThan(timeline.stepUs);
  const times = stepUs / timeline.stepUs;
  const first = Math.floor(timeline.first / times);
  const size = timeline.totals.length;
  const count = size === 0 ? 0 : Math.floor((timeline.first + size - 1) / times) - first + 1;
  const summed = (row: readonly number[]): number[] => {
    const sums = new Array<number>(count).fill(0);
    row.forEach((n, index) => {
      sums[Math.floor((timeline.first + index) / times) - first]! += n;
    });
    return sums;
  };
  return {
    ...timeline,
    stepUs,
    first,
    counts: timeline.counts.map(summed),
    totals: summed(timeline.totals),
    errors: summed(timeline.errors),
  };
}

/**
 * Columns for a stacked picture: starts in seconds, then one row of heights for all events together and one for each type
 * from the last to the first, each the sum of itself and what lies under it, so that drawing them in turn paints the stack.
 */
export function stacked(timeline: Timeline): number[][] {
  const step = timeline.stepUs / SECOND;
  const starts = timeline.totals.map((_, index) => (timeline.first + index) * step);
  const heights: number[][] = [];
  let under = timeline.totals.map(() => 0);
  for (const row of timeline.counts) {
    under = under.map((height, index) => height + row[index]!);
    heights.push(under);
  }
  return [starts, [...timeline.totals], ...heights.reverse()];
}

/** From the start of the first bucket to the end of the last, in seconds. Undefined where there is none. */
export function extentOf(timeline: Timeline): readonly [from: number, to: number] | undefined {
  const step = timeline.stepUs / SECOND;
  const size = timeline.totals.length;
  return size === 0 ? undefined : [timeline.first * step, (timeline.first + size) * step];
}

/** How many of a type lie in a bucket; of all others where the type is undefined. */
export function countAt(timeline: Timeline, bucket: number, type?: number): number {
  if (type !== undefined) return timeline.counts[type]?.[bucket] ?? 0;
  const known = timeline.counts.reduce((sum, row) => sum + (row[bucket] ?? 0), 0);
  return (timeline.totals[bucket] ?? 0) - known;
}

/** The same counts with room for these times, in microseconds. */
function fitted(timeline: Timeline, fromUs: number, toUs: number): Timeline {
  let at = timeline;
  for (;;) {
    const empty = at.totals.length === 0;
    const from = Math.floor(fromUs / at.stepUs);
    const to = Math.floor(toUs / at.stepUs);
    const first = empty ? from : Math.min(at.first, from);
    const last = empty ? to : Math.max(at.first + at.totals.length - 1, to);
    if (last - first < MOST_BUCKETS)
      return padded(at, { first, before: empty ? 0 : at.first - first, size: last - first + 1 });
    at = coarser(at);
  }
}

interface Room {
  readonly first: number;
  readonly before: number;
  readonly size: number;
}

function padded(timeline: Timeline, { first, before, size }: Room): Timeline {
  const pad = (row: readonly number[]): number[] => [
    ...new Array<number>(before).fill(0),
    ...row,
    ...new Array<number>(size - before - row.length).fill(0),
  ];
  return {
    ...timeline,
    first,
    counts: timeline.counts.map(pad),
    totals: pad(timeline.totals),
    errors: pad(timeline.errors),
  };
}

function longerThan(stepUs: number): number {
  const next = STEPS.find((step) => step > stepUs);
  return next ?? (stepUs < DAY ? DAY : stepUs * 2);
}
