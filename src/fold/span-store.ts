/**
 * Spans as rows of numbers: open ones, and closed ones that are still of use. About 100 bytes each; texts are codes of a
 * pool. Ids are good until `drop`; a span that is never dropped keeps its id, and ids grow in the order of starts then.
 */
import type { SpanStatus } from '../model/span.ts';
import { PagedRows } from './paged-rows.ts';
import type { Mark } from './place.ts';
import {
  AGENT as RECORD_AGENT,
  LINE as RECORD_LINE,
  OFFSET as RECORD_OFFSET,
  SESSION as RECORD_SESSION,
  TITLE as RECORD_TITLE,
  TYPE as RECORD_TYPE,
  STATUS_ERROR,
  STATUS_NONE,
  STATUS_OK,
} from './span-pack.ts';
import type { TextPool } from './text-pool.ts';

const WHAT = 0;
const PARENT = 1;
const KEY = 2;
const TITLE = 3;
const AGENT = 4;
const CHILDREN = 5;
const AMENDED = 6;
const HOLDS = 7;
const FROM = 8;
const TO = 12;
const INTS = 16;
/** Behind `FROM` and `TO`: the shard, -1 where there is no such event; its line there; its type; its session. */
const LINE = 1;
const TYPE = 2;
const SESSION = 3;

const START_US = 0;
const END_US = 1;
const SEQ = 2;
const FROM_OFFSET = 3;
const TO_OFFSET = 4;
const FLOATS = 5;

/** Bits of `WHAT` below the pair's number: the status in the first two. */
const OPEN = 4;
/** Flags: the sink was told that it is settled; three that whoever chooses spans may use. */
export const SETTLED = 8;
export const CHOSEN = 16;
export const WITHIN = 32;
export const KEPT = 64;
const PAIR_BITS = 7;
const DROPPED = -1;

/** Records that spans are written from: their rows, and the column of their shards. */
export interface Records {
  readonly rows: PagedRows;
  readonly shard: number;
}

interface Written {
  readonly records: Records;
  readonly record: number;
}

/** What a span begins with. */
export interface Beginning {
  readonly pair: number;
  readonly parent: number;
  readonly startUs: number;
  /** Its place among all spans, by their starts. */
  readonly seq: number;
  /** The code of a text; -1 for none. */
  readonly key: number;
}

/** A class, for it holds the memory of its spans. */
export class SpanStore {
  readonly texts: TextPool;
  private readonly rows = new PagedRows(INTS, FLOATS);

  constructor(texts: TextPool) {
    this.texts = texts;
  }

  /** A new open span without an event at either end. */
  add({ pair, parent, startUs, seq, key }: Beginning): number {
    const { rows } = this;
    const id = rows.take();
    const page = rows.intPage(id);
    const at = rows.intBase(id);
    page.fill(0, at, at + INTS);
    page[at + WHAT] = (pair << PAIR_BITS) | OPEN;
    page[at + PARENT] = parent;
    page[at + KEY] = key;
    page[at + TITLE] = -1;
    page[at + AGENT] = -1;
    page[at + FROM] = -1;
    page[at + TO] = -1;
    const floats = rows.floatPage(id);
    const first = rows.floatBase(id);
    floats[first + START_US] = startUs;
    floats[first + END_US] = Number.NaN;
    floats[first + SEQ] = seq;
    return id;
  }

  /** Gives the room of a span back. */
  drop(id: number): void {
    this.rows.setInt(id, WHAT, DROPPED);
    this.rows.give(id);
  }

  isHeld(id: number): boolean {
    return this.rows.int(id, WHAT) !== DROPPED;
  }

  /** Calls back for each span that is held. */
  each(visit: (id: number) => void): void {
    for (let id = 0; id < this.rows.size; id++) if (this.rows.int(id, WHAT) !== DROPPED) visit(id);
  }

  /** Spans that are held. */
  get count(): number {
    return this.rows.used;
  }

  pair(id: number): number {
    return this.rows.int(id, WHAT) >> PAIR_BITS;
  }

  isOpen(id: number): boolean {
    return (this.rows.int(id, WHAT) & OPEN) !== 0;
  }

  status(id: number): SpanStatus {
    const what = this.rows.int(id, WHAT);
    if ((what & OPEN) !== 0) return 'open';
    const status = what & 3;
    if (status === STATUS_NONE) return 'ended';
    return status === STATUS_OK ? 'ok' : 'error';
  }

  failed(id: number): boolean {
    return (this.rows.int(id, WHAT) & (OPEN | 3)) === STATUS_ERROR;
  }

  /** Closes a span, or corrects its end; a status that says nothing leaves the one before. */
  close(id: number, endUs: number, status: number): void {
    const what = this.rows.int(id, WHAT);
    this.rows.setInt(id, WHAT, status === STATUS_NONE ? what & ~OPEN : (what & ~3 & ~OPEN) | status);
    this.rows.setFloat(id, END_US, endUs);
  }

