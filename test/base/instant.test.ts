/** Epoch numbers and ISO times to microseconds, and back to text. */
import { describe, expect, it } from 'vitest';
import {
  epochSeconds,
  epochToUs,
  formatLocal,
  formatUtc,
  isoBytesToUs,
  isoToUs,
  isZoneless,
  MAX_US,
  MIN_US,
} from '../../src/base/instant.ts';

const DAY = Date.UTC(2025, 11, 10) * 1000;
const AT = DAY + (5 * 3600 + 7 * 60 + 2) * 1e6;

/** undefined: no instant. */
type Row = readonly [text: string, us: number | undefined, zone?: string];

describe('epoch numbers', () => {
  const rows: readonly Row[] = [
    ['1765343222.1145039', 1765343222114503],
    ['1765343222', 1765343222e6],
    ['1765343222.1', 1765343222100000],
    ['1.7653432221145039e9', 1765343222114503],
    ['1.7653432221145039E+9', 1765343222114503],
    ['17653432221145039e-7', 1765343222114503],
    ['0', 0],
    ['-0', 0],
    ['0.000001', 1],
    ['0.0000009', 0],
    ['-0.0000009', -1],
    ['-0.9999999', -1e6],
    ['-1.5', -1500000],
    ['-1e-400', -1],
    ['1e-400', 0],
    ['0e999999999999', 0],
    ['5', 5e6],
    ['99999999999', 99999999999e6],
    ['100000000000', 100000000000e3],
    ['1765343222114', 1765343222114000],
    ['1765343222114.5', 1765343222114500],
    ['99999999999999', 99999999999999e3],
    ['100000000000000', 100000000000000],
    ['1765343222114503', 1765343222114503],
    ['1765343222114503.9', 1765343222114503],
    ['-1765343222114503.9', -1765343222114504],
    ['99999999999999999', 1e17],
    ['100000000000000000', 100000000000000],
    ['1765343222114503999', 1765343222114503],
    ['1765343222114503999.9', 1765343222114503],
    ['-1765343222114503001', -1765343222114504],
    ['99999999999999999999', 1e17],
    ['100000000000000000000', undefined],
    ['1e20', undefined],
    ['1e19', 1e16],
    ['1e400', undefined],
    ['-99999999999', undefined],
    ['-62135596800', MIN_US],
    ['-62135596800.0000001', undefined],
    ['007', undefined],
    ['1.', undefined],
    ['.5', undefined],
    ['+5', undefined],
    ['-', undefined],
    ['', undefined],
    ['1e', undefined],
    ['1e+', undefined],
    ['1e5x', undefined],
    ['1 ', undefined],
    ['0x10', undefined],
    ['１', undefined],
    ['NaN', undefined],
    ['Infinity', undefined],
    [`0.${'0'.repeat(10_000)}1`, 0],
    [`1765343222.${'9'.repeat(10_000)}`, 1765343222999999],
    ['9'.repeat(10_000), undefined],
  ];
  for (const [text, us] of rows) {
    it(`${text}`.slice(0, 60) || 'empty', () => {
      expect(epochToUs(text)).toBe(us ?? Number.NaN);
    });
  }
});

