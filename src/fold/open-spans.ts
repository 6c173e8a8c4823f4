/**
 * Open spans by their keys. A start and an end of a pair belong together by the first key that both have.
 *
 * A start waits once for each key that it has, beside the set of earlier keys that it has too; an end that has one of
 * those would have been compared by it. So an end looks into a queue for each set of earlier keys that it lacks. Queues
 * are rings of rows, so a span leaves all of its queues at once when it is closed, and nothing is kept of closed ones.
 */
import { IntTable } from './int-table.ts';
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
/** The queue of all, and of a pair that of a home; the others are of keys. */
const ALL = -1;
const HOMES = 32;
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
  private readonly slots: PagedRows;
  /** The oldest slot of each queue: by the code of its key, and by its pair and what it is of. */
  private readonly heads = new IntTable();

  /** How many keys the pair with the most has. */
  constructor(keys: number) {
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
    this.enqueue(0, ALL, { slot, ring: ALL_RING });
    if (of.home >= 0) this.enqueue(of.home, queueOf(pair, HOMES), { slot, ring: HOME_RING });
    let earlier = 0;
    for (let at = 0; at < this.keys; at++) {
      const code = keys[at]!;
      const column = KEY + at * KEY_WIDTH;
      slots.setInt(slot, column, code);
      if (code < 0) continue;
      this.enqueue(code, queueOf(pair, at * 8 + earlier), { slot, ring: column + 1 });
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
        const queue = queueOf(pair, at * 8 + set);
        const ring = order === 'fifo' ? -1 : KEY + at * KEY_WIDTH + 1;
        best = this.better(best, this.endOf(code, queue, ring), order);
        const other = also[at]!;
        if (other >= 0) best = this.better(best, this.endOf(other, queue, ring), order);
      }
      if (best >= 0) return best;
      earlier |= 1 << at;
    }
    return -1;
  }

  /** The slot of the newest open span of this home; -1 where there is none. */
  newestAt(pair: number, home: number): number {
    return this.endOf(home, queueOf(pair, HOMES), HOME_RING);
  }

  /** The newer of two slots. */
  newer(a: number, b: number): number {
    return this.slots.float(a, 0) > this.slots.float(b, 0) ? a : b;
  }

  /** The slot of the oldest of all; -1 where there is none. */
  oldest(): number {
    return this.heads.get(0, ALL);
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
    this.dequeue(0, ALL, { slot, ring: ALL_RING });
    if (home >= 0) this.dequeue(home, queueOf(pair, HOMES), { slot, ring: HOME_RING });
    let earlier = 0;
    for (let at = 0; at < this.keys; at++) {
      const column = KEY + at * KEY_WIDTH;
      const code = slots.int(slot, column);
      if (code < 0) continue;
      this.dequeue(code, queueOf(pair, at * 8 + earlier), { slot, ring: column + 1 });
      earlier |= 1 << at;
    }
    slots.give(slot);
  }

  /** Calls back for each slot, the oldest first. */
  each(visit: (slot: number) => void): void {
    const first = this.oldest();
    if (first < 0) return;
    let slot = first;
    do {
      visit(slot);
      slot = this.slots.int(slot, ALL_RING + NEXT);
    } while (slot !== first);
  }

  /** Calls back for each code of a text that open spans are found by. */
  eachText(use: (code: number) => void): void {
    this.each((slot) => {
      use(this.slots.int(slot, HOME));
      for (let at = 0; at < this.keys; at++) use(this.slots.int(slot, KEY + at * KEY_WIDTH));
    });
  }

  /** The oldest slot of a queue, or the newest by its ring; -1 where it is empty. */
  private endOf(code: number, queue: number, ring: number): number {
    const oldest = this.heads.get(code, queue);
    return oldest < 0 || ring < 0 ? oldest : this.slots.int(oldest, ring);
  }

  private better(a: number, b: number, order: 'fifo' | 'lifo'): number {
    if (a < 0 || b < 0) return Math.max(a, b);
    return this.slots.float(a, 0) < this.slots.float(b, 0) === (order === 'fifo') ? a : b;
  }

  /** Puts a slot at the end of a queue. */
  private enqueue(code: number, queue: number, { slot, ring }: Place): void {
    const { slots } = this;
    const oldest = this.heads.get(code, queue);
    const newest = oldest < 0 ? slot : slots.int(oldest, ring);
    const next = oldest < 0 ? slot : oldest;
    if (oldest < 0) this.heads.set(code, queue, slot);
    slots.setInt(slot, ring, newest);
    slots.setInt(slot, ring + NEXT, next);
    slots.setInt(newest, ring + NEXT, slot);
    slots.setInt(next, ring, slot);
  }

  private dequeue(code: number, queue: number, { slot, ring }: Place): void {
    const { slots } = this;
    const before = slots.int(slot, ring);
    const after = slots.int(slot, ring + NEXT);
    if (after === slot) {
      this.heads.delete(code, queue);
      return;
    }
    slots.setInt(before, ring + NEXT, after);
    slots.setInt(after, ring, before);
    if (this.heads.get(code, queue) === slot) this.heads.set(code, queue, after);
  }
}

/** A slot's place in a ring. */
interface Place {
  readonly slot: number;
  readonly ring: number;
}

/** The number of a pair's queue; `which` is `HOMES`, or the number of the key and the set of earlier ones. */
function queueOf(pair: number, which: number): number {
  return pair * 64 + which;
}
