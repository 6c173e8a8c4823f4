/**
 * Ranges of the time axis: moving, widening and narrowing them.
 * Invariant: a range is never empty nor shorter than a millisecond; all are seconds since the epoch.
 */

export type Range = readonly [from: number, to: number];

const SHORTEST = 0.001;
const UNITS: readonly number[] = [1e-5, 1e-4, 0.001, 0.01, 0.1, 1, 10, 60, 600, 3600, 21_600, 86_400];
const PIXELS = 400;

/** A bound as typed that is an epoch; undefined for any other time expression. */
export function epochOf(bound: string): number | undefined {
  return /^\d+(\.\d+)?$/.test(bound) ? Number(bound) : undefined;
}

/** The range around its middle, `by` times as long. */
export function scaled([from, to]: Range, by: number): Range {
  const middle = (from + to) / 2;
  const half = Math.max(SHORTEST / 2, ((to - from) * by) / 2);
  return [middle - half, middle + half];
}

/** The range moved by a part of its length. */
export function moved([from, to]: Range, by: number): Range {
  const length = to - from;
  return [from + length * by, to + length * by];
}

/** The range between two places, in order, at least as long as the shortest. */
export function between(a: number, b: number): Range {
  const from = Math.min(a, b);
  return [from, Math.max(a, b, from + SHORTEST)];
}

/** The range with bounds that a person would name, none of it cut off: no finer than a pixel of it can tell. */
export function tidy([from, to]: Range): Range {
  const unit = UNITS.findLast((each) => each <= (to - from) / PIXELS) ?? UNITS[0]!;
  const whole = (bound: number, round: (value: number) => number): number =>
    Number((round(bound / unit) * unit).toFixed(6));
  return [whole(from, Math.floor), whole(to, Math.ceil)];
}

/** The range cut to what there is; all of it where they do not meet. */
export function within([from, to]: Range, [first, last]: Range): Range {
  const start = Math.max(from, first);
  const end = Math.min(to, last);
  return start < end ? [start, end] : [first, last];
}
