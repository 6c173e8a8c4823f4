/**
 * Epoch numbers as instants, by the digit rule. The decimal text itself is worked on, never a double of it, so that no
 * digit of a microsecond is lost: 1765343222.1145039 seconds are 1765343222114503 microseconds.
 *
 * Invariant: finer digits are rounded down (towards the past), before the epoch too.
 */
import { joinUs } from './civil.ts';

const DASH = 0x2d;
const DOT = 0x2e;
const PLUS = 0x2b;
/** Sets a letter's lower case bit: `E` and `e` become one. */
const LOWER = 0x20;
const LETTER_E = 0x65;

/** No instant needs a larger exponent, whatever the length of its digits; keeps the sum exact. */
const EXPONENT_CAP = 1e9;

/**
 * The instant that the JSON number in `bytes[from, to)` names, in microseconds: up to 11 integer digits are seconds,
 * 12 to 14 milliseconds, 15 to 17 microseconds, 18 to 20 nanoseconds. NaN for more digits, for an instant outside the
 * years 0001 to 9999, and for what is no JSON number. Source: cli.md, "Time expressions".
 */
export function epochBytesToUs(bytes: Uint8Array, from: number, to: number): number {
  const negative = bytes[from] === DASH;
  const begin = negative ? from + 1 : from;
  const wholeEnd = skipDigits(bytes, begin, to);
  if (wholeEnd === begin || (bytes[begin] === 48 && wholeEnd - begin > 1)) return Number.NaN;
  let end = wholeEnd;
  if (end < to && bytes[end] === DOT) {
    end = skipDigits(bytes, wholeEnd + 1, to);
    if (end === wholeEnd + 1) return Number.NaN;
  }
  const exponent = end === to ? 0 : exponentOf(bytes, end, to);
  if (Number.isNaN(exponent)) return Number.NaN;

  let first = begin;
  while (first < end && (bytes[first] === 48 || bytes[first] === DOT)) first++;
  if (first === end) return 0;
  // The value is 0.d1d2d3… × 10^point, d1 being the first digit that is not zero.
  const point = (first < wholeEnd ? wholeEnd - first : wholeEnd + 1 - first) + exponent;
  if (point > 20) return Number.NaN;
  const count = point + (point <= 11 ? 6 : point <= 14 ? 3 : point <= 17 ? 0 : -3);
  return wholeUs({ bytes, first, end, count, negative });
}

interface Digits {
  readonly bytes: Uint8Array;
  /** The first digit that is not zero, and the end of the last one; a point may stand between them. */
  readonly first: number;
  readonly end: number;
  /** How many digits from `first` on are whole microseconds; zeros follow where the text ends sooner. */
  readonly count: number;
  readonly negative: boolean;
}

function wholeUs({ bytes, first, end, count, negative }: Digits): number {
  let seconds = 0;
  let micro = 0;
  let at = first;
  for (let index = 0; index < count; index++) {
    if (at < end && bytes[at] === DOT) at++;
    const digit = at < end ? (bytes[at++] as number) - 48 : 0;
    if (index < count - 6) seconds = seconds * 10 + digit;
    else micro = micro * 10 + digit;
  }
  if (!negative) return joinUs(seconds, micro);
  if (hasMore(bytes, at, end)) micro++;
  const borrow = micro > 0 ? 1 : 0;
  return joinUs(-seconds - borrow, borrow * 1e6 - micro);
}

function hasMore(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    if (bytes[at] !== 48 && bytes[at] !== DOT) return true;
  }
  return false;
}

/** The exponent that begins at `e`; NaN where it is none. */
function exponentOf(bytes: Uint8Array, from: number, to: number): number {
  if (((bytes[from] as number) | LOWER) !== LETTER_E) return Number.NaN;
  const sign = bytes[from + 1];
  const begin = from + 1 < to && (sign === PLUS || sign === DASH) ? from + 2 : from + 1;
  if (begin >= to || skipDigits(bytes, begin, to) !== to) return Number.NaN;
  let value = 0;
  for (let at = begin; at < to; at++) value = Math.min(value * 10 + (bytes[at] as number) - 48, EXPONENT_CAP);
  return sign === DASH ? -value : value;
}

function skipDigits(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at] as number) >= 48 && (bytes[at] as number) <= 57) at++;
  return at;
}
