/**
 * Buckets of time for `--bucket`, aligned to the epoch in a zone. Source: cli.md, "Commands", `stats`.
 *
 * A size that divides an hour keeps its grid through a change of the clock: an hour that the clock shows twice is two
 * buckets. Larger buckets follow the wall clock: a day is what the zone calls a day, be it 23 or 25 hours.
 * Invariant: a bucket is known by its first instant in microseconds.
 */
import { Fault } from '../base/fault.ts';
import { DAY_US, epochSeconds, formatUtc } from '../base/instant.ts';
import { localToUs, offsetUs } from '../base/zone.ts';
import type { BucketRow } from '../model/report.ts';
import type { Lines } from './columns.ts';

interface Bucket {
  count: number;
}

/** Plain data. Null once there are so many that no answer will be given. */
export interface Buckets {
  byStart: Map<number, Bucket> | null;
}

/** Counts times into buckets. */
export interface Bucketing {
  step(buckets: Buckets, lines: Lines, times: Float64Array): void;
  merge(a: Buckets, b: Buckets): void;
  /** The buckets from the first time to the last, empty ones too. Throws Fault `too-many-buckets`. */
  finish(buckets: Buckets, firstUs: number, lastUs: number): readonly BucketRow[];
}

/** Source: cli.md, "over 10,000 buckets is exit 2 with the smallest size that works". */
const MAX_BUCKETS = 10_000;
/** Beyond this many occupied buckets the count cannot come down to the limit any more, whatever the zone does. */
const HELD_BUCKETS = 2 * MAX_BUCKETS;
const HOUR_US = 3600e6;
/** Offsets of zones change at multiples of this, in the times that logs are from; it only bounds what is remembered. */
const SLOT_US = 900e6;
/** Sizes that a person would name. */
const SIZES: readonly (readonly [text: string, us: number])[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((n) => [`${n}ms`, n * 1e3] as const),
  ...[1, 2, 5, 10, 15, 30].map((n) => [`${n}s`, n * 1e6] as const),
  ...[1, 2, 5, 10, 15, 30].map((n) => [`${n}m`, n * 60e6] as const),
  ...[1, 2, 3, 6, 12].map((n) => [`${n}h`, n * HOUR_US] as const),
  ...[1, 2, 7, 14, 30, 90, 365, 3650].map((n) => [`${n}d`, n * DAY_US] as const),
];

/** No buckets yet. */
export function newBuckets(): Buckets {
  return { byStart: new Map() };
}

/** Buckets of `sizeUs` in a resolved zone. */
export function makeBucketing(sizeUs: number, zone: string): Bucketing {
  const grid: Grid = { sizeUs, zone };
  return {
    step(buckets, { selection, count }, times) {
      let fromUs = Number.POSITIVE_INFINITY;
      let toUs = Number.NEGATIVE_INFINITY;
      let bucket: Bucket = { count: 0 };
      for (let k = 0; k < count; k++) {
        const us = times[selection[k]!]!;
        if (us >= fromUs && us < toUs) {
          bucket.count++;
          continue;
        }
        if (Number.isNaN(us) || buckets.byStart === null) continue;
        const startUs = startOf(grid, us);
        bucket = bucketAt(buckets, startUs);
        bucket.count++;
        const slotUs = Math.floor(us / SLOT_US) * SLOT_US;
        fromUs = Math.max(startUs, slotUs);
        toUs = Math.min(startUs + sizeUs, slotUs + SLOT_US);
        if (startOf(grid, fromUs) !== startUs || startOf(grid, toUs - 1) !== startUs) toUs = fromUs;
      }
    },
    merge(a, b) {
      if (b.byStart === null) a.byStart = null;
      for (const [startUs, { count }] of b.byStart ?? []) {
        if (a.byStart !== null) bucketAt(a, startUs).count += count;
      }
    },
    finish(buckets, firstUs, lastUs) {
      if (!Number.isFinite(firstUs)) return [];
      const count = countOf(grid, firstUs, lastUs);
      if (buckets.byStart === null || count > MAX_BUCKETS) throw tooMany(grid, { firstUs, lastUs, count });
      const { byStart } = buckets;
      const starts = new Set([...startsOf(grid, firstUs, lastUs), ...byStart.keys()]);
      return [...starts]
        .sort((a, b) => a - b)
        .map((us) => ({
          start: formatUtc(us),
          start_epoch: epochSeconds(us),
          count: byStart.get(us)?.count ?? 0,
        }));
    },
  };
}

interface Grid {
  readonly sizeUs: number;
  readonly zone: string;
}

/** A bucket that nobody reads once there are too many. */
function bucketAt(buckets: Buckets, startUs: number): Bucket {
  let bucket = buckets.byStart?.get(startUs);
  if (bucket !== undefined) return bucket;
  bucket = { count: 0 };
  buckets.byStart?.set(startUs, bucket);
  if (buckets.byStart !== null && buckets.byStart.size > HELD_BUCKETS) buckets.byStart = null;
  return bucket;
}

function startOf(grid: Grid, us: number): number {
  const { sizeUs, zone } = grid;
  const offset = offsetUs(zone, us);
  const localUs = Math.floor((us + offset) / sizeUs) * sizeUs;
  return keepsGrid(sizeUs) ? localUs - offset : localToUs(zone, localUs);
}

function keepsGrid(sizeUs: number): boolean {
  return HOUR_US % sizeUs === 0;
}

/** Buckets from the one of `firstUs` to the one of `lastUs`; a change of the clock may make it one more or less. */
function countOf({ sizeUs, zone }: Grid, firstUs: number, lastUs: number): number {
  const first = Math.floor((firstUs + offsetUs(zone, firstUs)) / sizeUs);
  const last = Math.floor((lastUs + offsetUs(zone, lastUs)) / sizeUs);
  return last - first + 1;
}

function startsOf(grid: Grid, firstUs: number, lastUs: number): number[] {
  const { sizeUs, zone } = grid;
  const starts: number[] = [];
  if (keepsGrid(sizeUs)) {
    let us = startOf(grid, firstUs);
    for (
      let before = Number.NEGATIVE_INFINITY;
      us <= lastUs && us > before;
      us = startOf(grid, us + sizeUs)
    ) {
      starts.push(us);
      before = us;
    }
    return starts;
  }
  const count = countOf(grid, firstUs, lastUs);
  const firstLocalUs = Math.floor((firstUs + offsetUs(zone, firstUs)) / sizeUs) * sizeUs;
  for (let k = 0; k < count; k++) starts.push(localToUs(zone, firstLocalUs + k * sizeUs));
  return starts;
}

interface Extent {
  readonly firstUs: number;
  readonly lastUs: number;
  readonly count: number;
}

function tooMany({ zone }: Grid, { firstUs, lastUs, count }: Extent): Fault {
  const works = (us: number): boolean => countOf({ sizeUs: us, zone }, firstUs, lastUs) <= MAX_BUCKETS;
  const size = SIZES.find(([, us]) => works(us))?.[0] ?? '36500d';
  return new Fault({
    code: 'too-many-buckets',
    flag: '--bucket',
    message: `${count} buckets between ${formatUtc(firstUs)} and ${formatUtc(lastUs)}: expected at most ${MAX_BUCKETS}`,
    hint: `the smallest size that works is --bucket ${size}`,
  });
}