describe('ISO times', () => {
  const rows: readonly Row[] = [
    ['2025-12-10T05:07:02Z', AT],
    ['2025-12-10t05:07:02z', AT],
    ['2025-12-10 05:07:02', AT],
    ['2025-12-10T05:07:02', AT - 3600e6, 'Europe/Berlin'],
    ['2025-12-10T05:07:02Z', AT, 'Europe/Berlin'],
    ['2025-12-10T05:07Z', AT - 2e6],
    ['2025-12-10', DAY],
    ['2025-12-10', DAY + 5 * 3600e6, 'America/New_York'],
    ['2025-12-10T05:07:02.1Z', AT + 100000],
    ['2025-12-10T05:07:02,114503Z', AT + 114503],
    ['2025-12-10T05:07:02.114503999999Z', AT + 114503],
    ['1969-12-31T23:59:59.9999999Z', -1],
    ['2025-12-10T06:07:02+01:00', AT],
    ['2025-12-10T06:07:02+0100', AT],
    ['2025-12-10T06:07:02+01', AT],
    ['2025-12-10 06:07:02 +0100', AT],
    ['2025-12-10 05:07:02 Z', AT],
    ['2025-12-10T00:07:02.5-05:00', AT + 500000],
    ['1911-01-01T00:09:21+00:09:21', Date.UTC(1911, 0, 1) * 1000],
    ['2025-12-10T05:07:02-00:00', AT],
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1) * 1000],
    ['2016-12-31T23:59:60.7Z', Date.UTC(2017, 0, 1) * 1000],
    ['2025-12-09T24:00:00Z', DAY],
    ['2025-12-09T24:00Z', DAY],
    ['2024-02-29', Date.UTC(2024, 1, 29) * 1000],
    ['2000-02-29', Date.UTC(2000, 1, 29) * 1000],
    ['0001-01-01T00:00:00Z', MIN_US],
    ['9999-12-31T23:59:59.999999Z', MAX_US],
    ['2025-03-30T02:30:00', Date.UTC(2025, 2, 30, 1, 30) * 1000, 'Europe/Berlin'],
    ['2025-10-26T02:30:00', Date.UTC(2025, 9, 26, 0, 30) * 1000, 'Europe/Berlin'],
    ['0001-01-01T00:00:00+00:01', undefined],
    ['9999-12-31T23:59:59-00:01', undefined],
    ['0000-01-01', undefined],
    ['2025-02-29', undefined],
    ['1900-02-29', undefined],
    ['2025-13-01', undefined],
    ['2025-00-01', undefined],
    ['2025-01-00', undefined],
    ['2025-01-32', undefined],
    ['2025-04-31', undefined],
    ['2025-12-10T25:00:00Z', undefined],
    ['2025-12-10T24:00:01Z', undefined],
    ['2025-12-10T05:60:00Z', undefined],
    ['2025-12-10T05:07:61Z', undefined],
    ['2025-12-10T05:07:02.Z', undefined],
    ['2025-12-10T05:07:02.', undefined],
    ['2025-12-10T05:07:', undefined],
    ['2025-12-10T05:07:0', undefined],
    ['2025-12-10T05:0', undefined],
    ['2025-12-10T05', undefined],
    ['2025-12-10T', undefined],
    ['2025-12-1', undefined],
    ['2025-12', undefined],
    ['20251210', undefined],
    ['2025-12-10X05:07:02Z', undefined],
    ['2025-12-10T05:07:02ZZ', undefined],
    ['2025-12-10T05:07:02+24:00', undefined],
    ['2025-12-10T05:07:02+01:60', undefined],
    ['2025-12-10T05:07:02+1', undefined],
    ['2025-12-10T05:07:02+01:0', undefined],
    ['2025-12-10T05:07:02 ', undefined],
    ['2025-12-10T05:07:02 UTC', undefined],
    [' 2025-12-10', undefined],
    ['2025-12-10Z', undefined],
    ['٢٠٢٥-12-10', undefined],
    ['', undefined],
    [`2025-12-10T05:07:02.${'1'.repeat(10_000)}Z`, AT + 111111],
  ];
  for (const [text, us, zone = 'UTC'] of rows) {
    it(`${text}`.slice(0, 60) || 'empty', () => {
      expect(isoToUs(text, zone)?.us).toBe(us);
      const bytes = Buffer.from(`0${text}0`);
      expect(isoBytesToUs(bytes, 1, bytes.length - 1, zone)).toBe(us ?? Number.NaN);
    });
  }
});

describe('zoneless', () => {
  const rows: readonly (readonly [string, boolean])[] = [
    ['2025-12-10', true],
    ['2025-12-10T05:07', true],
    ['2025-12-10 05:07:02.5', true],
    ['2025-12-10T05:07:02Z', false],
    ['2025-12-10T05:07z', false],
    ['2025-12-10T05:07:02-05', false],
    ['2025-12-10 05:07:02 +0100', false],
  ];
  for (const [text, zoneless] of rows) {
    it(`${text}`.slice(0, 60) || 'empty', () => {
      expect(isoToUs(text, 'UTC')?.zoneless).toBe(zoneless);
      expect(isZoneless(Buffer.from(`-${text}Z`), 1, text.length + 1)).toBe(zoneless);
    });
  }
});

describe('texts of instants', () => {
  const rows: readonly (readonly [us: number, zone: string, local: string, utc: string])[] = [
    [AT + 114503, 'UTC', '2025-12-10 05:07:02.114503Z', '2025-12-10T05:07:02.114503Z'],
    [AT + 0.7, 'Europe/Berlin', '2025-12-10 06:07:02.000000+01:00', '2025-12-10T05:07:02.000000Z'],
    [-1, 'America/New_York', '1969-12-31 18:59:59.999999-05:00', '1969-12-31T23:59:59.999999Z'],
    [0, 'Asia/Kolkata', '1970-01-01 05:30:00.000000+05:30', '1970-01-01T00:00:00.000000Z'],
    [0, 'Africa/Monrovia', '1969-12-31 23:15:30.000000-00:44:30', '1970-01-01T00:00:00.000000Z'],
    [AT, 'Europe/London', '2025-12-10 05:07:02.000000+00:00', '2025-12-10T05:07:02.000000Z'],
    [MIN_US, 'America/New_York', '0001-01-01 00:00:00.000000Z', '0001-01-01T00:00:00.000000Z'],
    [MAX_US, 'Asia/Tokyo', '9999-12-31 23:59:59.999968Z', '9999-12-31T23:59:59.999968Z'],
  ];
  for (const [us, zone, local, utc] of rows) {
    it(`${us}`.slice(0, 60) || 'empty', () => {
      expect(formatLocal(us, zone)).toBe(local);
      expect(formatUtc(us)).toBe(utc);
    });
  }

  const seconds: readonly (readonly [us: number, text: string])[] = [
    [1765343222114503, '1765343222.114503'],
    [1765343222500000, '1765343222.5'],
    [1, '0.000001'],
    [-1500000, '-1.5'],
    [0, '0'],
  ];
  for (const [us, text] of seconds) {
    it(`${us} as seconds`, () => {
      expect(JSON.stringify(epochSeconds(us))).toBe(text);
    });
  }
});
