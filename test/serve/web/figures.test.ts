/** Figures as people read them. */
import { expect, test } from 'vitest';
import {
  boundText,
  bytesText,
  lengthText,
  momentOf,
  momentText,
  numberText,
} from '../../../src/serve/web/parts/figures.ts';

const LENGTHS: readonly (readonly [seconds: number, text: string])[] = [
  [0, '0 s'],
  [0.00025, '250 µs'],
  [0.004811, '4.81 ms'],
  [0.9999, '1000 ms'],
  [1.5, '1.5 s'],
  [58.7, '58.7 s'],
  [59.99, '1 m'],
  [62, '1 m 2 s'],
  [38_820, '10 h 47 m'],
  [86_399.7, '1 d'],
  [188_000, '2 d 4 h'],
  [191_529_000, '2,216 d 18 h'],
];
test.each(LENGTHS)('%d s is %s', (seconds, text) => expect(lengthText(seconds)).toBe(text));

const SIZES: readonly (readonly [bytes: number, text: string])[] = [
  [0, '0 B'],
  [999, '999 B'],
  [1234, '1.2 kB'],
  [123_456, '123 kB'],
  [1e9, '1.0 GB'],
];
test.each(SIZES)('%d bytes are %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));

const NUMBERS: readonly (readonly [value: number, text: string])[] = [
  [0, '0'],
  [1234, '1,234'],
  [0.01234, '0.012'],
  [12.34, '12.3'],
  [1234.5, '1235'],
];
test.each(NUMBERS)('%d is %s', (value, text) => expect(numberText(value)).toBe(text));

test('moments stand in their zone, with the microseconds of their text', () => {
  expect(momentOf(1765343222.114503, 'UTC', '2025-12-10T05:07:02.114503Z')).toEqual({
    date: '2025-12-10',
    clock: '05:07:02',
    fraction: '114503',
  });
  expect(momentText(1765343222.114503, 'Europe/Berlin')).toBe('2025-12-10 06:07:02.114503');
  expect(momentText(1765343222.5, 'Asia/Kolkata', 0.01)).toBe('2025-12-10 10:37:02.500');
  expect([1, 60, 86_400].map((step) => momentText(1765343222, 'UTC', step))).toEqual([
    '2025-12-10 05:07:02',
    '2025-12-10 05:07',
    '2025-12-10',
  ]);
  expect(momentText(-0.25, 'UTC')).toBe('1969-12-31 23:59:59.750000');
});

test('bounds keep microseconds', () => {
  expect([boundText(1765343222.114503), boundText(1765343222), boundText(0.1 + 0.2)]).toEqual([
    '1765343222.114503',
    '1765343222',
    '0.3',
  ]);
});
