import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToSum, meanOf, mergeSums, newSum, type Sum } from '../../src/base/sum.ts';

function sumOf(values: readonly number[]): Sum {
  const sum = newSum();
  for (const value of values) addToSum(sum, value);
  return sum;
}

describe('a sum', () => {
  const rows: readonly (readonly [values: readonly number[], sum: number])[] = [
    [[], 0],
    [[0.1, 0.2, 0.3], 0.6],
    [Array(10).fill(0.1), 1],
    [[1e16, 1, -1e16], 1],
    [[1e100, 1, -1e100], 1],
    [[1, 1e-16, 1e-16], 1.0000000000000002],
    [[2 ** 53, 1, 2 ** -60], 2 ** 53 + 2],
    [[2 ** 53, -1, 1], 2 ** 53],
    [[5e-324, 5e-324], 1e-323],
  ];
  it.each(rows)('of %j', (values, expected) => {
    expect(meanOf(sumOf(values), 1)).toBe(expected);
  });

  it('of the greatest doubles has a mean', () => {
    expect(meanOf(sumOf([1.7e308, 1.7e308, 1.7e308]), 3)).toBeCloseTo(1.7e308, -300);
    expect(meanOf(sumOf([1.7e308, -1.7e308, 3]), 1)).toBe(3);
  });

  it('does not depend on the order or the cuts, and integers add up exactly', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(finite), fc.array(finite), (a, b) => {
        const merged = sumOf(a);
        mergeSums(merged, sumOf(b));
        expect(meanOf(merged, 7)).toBe(meanOf(sumOf([...a, ...b].reverse()), 7));
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.array(fc.maxSafeInteger()), (values) => {
        const exact = values.reduce((sum, value) => sum + BigInt(value), 0n);
        expect(meanOf(sumOf(values), 1)).toBe(Number(exact));
      }),
    );
  });
});
