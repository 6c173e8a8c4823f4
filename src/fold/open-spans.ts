/**
 * Open spans by their keys. A start and an end of a pair belong together by the first key that both have.
 *
 * A start waits once for each key that it has, beside the set of earlier keys that it has too; an end that has one of
 * those would have been compared by it. So an end looks into a queue for each set of earlier keys that it lacks. Queues
 * are rings of rows, so a span leaves all of its queues at once when it is closed, and nothing is kept of closed ones.
 */
import { PagedRows } from './paged-rows.ts';

/** The most keys that a pair may have. */
export const MOST_KEYS = 4;

/** Integers of a slot: the span, its pair; the ring of all; its home and the ring of that; then each key and its ring. */
const SPAN = 0;
const PAIR = 1;
const ALL_RING = 2;
const HOME = 4;
const HOME_RING = 5;
const KEY = 7;
const KEY_WIDTH = 3;
/** Behind a ring's column: the slot before it, the slot after it. The one before the oldest is the newest. */
const NEXT = 1;

/** What a start or an end is found by: codes of its keys, by their number in the pair, -1 where it has none. */
export interface Keyed {
  readonly pair: number;
  readonly keys: Int32Array;
}

/** A class, for it holds the memory of what is open. */
export class OpenSpans {
  count = 0;
  private readonly keys: number;
  private readonly pairs: number;
  private readonly slots: PagedRows;
  /** The oldest slot of each queue, of each home, and of all. */
  private readonly queues = new Map<number, number>();
  private readonly homes = new Map<number, number>();
  private readonly all = new Map<number, number>();

  /** How many pairs there are, and how many keys the pair with the most has. */
  constructor(pairs: number, keys: number) {
    this.pairs = pairs;
    this.keys = keys;
    this.slots = new PagedRows(KEY + keys * KEY_WIDTH, 1);
  }

  /** Adds the newest open span. `home` is -1 where nothing lies in it; `seq` grows from span to span. */
  add(
    { pair, keys }: Keyed,
    of: { readonly span: number; readonly home: number; readonly seq: number },
  ): void {
    const { slots } = this;
    const slot = slots.take();
    this.count++;
    slots.setInt(slot, SPAN, of.span);
    slots.setInt(slot, PAIR, pair);
    slots.setInt(slot, HOME, of.home);
    slots.setFloat(slot, 0, of.seq);
    this.enqueue(this.all, 0, { slot, ring: ALL_RING });
    if (of.home >= 0) this.enqueue(this.homes, this.homeName(pair, of.home), { slot, ring: HOME_RING });
    let earlier = 0;
    for (let at = 0; at < this.keys; at++) {
      const code = keys[at]!;
      const column = KEY + at * KEY_WIDTH;
      slots.setInt(slot, column, code);
      if (code < 0) continue;
      this.enqueue(this.queues, this.keyName(pair, code, at * 8 + earlier), { slot, ring: column + 1 });
      earlier |= 1 << at;
    }
  }

  /**
   * The slot of the open span that an end with these keys takes, the oldest or the newest; -1 where there is none. `also`
   * are other forms of the keys, -1 where there is none.
   */
  find({ pair, keys }: Keyed, order: 'fifo' | 'lifo', also: Int32Array): number {
    let earlier = 0;
    for (let at = 0; at < this.keys; at++) {
      const code = keys[at]!;
      if (code < 0) continue;
      let best = -1;
      for (let set = 0; set < 1 << at; set++) {
        if ((set & earlier) !== 0) continue;
        const queue = { at, order };
        best = this.better(best, this.endOf(this.keyName(pair, code, at * 8 + set), queue), order);
        const other = also[at]!;
        if (other >= 0)
          best = this.better(best, this.endOf(this.keyName(pair, other, at * 8 + set), queue), order);
      }
      if (best >= 0) return best;
      earlier |= 1 << at;
    }
    return -1;
  }

  /** The slot of the newest open span of this home; -1 where there is none. */
  newestAt(pair: number, home: number): number {
    const oldest = this.homes.get(this.homeName(pair, home));
    return oldest === undefined ? -1 : this.slots.int(oldest, HOME_RING);
  }

