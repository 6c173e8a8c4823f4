/**
 * A new event → the text of its line. Invariant: a line that is given out is one JSON text without line breaks that a
 * reader takes back as an event: at most 1,000 levels deep and 16 MiB long (promises.md, rows 3, 10, 11).
 */
import type { NewEvent, RawLine } from './options.ts';
import { type DialectName, escapeLone, spell } from './spelling.ts';

const MAX_DEPTH = 1000;
const MAX_LINE_BYTES = 16 * 2 ** 20;

export interface LineOptions {
  readonly dialect: DialectName;
  /** What is written instead of a line's text: secrets are gone. */
  readonly redact: (line: string) => string;
}

/** Why an event is no line of a log, in words that follow "the event". */
export class Unwritable extends Error {}

/** The event's line without its newline. Throws Unwritable. */
export function lineOf(event: NewEvent, { dialect, redact }: LineOptions): string {
  const text = isRaw(event) ? rawLine(event.line) : spelled(event, dialect);
  if (isTooDeep(text)) throw new Unwritable(`is nested deeper than ${MAX_DEPTH} levels`);
  const line = redact(text);
  if (line.length > MAX_LINE_BYTES / 3 && Buffer.byteLength(line) > MAX_LINE_BYTES)
    throw new Unwritable('is longer than 16 MiB');
  return line;
}

function isRaw(event: NewEvent): event is RawLine {
  if (typeof (event as RawLine | undefined)?.line !== 'string') return false;
  return Object.keys(event).length === 1;
}

function rawLine(given: string): string {
  const line = trimmed(given);
  if (/[\n\r]/.test(line)) throw new Unwritable('holds a line break');
  try {
    JSON.parse(line);
  } catch (error) {
    throw new Unwritable(`is not JSON: ${(error as Error).message}`);
  }
  return escapeLone(line);
}

function spelled(event: unknown, dialect: DialectName): string {
  if (typeof event !== 'object' || event === null || Array.isArray(event))
    throw new Unwritable('is not an object');
  let text: string | undefined;
  try {
    text = spell(event, dialect);
  } catch (error) {
    throw new Unwritable(`cannot be written as JSON: ${firstLine(error)}`);
  }
  if (text?.[0] !== '{') throw new Unwritable('is not an object');
  return text;
}

/** Without JSON's white space around it. */
function trimmed(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isSpace(text.charCodeAt(from))) from++;
  while (from < to && isSpace(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0]!;
}

/** Brackets outside strings, counted as the reader counts them. */
function isTooDeep(text: string): boolean {
  if (text.length <= 2 * MAX_DEPTH) return false;
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (quoted) {
      if (c === 0x5c) i++;
      else if (c === 0x22) quoted = false;
    } else if (c === 0x22) quoted = true;
    else if (c === 0x7b || c === 0x5b) {
      depth++;
      if (depth > MAX_DEPTH) return true;
    } else if (c === 0x7d || c === 0x5d) depth--;
  }
  return false;
}
