/**
 * Time expressions: epoch numbers, ISO times, times of day, words, and offsets from now, from these words, from the
 * log's own edges and from the other bound. Source: cli.md, "Time expressions".
 *
 * Invariants: what cannot be an instant of the years 0001 to 9999 is a Fault, never NaN; a bound is a whole number of
 * microseconds; every fault points at its place in the text as typed.
 */
import { type DurationParts, MAX_DURATION_US, parseDurationParts, UNIT_NAMES } from '../base/duration.ts';
import { Fault, unreachable } from '../base/fault.ts';
import { epochToUs, formatUtc, isoToUs, MAX_US, MIN_US } from '../base/instant.ts';
import { near } from '../base/near.ts';
import { localToUs } from '../base/zone.ts';
import type { TimeBound } from '../model/query.ts';
import { localMidnightUs, moveBound } from './calendar.ts';
import { isoMistake } from './iso-mistake.ts';

/** What a time expression leans on. */
export interface TimeContext {
  /** The time of asking, in microseconds since the epoch. */
  readonly nowUs: number;
  /** Resolved zone for what names none (`--tz`). */
  readonly zone: string;
  /** The other bound, where `since+30m` may be said. */
  readonly since?: TimeBound;
}

/** A part of the text as typed, and what it leans on. */
interface Phrase {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly context: TimeContext;
}

const ANCHORS = ['now', 'today', 'yesterday', 'tomorrow', '@first', '@last', 'since'] as const;
/** The days that have a name, counted from today. */
const DAYS = { today: 0, yesterday: -1, tomorrow: 1 } as const;
const LONGEST_TEXT = 200;

const EXPECTED =
  'expected a time: 1765343222, 2025-12-10T05:07:02Z, 14:30, today, -2h, "2 hours ago", now-15m, @first+5m or @last';
const EXPECTED_YEARS = 'expected a time of the years 0001 to 9999';
const EXPECTED_EPOCH =
  'expected an epoch number: up to 11 digits are seconds, 12-14 milliseconds, 15-17 microseconds, 18-20 nanoseconds, of the years 0001 to 9999';

/** The instant or log-relative bound that a text names. Throws Fault `bad-time` with its place and a near word. */
export function parseTime(text: string, context: TimeContext): TimeBound {
  const whole = { text, start: 0, end: text.length, context };
  if (text.length > LONGEST_TEXT) fail(whole, 'a time has at most 200 characters');
  const phrase = trim(whole);
  if (phrase.start === phrase.end) fail(whole, EXPECTED);
  const bound = readBound(phrase);
  // Written so that NaN would fail too.
  if (bound.kind === 'instant' && !(bound.us >= MIN_US && bound.us <= MAX_US)) fail(phrase, EXPECTED_YEARS);
  if (bound.kind === 'edge' && !(Math.abs(bound.offsetUs) <= MAX_DURATION_US)) {
    fail(phrase, 'expected an offset of at most 10,000 years');
  }
  return bound;
}

function readBound(phrase: Phrase): TimeBound {
  const body = bodyOf(phrase);
  if (/^-?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?$/.test(body)) return readEpoch(phrase);
  if (/^[0-9]{1,2}:/.test(body)) return readClock(phrase, DAYS.today);
  if (/^[0-9]+[-/]/.test(body)) return readIso(phrase);
  if (/^[0-9]{8}[T_]/i.test(body)) fail(phrase, 'expected a date with dashes, such as 2025-12-10');
  if (/^[-+]/.test(body)) return readSigned(phrase);
  if (/^(?:[0-9]|an?\s)/i.test(body)) return readPast(phrase);
  return readAnchored(phrase);
}

function readEpoch(phrase: Phrase): TimeBound {
  const us = epochToUs(bodyOf(phrase));
  if (Number.isNaN(us)) fail(phrase, EXPECTED_EPOCH);
  return instant(us);
}

function readIso(phrase: Phrase): TimeBound {
  const body = bodyOf(phrase);
  const read = isoToUs(body, phrase.context.zone);
  if (read !== undefined) return instant(read.us);
  const { start, end, message } = isoMistake(body);
  fail(part(phrase, start, end), message);
}

