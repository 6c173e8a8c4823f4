/**
 * Where a text that was meant as an ISO time goes wrong, for the caret under it. Slow and talkative: only for what the
 * reader of ISO times has refused already.
 */
import { daysInMonth } from '../base/civil.ts';

/** The part of the text that is wrong, in UTF-16 units, and what was expected there. */
export interface Mistake {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** One piece of an ISO time: how it is written, and the numbers that it may hold. */
interface Piece {
  readonly shape: RegExp;
  readonly expected: string;
  readonly least?: number;
  readonly most?: number;
}

const DATE: readonly Piece[] = [
  { shape: /^[0-9]{4}(?![0-9])/, expected: 'a year of four digits, 0001 to 9999', least: 1 },
  { shape: /^-/, expected: '"-": a date is written 2025-12-10' },
  { shape: /^[0-9]{2}(?![0-9])/, expected: 'a month of two digits, 01 to 12', least: 1, most: 12 },
  { shape: /^-/, expected: '"-": a date is written 2025-12-10' },
  { shape: /^[0-9]{2}(?![0-9])/, expected: 'a day of two digits, 01 to 31', least: 1, most: 31 },
];
const CLOCK: readonly Piece[] = [
  { shape: /^[Tt ]/, expected: '"T" or a space, and a time such as 05:07:02' },
  { shape: /^[0-9]{2}(?![0-9])/, expected: 'an hour of two digits, 00 to 24', most: 24 },
  { shape: /^:/, expected: '":" and minutes' },
  { shape: /^[0-9]{2}(?![0-9])/, expected: 'minutes of two digits, 00 to 59', most: 59 },
];
const SECONDS: readonly Piece[] = [
  { shape: /^:/, expected: '":" and seconds' },
  { shape: /^[0-9]{2}(?![0-9])/, expected: 'seconds of two digits, 00 to 60', most: 60 },
];
const FRACTION: Piece = { shape: /^[.,][0-9]+/, expected: 'digits behind the point' };
const ZONE_EXPECTED = 'Z or an offset such as +01:00 at the end of a time';

/** The first mistake, from left to right, of a text that reads as no instant. */
export function isoMistake(text: string): Mistake {
  let at = 0;
  for (const piece of [...DATE, ...CLOCK]) {
    const size = fits(piece, text.slice(at));
    if (size === undefined) return mistakeAt(text, at, piece.expected);
    at += size;
    if (at === 10) {
      const most = daysInMonth(Number(text.slice(0, 4)), Number(text.slice(5, 7)));
      if (Number(text.slice(8, 10)) > most) return mistakeAt(text, 8, `a day of that month, 01 to ${most}`);
    }
  }
  if (text[at] === ':') {
    for (const piece of SECONDS) {
      const size = fits(piece, text.slice(at));
      if (size === undefined) return mistakeAt(text, at, piece.expected);
      at += size;
    }
    if (text[at] === '.' || text[at] === ',') {
      const size = fits(FRACTION, text.slice(at));
      if (size === undefined) return mistakeAt(text, at, FRACTION.expected);
      at += size;
    }
  }
  if (/^24:(?!00(?::00(?:[.,]0+)?)?(?:$|[^0-9:.,]))/.test(text.slice(11))) {
    return mistakeAt(text, 11, 'an hour of 00 to 23: 24 is only the midnight 24:00:00');
  }
  if (at < text.length && !isOffset(text.slice(at))) {
    return { start: at, end: text.length, message: `expected ${ZONE_EXPECTED}` };
  }
  return { start: 0, end: text.length, message: 'expected a time of the years 0001 to 9999' };
}

/** How many units of the text the piece takes; undefined where it does not fit. */
function fits({ shape, least, most }: Piece, text: string): number | undefined {
  const found = shape.exec(text)?.[0];
  if (found === undefined) return undefined;
  const number = Number(found);
  if (least !== undefined && number < least) return undefined;
  if (most !== undefined && number > most) return undefined;
  return found.length;
}

function isOffset(text: string): boolean {
  return /^ ?(?:[Zz]|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9]|:[0-5][0-9]:[0-5][0-9])?)$/.test(text);
}

/** A wrong number is wrong as a whole; anything else is wrong at its first character. */
function mistakeAt(text: string, start: number, expected: string): Mistake {
  const digits = /^[0-9]+/.exec(text.slice(start))?.[0].length ?? 1;
  return { start, end: Math.min(text.length, start + digits), message: `expected ${expected}` };
}
