/**
 * Cursors: places in several logs at once, as one short text that outlives the server. Whoever goes on from a cursor reads
 * the logs themselves. Identity is log, file and byte offset; a mark of the bytes before it tells whether they are the ones
 * that were read then.
 */
import { createHash } from 'node:crypto';

/** Where a reader is in one log: everything before `offset` was had. */
export interface Place {
  /** Which file stood under the log's name; empty where that does not matter. */
  readonly file: string;
  readonly offset: number;
  /** Of the end of the line before `offset`. */
  readonly mark: number;
}

/** Places by the key of their log. */
export type Places = ReadonlyMap<string, Place>;

/** A short name for a text: never a path of this machine. */
export function keyOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 6);
}

/** One place: `KEY.FILE.OFFSET.MARK`, numbers in base 36. */
export function printPlace(key: string, { file, offset, mark }: Place): string {
  return `${key}.${file}.${offset.toString(36)}.${mark.toString(36)}`;
}

/** The cursor of places, joined with `~`. */
export function printCursor(places: Places): string {
  return [...places].map(([key, place]) => printPlace(key, place)).join('~') || NOWHERE;
}

/** The cursor where there are no logs yet; an empty one would be none. */
export const NOWHERE = '-';

const LONGEST = 64 * 1024;
const PART = /^([\w-]{6})\.([\w-]{0,6})\.([0-9a-z]{1,11})\.([0-9a-z]{1,7})$/;

/** The places of a cursor; undefined where the text is none. */
export function parseCursor(text: string): Places | undefined {
  if (text.length > LONGEST) return undefined;
  const places = new Map<string, Place>();
  for (const part of text === NOWHERE ? [] : text.split('~')) {
    const [, key, file = '', digits = '', check = ''] = PART.exec(part) ?? [];
    const offset = Number.parseInt(digits, 36);
    if (key === undefined || !Number.isSafeInteger(offset)) return undefined;
    places.set(key, { file, offset, mark: Number.parseInt(check, 36) });
  }
  return places;
}
