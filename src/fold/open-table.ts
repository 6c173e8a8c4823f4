/**
 * What is begun and not ended, as records come: they go through a window that puts them in the order of their times, and
 * a key is held while it is open. So memory is bounded by what is open at a time, of which at most `cap` keys are held.
 *
 * Law: pairer.ts. Of a second, earlier instant what was open then is remembered, with what ended it since.
 */
import type { OpenSet, StateSpec } from '../model/tracked.ts';
import { Arrivals } from './arrivals.ts';
import type { ConsumeContext } from './fold.ts';
import { IntTable } from './int-table.ts';
import { OPEN_LAYOUT } from './open-keys.ts';
import { OpenSpans } from './open-spans.ts';
import { PagedRows } from './paged-rows.ts';
import type { Mark } from './place.ts';
import { Reorder, windowFor } from './reorder.ts';
import { END, KEYS, pairIn, roleIn, type SpanRecords, START, TITLE, US, WHAT } from './span-pack.ts';
import { TextPool } from './text-pool.ts';

/** A key of a set; `parts` are keys of their own (keys.ts), null where absent. */
export interface OpenKey {
  readonly set: number;
  readonly parts: readonly (string | null)[];
  /** The latest start. */
  readonly start: Mark;
  /** Starts less ends since it was opened. */
  readonly count: number;
  /** JSON text. */
  readonly progress: string | undefined;
}

/** What a table holds at the end. */
export interface OpenState {
  readonly open: readonly OpenKey[];
  /** Between the two instants: what was opened and is open, and what was open and is not. */
  readonly opened: readonly OpenKey[];
  readonly closed: readonly { readonly key: OpenKey; readonly end: Mark }[];
  readonly givenUp: number;
  readonly late: readonly Mark[];
  readonly lateCount: number;
}

/** Integers of a row: set, key, the record of its latest start and of its end (-1), balance, progress, open then or now. */
const SET = 0;
const KEY = 1;
const FROM = 2;
const TO = 3;
const BALANCE = 4;
const PROGRESS = 5;
const THEN = 6;
const NOW = 7;
const WIDTH = 8;
/** Places that a note names. */
const PLACES = 5;

/** A class, for it holds what is open. */
export class OpenTable {
  private readonly spec: StateSpec;
  private readonly logOf: (shard: number) => number;
  private readonly texts = new TextPool();
  private readonly arrivals: Arrivals;
  private readonly reorder: Reorder;
  private readonly open = new OpenSpans(1);
  private readonly rows = new PagedRows(WIDTH, 0);
  /** Rows that were open at the earlier instant, by key and set. */
  private readonly thens = new IntTable();
  private readonly thenRows: number[] = [];
  private readonly keyed: { pair: number; readonly keys: Int32Array } = { pair: 0, keys: new Int32Array(1) };
  private readonly none: Int32Array = new Int32Array(1).fill(-1);
  private readonly late: Mark[] = [];
  private lateCount = 0;
  private givenUp = 0;
  private passed: boolean;

  constructor(spec: StateSpec, { beginsUs, logOf }: ConsumeContext) {
    this.spec = spec;
    this.logOf = logOf;
    this.passed = spec.fromUs === undefined;
    this.arrivals = new Arrivals(OPEN_LAYOUT, { texts: this.texts, logs: beginsUs.length, cap: 0 });
    const window = windowFor(beginsUs.length);
    this.reorder = new Reorder({ beginsUs, window }, (record, late) => this.play(record, late));
  }

  take({ packs }: SpanRecords): void {
    for (const pack of packs) {
      if (this.texts.crowded) this.sweep();
      this.arrivals.take(pack, this.logOf(pack.shard), (log, record, us) =>
        this.reorder.put(log, record, us),
      );
    }
  }

  endLog(log: number): void {
    this.reorder.end(log);
  }

  finish(): OpenState {
    if (!this.passed) this.pass();
    const open: OpenKey[] = [];
    const opened: OpenKey[] = [];
    this.open.each((slot) => {
      const row = this.open.span(slot);
      const key = this.keyOf(row);
      open.push(key);
      if (this.spec.fromUs !== undefined && this.rows.int(row, THEN) === 0) opened.push(key);
    });
    const closed = this.thenRows
      .filter((row) => this.rows.int(row, NOW) === 0 && this.rows.int(row, TO) >= 0)
      .map((row) => ({ key: this.keyOf(row), end: this.arrivals.mark(this.rows.int(row, TO)) }));
    const { givenUp, late, lateCount } = this;
    return { open, opened, closed, givenUp, late, lateCount };
  }

