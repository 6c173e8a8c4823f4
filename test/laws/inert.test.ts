/** promises.md row 17, and the width of tables, as laws over random texts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inert, inertJson } from '../../src/render/inert.ts';
import { fitColumns, GAP, type Track } from '../../src/render/layout.ts';
import { cut, cutStart, displayWidth } from '../../src/render/terminal.ts';
import { LIVE } from '../render/payloads.ts';

const PLANES = [
  0x20, 0x80, 0xa0, 0x100, 0x700, 0x2000, 0x2070, 0xd800, 0xe000, 0x10000, 0xe0000, 0xe1000, 0x110000,
];
const unit = fc
  .nat({ max: PLANES.length - 1 })
  .chain((i) => fc.integer({ min: PLANES[i - 1] ?? 0, max: (PLANES[i] ?? 1) - 1 }));
const text = fc.array(unit, { maxLength: 24 }).map((codes) => String.fromCodePoint(...codes));

test('100,000 random texts are inert', () => {
  fc.assert(
    fc.property(text, (value) => {
      const shown = inert(value);
      return !LIVE.test(shown) && !shown.includes('\n') && inert(shown) === shown;
    }),
    { numRuns: 100_000 },
  );
});

test('inert JSON is the same value', () => {
  fc.assert(
    fc.property(fc.dictionary(text, text), (value) => {
      const json = JSON.stringify(value);
      const shown = inertJson(json);
      expect(JSON.parse(shown)).toEqual(JSON.parse(json));
      return !LIVE.test(shown);
    }),
  );
});

test('a cut text fits, and is whole where it fits', () => {
  fc.assert(
    fc.property(text, fc.nat({ max: 30 }), (value, width) => {
      const shown = inert(value);
      const fits = displayWidth(shown) <= width;
      for (const short of [cut(shown, width), cutStart(shown, width)]) {
        expect(displayWidth(short)).toBeLessThanOrEqual(width);
        if (fits && width > 0) expect(short).toBe(shown);
      }
    }),
    { numRuns: 2000 },
  );
});

const track: fc.Arbitrary<Track> = fc.record({
  kind: fc.constantFrom('text', 'number', 'time', 'place', 'picture'),
  natural: fc.integer({ min: 0, max: 200 }),
  least: fc.integer({ min: 1, max: 20 }),
  enough: fc.integer({ min: 1, max: 60 }),
  rank: fc.nat({ max: 4 }),
  yields: fc.boolean(),
});

test('columns fit, show something, and are as wide as they wish where there is room', () => {
  fc.assert(
    fc.property(
      fc.array(track, { minLength: 1, maxLength: 10 }),
      fc.integer({ min: 1, max: 300 }),
      (tracks, total) => {
        const widths = fitColumns(tracks, total);
        const shown = widths.filter((width) => width > 0);
        const used = shown.reduce((sum, width) => sum + width, 0) + GAP * (shown.length - 1);
        expect(used).toBeLessThanOrEqual(total);
        const wished = tracks.map(({ natural }) => natural).filter((width) => width > 0);
        const wish = wished.reduce((sum, width) => sum + width, 0) + GAP * Math.max(0, wished.length - 1);
        if (wish > 0 && wish <= total) expect(widths).toEqual(tracks.map(({ natural }) => natural));
        if (wish > 0) expect(shown.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 2000 },
  );
});