  /** The newer of two slots. */
  newer(a: number, b: number): number {
    return this.slots.float(a, 0) > this.slots.float(b, 0) ? a : b;
  }

  /** The slot of the oldest of all; -1 where there is none. */
  oldest(): number {
    return this.all.get(0) ?? -1;
  }

  /** The span of a slot. */
  span(slot: number): number {
    return this.slots.int(slot, SPAN);
  }

  /** Writes the keys of a slot; its home, -1 for none. */
  keysOf(slot: number, into: Int32Array): number {
    for (let at = 0; at < this.keys; at++) into[at] = this.slots.int(slot, KEY + at * KEY_WIDTH);
    return this.slots.int(slot, HOME);
  }

  pair(slot: number): number {
    return this.slots.int(slot, PAIR);
  }

  /** Takes a span out of all of its queues. */
  remove(slot: number): void {
    const { slots } = this;
    const pair = slots.int(slot, PAIR);
    const home = slots.int(slot, HOME);
    this.count--;
    this.dequeue(this.all, 0, { slot, ring: ALL_RING });
    if (home >= 0) this.dequeue(this.homes, this.homeName(pair, home), { slot, ring: HOME_RING });
    let earlier = 0;
    for (let at = 0; at < this.keys; at++) {
      const column = KEY + at * KEY_WIDTH;
      const code = slots.int(slot, column);
      if (code < 0) continue;
      this.dequeue(this.queues, this.keyName(pair, code, at * 8 + earlier), { slot, ring: column + 1 });
      earlier |= 1 << at;
    }
    slots.give(slot);
  }

  /** Calls back for each code of a text that open spans are found by. */
  eachText(use: (code: number) => void): void {
    const first = this.oldest();
    if (first < 0) return;
    let slot = first;
    do {
      use(this.slots.int(slot, HOME));
      for (let at = 0; at < this.keys; at++) use(this.slots.int(slot, KEY + at * KEY_WIDTH));
      slot = this.slots.int(slot, ALL_RING + NEXT);
    } while (slot !== first);
  }

  /** `which`: the number of the key and the set of earlier ones, below 32. */
  private keyName(pair: number, code: number, which: number): number {
    return (code * this.pairs + pair) * 32 + which;
  }

  private homeName(pair: number, code: number): number {
    return code * this.pairs + pair;
  }

  private endOf(
    name: number,
    { at, order }: { readonly at: number; readonly order: 'fifo' | 'lifo' },
  ): number {
    const oldest = this.queues.get(name);
    if (oldest === undefined || order === 'fifo') return oldest ?? -1;
    return this.slots.int(oldest, KEY + at * KEY_WIDTH + 1);
  }

  private better(a: number, b: number, order: 'fifo' | 'lifo'): number {
    if (a < 0 || b < 0) return Math.max(a, b);
    return this.slots.float(a, 0) < this.slots.float(b, 0) === (order === 'fifo') ? a : b;
  }

  private enqueue(heads: Map<number, number>, name: number, { slot, ring }: Place): void {
    const { slots } = this;
    const oldest = heads.get(name);
    if (oldest === undefined) {
      heads.set(name, slot);
      slots.setInt(slot, ring, slot);
      slots.setInt(slot, ring + NEXT, slot);
      return;
    }
    const newest = slots.int(oldest, ring);
    slots.setInt(newest, ring + NEXT, slot);
    slots.setInt(slot, ring, newest);
    slots.setInt(slot, ring + NEXT, oldest);
    slots.setInt(oldest, ring, slot);
  }

  private dequeue(heads: Map<number, number>, name: number, { slot, ring }: Place): void {
    const { slots } = this;
    const before = slots.int(slot, ring);
    const after = slots.int(slot, ring + NEXT);
    if (after === slot) {
      heads.delete(name);
      return;
    }
    slots.setInt(before, ring + NEXT, after);
    slots.setInt(after, ring, before);
    if (heads.get(name) === slot) heads.set(name, after);
  }
}

/** A slot's place in a ring. */
interface Place {
  readonly slot: number;
  readonly ring: number;
}
