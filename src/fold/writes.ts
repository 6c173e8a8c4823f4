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

/** Collects the writes of one batch, so that a value becomes a text only where it is the batch's latest. */
export interface Writing {
  /** To be called before the lines of a batch. */
  open(moment: Moment): void;
  /** Field `at` may be written by line i at `us`. */
  offer(at: number, i: number, us: number): void;
  /** To be called behind the lines of a batch. */
  close(): void;
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

/** A writing over the lines of `columns`, for one moment. */
export function makeWriting({ tracked }: StateSpec, columns: () => Columns): Writing {
  const { fields } = tracked;
  const best = new Int32Array(fields.length);
  const bestUs = new Float64Array(fields.length);
  let moment: Moment | undefined;
  return {
    open(next) {
      moment = next;
      best.fill(-1);
      bestUs.fill(Number.NEGATIVE_INFINITY);
    },
    offer(at, i, us) {
      const field = fields[at]!;
      if (field.as === 'count') moment!.counts[at]!++;
      // Lines come in the order of the log, so the later of equal times is the later place.
      if (us < bestUs[at]!) return;
      if (field.as === 'last' && firstThere(columns().batch, field.of, i) === undefined) return;
      best[at] = i;
      bestUs[at] = us;
    },
    close() {
      for (const [at, i] of best.entries()) if (i >= 0) take(moment!, at, i);
    },
  };

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
