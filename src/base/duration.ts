/**
 * Lengths of time: `90s`, `500ms`, `1.5h`, `1h30m`, `2d`; a bare number is seconds. Source: cli.md, "Durations everywhere".
 *
 * Invariants: a duration is a whole, finite number of microseconds, from zero to 10,000 years; days are kept apart until
 * the end, because a day on a calendar is not always 24 hours. What is printed here reads back.
 */
import { DAY_US } from './civil.ts';
import { Fault } from './fault.ts';
import { near } from './near.ts';

/** A duration with its days (weeks are seven of them, fractions allowed) apart from the rest, in microseconds. */
export interface DurationParts {
  readonly days: number;
  readonly restUs: number;
}

/** The part of a text, in UTF-16 units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

interface Unit {
  /** Microseconds. */
  readonly us: number;
  /** The first name is the short one. */
  readonly names: readonly string[];
}

/** The longest duration that is accepted, in microseconds: 10,000 years of 365.25 days. */
export const MAX_DURATION_US: number = 3_652_500 * DAY_US;

const LONGEST_TEXT = 200;
const SECOND_US = 1e6;
const MINUTE_US = 60e6;
const HOUR_US = 3600e6;

const UNITS: readonly Unit[] = [
  { us: 1, names: ['us', 'µs', 'μs', 'microsecond', 'microseconds'] },
  { us: 1000, names: ['ms', 'millisecond', 'milliseconds'] },
  { us: SECOND_US, names: ['s', 'sec', 'secs', 'second', 'seconds'] },
  { us: MINUTE_US, names: ['m', 'min', 'mins', 'minute', 'minutes'] },
  { us: HOUR_US, names: ['h', 'hr', 'hrs', 'hour', 'hours'] },
  { us: DAY_US, names: ['d', 'day', 'days'] },
  { us: 7 * DAY_US, names: ['w', 'week', 'weeks'] },
];
const UNIT_BY_NAME: ReadonlyMap<string, Unit> = new Map(
  UNITS.flatMap((unit) => unit.names.map((name): [string, Unit] => [name, unit])),
);

/** Every name of a unit, for near names: `us`, `ms`, `s`, `sec`, … */
export const UNIT_NAMES: readonly string[] = [...UNIT_BY_NAME.keys()];

const EXPECTED = 'expected a duration such as 90s, 500ms, 1.5h, 1h30m or 2d';

/** Microseconds; a bare number is seconds. Throws Fault `bad-duration` for what is negative, empty or anything else. */
export function parseDuration(text: string): number {
  return totalUs(parseDurationParts(text, { start: 0, end: text.length }));
}

/** Microseconds of a duration in which every number has its unit; undefined for any other text, a bare number too. */
export function parseUnitDuration(text: string): number | undefined {
  if (/^[\s0-9.]*$/.test(text)) return undefined;
  try {
    return parseDuration(text);
  } catch (fault) {
    if (fault instanceof Fault) return undefined;
    throw fault;
  }
}

/**
 * The duration that stands in a part of a text, a bare number being seconds. Numbers with units follow one another from
 * the larger unit to the smaller, each unit once. Throws Fault `bad-duration` with its span in the whole text.
 */