  has(id: number, flag: number): boolean {
    return (this.rows.int(id, WHAT) & flag) !== 0;
  }

  mark(id: number, flag: number): void {
    this.rows.setInt(id, WHAT, this.rows.int(id, WHAT) | flag);
  }

  /** The span that it lies in, -1 for none. */
  parent(id: number): number {
    return this.rows.int(id, PARENT);
  }

  /** Spans that lie directly inside. */
  children(id: number): number {
    return this.rows.int(id, CHILDREN);
  }

  addChild(id: number): void {
    this.rows.setInt(id, CHILDREN, this.children(id) + 1);
  }

  /** Ends that corrected it. */
  amended(id: number): number {
    return this.rows.int(id, AMENDED);
  }

  amend(id: number): void {
    this.rows.setInt(id, AMENDED, this.amended(id) + 1);
  }

  /** How many still need it, counted by `hold`. */
  hold(id: number, by: number): number {
    const holds = this.rows.int(id, HOLDS) + by;
    this.rows.setInt(id, HOLDS, holds);
    return holds;
  }

  /** Microseconds; NaN where unknown. */
  startUs(id: number): number {
    return this.rows.float(id, START_US);
  }

  endUs(id: number): number {
    return this.rows.float(id, END_US);
  }

  seq(id: number): number {
    return this.rows.float(id, SEQ);
  }

  /** Codes of texts, -1 where absent. */
  key(id: number): number {
    return this.rows.int(id, KEY);
  }

  title(id: number): number {
    return this.rows.int(id, TITLE);
  }

  agent(id: number): number {
    return this.rows.int(id, AGENT);
  }

  /** Writes the event of a record as the one that started the span, and what it is called. */
  setFrom(id: number, records: Records, record: number): void {
    this.setEvent(id, FROM, { records, record });
    this.rows.setFloat(id, FROM_OFFSET, records.rows.float(record, RECORD_OFFSET));
  }

  /** Writes the event of a record as the one that ended the span, and what it is called where its start did not say. */
  setTo(id: number, records: Records, record: number): void {
    this.setEvent(id, TO, { records, record });
    this.rows.setFloat(id, TO_OFFSET, records.rows.float(record, RECORD_OFFSET));
  }

  /** The event that started it, or ended it; undefined where there is none. Strings are made here. */
  from(id: number): Mark | undefined {
    return this.event(id, FROM, { us: this.startUs(id), offset: this.rows.float(id, FROM_OFFSET) });
  }

  to(id: number): Mark | undefined {
    return this.event(id, TO, { us: this.endUs(id), offset: this.rows.float(id, TO_OFFSET) });
  }

  /** Where the event stands that started it, or else ended it. */
  place(id: number): { readonly shard: number; readonly offset: number } {
    const shard = this.rows.int(id, FROM);
    if (shard >= 0) return { shard, offset: this.rows.float(id, FROM_OFFSET) };
    return { shard: this.rows.int(id, TO), offset: this.rows.float(id, TO_OFFSET) };
  }

  /** Calls back for each code of a text that a span names. */
  eachText(use: (code: number) => void): void {
    this.each((id) => {
      use(this.rows.int(id, KEY));
      use(this.rows.int(id, TITLE));
      use(this.rows.int(id, AGENT));
      for (let end = FROM; end <= TO; end += TO - FROM) {
        if (this.rows.int(id, end) < 0) continue;
        use(this.rows.int(id, end + TYPE));
        use(this.rows.int(id, end + SESSION));
      }
    });
  }

  /** An event as one end: shard, line, type and session stand in the same order in both. */
  private setEvent(id: number, end: number, { records, record }: Written): void {
    const from = records.rows.intPage(record);
    const first = records.rows.intBase(record);
    const page = this.rows.intPage(id);
    const at = this.rows.intBase(id);
    page[at + end] = from[first + records.shard]!;
    page[at + end + LINE] = from[first + RECORD_LINE]!;
    page[at + end + TYPE] = from[first + RECORD_TYPE]!;
    page[at + end + SESSION] = from[first + RECORD_SESSION]!;
    if (page[at + TITLE] === -1) page[at + TITLE] = from[first + RECORD_TITLE]!;
    if (page[at + AGENT] === -1) page[at + AGENT] = from[first + RECORD_AGENT]!;
  }

  private event(id: number, end: number, { us, offset }: { us: number; offset: number }): Mark | undefined {
    const shard = this.rows.int(id, end);
    if (shard < 0) return undefined;
    const text = (code: number): string | null => (code < 0 ? null : this.texts.name(code));
    return {
      us,
      shard,
      offset,
      line: this.rows.int(id, end + LINE),
      type: text(this.rows.int(id, end + TYPE)),
      session: text(this.rows.int(id, end + SESSION)),
    };
  }
}
