/**
 * Cursors: places in several logs at once, as one short text that outlives the server. A place is a log, its generation
 * (which file stands under its name) and a byte offset; whoever goes on from there reads the log itself.
 */
import { createHash } from 'node:crypto';

/** Where a reader is in one log: everything before `offset` was had. */
export interface Place {
  /** Which file stands under the log's name; empty where that does not matter. */
  readonly generation: string;
  readonly offset: number;
}

/** Places by the key of their log. */
export type Places = ReadonlyMap<string, Place>;

/** The key of a log in cursors: short, and never a path of this machine. */
export function logKey(path: string): string {
  return createHash('sha256').update(path).digest('base64url').slice(0, 6);
}

/** The cursor of places: `KEY.GENERATION.OFFSET`, joined with `~`; offsets in base 36. */
export function printCursor(places: Places): string {
  return [...places]
    .map(([key, { generation, offset }]) => `${key}.${generation}.${offset.toString(36)}`)
    .join('~');
}

const LONGEST = 64 * 1024;
const PART = /^([\w-]{6})\.([\w-]{0,24})\.([0-9a-z]{1,11})$/;

/** The places of a cursor; undefined where the text is none. */
export function parseCursor(text: string): Places | undefined {
  if (text.length > LONGEST) return undefined;
  const places = new Map<string, Place>();
  for (const part of text === '' ? [] : text.split('~')) {
    const [, key, generation = '', digits = ''] = PART.exec(part) ?? [];
    const offset = Number.parseInt(digits, 36);
    if (key === undefined || !Number.isSafeInteger(offset)) return undefined;
    places.set(key, { generation, offset });
  }
  return places;
}
