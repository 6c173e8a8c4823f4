/** Records that wait, by their times: in the order in which they came, or the earliest first. Typed arrays, no objects. */
import { wider } from './byte-texts.ts';

/** First in, first out. A class, for it holds memory that it fills and empties. */
export class Fifo {
  count = 0;
  private head = 0;
  private times: Float64Array = new Float64Array(16);
  private records: Int32Array = new Int32Array(16);
  private orders: Float64Array = new Float64Array(16);

  push(us: number, record: number, order = 0): void {
    const size = this.times.length;
    if (this.count === size) this.widen();
    const at = (this.head + this.count++) & (this.times.length - 1);
    this.times[at] = us;
    this.records[at] = record;
    this.orders[at] = order;
  }

  /** The record in front, taken out; `us` and `order` of it are to be read before. */
  shift(): number {
    const record = this.records[this.head]!;
    this.head = (this.head + 1) & (this.times.length - 1);
    this.count--;
    return record;
  }

  /** The time in front; NaN where nothing waits. */
  get us(): number {
    return this.count === 0 ? Number.NaN : this.times[this.head]!;
  }

  /** The time of the last one; NaN where nothing waits. */
  get lastUs(): number {
    return this.count === 0
      ? Number.NaN
      : this.times[(this.head + this.count - 1) & (this.times.length - 1)]!;
  }

  get order(): number {
    return this.orders[this.head]!;
  }

  each(visit: (record: number) => void): void {
    for (let k = 0; k < this.count; k++) visit(this.records[(this.head + k) & (this.times.length - 1)]!);
  }

  private widen(): void {
    const { head, times, records, orders } = this;
    const size = times.length;
    // Unrolled first, for the larger one wraps elsewhere.
    const unrolled = <A extends Float64Array | Int32Array>(old: A, into: A): A => {
      into.set(old.subarray(head));
      into.set(old.subarray(0, head), size - head);
      return into;
    };
    this.times = unrolled(times, new Float64Array(size * 2));
    this.records = unrolled(records, new Int32Array(size * 2));
    this.orders = unrolled(orders, new Float64Array(size * 2));
    this.head = 0;
  }
}

/**
 * The earliest first, of equal times the one that came first. Records mostly come in order and wait in a row then; the
 * others wait in a heap.
 */
export class Window {
  private readonly row = new Fifo();
  private size = 0;
  private came = 0;
  private times: Float64Array = new Float64Array(16);
  private records: Int32Array = new Int32Array(16);
  private orders: Float64Array = new Float64Array(16);

  get count(): number {
    return this.row.count + this.size;
  }

  push(us: number, record: number): void {
    const order = this.came++;
    if (this.row.count === 0 || us >= this.row.lastUs) this.row.push(us, record, order);
    else this.raise(us, record, order);
  }

  /** The time of the earliest; NaN where nothing waits. */
  get us(): number {
    return this.heapFirst() ? this.times[0]! : this.row.us;
  }

  /** The earliest, taken out. */
  shift(): number {
    return this.heapFirst() ? this.lower() : this.row.shift();
  }

  each(visit: (record: number) => void): void {
    this.row.each(visit);
    for (let k = 0; k < this.size; k++) visit(this.records[k]!);
  }

  private heapFirst(): boolean {
    if (this.size === 0) return false;
    if (this.row.count === 0) return true;
    const { us } = this.row;
    return this.times[0]! < us || (this.times[0] === us && this.orders[0]! < this.row.order);
  }

  private raise(us: number, record: number, order: number): void {
    if (this.size === this.times.length) {
      this.times = wider(this.times, new Float64Array(this.size * 2));
      this.records = wider(this.records, new Int32Array(this.size * 2));
      this.orders = wider(this.orders, new Float64Array(this.size * 2));
    }
    let at = this.size++;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.isBefore(us, order, above)) break;
      this.move(above, at);
      at = above;
    }
    this.set(at, { us, record, order });
  }

  private lower(): number {
    const first = this.records[0]!;
    const last = --this.size;
    const us = this.times[last]!;
    const order = this.orders[last]!;
    const record = this.records[last]!;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= last) break;
      if (below + 1 < last && this.isBefore(this.times[below + 1]!, this.orders[below + 1]!, below)) below++;
      if (this.isBefore(us, order, below)) break;
      this.move(below, at);
      at = below;
    }
    if (last > 0) this.set(at, { us, record, order });
    return first;
  }

  private isBefore(us: number, order: number, at: number): boolean {
    const other = this.times[at]!;
    return us < other || (us === other && order < this.orders[at]!);
  }

  private move(from: number, to: number): void {
    this.times[to] = this.times[from]!;
    this.records[to] = this.records[from]!;
    this.orders[to] = this.orders[from]!;
  }

  private set(
    at: number,
    of: { readonly us: number; readonly record: number; readonly order: number },
  ): void {
    this.times[at] = of.us;
    this.records[at] = of.record;
    this.orders[at] = of.order;
  }
}
