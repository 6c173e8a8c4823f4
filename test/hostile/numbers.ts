/** Numbers, promises.md row 6: 25 that are one and 2 that are none. */
import { type HostileLine, line } from './row.ts';

/** As written in the log. */
export const NUMBERS: readonly string[] = [
  '0',
  '-0',
  '0.0',
  '1',
  '1.0',
  '1e0',
  '10e-1',
  '0.1',
  '0.1000000000000000055511151231257827021181583404541015625',
  '9007199254740991',
  '9007199254740992',
  '9007199254740993',
  '-9007199254740993',
  '9007199254740993.5',
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775808',
  '-9223372036854775809',
  '18446744073709551615',
  '18446744073709551616',
  '1e400',
  '-1e400',
  '1e-400',
  '1E+30000',
  '9'.repeat(10_000),
];

export const NO_NUMBERS: readonly string[] = ['NaN', '-Infinity'];

/** `{"n":NUMBER}`. */
export const NUMBER_LINES: readonly HostileLine[] = [
  ...NUMBERS.map((text) => line(nameOf(text), `{"n":${text}}`, 'event')),
  ...NO_NUMBERS.map((text) => line(text, `{"n":${text}}`, 'syntax')),
];

function nameOf(text: string): string {
  return text.length > 100 ? `${text.length}-digits` : text;
}
