import { describe, expect, test } from 'vitest';
import {
  canonicalDecimal,
  compareDecimals,
  integerOf,
  isExactDouble,
  isJsonNumber,
} from '../../src/base/number.ts';

const LONG = `1${'0'.repeat(9_998)}1`;

describe('compareDecimals', () => {
  const ROWS: readonly [a: string, b: string, order: -1 | 0 | 1][] = [
    ['1', '2', -1],
    ['-1', '1', -1],
    ['-2', '-1', -1],
    ['0', '-0', 0],
    ['-0.0e5', '0', 0],
    ['1.0', '1', 0],
    ['10e-1', '1', 0],
    ['0.1', '0.10', 0],
    ['100', '1E2', 0],
    ['100', '1e+2', 0],
    ['9007199254740993', '9007199254740992', 1],
    ['9007199254740993', '9007199254740993.0', 0],
    ['-9007199254740993', '-9007199254740992', -1],
    ['9223372036854775807', '9223372036854775808', -1],
    ['18446744073709551616', '18446744073709551615', 1],
    ['1e400', '1e401', -1],
    ['-1e400', '-1e401', 1],
    ['1e-400', '0', 1],
    ['1e-400', '1e-401', 1],
    ['-1e-400', '0', -1],
    ['0.1', '0.1000000000000000055511151231257827', -1],
    ['0.30000000000000004', '0.3', 1],
    ['123.4567890123456789', '123.4567890123456788', 1],
    ['1e99999999999999999999', '1e99999999999999999998', 1],
    ['1e-99999999999999999999', '1e-99999999999999999998', -1],
    ['0e99999999999999999999', '0', 0],
    [LONG, `${LONG}.0`, 0],
    [LONG, `1${'0'.repeat(9_999)}`, 1],
    [`0.${'0'.repeat(9_999)}1`, '1e-10000', 0],
  ];
  test.each(ROWS)('%s and %s', (a, b, order) => {
    expect(compareDecimals(a, b)).toBe(order);
    expect(compareDecimals(b, a)).toBe(order === 0 ? 0 : -order);
    expect(canonicalDecimal(a) === canonicalDecimal(b)).toBe(order === 0);
  });
});

describe('isExactDouble', () => {
  const ROWS: readonly [text: string, exact: boolean][] = [
    ['0', true],
    ['-0', true],
    ['0.1', true],
    ['123456789012345', true],
    ['9007199254740991', true],
    ['9007199254740992', true],
    ['-9007199254740992', true],
    ['9007199254740993', false],
    ['9007199254740992.0', true],
    ['9007199254740992000', false],
    ['1234567890.123456', false],
    ['1765343222.11450', true],
    ['1e300', false],
    ['1e299', true],
    ['1e400', false],
    ['1e-400', false],
    ['0e400', true],
    ['0.0000000000000000000001', true],
    [LONG, false],
  ];
  test.each(ROWS)('%s', (text, exact) => expect(isExactDouble(text)).toBe(exact));
});

describe('canonicalDecimal', () => {
  const ROWS: readonly [text: string, canonical: string][] = [
    ['-0', '0'],
    ['1.50', '15e-1'],
    ['1200', '12e2'],
    ['-7', '-7'],
    ['1E+400', '1e400'],
  ];
  test.each(ROWS)('%s', (text, canonical) => expect(canonicalDecimal(text)).toBe(canonical));
});

describe('integerOf', () => {
  const ROWS: readonly [text: string, shift: number, floor: number | undefined, ceil: number | undefined][] =
    [
      ['1765343222.1145039', 6, 1765343222114503, 1765343222114504],
      ['1765343222.114503', 6, 1765343222114503, 1765343222114503],
      ['-1.5', 0, -2, -1],
      ['-0.0000001', 6, -1, 0],
      ['1e-400', 0, 0, 1],
      ['0', 6, 0, 0],
      ['1e3', 0, 1000, 1000],
      ['9007199254740991', 0, 9007199254740991, 9007199254740991],
      ['9007199254740992', 0, undefined, undefined],
      ['1e99999999999999999999', 0, undefined, undefined],
    ];
  test.each(ROWS)('%s by 10^%i', (text, shift, floor, ceil) => {
    expect(integerOf(text, shift, 'floor')).toBe(floor);
    expect(integerOf(text, shift, 'ceil')).toBe(ceil);
  });
});

test.each([
  ['1', true],
  ['-0.5e+7', true],
  ['+1', false],
  ['.5', false],
  ['5.', false],
  ['01', false],
  ['1 ', false],
  ['NaN', false],
  ['', false],
] as const)('isJsonNumber(%s)', (text, is) => expect(isJsonNumber(text)).toBe(is));
