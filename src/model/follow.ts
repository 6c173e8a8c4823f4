/** What following a log gives, and where a reader of it stands. Source: promises.md rows 32 to 34; cli.md, `--follow`. */
import type { Event } from './event.ts';
import type { Note } from './note.ts';

/** Why the offsets of a log begin anew: its name leads to another file, it was cut, or what was read stands there no more. */
export type ResetReason = 'rotated' | 'truncated' | 'rewritten';

/** What `follow` hands on, in order. */
export type Followed =
  /** Matching events, several logs merged by time. `position` is where a later reader goes on that has taken these. */
  | { readonly kind: 'events'; readonly events: readonly Event[]; position(): Position }
  /** Told when it happens: a log that is waited for or cannot be read, damaged lines, lines that were lost (`gap`). */
  | { readonly kind: 'note'; readonly note: Note }
  /** From here on the offsets of this log begin anew. */
  | { readonly kind: 'reset'; readonly source: number; readonly path: string; readonly reason: ResetReason }
  /** All that is there has been handed on; what comes is still to be written. Told again after each later batch. */
  | { readonly kind: 'caught-up'; position(): Position };

/** Where a reader stands in all logs that it follows: plain data, which a cursor file holds. */
export interface Position {
  readonly version: 1;
  /** Several of one path where an older file under that name is not read to its end; the older ones first. */
  readonly files: readonly FilePosition[];
  readonly live: readonly LivePosition[];
}

/** Everything of a file before `offset` has been handed on. */
export interface FilePosition {
  /** Absolute. */
  readonly path: string;
  /** Device and inode. */
  readonly id: string;
  /** In bytes; a line begins there. */
  readonly offset: number;
  /** Lines before `offset`, where they were counted. */
  readonly line?: number;
  /** An older file that was read to its end: that it is gone later is no loss. */
  readonly whole?: true;
  /** Of the bytes right before `offset`: how many, and their hash (SHA-256, hex). */
  readonly check: { readonly size: number; readonly hash: string };
}

/** Where a reader stands in a live source. */
export interface LivePosition {
  readonly url: string;
  /** Id of the last message that was taken. */
  readonly lastEventId: string;
}
