/**
 * The calendar's arithmetic: days, civil dates and instants of the proleptic Gregorian calendar, without zones.
 *
 * Invariants: years 0001 to 9999; an instant is split into whole seconds and microseconds before it is worked on,
 * because beyond 2^53 microseconds a sum of the two may be off while each of them is exact.
 */

export interface CivilDate {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  /** From 1. */
  readonly day: number;
}

/** An instant as whole seconds since the epoch and 0 to 999,999 microseconds after them. */
export interface SplitInstant {
  readonly seconds: number;
  readonly micro: number;
}

export const DAY_SECONDS = 86_400;
/** Microseconds in a day of 24 hours. */
export const DAY_US: number = DAY_SECONDS * 1e6;
const FIRST_SECOND = -62_135_596_800;
const END_SECOND = 253_402_300_800;
/** 0001-01-01T00:00:00Z in microseconds, the first instant that is accepted. */
export const MIN_US: number = FIRST_SECOND * 1e6;
/** The last double before 10000-01-01T00:00:00Z, in microseconds; doubles are 32 apart there. */
export const MAX_US: number = END_SECOND * 1e6 - 32;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Microseconds since the epoch of a split instant; NaN outside the years 0001 to 9999 and for NaN. */
export function joinUs(seconds: number, micro: number): number {
  if (!(seconds >= FIRST_SECOND && seconds < END_SECOND)) return Number.NaN;
  return Math.min(seconds * 1e6 + micro, MAX_US);
}

/** Takes an instant in microseconds apart, finer digits rounded down. */
export function splitUs(us: number): SplitInstant {
  const whole = Math.floor(us);
  const rest = whole % 1e6;
  const micro = rest < 0 ? rest + 1e6 : rest + 0;
  return { seconds: (whole - micro) / 1e6, micro };
}

/** Days since 1970-01-01 of a valid civil date. Source: Howard Hinnant, chrono-compatible low-level date algorithms. */
export function daysOfCivil(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = (marchYear / 400) | 0;
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = (((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) | 0) + day - 1;
  const dayOfEra = yearOfEra * 365 + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The civil date of a number of days since 1970-01-01. Source: as `daysOfCivil`. */
export function civilOfDays(days: number): CivilDate {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra =
    ((dayOfEra - ((dayOfEra / 1460) | 0) + ((dayOfEra / 36_524) | 0) - ((dayOfEra / 146_096) | 0)) / 365) | 0;
  const dayOfYear = dayOfEra - (365 * yearOfEra + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0));
  const marchMonth = ((5 * dayOfYear + 2) / 153) | 0;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - (((153 * marchMonth + 2) / 5) | 0) + 1,
  };
}

/** Days of a month from 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)) return 29;
  return MONTH_DAYS[month - 1] as number;
}
