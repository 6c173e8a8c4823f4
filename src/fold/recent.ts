/**
 * Closed spans that may still be of use: a later end may correct them, a later child may lie in them. The latest are
 * remembered, so memory is bounded; each is found by its keys and, while it is the latest of its home, by that.
 */
import type { Keyed } from './open-spans.ts';
import { PagedRows } from './paged-rows.ts';

/** Closed spans that are remembered. */
export const REMEMBERED: number = 1 << 16;

const SPAN = 0;
const PAIR = 1;
const HOME = 2;
const KEYS = 3;

/** A class, for it holds memory that it fills and empties. */
export class Recent {
  private readonly pairs: number;
  private readonly keys: number;
  private readonly rows: PagedRows;
  /** Rows in the order in which they came; a ring. */
  private readonly ring = new Int32Array(REMEMBERED);
  private head = 0;
  private count = 0;
  private readonly byKey = new Map<number, number>();
  /** The latest span of each home, open or remembered. */
  private readonly byHome = new Map<number, number>();

  /** How many pairs there are, and how many keys the pair with the most has. */
  constructor(pairs: number, keys: number) {
    this.pairs = pairs;
    this.keys = keys;
    this.rows = new PagedRows(KEYS + keys, 0);
  }

  /** A span that has begun is the latest of its home. */
  begun(pair: number, home: number, span: number): void {
    this.byHome.set(home * this.pairs + pair, span);
  }

  /** The latest span of a home; -1 where none is known. */
  latestAt(pair: number, home: number): number {
    return this.byHome.get(home * this.pairs + pair) ?? -1;
  }

  /** Remembers a span that is closed; the span that is forgotten for it, -1 for none. */
  add({ pair, keys }: Keyed, home: number, span: number): number {
    const forgotten = this.count === REMEMBERED ? this.forget() : -1;
    const row = this.rows.take();
    this.rows.setInt(row, SPAN, span);
    this.rows.setInt(row, PAIR, pair);
    this.rows.setInt(row, HOME, home);
    for (let at = 0; at < this.keys; at++) {
      this.rows.setInt(row, KEYS + at, keys[at]!);
      if (keys[at]! >= 0) this.byKey.set(this.name(pair, keys[at]!, at), span);
    }
    this.ring[(this.head + this.count++) & (REMEMBERED - 1)] = row;
    return forgotten;
  }

  /** The closed span of the first key that both have; -1 where there is none. */
  find({ pair, keys }: Keyed): number {
    for (let at = 0; at < this.keys; at++) {
      const found = keys[at]! < 0 ? undefined : this.byKey.get(this.name(pair, keys[at]!, at));
      if (found !== undefined) return found;
    }
    return -1;
  }

  /** The span is no longer the latest of its home, should it be. */
  leave(pair: number, home: number, span: number): void {
    if (this.latestAt(pair, home) === span) this.byHome.delete(home * this.pairs + pair);
  }

  /** Forgets the oldest; its span, -1 where nothing is remembered. */
  forget(): number {
    if (this.count === 0) return -1;
    const row = this.ring[this.head]!;
    this.head = (this.head + 1) & (REMEMBERED - 1);
    this.count--;
    const span = this.rows.int(row, SPAN);
    const pair = this.rows.int(row, PAIR);
    this.leave(pair, this.rows.int(row, HOME), span);
    for (let at = 0; at < this.keys; at++) {
      const name = this.name(pair, this.rows.int(row, KEYS + at), at);
      if (this.byKey.get(name) === span) this.byKey.delete(name);
    }
    this.rows.give(row);
    return span;
  }

  /** Calls back for each code of a text that spans are found by. */
  eachText(use: (code: number) => void): void {
    for (let k = 0; k < this.count; k++) {
      const row = this.ring[(this.head + k) & (REMEMBERED - 1)]!;
      use(this.rows.int(row, HOME));
      for (let at = 0; at < this.keys; at++) use(this.rows.int(row, KEYS + at));
    }
  }

  private name(pair: number, code: number, at: number): number {
    return (code * this.pairs + pair) * 4 + at;
  }
}
