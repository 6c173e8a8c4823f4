/**
 * A digest of numbers, for percentiles: the values themselves, or a sketch of counts in buckets of one width on a
 * logarithmic scale, which finds every percentile within 1 % relative error.
 *
 * Invariant: each form is a function of the set of values alone, so order and shards never show. Least, greatest, count
 * and mean are exact in both. Source: Masson, Rim, Lee, "DDSketch", VLDB 2019; cli.md, "Percentiles".
 */
import { addToSum, meanOf, mergeSums, newSum, type Sum } from '../base/sum.ts';

/** Plain data. `values` is null once sketched; `positive` and `negative` count values by bucket of their size. */
export interface Digest {
  count: number;
  min: number;
  max: number;
  readonly sum: Sum;
  values: number[] | null;
  zeros: number;
  readonly positive: Map<number, number>;
  readonly negative: Map<number, number>;
}

/** Figures in the unit of the values. Percentiles are nearest-rank: the least value that p percent do not exceed. */
export interface Summary {
  readonly count: number;
  readonly min: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly mean: number;
}

/** A little under 1 %, so that rounding in the logarithm stays inside the promise. */
const ACCURACY = 0.0099;
const GAMMA = (1 + ACCURACY) / (1 - ACCURACY);
const LOG_GAMMA = Math.log(GAMMA);

/** No values yet. */
export function newDigest(): Digest {
  return {
    count: 0,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    sum: newSum(),
    values: [],
    zeros: 0,
    positive: new Map(),
    negative: new Map(),
  };
}

/** Adds a finite number. */
export function addToDigest(digest: Digest, number: number): void {
  const value = number + 0; // -0 is 0, or the first of the two that came would be the least
  digest.count++;
  if (value < digest.min) digest.min = value;
  if (value > digest.max) digest.max = value;
  addToSum(digest.sum, value);
  if (digest.values === null) addToSketch(digest, value, 1);
  else digest.values.push(value);
}

/** Turns the values into a sketch; nothing to do where they are one. */
export function sketchDigest(digest: Digest): void {
  const { values } = digest;
  if (values === null) return;
  digest.values = null;
  for (const value of values) addToSketch(digest, value, 1);
}

/** Joins `from` into `into`; a sketch on either side makes a sketch. */
export function mergeDigests(into: Digest, from: Digest): void {
  if (from.values === null || into.values === null) {
    sketchDigest(into);
    sketchDigest(from);
  }
  into.count += from.count;
  into.min = Math.min(into.min, from.min);
  into.max = Math.max(into.max, from.max);
  mergeSums(into.sum, from.sum);
  if (into.values !== null && from.values !== null) for (const value of from.values) into.values.push(value);
  into.zeros += from.zeros;
  for (const [bucket, count] of from.positive) bump(into.positive, bucket, count);
  for (const [bucket, count] of from.negative) bump(into.negative, bucket, count);
}

/** The digest of all their values, which stay as they are: the values themselves where all have them, else a sketch. */
export function unionOf(digests: readonly Digest[]): Digest {
  const union = newDigest();
  if (digests.some(({ values }) => values === null)) sketchDigest(union);
  // Values that become part of a sketch are put into maps, so those are not the digest's own.
  for (const digest of digests)
    mergeDigests(
      union,
      digest.values === null ? digest : { ...digest, positive: new Map(), negative: new Map() },
    );
  return union;
}

/** The nearest-rank percentile, `p` of more than 0 to 100, of a digest that holds a value. */
export function percentileOf(digest: Digest, p: number): number {
  const at = digest.values === null ? rankInSketch(digest) : rankInValues(digest.values);
  // 99.9 % of 1,000 is rank 999: a rounded product must not make it the next one.
  const rank = Math.ceil(Number(((p * digest.count) / 100).toPrecision(12)));
  return within(at(Math.min(Math.max(rank, 1), digest.count)), digest);
}

/** The figures of a digest that holds a value. */
export function summarize(digest: Digest): Summary {
  const { count, min, max } = digest;
  const at = digest.values === null ? rankInSketch(digest) : rankInValues(digest.values);
  const percentile = (p: number): number => within(at(Math.ceil((p * count) / 100)), digest);
  return {
    count,
    min,
    p50: percentile(50),
    p90: percentile(90),
    p95: percentile(95),
    p99: percentile(99),
    max,
    mean: within(meanOf(digest.sum, count), digest),
  };
}

function addToSketch(digest: Digest, value: number, count: number): void {
  if (value === 0) digest.zeros += count;
  else if (value > 0) bump(digest.positive, bucketOf(value), count);
  else bump(digest.negative, bucketOf(-value), count);
}

/** Bucket k holds the sizes in (GAMMA^(k-1), GAMMA^k]. */
function bucketOf(size: number): number {
  return Math.ceil(Math.log(size) / LOG_GAMMA);
}

/** The size whose relative distance to both ends of the bucket is the same. */
function middleOf(bucket: number): number {
  return Math.exp(bucket * LOG_GAMMA) * (2 / (GAMMA + 1));
}

function bump(counts: Map<number, number>, bucket: number, count: number): void {
  counts.set(bucket, (counts.get(bucket) ?? 0) + count);
}

function rankInValues(values: readonly number[]): (rank: number) => number {
  const sorted = Float64Array.from(values).sort();
  return (rank) => sorted[rank - 1]!;
}

function rankInSketch({ positive, negative, zeros }: Digest): (rank: number) => number {
  const ascending = [
    ...[...negative]
      .sort((a, b) => b[0] - a[0])
      .map(([bucket, count]) => [-middleOf(bucket), count] as const),
    [0, zeros] as const,
    ...[...positive].sort((a, b) => a[0] - b[0]).map(([bucket, count]) => [middleOf(bucket), count] as const),
  ];
  return (rank) => {
    let seen = 0;
    for (const [value, count] of ascending) {
      seen += count;
      if (seen >= rank) return value;
    }
    return Number.POSITIVE_INFINITY;
  };
}

function within(value: number, { min, max }: Digest): number {
  return Math.min(Math.max(value, min), max);
}