/** A time of day, that many days from today. */
function readClock(phrase: Phrase, days: number): TimeBound {
  const body = bodyOf(phrase);
  const { nowUs, zone } = phrase.context;
  if (!/^[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?$/.test(body)) {
    fail(phrase, `expected a time of day such as 14:30 or 14:30:05.5, without a zone: it is read in ${zone}`);
  }
  // The wall clock's date is printed as it stands: its midnight may have been skipped in the zone.
  const date = formatUtc(localMidnightUs(zone, nowUs, days)).slice(0, 10);
  const head = body[1] === ':' ? `${date}T0` : `${date}T`;
  const read = isoToUs(head + body, zone);
  if (read !== undefined) return instant(read.us);
  const { start, end, message } = isoMistake(head + body);
  if (end <= head.length) fail(phrase, EXPECTED_YEARS);
  fail(part(phrase, Math.max(0, start - head.length), end - head.length), message);
}

/** `-2h`, `+10m`: from now. */
function readSigned(phrase: Phrase): TimeBound {
  const body = bodyOf(phrase);
  if (/\sago$/i.test(body)) {
    fail(part(phrase, body.length - 3), `"ago" and the sign "${body[0]}" say it twice: expected one of them`);
  }
  if (/^[-+]\s*[0-9.]+$/.test(body)) {
    fail(
      phrase,
      `expected a unit behind a relative time, such as ${body}s`,
      'a number without a sign is an epoch',
    );
  }
  return readOffsets(phrase, instant(phrase.context.nowUs));
}

/** `2h`, `2 hours ago`, `an hour ago`: before now. */
function readPast(phrase: Phrase): TimeBound {
  const { nowUs, zone } = phrase.context;
  const body = bodyOf(phrase);
  const ago = /\s+ago$/i.exec(body)?.[0].length ?? 0;
  const length = part(phrase, 0, body.length - ago);
  const article = /^an?\s+/i.exec(bodyOf(length))?.[0].length ?? 0;
  if (article > 0 && ago === 0) fail(part(phrase, body.length), 'expected "ago" here');
  if (/^[0-9.]+$/.test(bodyOf(length))) fail(length, 'expected a unit behind the number, such as "hours"');
  const parts = article > 0 ? readOne(part(length, article)) : readDuration(length);
  return moveBound(instant(nowUs), negative(parts), zone);
}

/** The unit of `an hour ago`. */
function readOne(phrase: Phrase): DurationParts {
  const name = bodyOf(phrase).toLowerCase();
  if (!UNIT_NAMES.includes(name)) {
    fail(phrase, 'expected a unit of time here, such as "hour"', didYouMean(near(name, UNIT_NAMES)));
  }
  const one = `1 ${name}`;
  return parseDurationParts(one, { start: 0, end: one.length });
}

/** `now`, `today+9h`, `yesterday 14:00`, `@last-10m`, `since+30m`. */
function readAnchored(phrase: Phrase): TimeBound {
  const word = /^[^\s+-]*/.exec(bodyOf(phrase))?.[0] ?? '';
  const named = part(phrase, 0, word.length);
  const anchor = ANCHORS.find((name) => name === word.toLowerCase());
  if (anchor === undefined) fail(named, EXPECTED, didYouMean(near(word, ANCHORS)));
  const rest = trim(part(phrase, word.length));
  const day = anchor === 'today' || anchor === 'yesterday' || anchor === 'tomorrow' ? anchor : undefined;
  if (day !== undefined && /^[0-9]+:/.test(bodyOf(rest))) return readClock(rest, DAYS[day]);
  const bound = anchorBound(named, anchor);
  if (rest.start === rest.end) return bound;
  if (!/^[-+]/.test(bodyOf(rest))) {
    const clock = day === undefined ? '' : ', or a time of day such as 14:30';
    fail(rest, `expected + or - and a duration behind "${word}", such as ${word}-15m${clock}`);
  }
  return readOffsets(rest, bound);
}

function anchorBound(phrase: Phrase, anchor: (typeof ANCHORS)[number]): TimeBound {
  const { nowUs, zone, since } = phrase.context;
  switch (anchor) {
    case 'now':
      return instant(nowUs);
    case 'today':
    case 'yesterday':
    case 'tomorrow':
      return instant(localToUs(zone, localMidnightUs(zone, nowUs, DAYS[anchor])));
    case '@first':
      return { kind: 'edge', edge: 'first', offsetUs: 0 };
    case '@last':
      return { kind: 'edge', edge: 'last', offsetUs: 0 };
    case 'since':
      return since ?? fail(phrase, '"since" is the other bound of the window, and no --since was given');
    default:
      return unreachable(anchor);
  }
}

/** One or more of sign and duration, one after the other. */
function readOffsets(phrase: Phrase, base: TimeBound): TimeBound {
  const body = bodyOf(phrase);
  let bound = base;
  for (const { 0: offset, index } of body.matchAll(/[-+][^-+]*/g)) {
    const parts = readDuration(part(phrase, index + 1, index + offset.length));
    bound = moveBound(bound, offset.startsWith('-') ? negative(parts) : parts, phrase.context.zone);
  }
  return bound;
}

function readDuration(phrase: Phrase): DurationParts {
  try {
    return parseDurationParts(phrase.text, phrase);
  } catch (fault) {
    if (fault instanceof Fault) throw new Fault({ ...fault.parts, code: 'bad-time' });
    throw fault;
  }
}

function negative({ days, restUs }: DurationParts): DurationParts {
  return { days: -days, restUs: -restUs };
}

function instant(us: number): TimeBound {
  return { kind: 'instant', us: Math.floor(us) };
}

function bodyOf({ text, start, end }: Phrase): string {
  return text.slice(start, end);
}

/** The part of a phrase between two places counted from its start. */
function part(phrase: Phrase, from: number, to: number = phrase.end - phrase.start): Phrase {
  return { ...phrase, start: phrase.start + from, end: phrase.start + to };
}

function trim(phrase: Phrase): Phrase {
  const body = bodyOf(phrase);
  const from = body.length - body.trimStart().length;
  return part(phrase, from, Math.max(from, body.trimEnd().length));
}

function didYouMean(hit: string | undefined): string | undefined {
  return hit === undefined ? undefined : `did you mean "${hit}"?`;
}

function fail({ text, start, end }: Phrase, message: string, hint?: string): never {
  throw new Fault({ code: 'bad-time', message, span: { text, start, end }, ...(hint && { hint }) });
}
