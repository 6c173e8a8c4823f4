/** What a row of the hostile table is: one line, or a whole log, and what the tool must make of it. */
import type { DamageReason } from '../../src/model/note.ts';

/** How a line is judged: an event, blank, or damaged for this reason. */
export type Judged = 'event' | 'blank' | DamageReason;

/** One line without its ending, judged as it stands between two good lines. */
export interface HostileLine {
  readonly id: string;
  readonly bytes: Buffer;
  readonly expected: Judged;
  /** The line holds bytes that are not UTF-8 and is an event all the same. */
  readonly invalid?: true;
}

/** A whole log and its lines in order. */
export interface HostileLog {
  readonly id: string;
  readonly bytes: Buffer;
  readonly expected: readonly Judged[];
}

/** A line of text. */
export function line(id: string, text: string, expected: Judged): HostileLine {
  return { id, bytes: Buffer.from(text), expected };
}

/** A line of bytes, written as Latin-1 text: each character is one byte. */
export function lineOfBytes(id: string, latin1: string, expected: Judged): HostileLine {
  return { id, bytes: Buffer.from(latin1, 'latin1'), expected };
}

/** An event that holds bytes which are not UTF-8, written as Latin-1 text. */
export function invalidEvent(id: string, latin1: string): HostileLine {
  return { ...lineOfBytes(id, latin1, 'event'), invalid: true };
}

/** A log; a text is UTF-8. */
export function log(id: string, bytes: string | Buffer, expected: readonly Judged[]): HostileLog {
  return { id, bytes: Buffer.from(bytes), expected };
}
