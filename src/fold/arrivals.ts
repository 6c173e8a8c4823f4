/**
 * Records as they come from shards, made ready to be put in order: their texts are codes of one pool, each has the time it
 * is ordered by, and a start knows the last time of its session before it. Rows are given back once they are paired.
 */
import { PagedRows } from './paged-rows.ts';
import type { Orphan } from './pairer.ts';
import type { Mark } from './place.ts';
import type { Detail } from './span-detail.ts';
import { labelOf } from './span-keys.ts';
import {
  BEFORE,
  FLOATS,
  KEYS,
  LINE,
  OFFSET,
  SESSION,
  type SpanLayout,
  type SpanPack,
  TITLE,
  TYPE,
  US,
  WHAT,
} from './span-pack.ts';
import type { TextPool } from './text-pool.ts';

/** Where records go when they are ready; `us` is the time that a record is ordered by. */
export type Ready = (log: number, record: number, us: number) => void;

/** A class, for it holds the memory of records that wait. */
export class Arrivals {
  readonly rows: PagedRows;
  /** The column of a record's shard, behind those of a pack. */
  readonly shard: number;
  /** Where a record's keys end. */
  private readonly keys: number;
  private readonly texts: TextPool;
  private readonly details = new Map<number, Detail>();
  /** By log, the time of its last timed record. */
  private readonly lastUs: Float64Array;
  /** By session: the last time behind a start that nothing has ended since. */
  private readonly carried = new Map<number, number>();
  private readonly cap: number;

  /** `cap`: sessions whose last start has not ended, at most. */
  constructor(
    layout: SpanLayout,
    of: { readonly texts: TextPool; readonly logs: number; readonly cap: number },
  ) {
    this.shard = layout.ints;
    this.keys = layout.by;
    this.rows = new PagedRows(layout.ints + 1, FLOATS);
    this.texts = of.texts;
    this.lastUs = new Float64Array(of.logs).fill(Number.NEGATIVE_INFINITY);
    this.cap = of.cap;
  }

  /** Takes the next records of a log. */
  take(pack: SpanPack, log: number, ready: Ready): void {
    const { rows, shard: width, details } = this;
    const codeOf = this.codesOf(pack);
    this.carry(pack, codeOf);
    let lastUs = this.lastUs[log]!;
    for (let n = 0; n < pack.count; n++) {
      const row = rows.take();
      const page = rows.intPage(row);
      const to = rows.intBase(row);
      const from = n * width;
      page[to + WHAT] = pack.ints[from + WHAT]!;
      page[to + LINE] = pack.ints[from + LINE]!;
      for (let column = TYPE; column < width; column++) {
        const own = pack.ints[from + column]!;
        page[to + column] = own < 0 ? -1 : codeOf(own);
      }
      page[to + width] = pack.shard;
      const floats = rows.floatPage(row);
      const toFloats = rows.floatBase(row);
      for (let column = 0; column < FLOATS; column++)
        floats[toFloats + column] = pack.floats[n * FLOATS + column]!;
      if (pack.details.size > 0 && pack.details.has(n)) details.set(row, pack.details.get(n)!);
      const us = pack.floats[n * FLOATS + US]!;
      // An event without a time stays behind the record before it in its log.
      if (!Number.isNaN(us)) lastUs = us;
      ready(log, row, lastUs);
    }
    this.lastUs[log] = lastUs;
  }

  /** The codes of a pack's texts here, made when one is first asked for. */
  private codesOf({ texts }: SpanPack): (own: number) => number {
    const codes = new Int32Array(texts.count).fill(-1);
    return (own) => {
      if (own < 0) return -1;
      const known = codes[own]!;
      if (known >= 0) return known;
      const code = this.texts.take(texts, own);
      codes[own] = code;
      return code;
    };
  }

  /** The event of a record, with its strings. */
  mark(row: number): Mark {
    const { rows } = this;
    const text = (code: number): string | null => (code < 0 ? null : this.texts.name(code));
    return {
      us: rows.float(row, US),
      shard: rows.int(row, this.shard),
      offset: rows.float(row, OFFSET),
      line: rows.int(row, LINE),
      type: text(rows.int(row, TYPE)),
      session: text(rows.int(row, SESSION)),
    };
  }

  /** The first key that the record has, as the code of a text; -1 where it has none. */
  key(row: number): number {
    const { rows, keys } = this;
    let key = -1;
    for (let column = KEYS; key < 0 && column < keys; column++) key = rows.int(row, column);
    return key;
  }

  /** The record as an end of this pair that nothing started. */
  orphan(row: number, pair: number): Orphan {
    const { texts } = this;
    const key = this.key(row);
    const title = this.rows.int(row, TITLE);
    return {
      pair,
      at: this.mark(row),
      label: key < 0 ? '' : labelOf(texts.bytesOf(key)),
      title: title < 0 ? null : texts.text(title),
    };
  }

  detail(row: number): Detail | undefined {
    return this.details.get(row);
  }

  /** Gives the room of a record back. */
  drop(row: number): void {
    if (this.details.size > 0) this.details.delete(row);
    this.rows.give(row);
  }

  /** Calls back for each code of a text that a record names. */
  eachText(row: number, use: (code: number) => void): void {
    for (let column = TYPE; column < this.shard; column++) use(this.rows.int(row, column));
  }

  /** Calls back for each code of a session that is followed. */
  eachSession(use: (code: number) => void): void {
    for (const session of this.carried.keys()) use(session);
  }

  /** What came before the pack's first start of each session is in the packs before it. */
  private carry({ activity, floats }: SpanPack, codeOf: (own: number) => number): void {
    const { sessions, us, firsts, open } = activity;
    for (const [k, own] of sessions.entries()) {
      const first = firsts[k]!;
      const known = this.carried.size === 0 && first < 0 ? undefined : codeOf(own);
      if (known === undefined) continue;
      const before = this.carried.get(known);
      if (first < 0) {
        if (before !== undefined && us[k]! > before) this.carried.set(known, us[k]!);
        continue;
      }
      const at = first * FLOATS + BEFORE;
      floats[at] = before === undefined ? Number.NEGATIVE_INFINITY : Math.max(before, floats[at]!);
      if (open[k] === 0) this.carried.delete(known);
      else if (before !== undefined || this.carried.size < this.cap) this.carried.set(known, us[k]!);
    }
  }
}
