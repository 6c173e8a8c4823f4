/**
 * Puts records of several logs into the order of their times, as far as a window of records goes. Each log has a window of
 * its own: of the records that it holds the earliest goes on when there are more. What leaves the windows is merged by
 * each log's greatest time so far, as listings merge logs; ties go to the log that was named first.
 *
 * Law: the order depends on the records of each log and on the time at which it begins, and on nothing else: not on the
 * pieces in which records come, nor on which log's come first.
 */
import { Fifo, Window } from './waiting.ts';

/** Records that a log's window holds: what is farther from its place than so many is late. */
const WINDOW = 1 << 16;
/** Of many logs each has at least so many. */
const LEAST_WINDOW = 1 << 10;

/** The window of each of so many logs. */
export function windowFor(logs: number): number {
  return Math.max(LEAST_WINDOW, Math.floor(WINDOW / Math.max(1, logs)));
}

/** A record in its turn. `late`: one of a later time went before it. */
export type Out = (record: number, late: boolean) => void;

export interface ReorderSpec {
  /** When each log begins, in microseconds; -Infinity where that is not known, which stands first. */
  readonly beginsUs: readonly number[];
  /** Records in the window of a log. */
  readonly window: number;
}

/** One log: what is in its window, what has left it, and the greatest time of that. */
interface Lane {
  readonly log: number;
  /** Made with the first record, for there may be thousands of logs. */
  window: Window | undefined;
  ready: Fifo | undefined;
  dueUs: number;
  ended: boolean;
  /** Its place in the heap. */
  at: number;
}

/** A class, for it holds what waits. */
export class Reorder {
  private readonly size: number;
  private readonly out: Out;
  private readonly lanes: readonly Lane[];
  /** Lanes that may still give something, the one whose turn it is first. */
  private readonly heap: Lane[];
  private lastUs = Number.NEGATIVE_INFINITY;

  constructor({ beginsUs, window }: ReorderSpec, out: Out) {
    this.size = window;
    this.out = out;
    this.lanes = beginsUs.map((dueUs, log) => ({
      log,
      window: undefined,
      ready: undefined,
      dueUs,
      ended: false,
      at: 0,
    }));
    this.heap = [...this.lanes].sort((a, b) => (isBefore(a, b) ? -1 : 1));
    for (const [at, lane] of this.heap.entries()) lane.at = at;
  }

  /** The next record of a log; `us` is the time it is ordered by. */
  put(log: number, record: number, us: number): void {
    const lane = this.lanes[log]!;
    lane.window ??= new Window();
    lane.window.push(us, record);
    if (lane.window.count > this.size) this.leave(lane, lane.window);
  }

  /** A log has no more records. */
  end(log: number): void {
    const lane = this.lanes[log]!;
    const { window } = lane;
    while (window !== undefined && window.count > 0) this.leave(lane, window);
    lane.window = undefined;
    lane.ended = true;
    this.drain();
  }

  /** Calls back for each record that waits. */
  each(visit: (record: number) => void): void {
    for (const { window, ready } of this.lanes) {
      window?.each(visit);
      ready?.each(visit);
    }
  }

  private leave(lane: Lane, window: Window): void {
    const { us } = window;
    const record = window.shift();
    // A log alone needs no merging.
    if (this.lanes.length === 1) {
      this.give(us, record);
      return;
    }
    lane.ready ??= new Fifo();
    lane.ready.push(us, record);
    if (lane.ready.count > 1) return;
    this.due(lane);
    this.drain();
  }

  /** Gives what is due, until the log whose turn it is has nothing yet. */
  private drain(): void {
    for (let lane = this.heap[0]; lane !== undefined; lane = this.heap[0]) {
      const { ready } = lane;
      if (ready === undefined || ready.count === 0) {
        if (!lane.ended) return;
        this.drop(lane);
        continue;
      }
      const { us } = ready;
      this.give(us, ready.shift());
      this.due(lane);
    }
  }

  private give(us: number, record: number): void {
    const late = us < this.lastUs;
    if (!late) this.lastUs = us;
    this.out(record, late);
  }

  /** The lane's next record says when it is due; later than before, so it moves down. */
  private due(lane: Lane): void {
    const { ready } = lane;
    if (ready !== undefined && ready.us > lane.dueUs) lane.dueUs = ready.us;
    this.sink(lane);
  }

  private drop(lane: Lane): void {
    lane.ready = undefined;
    const last = this.heap.pop()!;
    if (this.heap.length === 0) return;
    last.at = 0;
    this.heap[0] = last;
    this.sink(last);
  }

  private sink(lane: Lane): void {
    const { heap } = this;
    let { at } = lane;
    for (;;) {
      let below = 2 * at + 1;
      const other = heap[below + 1];
      if (other !== undefined && isBefore(other, heap[below]!)) below++;
      const next = heap[below];
      if (next === undefined || isBefore(lane, next)) break;
      heap[at] = next;
      next.at = at;
      at = below;
    }
    heap[at] = lane;
    lane.at = at;
  }
}

function isBefore(a: Lane, b: Lane): boolean {
  return a.dueUs < b.dueUs || (a.dueUs === b.dueUs && a.log < b.log);
}
