/**
 * ISO 8601 and RFC 3339 times in bytes, as logs write them: `2025-12-10T05:07:02.114503+01:00` and its kin.
 *
 * Invariants: character codes only, because a kernel calls this once a line; nothing is thrown and nothing beyond `to`
 * is believed; finer digits than microseconds are rounded down.
 */
import { DAY_SECONDS, daysInMonth, daysOfCivil, joinUs } from './civil.ts';
import { localToUs } from './zone.ts';

const SPACE = 0x20;
const PLUS = 0x2b;
const COMMA = 0x2c;
const DASH = 0x2d;
const DOT = 0x2e;
const COLON = 0x3a;
/** Sets a letter's lower case bit: `T` and `t`, `Z` and `z` become one. */
const LOWER = 0x20;
const LETTER_T = 0x74;
const LETTER_Z = 0x7a;

const DATE_SIZE = 10;

/**
 * The instant in `bytes[from, to)` in microseconds, NaN where it is none. A date alone is midnight; seconds may be
 * missing; a leap second is the next second's start; 24:00:00 is the next midnight. The offset is `Z`, `+01:00`,
 * `+0100`, `+01` or, for historic local times, `+00:09:21`, and may stand behind a space; without one it is the resolved
 * `zone`'s wall clock. Source: dialects.md, "Time is an instant of microsecond resolution".
 */
export function isoBytesToUs(bytes: Uint8Array, from: number, to: number, zone: string): number {
  if (to - from < DATE_SIZE || bytes[from + 4] !== DASH || bytes[from + 7] !== DASH) return Number.NaN;
  const year = two(bytes, from) * 100 + two(bytes, from + 2);
  const month = two(bytes, from + 5);
  const day = two(bytes, from + 8);
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)))
    return Number.NaN;
  const midnight = daysOfCivil(year, month, day) * DAY_SECONDS;
  let at = from + DATE_SIZE;
  if (at === to) return fromWallClock(midnight, 0, zone);

  const separator = bytes[at] as number;
  if ((separator | LOWER) !== LETTER_T && separator !== SPACE) return Number.NaN;
  if (to - at < 6 || bytes[at + 3] !== COLON) return Number.NaN;
  const hour = two(bytes, at + 1);
  const minute = two(bytes, at + 4);
  at += 6;
  let second = 0;
  let micro = 0;
  if (at < to && bytes[at] === COLON) {
    if (to - at < 3) return Number.NaN;
    second = two(bytes, at + 1);
    at += 3;
    if (at < to && (bytes[at] === DOT || bytes[at] === COMMA)) {
      const first = at + 1;
      at = first;
      for (; at < to; at++) {
        const digit = (bytes[at] as number) - 48;
        if (!(digit >= 0 && digit <= 9)) break;
        if (at - first < 6) micro = micro * 10 + digit;
      }
      if (at === first) return Number.NaN;
      for (let count = at - first; count < 6; count++) micro *= 10;
    }
  }
  if (hour === 24 ? minute !== 0 || second !== 0 || micro !== 0 : !(hour <= 23)) return Number.NaN;
  if (!(minute <= 59 && second <= 60)) return Number.NaN;
  if (second === 60) micro = 0;

  const seconds = midnight + hour * 3600 + minute * 60 + second;
  if (at === to) return fromWallClock(seconds, micro, zone);
  return joinUs(seconds - offsetSeconds(bytes, at, to), micro);
}

/** Whether an instant that `isoBytesToUs` accepts names no offset of its own, so that a zone had to be assumed. */
export function isZoneless(bytes: Uint8Array, from: number, to: number): boolean {
  if (((bytes[to - 1] as number) | LOWER) === LETTER_Z) return false;
  for (let at = from + DATE_SIZE; at < to; at++) {
    if (bytes[at] === PLUS || bytes[at] === DASH) return false;
  }
  return true;
}

function fromWallClock(seconds: number, micro: number, zone: string): number {
  return joinUs(zone === 'UTC' ? seconds : localToUs(zone, seconds * 1e6) / 1e6, micro);
}

/** The offset in `bytes[from, to)`, in seconds; NaN where it is none. */
function offsetSeconds(bytes: Uint8Array, from: number, to: number): number {
  const at = bytes[from] === SPACE ? from + 1 : from;
  const size = to - at;
  const sign = bytes[at] as number;
  if (size === 1) return (sign | LOWER) === LETTER_Z ? 0 : Number.NaN;
  if (sign !== PLUS && sign !== DASH) return Number.NaN;
  const colons = size === 6 || size === 9;
  if (size !== 3 && size !== 5 && !colons) return Number.NaN;
  if (colons && bytes[at + 3] !== COLON) return Number.NaN;
  if (size === 9 && bytes[at + 6] !== COLON) return Number.NaN;
  const hours = two(bytes, at + 1);
  const minutes = size === 3 ? 0 : two(bytes, at + (colons ? 4 : 3));
  const seconds = size === 9 ? two(bytes, at + 7) : 0;
  if (!(hours <= 23 && minutes <= 59 && seconds <= 59)) return Number.NaN;
  const total = hours * 3600 + minutes * 60 + seconds;
  return sign === DASH ? -total : total;
}

/** Two digits as a number; NaN where one of them is none. */
function two(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - 48;
  const ones = (bytes[at + 1] as number) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}
