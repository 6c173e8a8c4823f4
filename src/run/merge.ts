/**
 * Merges the rows of several logs by each log's running greatest time; inside a log the file's own order stays.
 * Ties go to the log that was named first. Source: cli.md, Logs. A log is not opened before its first time is due.
 */
import type { Numbered } from './rows.ts';

/** One log's rows in file order. */
export interface Strand<R extends Numbered = Numbered> {
  /** Time of the log's first event, in microseconds; NaN where none is known, which stands first. */
  readonly firstUs: number;
  rows(): AsyncGenerator<R[], void, undefined>;
}

export async function* mergeRows<R extends Numbered>(
  strands: readonly Strand<R>[],
): AsyncGenerator<R[], void, undefined> {
  if (strands.length === 1) return yield* strands[0]!.rows();
  const heap = new Heap(strands.map((strand, order) => new Cursor(strand, order)));
  try {
    let out: R[] = [];
    for (let top = heap.top(); top; top = heap.top()) {
      if (!top.ready) {
        if (out.length > 0) yield out;
        out = [];
        await top.refill();
      } else {
        out.push(top.next());
        if (out.length >= FLUSH) {
          yield out;
          out = [];
        }
      }
      heap.settle();
    }
    if (out.length > 0) yield out;
  } finally {
    for (const cursor of heap.cursors) await cursor.close();
  }
}

/** Rows handed on at once. */
const FLUSH = 1024;

class Cursor<R extends Numbered> {
  readonly order: number;
  readonly strand: Strand<R>;
  /** The greatest time so far: where the next row stands. */
  key: number;
  done = false;
  private rows: R[] = [];
  private at = 0;
  private generator: AsyncGenerator<R[], void, undefined> | undefined;

  constructor(strand: Strand<R>, order: number) {
    this.strand = strand;
    this.order = order;
    this.key = Number.isNaN(strand.firstUs) ? Number.NEGATIVE_INFINITY : strand.firstUs;
  }

  get ready(): boolean {
    return this.at < this.rows.length;
  }

  next(): R {
    const row = this.rows[this.at++]!;
    if (this.ready) this.advance();
    return row;
  }

  async refill(): Promise<void> {
    this.generator ??= this.strand.rows();
    const { value, done } = await this.generator.next();
    this.rows = value ?? [];
    this.at = 0;
    this.done = done === true;
    if (this.ready) this.advance();
  }

  async close(): Promise<void> {
    await this.generator?.return();
  }

  private advance(): void {
    const { us } = this.rows[this.at]!;
    if (us > this.key) this.key = us;
  }
}

/** A binary heap by key, then order; only the top changes between two calls of `settle`. */
class Heap<R extends Numbered> {
  readonly cursors: Cursor<R>[];

  constructor(cursors: Cursor<R>[]) {
    this.cursors = cursors.sort((a, b) => a.key - b.key || a.order - b.order);
  }

  top(): Cursor<R> | undefined {
    return this.cursors[0];
  }

  /** Puts the top where it belongs after its key changed, or takes it out when it is done. */
  settle(): void {
    const { cursors } = this;
    if (cursors[0]!.done) {
      const last = cursors.pop()!;
      if (cursors.length === 0) return;
      cursors[0] = last;
    }
    let i = 0;
    for (;;) {
      const left = 2 * i + 1;
      if (left >= cursors.length) return;
      const right = left + 1;
      const child = right < cursors.length && before(cursors[right]!, cursors[left]!) ? right : left;
      if (!before(cursors[child]!, cursors[i]!)) return;
      [cursors[i], cursors[child]] = [cursors[child]!, cursors[i]!];
      i = child;
    }
  }
}

function before(a: Cursor<Numbered>, b: Cursor<Numbered>): boolean {
  return a.key < b.key || (a.key === b.key && a.order < b.order);
}
