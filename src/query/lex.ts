/**
 * The words of the where-language, read where they are expected: a cursor over the text, and one reader per kind of
 * word. Every reader skips white space, moves the cursor behind what it read, and takes time linear in that.
 */
import { Fault } from '../base/fault.ts';
import { scanQuoted } from '../base/quoted.ts';

export interface Cursor {
  readonly text: string;
  at: number;
  /** Open parentheses and `not`s around the cursor. */
  depth: number;
}

/** A value as typed: its text, and where it stands in the expression. */
export interface Word {
  readonly text: string;
  readonly quoted: boolean;
  readonly start: number;
  readonly end: number;
}

export interface Slip {
  readonly start: number;
  /** Where the wrong part ends; left out, the word at `start`. */
  readonly end?: number;
  readonly expected: string;
  /** What stands where it was expected; left out, the wrong part. */
  readonly found?: string;
  readonly hint?: string | undefined;
}

/** Moves behind white space; true at the end of the text. */
export function atEnd(cursor: Cursor): boolean {
  SPACE.lastIndex = cursor.at;
  SPACE.test(cursor.text);
  cursor.at = SPACE.lastIndex;
  return cursor.at >= cursor.text.length;
}

/** Where the next word begins, white space aside. */
export function startOf(cursor: Cursor): number {
  atEnd(cursor);
  return cursor.at;
}

/** The character that comes next, white space aside; empty at the end. */
export function peek(cursor: Cursor): string {
  return atEnd(cursor) ? '' : cursor.text[cursor.at]!;
}

/** The word of letters that comes next, in lower case, where no path goes on behind it; empty when there is none. */
export function peekLetters(cursor: Cursor): string {
  if (atEnd(cursor)) return '';
  LETTERS.lastIndex = cursor.at;
  return LETTERS.exec(cursor.text)?.[0].toLowerCase() ?? '';
}

/** A comparison sign follows the word of letters that comes next, so that the word stands where a path should. */
export function isCompared(cursor: Cursor): boolean {
  COMPARED.lastIndex = startOf(cursor);
  return COMPARED.test(cursor.text);
}

/** Takes the keyword when it comes next. */
export function takeKeyword(cursor: Cursor, word: string): boolean {
  if (peekLetters(cursor) !== word) return false;
  cursor.at += word.length;
  return true;
}

/** Takes the character when it comes next. */
export function takeMark(cursor: Cursor, mark: string): boolean {
  if (peek(cursor) !== mark) return false;
  cursor.at++;
  return true;
}

/** Takes the run of operator signs that comes next; empty when there is none. */
export function takeSigns(cursor: Cursor): string {
  if (atEnd(cursor)) return '';
  SIGNS.lastIndex = cursor.at;
  const run = SIGNS.exec(cursor.text)?.[0] ?? '';
  cursor.at += run.length;
  return run;
}

/** Takes one value: quoted text, or a bare word up to white space, a comma or a parenthesis. */
export function takeWord(cursor: Cursor, after: string): Word {
  if (isQuote(peek(cursor))) return takeQuoted(cursor);
  const start = cursor.at;
  BARE.lastIndex = start;
  const text = BARE.exec(cursor.text)?.[0] ?? '';
  const end = start + text.length;
  const expected = `expected a value after ${after}`;
  if (text === '') {
    const hint = cursor.text[start] === '(' ? 'a value that holds a parenthesis is quoted' : undefined;
    throw slip(cursor, { start, expected, hint });
  }
  if (/^(?:and|or|not)$/i.test(text)) {
    throw slip(cursor, { start, end, expected, hint: `the text itself is quoted: "${text}"` });
  }
  const wrong = /^[=!<>~&|]+|&&|\|\||["']/.exec(text);
  if (wrong) {
    const from = start + wrong.index;
    throw slip(cursor, { start: from, end: from + wrong[0].length, expected, hint: hintForSigns(wrong[0]) });
  }
  cursor.at = end;
  return { text, quoted: false, start, end };
}

/** Takes one time expression: quoted, or all up to the next `and`, `or`, `)` or, in a list, comma. */
export function takePhrase(cursor: Cursor, inList: boolean): Word {
  if (isQuote(peek(cursor))) return takeQuoted(cursor);
  const start = cursor.at;
  const stop = inList ? PHRASE_END_IN_LIST : PHRASE_END;
  stop.lastIndex = start;
  const end = stop.exec(cursor.text)?.index ?? cursor.text.length;
  const text = cursor.text.slice(start, end).trimEnd();
  // The `and` of `@time > and …` has no white space of its own left before it.
  if (text === '' || /^(?:and|or)\b/i.test(text)) {
    throw slip(cursor, { start, expected: 'expected a time', hint: 'such as -2h, 2026-01-31 or @last-10m' });
  }
  cursor.at = start + text.length;
  return { text, quoted: false, start, end: cursor.at };
}

/** A `where-syntax` Fault that says what was expected and what stands there. */
export function slip(cursor: Cursor, { start, end, expected, found, hint }: Slip): Fault {
  const { text } = cursor;
  BARE.lastIndex = start;
  const stop = Math.min(text.length, end ?? start + (BARE.exec(text)?.[0].length ?? 1));
  const wrong = start >= text.length ? 'the end' : shorten(text.slice(start, stop));
  const span = { text, start: Math.min(start, text.length), end: Math.max(start, stop) };
  const message = `${expected}, found ${found ?? wrong}`;
  return new Fault({ code: 'where-syntax', message, span, ...(hint === undefined ? {} : { hint }) });
}

/** What to write instead of signs of other languages. */
export function hintForSigns(signs: string): string | undefined {
  if (signs === '"' || signs === "'") return 'a value that holds a quote is quoted with the other one';
  if (signs.startsWith('&')) return 'write `and`';
  if (signs.startsWith('|')) return 'write `or`';
  return SIGN_HINTS.get(signs) ?? 'a value that begins with such a sign is quoted';
}

const SPACE = /\s*/y;
const LETTERS = /[A-Za-z_]+(?![\p{L}\p{M}\p{N}_$@.-]|\[)/uy;
const COMPARED = /[A-Za-z]+\s*(?:[=<>~]|![=~])/y;
const SIGNS = /[=!<>~&|]+/y;
const BARE = /[^\s,()]+/y;
const PHRASE_END = /\)|\s(?:and|or)(?=[\s(]|$)/gi;
const PHRASE_END_IN_LIST = /[),]/g;
const SIGN_HINTS: ReadonlyMap<string, string> = new Map([
  ['===', 'write `=`'],
  ['!==', 'write `!=`'],
  ['<>', 'write `!=`'],
  ['=<', 'write `<=`'],
  ['=>', 'write `>=`'],
  ['=~', 'write `~`'],
  ['~=', 'write `~`'],
  ['~~', 'write `~`'],
  ['=!', 'write `!=`'],
  ['!', 'write `not`'],
]);

function takeQuoted(cursor: Cursor): Word {
  const start = cursor.at;
  const { value, end } = scanQuoted(cursor.text, start, { escapes: 'text', code: 'where-syntax' });
  cursor.at = end;
  return { text: value, quoted: true, start, end };
}

function isQuote(mark: string): boolean {
  return mark === '"' || mark === "'";
}

function shorten(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
