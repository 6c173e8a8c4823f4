/**
 * A chunk and the columns that a kernel makes of it. This contract is the same for the scalar and the SIMD kernel.
 *
 * Invariants: a chunk holds whole lines (the last line of a log may lack its newline); a Batch and its columns are valid
 * until the kernel's next scan; offsets inside a Batch are relative to `bytes`, `base` makes them absolute.
 */
import type { DamageReason } from './note.ts';

export interface Chunk {
  readonly bytes: Uint8Array;
  /** Byte offset of `bytes[0]` in the log's text. */
  readonly base: number;
  /** Lines before `bytes[0]` in the shard. */
  readonly line: number;
  /** No more bytes follow in the log: a last line without newline is the log's end. */
  readonly final: boolean;
  /** Set when the chunk stands for exactly one line of this many bytes (ending included) that is over the limit; `bytes` is empty. */
  readonly overlong?: number;
}

/** Classes of a line. 0 and 1 are whole; from 2 on the line is damaged. */
export const LINE_BLANK = 0;
export const LINE_EVENT = 1;
export const LINE_SYNTAX = 2;
export const LINE_TOO_DEEP = 3;
export const LINE_TOO_LONG = 4;
export const LINE_NOT_UTF8_TEXT = 5;
export const LINE_TORN = 6;
export const LINE_SPLICED = 7;

/** The reason of a damaged class, by class number. */
export const DAMAGE: readonly (DamageReason | undefined)[] = [
  undefined,
  undefined,
  'syntax',
  'too-deep',
  'too-long',
  'not-utf8-text',
  'torn',
  'spliced',
];

/** Tags of a value in a range column. */
export const TAG_ABSENT = 0;
export const TAG_NULL = 1;
export const TAG_FALSE = 2;
export const TAG_TRUE = 3;
export const TAG_NUMBER = 4;
export const TAG_STRING = 5;
export const TAG_ARRAY = 6;
export const TAG_OBJECT = 7;

/**
 * Strings as small integers. A dictionary that grows past its bound is replaced by a fresh one from the next batch on:
 * whoever keeps a table by code compares the object and starts the table anew.
 */
export interface Dictionary {
  readonly values: readonly string[];
}

export type Column =
  /** Microseconds since the epoch; NaN where absent. */
  | { readonly kind: 'time'; readonly us: Float64Array }
  /** NaN where absent. `exact[i]` is 0 where the double differs from the number as written. */
  | {
      readonly kind: 'number';
      readonly values: Float64Array;
      readonly exact: Uint8Array;
      readonly derived?: Uint8Array;
    }
  /** -1 where absent. `derived[i]` is 1 where the line does not spell the value. */
  | {
      readonly kind: 'dictionary';
      readonly codes: Int32Array;
      readonly dictionary: Dictionary;
      readonly derived?: Uint8Array;
    }
  /** The value's JSON text is `bytes[from, to)`; tag 0 where absent. */
  | { readonly kind: 'range'; readonly tag: Uint8Array; readonly from: Int32Array; readonly to: Int32Array }
  /** The values of line i are `first[i]` to `first[i + 1]`, in document order. */
  | {
      readonly kind: 'many';
      readonly first: Int32Array;
      readonly tag: Uint8Array;
      readonly from: Int32Array;
      readonly to: Int32Array;
    };

/**
 * Gives room for `size` bytes at least; what was put there before stays. Room and chunks that were given before are no
 * longer valid.
 */
export type Landing = (size: number) => Buffer;

/** Counts of everything in the chunk, candidates or not, so that bytes and lines add up. */
export interface Tally {
  lines: number;
  events: number;
  blank: number;
  damaged: number;
}

/** The lines that have one code of a dictionary column, -1 for none. */
export interface CodeGroup {
  readonly code: number;
  readonly count: number;
  /** Of these how many have the status `ok` and `error`; 0 where no status was asked for. */
  readonly ok: number;
  readonly error: number;
  /** Least and greatest time in microseconds; infinite where there is none or none was asked for. */
  readonly firstUs: number;
  readonly lastUs: number;
}

/** What lines are grouped by: a dictionary column; a time column and a dictionary column of status are looked at beside it. */
export interface GroupBy {
  readonly column: number;
  readonly time?: number;
  readonly status?: number;
}

export interface Batch {
  readonly bytes: Uint8Array;
  readonly base: number;
  /** Which shard of the plan the lines belong to. */
  readonly shard: number;
  /** Lines listed below: all of the chunk, or the candidates where the plan has needles. */
  readonly count: number;
  /** Line i is `bytes[start, end)` without its ending; `next` is where the following line begins. */
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly next: Int32Array;
  /** Line number within the shard, from 0. */
  readonly line: Float64Array;
  readonly class: Uint8Array;
  /** 1 where the line holds bytes that are not UTF-8. */
  readonly invalid: Uint8Array;
  /** Index into the reading's dialects; `dialects.length` is the fallback. 255 on lines that are no events. */
  readonly dialect: Uint8Array;
  /** 1 where the event's time names no zone and `--log-tz` was assumed. Zero without a time column. */
  readonly zoneless: Uint8Array;
  /** In the order of the plan's columns. */
  readonly columns: readonly Column[];
  /** Lines in the chunk, listed or not. */
  readonly lines: number;
  /**
   * Every listed line is an event of the log's own dialect with a time that names its zone, and is UTF-8; so nothing is to
   * be said of any. A kernel may leave it out.
   */
  readonly calm?: boolean;
  /**
   * Groups all listed lines, in the order of their first ones; undefined where the kernel cannot. A kernel may leave it
   * out. Of use where all listed lines are selected, so of a calm batch.
   */
  readonly groups?: (by: GroupBy) => readonly CodeGroup[] | undefined;
}
