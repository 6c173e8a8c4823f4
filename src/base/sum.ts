/**
 * Exact sums of doubles: what is kept is the sum itself, unrounded, so the order of adding and merging never shows
 * (cli.md, "Sums are exact").
 *
 * Invariant: `small` and `large` are expansions, lists of doubles without common bits from the least to the greatest,
 * whose mathematical sum is the sum. Source: J. R. Shewchuk, "Adaptive Precision Floating-Point Arithmetic", 1997.
 * Values from 2^900 on are kept apart, scaled by 2^-64, so that no sum of them overflows.
 */

export interface Sum {
  readonly small: number[];
  readonly large: number[];
}

const LARGE = 2 ** 900;
const SCALE = 2 ** 64;

/** The sum of nothing. */
export function newSum(): Sum {
  return { small: [], large: [] };
}

/** Adds a finite double. */
export function addToSum(sum: Sum, value: number): void {
  if (Math.abs(value) < LARGE) grow(sum.small, value);
  else grow(sum.large, value / SCALE);
}

/** Adds the sum `from` to `into`. */
export function mergeSums(into: Sum, from: Sum): void {
  for (const part of from.small) grow(into.small, part);
  for (const part of from.large) grow(into.large, part);
}

/** The sum over a count, rounded from exact sums: equal for equal sets of values, whatever their order. */
export function meanOf(sum: Sum, count: number): number {
  const small = rounded(sum.small) / count;
  return sum.large.length === 0 ? small : (rounded(sum.large) / count) * SCALE + small;
}

/** Grow-expansion with zeros left out: each step is an error-free transformation of two doubles. */
function grow(parts: number[], value: number): void {
  let high = value;
  let kept = 0;
  for (let k = 0; k < parts.length; k++) {
    const part = parts[k]!;
    const sum = high + part;
    const low = Math.abs(high) < Math.abs(part) ? high - (sum - part) : part - (sum - high);
    if (low !== 0) parts[kept++] = low;
    high = sum;
  }
  parts[kept] = high;
  if (parts.length !== kept + 1) parts.length = kept + 1;
}

/** The double nearest to the sum of an expansion, half to even. Source: CPython, `math.fsum`. */
function rounded(parts: readonly number[]): number {
  let at = parts.length - 1;
  let high = parts[at] ?? 0;
  let low = 0;
  while (at > 0 && low === 0) {
    const part = parts[--at]!;
    const sum = high + part;
    low = part - (sum - high);
    high = sum;
  }
  // A half that the next part pushes over the middle is rounded away from where the sum went.
  const next = at > 0 ? parts[at - 1]! : 0;
  if ((low < 0 && next < 0) || (low > 0 && next > 0)) {
    const twice = low * 2;
    const moved = high + twice;
    if (twice === moved - high) return moved;
  }
  return high;
}