export function parseDurationParts(text: string, { start, end }: TextRange): DurationParts {
  if (end - start > LONGEST_TEXT) fail(text, { start, end }, 'a duration has at most 200 characters');
  const from = start + leadingSpace(text.slice(start, end));
  if (from === end) fail(text, { start, end }, EXPECTED);
  let at = from;
  let days = 0;
  let restUs = 0;
  let last: Unit | undefined;
  while (at < end) {
    const number = /^[0-9]+(?:\.[0-9]+)?/.exec(text.slice(at, end))?.[0];
    if (number === undefined) failAtNumber(text, { start: at, end }, last === undefined);
    const nameStart = at + number.length + leadingSpace(text.slice(at + number.length, end));
    const name = /^[^0-9\s.+-]*/.exec(text.slice(nameStart, end))?.[0] ?? '';
    const nameEnd = nameStart + name.length;
    const bare = name === '' && nameStart === end && last === undefined;
    const unit = bare ? UNIT_BY_NAME.get('s') : UNIT_BY_NAME.get(name);
    if (unit === undefined) failAtUnit(text, { start: nameStart, end: nameEnd });
    if (last !== undefined && unit.us >= last.us) {
      fail(text, { start: nameStart, end: nameEnd }, `expected a unit smaller than "${last.names[0]}" here`);
    }
    last = unit;
    const amount = Number(number);
    if (unit.us >= DAY_US) days += amount * (unit.us / DAY_US);
    else restUs += amount * unit.us;
    at = nameEnd + leadingSpace(text.slice(nameEnd, end));
  }
  const parts = { days, restUs: Math.round(restUs) };
  // Written so that an infinite sum fails too.
  if (!(totalUs(parts) <= MAX_DURATION_US)) {
    fail(text, { start: from, end }, 'a duration is at most 10,000 years');
  }
  return parts;
}

/** Whole microseconds of a duration whose days have 24 hours. */
export function totalUs({ days, restUs }: DurationParts): number {
  return Math.round(days * DAY_US) + restUs;
}

/**
 * Microseconds for people, cut (not rounded) to at most two units: `250 us`, `245 ms`, `12.5 s`, `3 h 20 m`, `2 d 4 h`.
 * Below a minute it is one unit of three digits. A minus stands in front of a negative one.
 */
export function formatDuration(us: number): string {
  const size = Math.floor(Math.abs(us));
  const sign = us < 0 && size > 0 ? '-' : '';
  return sign + formatSize(size);
}

function formatSize(us: number): string {
  if (us === 0) return '0 s';
  if (us < 1000) return `${us} us`;
  if (us < SECOND_US) return `${threeDigits(us, 1000)} ms`;
  if (us < MINUTE_US) return `${threeDigits(us, SECOND_US)} s`;
  if (us < HOUR_US) return twoUnits(us, [MINUTE_US, 'm'], [SECOND_US, 's']);
  if (us < DAY_US) return twoUnits(us, [HOUR_US, 'h'], [MINUTE_US, 'm']);
  return twoUnits(us, [DAY_US, 'd'], [HOUR_US, 'h']);
}

function threeDigits(us: number, unitUs: number): number {
  const perUnit = us < 10 * unitUs ? 100 : us < 100 * unitUs ? 10 : 1;
  return Math.floor(us / (unitUs / perUnit)) / perUnit;
}

type NamedUnit = readonly [us: number, name: string];

function twoUnits(us: number, [largeUs, large]: NamedUnit, [smallUs, small]: NamedUnit): string {
  const rest = us % largeUs;
  const smallCount = Math.floor(rest / smallUs);
  const head = `${(us - rest) / largeUs} ${large}`;
  return smallCount === 0 ? head : `${head} ${smallCount} ${small}`;
}

function failAtNumber(text: string, range: TextRange, first: boolean): never {
  if (text[range.start] === '-' && first) fail(text, range, 'a duration is not negative');
  fail(text, range, first ? EXPECTED : 'expected a number with its unit here, such as 30m');
}

function failAtUnit(text: string, range: TextRange): never {
  const name = text.slice(range.start, range.end);
  const message =
    name === ''
      ? 'expected a unit here: us, ms, s, m, h, d or w'
      : `"${name}" is no unit of time: expected us, ms, s, m, h, d or w`;
  fail(text, range, message, near(name, UNIT_NAMES));
}

function fail(text: string, range: TextRange, message: string, hit?: string): never {
  throw new Fault({
    code: 'bad-duration',
    message,
    span: { text, start: range.start, end: range.end },
    ...(hit === undefined ? {} : { hint: `did you mean "${hit}"?` }),
  });
}

function leadingSpace(text: string): number {
  return text.length - text.trimStart().length;
}
