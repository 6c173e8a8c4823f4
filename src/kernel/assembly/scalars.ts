/** Numbers and instants of common shapes. NaN means: not this shape, let the plain path decide. */
import { digit } from './text';

const POWERS: StaticArray<f64> = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/** A number of at most 15 digits without exponent, times an integer `factor`: rounded once. */
export function plainNumber(from: usize, to: usize, factor: i64): f64 {
  let p = from;
  const negative = load<u8>(p) == 0x2d;
  if (negative) p++;
  if (to - p > 16) return NaN;
  let whole: i64 = 0;
  let digits: u32 = 0;
  let behind: i32 = -1;
  for (; p < to; p++) {
    const c: u32 = load<u8>(p);
    if (c == 0x2e) {
      behind = 0;
      continue;
    }
    if (!digit(c)) return NaN;
    whole = whole * 10 + (c - 0x30);
    digits++;
    if (behind >= 0) behind++;
  }
  if (digits > 15 || whole > 9007199254740992 / factor) return NaN;
  let result = <f64>(whole * factor);
  if (behind > 0) result = result / unchecked(POWERS[behind]);
  return negative ? -result : result;
}

/** Epoch seconds with up to ten integer digits and any fraction, in microseconds rounded down. */
export function epoch(from: usize, to: usize, minDigits: u32): f64 {
  if (to - from == 17 && load<u8>(from + 10) == 0x2e && minDigits <= 10) {
    const high = eight(load<u64>(from));
    const low = two(from + 8);
    // The digit and the point before the six places are read as zeros.
    const micros = eight((load<u64>(from + 9) & ~0xffff) | 0x3030);
    if (high >= 0 && low >= 0 && micros >= 0 && high <= 89999999) {
      return <f64>((high * 100 + low) * 1000000 + micros);
    }
  }
  let p = from;
  let seconds: i64 = 0;
  let digits: u32 = 0;
  while (p < to) {
    const c: u32 = load<u8>(p);
    if (!digit(c)) break;
    seconds = seconds * 10 + (c - 0x30);
    digits++;
    p++;
  }
  if (digits == 0 || digits > 10 || digits < minDigits || seconds > 9000000000) return NaN;
  let micros: i64 = 0;
  if (p < to) {
    if (load<u8>(p) != 0x2e) return NaN;
    p++;
    let places: u32 = 0;
    for (; p < to; p++) {
      const c: u32 = load<u8>(p);
      if (!digit(c)) return NaN;
      if (places < 6) {
        micros = micros * 10 + (c - 0x30);
        places++;
      }
    }
    for (; places < 6; places++) micros *= 10;
  }
  return <f64>(seconds * 1000000 + micros);
}

/** Set by `iso`: the text names no zone. */
export let zoneless: bool = false;

/** `2025-12-10T05:07:02.114503+01:00` and its common variants, in microseconds; without a zone as UTC. */
export function iso(from: usize, to: usize): f64 {
  zoneless = false;
  const size = to - from;
  if (size < 19 || size > 40) return NaN;
  const year = two(from) * 100 + two(from + 2);
  const month = two(from + 5);
  const day = two(from + 8);
  const hour = two(from + 11);
  const minute = two(from + 14);
  const second = two(from + 17);
  const t = load<u8>(from + 10);
  if (load<u8>(from + 4) != 0x2d || load<u8>(from + 7) != 0x2d || (t != 0x54 && t != 0x20)) return NaN;
  if (load<u8>(from + 13) != 0x3a || load<u8>(from + 16) != 0x3a) return NaN;
  if (year < 1970 || year > 2250 || month < 1 || month > 12 || day < 1 || day > 28 + extra(year, month)) return NaN;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return NaN;
  let p = from + 19;
  let micros: i64 = 0;
  if (p < to && load<u8>(p) == 0x2e) {
    p++;
    let places: u32 = 0;
    const begin = p;
    while (p < to) {
      const c: u32 = load<u8>(p);
      if (!digit(c)) break;
      if (places < 6) {
        micros = micros * 10 + (c - 0x30);
        places++;
      }
      p++;
    }
    if (p == begin) return NaN;
    for (; places < 6; places++) micros *= 10;
  }
  let offset: i64 = 0;
  if (p == to) zoneless = true;
  else {
    const sign = load<u8>(p);
    if (sign == 0x5a && p + 1 == to) offset = 0;
    else if (sign == 0x2b || sign == 0x2d) {
      const colon = to - p == 6 && load<u8>(p + 3) == 0x3a;
      if (!colon && to - p != 5) return NaN;
      const hours = two(p + 1);
      const minutes = two(p + (colon ? 4 : 3));
      if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) return NaN;
      offset = hours * 3600 + minutes * 60;
      if (sign == 0x2d) offset = -offset;
    } else return NaN;
  }
  const seconds = daysFromCivil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset;
  return <f64>(seconds * 1000000 + micros);
}

/** The number that eight ASCII digits say, the first in the lowest byte; -1 where one is no digit. */
@inline
function eight(text: u64): i64 {
  const digits = text ^ 0x3030303030303030;
  if (((digits | (digits + 0x7676767676767676)) & 0x8080808080808080) != 0) return -1;
  const pairs = digits * 10 + (digits >> 8);
  const low = (pairs & 0x000000ff000000ff) * 0x000f424000000064;
  const high = ((pairs >> 16) & 0x000000ff000000ff) * 0x0000271000000001;
  return <i64>((low + high) >> 32);
}

@inline
function two(p: usize): i64 {
  const a: u32 = load<u8>(p);
  const b: u32 = load<u8>(p + 1);
  return digit(a) && digit(b) ? <i64>((a - 0x30) * 10 + (b - 0x30)) : -10000;
}

/** Days of the month beyond 28. */
function extra(year: i64, month: i64): i64 {
  if (month == 2) return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 1 : 0;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 2 : 3;
}

/** Days since 1970-01-01 of a day in the proleptic Gregorian calendar, the year beginning in March. */
function daysFromCivil(year: i64, month: i64, day: i64): i64 {
  const y = month <= 2 ? year - 1 : year;
  const era = y / 400;
  const yearOfEra = y - era * 400;
  const dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}
