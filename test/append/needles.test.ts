/** Needles in one pass find what looking for each of them finds. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileNeedles, someNeedle } from '../../src/append/needles.ts';

const letters = fc.constantFrom('a', 'b', 'A', 'B', '-', 'é');
const text = fc.string({ unit: letters, maxLength: 40 });
const needle = fc.string({ unit: fc.constantFrom('a', 'B', '-'), minLength: 1, maxLength: 4 });

test('every needle, wherever it stands, in the order of ends', () => {
  fc.assert(
    fc.property(fc.uniqueArray(needle, { minLength: 1, maxLength: 8 }), text, (needles, hay) => {
      const found: string[] = [];
      someNeedle(compileNeedles(needles), hay, (index, at) => {
        found.push(`${at + needles[index]!.length} ${index}`);
        return false;
      });
      const folded = hay.replaceAll(/[AB]/g, (letter) => letter.toLowerCase());
      const expected = needles.flatMap((each, index) =>
        Array.from(folded, (_, at) => at)
          .filter((at) => folded.startsWith(each.toLowerCase(), at))
          .map((at) => `${at + each.length} ${index}`),
      );
      expect(found.toSorted()).toEqual(expected.toSorted());
      const ends = found.map((one) => Number(one.split(' ')[0]));
      expect(ends).toEqual(ends.toSorted((a, b) => a - b));
    }),
    { numRuns: 2000 },
  );
});

test('one call that gives true ends it', () => {
  let calls = 0;
  const call = (): boolean => {
    calls++;
    return calls === 2;
  };
  expect(someNeedle(compileNeedles(['a']), 'aaaa', call)).toBe(true);
  expect(calls).toBe(2);
  expect(someNeedle(compileNeedles(['b']), 'aaaa', call)).toBe(false);
});
