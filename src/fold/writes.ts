/**
 * The latest writes of tracked fields up to an instant. Free of order: the greatest time wins, of equal times the later
 * place, so that any cut into shards keeps the same writes.
 */
import type { StateSpec } from '../model/tracked.ts';
import { cellJson, firstThere } from './cells.ts';
import { type Columns, comparePlaces, type Mark, newMark, writeMark } from './place.ts';

/** A value's JSON text and the event that wrote it. */
export interface Write {
  readonly mark: Mark;
  readonly json: string;
}

/** State as far as an instant. Plain data; by index of the tracked fields. */
export interface Moment {
  /** Timed events, and the greatest of their times; -Infinity before the first. */
  events: number;
  lastUs: number;
  readonly writes: (Write | null)[];
  readonly counts: number[];
}

/** Lines of a batch that count, and whether their times never fall. */
export interface Timed {
  /** Indexes of lines, in the order of the log: `lines[0, count)`. */
  readonly lines: Int32Array;
  readonly count: number;
  readonly ordered: boolean;
}

/** Takes the latest writes of a batch into a moment, of each field whose number is given. */
export type TakeWrites = (moment: Moment, timed: Timed, of: readonly FieldLines[]) => void;

/** A field, and of which lines: all, or those of a log and of types. */
export interface FieldLines {
  readonly at: number;
  readonly has: ((i: number) => boolean) | undefined;
}

/** Nothing written yet. */
export function newMoment({ tracked }: StateSpec): Moment {
  return {
    events: 0,
    lastUs: Number.NEGATIVE_INFINITY,
    writes: tracked.fields.map(() => null),
    counts: tracked.fields.map(() => 0),
  };
}

/** Joins b into a. */
export function mergeMoments(a: Moment, b: Moment): void {
  a.events += b.events;
  a.lastUs = Math.max(a.lastUs, b.lastUs);
  for (const [at, write] of b.writes.entries()) {
    a.counts[at] = a.counts[at]! + b.counts[at]!;
    const known = a.writes[at]!;
    if (write !== null && (known === null || isLater(write.mark, known.mark))) a.writes[at] = write;
  }
}

/** Whether `a` counts over `b`: the greater time, of equal times the later place. */
export function isLater(a: Mark, b: Mark): boolean {
  return a.us === b.us ? comparePlaces(a, b) > 0 : a.us > b.us;
}

/** Takes writes over the lines of `columns`; a value becomes a text only where it is the batch's latest. */
export function makeTaking({ tracked }: StateSpec, columns: () => Columns): TakeWrites {
  const { fields } = tracked;
  return (moment, timed, of) => {
    for (const { at, has } of of) {
      const i = latestLine(timed, columns(), (line) => (has?.(line) ?? true) && isWritten(at, line));
      if (i >= 0) take(moment, at, i);
    }
  };

  function isWritten(at: number, i: number): boolean {
    const field = fields[at]!;
    return field.as !== 'last' || firstThere(columns().batch, field.of, i) !== undefined;
  }

  function take({ writes }: Moment, at: number, i: number): void {
    const mark = newMark();
    writeMark(mark, columns(), i);
    const known = writes[at]!;
    if (known === null || isLater(mark, known.mark)) writes[at] = { mark, json: jsonAt(at, i, mark.type) };
  }

  function jsonAt(at: number, i: number, type: string | null): string {
    const field = fields[at]!;
    if (field.as === 'count') return '0';
    if (field.as === 'word') return JSON.stringify(field.words[type ?? '']);
    const { batch } = columns();
    return cellJson(batch, firstThere(batch, field.of, i)!, i);
  }
}

/** The line of the greatest time, of equal times the last, among those that `has`; -1 where there is none. */
function latestLine(
  { lines, count, ordered }: Timed,
  { times }: Columns,
  has: (i: number) => boolean,
): number {
  let best = -1;
  for (let n = count - 1; n >= 0; n--) {
    const i = lines[n]!;
    // In order, the first that is found from the end is it.
    if (ordered ? !has(i) : best >= 0 && times[i]! <= times[best]!) continue;
    if (!ordered && !has(i)) continue;
    best = i;
    if (ordered) return best;
  }
  return best;
}
