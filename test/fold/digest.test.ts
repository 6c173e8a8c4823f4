import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToDigest, type Digest, newDigest, sketchDigest, summarize } from '../../src/fold/digest.ts';
import { numberAt } from '../../src/fold/numbers.ts';

function digestOf(values: readonly number[]): Digest {
  const digest = newDigest();
  for (const value of values) addToDigest(digest, value);
  return digest;
}

describe('a digest', () => {
  it('finds percentiles within 1 % once it is a sketch', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    const some = fc.array(fc.oneof(finite, fc.integer(), fc.constantFrom(0, -0, 5e-324, 1.7e308)), {
      minLength: 1,
    });
    fc.assert(
      fc.property(some, (values) => {
        const exact = summarize(digestOf(values));
        const digest = digestOf(values);
        sketchDigest(digest);
        const sketch = summarize(digest);
        for (const key of ['p50', 'p90', 'p95', 'p99'] as const) {
          expect(Math.abs(sketch[key] - exact[key])).toBeLessThanOrEqual(Math.abs(exact[key]) * 0.01);
        }
        for (const key of ['count', 'min', 'max', 'mean'] as const) expect(sketch[key]).toBe(exact[key]);
      }),
      { numRuns: 500 },
    );
  });

  it('is the same whether values came before or after it became a sketch', () => {
    const before = digestOf([3, 1, -2]);
    sketchDigest(before);
    const after = newDigest();
    sketchDigest(after);
    for (const value of [-2, 3, 1]) addToDigest(after, value);
    expect(after).toStrictEqual(before);
  });
});

describe('a number in bytes', () => {
  const texts = [
    '0',
    '-0',
    '7',
    '-12.25',
    '0.1',
    '123456789012345',
    '1234567890.12345',
    '0.30000000000000004',
    '1e3',
  ];
  it.each(texts)('%s', (text) => {
    expect(numberAt(Buffer.from(`x${text},`), 1, 1 + text.length)).toBe(JSON.parse(text));
  });

  it('is what JSON.parse says', () => {
    const decimal = fc
      .tuple(fc.integer(), fc.nat({ max: 999_999 }))
      .map(([whole, part]) => `${whole}.${part}`);
    fc.assert(
      fc.property(
        fc.oneof(decimal, fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)),
        (text) => {
          expect(numberAt(Buffer.from(text), 0, text.length)).toBe(JSON.parse(text));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
