/** Durations as typed, and as people read them. */
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration, parseUnitDuration } from '../../src/base/duration.ts';
import { Fault } from '../../src/base/fault.ts';

const S = 1e6;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;

describe('durations', () => {
  const rows: readonly (readonly [text: string, us: number])[] = [
    ['90s', 90 * S],
    ['500ms', 500_000],
    ['250us', 250],
    ['250µs', 250],
    ['1.5h', 90 * M],
    ['1h30m', 90 * M],
    ['1h 30m', 90 * M],
    ['3 h 20 m', 200 * M],
    ['2d', 2 * D],
    ['1w', 7 * D],
    ['1w2d3h4m5s6ms7us', 9 * D + 3 * H + 4 * M + 5 * S + 6007],
    ['1.1s', 1_100_000],
    ['2 hours', 2 * H],
    ['1 minute 1 second', 61 * S],
    [' 5m ', 5 * M],
    ['0s', 0],
  ];
  for (const [text, us] of rows) {
    it(`${text}`.slice(0, 60) || 'empty', () => {
      expect(parseDuration(text)).toBe(us);
      expect(parseUnitDuration(text)).toBe(us);
    });
  }

  const bare: readonly (readonly [text: string, us: number])[] = [
    ['3600', 3600 * S],
    ['0.25', 250_000],
    ['0', 0],
  ];
  for (const [text, us] of bare) {
    it(`a bare number is seconds: ${text}`, () => {
      expect(parseDuration(text)).toBe(us);
      expect(parseUnitDuration(text)).toBe(undefined);
    });
  }
});

describe('what is no duration', () => {
  const rows: readonly (readonly [text: string, start: number, end: number, hint?: string])[] = [
    ['', 0, 0],
    ['   ', 0, 3],
    ['-5m', 0, 3],
    ['+5m', 0, 3],
    ['five', 0, 4],
    ['5x', 1, 2],
    ['5M', 1, 2, 'did you mean "m"?'],
    ['5 mintues', 2, 9, 'did you mean "minutes"?'],
    ['1h30', 4, 4],
    ['1h-5m', 2, 5],
    ['30m1h', 4, 5],
    ['1h1h', 3, 4],
    ['1.h', 1, 1],
    ['.5h', 0, 3],
    ['1e3', 1, 2],
    ['1.2.3s', 3, 3],
    ['NaN', 0, 3],
    ['99999999999999999999w', 0, 21],
    [`${'9'.repeat(199)}s`, 0, 200],
    ['9'.repeat(500), 0, 500],
  ];
  for (const [text, start, end, hint] of rows) {
    it(`${text}`.slice(0, 60) || 'empty', () => {
      expect(parseUnitDuration(text)).toBe(undefined);
      try {
        parseDuration(text);
      } catch (fault) {
        if (!(fault instanceof Fault)) throw fault;
        expect(fault.parts.code).toBe('bad-duration');
        expect(fault.parts.span).toEqual({ text, start, end });
        if (hint !== undefined) expect(fault.parts.hint).toBe(hint);
        return;
      }
      throw new Error('no fault');
    });
  }
});

describe('for people', () => {
  const rows: readonly (readonly [us: number, text: string])[] = [
    [0, '0 s'],
    [250, '250 us'],
    [999, '999 us'],
    [1000, '1 ms'],
    [1_234, '1.23 ms'],
    [245_999, '245 ms'],
    [999_999, '999 ms'],
    [1_250_000, '1.25 s'],
    [12_599_999, '12.5 s'],
    [59_999_999, '59.9 s'],
    [60 * S, '1 m'],
    [3 * M + 20 * S, '3 m 20 s'],
    [H - 1, '59 m 59 s'],
    [H, '1 h'],
    [3 * H + 20 * M + 59 * S, '3 h 20 m'],
    [D - 1, '23 h 59 m'],
    [2 * D + 4 * H, '2 d 4 h'],
    [400 * D, '400 d'],
    [-90 * S, '-1 m 30 s'],
    [-0.5, '0 s'],
  ];
  for (const [us, text] of rows) {
    it(`${us}`.slice(0, 60) || 'empty', () => {
      expect(formatDuration(us)).toBe(text);
    });
  }
});
