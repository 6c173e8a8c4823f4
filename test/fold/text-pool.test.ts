/** Texts as codes: each text once, and none is lost that is named when a pool is swept. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextPacker } from '../../src/fold/byte-texts.ts';
import { IntTable } from '../../src/fold/int-table.ts';
import { TextPool } from '../../src/fold/text-pool.ts';

const text = fc.string({ unit: 'binary', maxLength: 40 });

test('a pack and a pool give equal texts equal codes', () => {
  fc.assert(
    fc.property(fc.array(fc.array(text, { maxLength: 80 }), { maxLength: 4 }), (packs) => {
      const pool = new TextPool();
      const packer = new TextPacker();
      const codes = new Map<string, number>();
      for (const texts of packs) {
        packer.restart();
        for (const one of texts) {
          const bytes = Buffer.from(one);
          const code = pool.take(packer.pack, packer.add(bytes, 0, bytes.length));
          expect(pool.text(code)).toBe(bytes.toString());
          expect(codes.get(bytes.toString()) ?? code).toBe(code);
          codes.set(bytes.toString(), code);
        }
      }
      expect(new Set(codes.values()).size).toBe(codes.size);
    }),
  );
});

test('a sweep keeps what is named, under its code, and its room is used again', () => {
  const pool = new TextPool();
  const add = (one: string): number => pool.add(Buffer.from(one), 0, Buffer.byteLength(one));
  const big = 'b'.repeat(300_000);
  const kept = new Map([[add(big), big]]);
  for (let n = 0; n < 20_000; n++) {
    const code = add(`text number ${n}`);
    if (n % 3 === 0) kept.set(code, `text number ${n}`);
  }
  pool.sweep((use) => {
    for (const code of kept.keys()) use(code);
  });
  for (const [code, one] of kept) {
    expect(pool.text(code)).toBe(one);
    expect(add(one)).toBe(code);
  }
  expect(pool.find(Buffer.from('text number 1'), 0, 13)).toBe(-1);
  expect(kept.has(add('another'))).toBe(false);
});

test('a table of integers is a map', () => {
  const key = fc.integer({ min: -3, max: 12 });
  const steps = fc.array(fc.tuple(key, key, fc.option(fc.nat(), { nil: undefined })), { maxLength: 400 });
  fc.assert(
    fc.property(steps, (all) => {
      const table = new IntTable();
      const naive = new Map<string, number>();
      for (const [first, second, value] of all) {
        if (value === undefined) {
          table.delete(first, second);
          naive.delete(`${first} ${second}`);
        } else {
          table.set(first, second, value);
          naive.set(`${first} ${second}`, value);
        }
      }
      for (let first = -3; first <= 12; first++)
        for (let second = -3; second <= 12; second++)
          expect(table.get(first, second)).toBe(naive.get(`${first} ${second}`) ?? -1);
    }),
  );
});
