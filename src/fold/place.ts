/**
 * Marks: an event's place and what a citation says of it, kept in partials as plain data and rewritten in place,
 * because folds move them once for every event. Marks become Refs at the end, when line numbers are known.
 */
import { epochSeconds, formatUtc } from '../base/instant.ts';
import type { Batch } from '../model/batch.ts';
import type { Place } from '../model/note.ts';
import type { Ref, Span } from '../model/report.ts';
import type { Texts } from './columns.ts';
import type { FinishContext } from './fold.ts';

/** `offset` is absolute in the log's text, `line` counts from 0 within the shard, `us` may be NaN. */
export interface Mark {
  us: number;
  shard: number;
  offset: number;
  line: number;
  type: string | null;
  session: string | null;
}

/** What a mark is written from. */
export interface Columns {
  readonly batch: Batch;
  readonly times: Float64Array;
  readonly types: Texts;
  readonly sessions: Texts;
}

/** A mark that is written before it is read. */
export function newMark(): Mark {
  return { us: Number.NaN, shard: 0, offset: 0, line: 0, type: null, session: null };
}

/** Makes the mark stand for line i. */
export function writeMark(mark: Mark, columns: Columns, i: number): void {
  const { batch, types, sessions } = columns;
  mark.us = columns.times[i]!;
  mark.shard = batch.shard;
  mark.offset = batch.base + batch.start[i]!;
  mark.line = batch.line[i]!;
  const type = types.codes[i]!;
  mark.type = type < 0 ? null : types.dictionary.values[type]!;
  const session = sessions.codes[i]!;
  mark.session = session < 0 ? null : sessions.dictionary.values[session]!;
}

/** Less than zero where `a` stands before `b` in the order of logs and lines. */
export function comparePlaces(a: Mark, b: Mark): number {
  return a.shard - b.shard || a.offset - b.offset;
}

/** The citation of a mark. */
export function refOf(mark: Mark, context: FinishContext): Ref {
  // Key by key: an answer may hold millions, and spreading parts into them takes four times as long.
  const ref: { -readonly [K in keyof Ref]?: Ref[K] } = {};
  if (!Number.isNaN(mark.us)) {
    ref.time = formatUtc(mark.us);
    ref.epoch = epochSeconds(mark.us);
  }
  if (mark.type !== null) ref.type = mark.type;
  if (mark.session !== null) ref.session = mark.session;
  ref.source = context.sourceOf(mark.shard);
  ref.offset = mark.offset;
  const before = context.linesBefore(mark.shard);
  if (before !== undefined) ref.line = before + mark.line + 1;
  return ref as Ref;
}

/** The place of a mark, for notes. The line counts from 1 in the log. */
export function placeOf(mark: Mark, context: FinishContext): Place & { readonly offset: number } {
  const before = context.linesBefore(mark.shard);
  return {
    source: context.sourceOf(mark.shard),
    offset: mark.offset,
    ...(before === undefined ? {} : { line: before + mark.line + 1 }),
  };
}

/** First and last instant for a report; nothing where `firstUs` is not finite, for then no event had a time. */
export function spanOf(firstUs: number, lastUs: number): Span {
  if (!Number.isFinite(firstUs)) return {};
  return {
    first: formatUtc(firstUs),
    first_epoch: epochSeconds(firstUs),
    last: formatUtc(lastUs),
    last_epoch: epochSeconds(lastUs),
  };
}

/** Seconds from first to last; nothing where no event had a time. */
export function spanSeconds(firstUs: number, lastUs: number): { readonly span_seconds?: number } {
  return Number.isFinite(firstUs) ? { span_seconds: (lastUs - firstUs) / 1e6 } : {};
}