  private play(record: number, late: boolean): void {
    const { arrivals, keyed, open } = this;
    const { rows } = arrivals;
    if (late) {
      this.lateCount++;
      if (this.late.length < PLACES) this.late.push(arrivals.mark(record));
    }
    if (!this.passed && rows.float(record, US) > this.spec.fromUs!) this.pass();
    const what = rows.int(record, WHAT);
    keyed.pair = pairIn(what);
    keyed.keys[0] = rows.int(record, KEYS);
    const slot = open.find(keyed, 'fifo', this.none);
    switch (roleIn(what)) {
      case START:
        this.start(record, slot);
        return;
      case END:
        this.end(record, slot);
        return;
      default:
        if (slot >= 0) this.rows.setInt(open.span(slot), PROGRESS, rows.int(record, TITLE));
        arrivals.drop(record);
    }
  }

  /** A record is held as long as it is the start of what is open. */
  private start(record: number, slot: number): void {
    const { rows, open, keyed } = this;
    let row = slot < 0 ? this.thens.get(keyed.keys[0]!, keyed.pair) : open.span(slot);
    if (row < 0) row = this.newRow();
    else this.arrivals.drop(rows.int(row, FROM));
    rows.setInt(row, FROM, record);
    rows.setInt(row, BALANCE, (slot < 0 ? 0 : rows.int(row, BALANCE)) + 1);
    const progress = this.arrivals.rows.int(record, TITLE);
    if (progress >= 0) rows.setInt(row, PROGRESS, progress);
    if (slot >= 0) return;
    this.forgetEnd(row);
    rows.setInt(row, NOW, 1);
    open.add(keyed, { span: row, home: -1, seq: 0 });
    if (open.count <= this.spec.cap) return;
    this.givenUp++;
    this.leave(open.oldest());
  }

  private end(record: number, slot: number): void {
    const { rows, open, keyed, arrivals } = this;
    const row = slot < 0 ? this.thens.get(keyed.keys[0]!, keyed.pair) : open.span(slot);
    const set: OpenSet<number> = this.spec.tracked.open[keyed.pair]!;
    const left = row < 0 ? 0 : rows.int(row, BALANCE) - 1;
    if (slot >= 0 && set.balanced && left > 0) {
      rows.setInt(row, BALANCE, left);
      arrivals.drop(record);
    } else if (row >= 0 && rows.int(row, THEN) === 1) {
      // What was open at the earlier instant is answered as closed by its latest end.
      this.forgetEnd(row);
      rows.setInt(row, TO, record);
      if (slot >= 0) this.leave(slot);
    } else {
      if (slot >= 0) this.leave(slot);
      arrivals.drop(record);
    }
  }

  private newRow(): number {
    const { rows, keyed } = this;
    const row = rows.take();
    rows.setInt(row, SET, keyed.pair);
    rows.setInt(row, KEY, keyed.keys[0]!);
    for (const column of [FROM, TO, PROGRESS]) rows.setInt(row, column, -1);
    rows.setInt(row, THEN, 0);
    return row;
  }

  /** A slot's key is open no more. */
  private leave(slot: number): void {
    const row = this.open.span(slot);
    this.open.remove(slot);
    this.rows.setInt(row, NOW, 0);
    if (this.rows.int(row, THEN) === 1) return;
    this.arrivals.drop(this.rows.int(row, FROM));
    this.rows.give(row);
  }

  private forgetEnd(row: number): void {
    const end = this.rows.int(row, TO);
    if (end >= 0) this.arrivals.drop(end);
    this.rows.setInt(row, TO, -1);
  }

  /** The earlier instant is past: what is open now was open then. */
  private pass(): void {
    const { rows } = this;
    this.passed = true;
    this.open.each((slot) => {
      const row = this.open.span(slot);
      rows.setInt(row, THEN, 1);
      this.thens.set(rows.int(row, KEY), rows.int(row, SET), row);
      this.thenRows.push(row);
    });
  }

  private keyOf(row: number): OpenKey {
    const { rows, texts } = this;
    const progress = rows.int(row, PROGRESS);
    return {
      set: rows.int(row, SET),
      parts: JSON.parse(texts.text(rows.int(row, KEY))) as (string | null)[],
      start: this.arrivals.mark(rows.int(row, FROM)),
      count: rows.int(row, BALANCE),
      progress: progress < 0 ? undefined : texts.text(progress),
    };
  }

  private sweep(): void {
    const { arrivals, rows } = this;
    this.texts.sweep((use) => {
      const useRow = (row: number): void => {
        use(rows.int(row, KEY));
        use(rows.int(row, PROGRESS));
        arrivals.eachText(rows.int(row, FROM), use);
        if (rows.int(row, TO) >= 0) arrivals.eachText(rows.int(row, TO), use);
      };
      this.reorder.each((record) => arrivals.eachText(record, use));
      this.open.each((slot) => useRow(this.open.span(slot)));
      for (const row of this.thenRows) useRow(row);
    });
  }
}
