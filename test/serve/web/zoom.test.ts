/** Ranges of the axis. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  between,
  epochOf,
  moved,
  type Range,
  scaled,
  tidy,
  within,
} from '../../../src/serve/web/time/zoom.ts';

const ROWS: readonly (readonly [name: string, given: Range, wanted: Range])[] = [
  ['in', scaled([100, 200], 0.5), [125, 175]],
  ['out', scaled([100, 200], 2), [50, 250]],
  ['never empty', scaled([100, 100], 1), [99.9995, 100.0005]],
  ['earlier', moved([100, 200], -0.5), [50, 150]],
  ['in order', between(200, 100), [100, 200]],
  ['of one place', between(100, 100), [100, 100.001]],
  ['cut', within([50, 150], [100, 200]), [100, 150]],
  ['elsewhere', within([0, 50], [100, 200]), [100, 200]],
  ['of a day', tidy([1765982284.304985, 1766055252.91474]), [1765982280, 1766055300]],
  ['of a minute', tidy([1765982284.304985, 1765982344.1234]), [1765982284.3, 1765982344.2]],
  ['of a moment', tidy([1765982284.304985, 1765982284.309]), [1765982284.30498, 1765982284.309]],
];
test.each(ROWS)('%s', (_, given, wanted) => expect(given).toEqual(wanted));

test('tidy bounds cut nothing off and add little', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4e9 }),
      fc.double({ min: 0.01, max: 1e9, noNaN: true }),
      (from, length) => {
        const [a, b] = tidy([from, from + length]);
        expect(a).toBeLessThanOrEqual(from + 1e-6);
        expect(b).toBeGreaterThanOrEqual(from + length - 1e-6);
        expect(b - a).toBeLessThanOrEqual(length * 1.01 + 1e-5);
      },
    ),
  );
});

test('an epoch is known from other time expressions', () => {
  expect(['1765982284.3', '0', '-2h', '2025', '2025-12-10', '@last-10m', ''].map(epochOf)).toEqual([
    1765982284.3,
    0,
    undefined,
    2025,
    undefined,
    undefined,
    undefined,
  ]);
});
