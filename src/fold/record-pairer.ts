/**
 * Pairs starts with ends as their records come: records go through a window that puts them in the order of their times, a
 * span is held while it is open or while others need it, and then handed to the sink. The law: pairer.ts.
 */
import type { LoweredPair } from '../model/span.ts';
import { Arrivals } from './arrivals.ts';
import { Holding } from './holding.ts';
import { OpenSpans } from './open-spans.ts';
import type { Pairer, PairerCounts, PairerSpec, SpanDetails, SpanSink } from './pairer.ts';
import { Recent } from './recent.ts';
import { Reorder, windowFor } from './reorder.ts';
import { KeyForms, SessionForms } from './session-forms.ts';
import {
  BEFORE,
  BOTH,
  END,
  HOME,
  KEYS,
  layoutOf,
  POINT,
  pairIn,
  roleIn,
  SESSION,
  SIZE,
  type SpanRecords,
  START,
  STATUS_NONE,
  statusIn,
  TYPE,
  US,
  WHAT,
} from './span-pack.ts';
import { findPlace, type Known, prefixed, type SpanPlace, walkOf } from './span-places.ts';
import { SpanStore } from './span-store.ts';
import { TextPool } from './text-pool.ts';

/** Places that a note names. */
const PLACES = 5;

/** A pairer that tells the sink; `sinkOf` is given the pairer, whose spans it may read. */
export function makePairer(spec: PairerSpec, sinkOf: (pairer: Pairer) => SpanSink): Pairer {
  return new RecordPairer(spec, sinkOf);
}

/** A class, for it holds what is open. */
class RecordPairer implements Pairer {
  readonly texts = new TextPool();
  readonly spans = new SpanStore(this.texts);
  readonly sessions = new SessionForms(this.texts);
  readonly counts: PairerCounts = { spans: 0, open: 0, givenUp: 0, orphans: 0, late: 0, latePlaces: [] };
  private readonly spec: PairerSpec;
  private readonly sink: SpanSink;
  private readonly arrivals: Arrivals;
  private readonly reorder: Reorder;
  private readonly open: OpenSpans;
  private readonly recent: Recent;
  private readonly forms = new KeyForms(this.texts);
  private readonly holding: Holding;
  private readonly known: Known;
  /** By pair: whether closed spans are of use, and which of its keys name the session. */
  private readonly remembered: readonly boolean[];
  private readonly sessionKeys: readonly (readonly boolean[])[];
  /** Of the record that is paired. */
  private readonly place: SpanPlace = { parent: -1, prefix: -1 };
  private readonly keyed: { pair: number; readonly keys: Int32Array };
  private readonly also: Int32Array;
  /** Keys of a span that is closed. */
  private readonly closed: { pair: number; readonly keys: Int32Array };

  constructor(spec: PairerSpec, sinkOf: (pairer: Pairer) => SpanSink) {
    const { pairs, beginsUs, session, cap } = spec;
    const { texts, spans, forms } = this;
    this.spec = spec;
    const layout = layoutOf(pairs);
    const { keys } = layout;
    this.keyed = { pair: 0, keys: new Int32Array(keys) };
    this.closed = { pair: 0, keys: new Int32Array(keys) };
    this.also = new Int32Array(keys).fill(-1);
    this.open = new OpenSpans(keys);
    this.recent = new Recent(pairs.length, keys);
    this.arrivals = new Arrivals(layout, { texts, logs: beginsUs.length, cap });
    const { arrivals, open, recent } = this;
    const other = (key: number): number => forms.of(key);
    this.known = { pairs, layout, arrivals, spans, open, recent, texts, other };
    const runs = new Set(
      pairs.flatMap(({ parent }) => (parent?.run ? walkOf(pairs, parent.pair, parent.by.length) : [])),
    );
    this.remembered = pairs.map(({ amends }, pair) => amends !== undefined || runs.has(pair));
    this.sessionKeys = pairs.map((pair) =>
      pair.keys.map(({ parts }) => parts.some((part) => part.includes(session))),
    );
    const window = spec.window ?? windowFor(beginsUs.length);
    this.reorder = new Reorder({ beginsUs, window }, (record, late) => this.play(record, late));
    this.sink = sinkOf(this);
    this.holding = new Holding(spans, this.sink);
  }

  take({ packs }: SpanRecords): void {
    for (const pack of packs) {
      if (this.texts.crowded) this.sweep();
      this.arrivals.take(pack, this.spec.logOf(pack.shard), (log, record, us) =>
        this.reorder.put(log, record, us),
      );
    }
  }

  endLog(log: number): void {
    this.reorder.end(log);
  }

  finish(): void {
    const { counts } = this;
    counts.open = this.open.count + counts.givenUp;
    this.holding.finish();
  }

  drop(id: number): void {
    this.holding.release(id);
  }

  detailOf(id: number): SpanDetails | undefined {
    return this.holding.detailOf(id);
  }

  /** Takes a record in its turn. */
  private play(record: number, late: boolean): void {
    const { arrivals } = this;
    const what = arrivals.rows.int(record, WHAT);
    if (late) this.noteLate(record);
    this.find(record, pairIn(what));
    switch (roleIn(what)) {
      case POINT:
        if (this.place.parent >= 0)
          this.sink.point?.(this.place.parent, arrivals.mark(record), arrivals.detail(record));
        break;
      case START:
        this.start(record);
        break;
      case END:
        this.end(record);
        break;
      default:
        this.end(record);
        this.start(record);
    }
    arrivals.drop(record);
  }

  /** What the record lies in, and what it is found by. */
  private find(record: number, pair: number): void {
    const { arrivals, keyed, also, known, place, forms } = this;
    const { rows } = arrivals;
    const session = rows.int(record, SESSION);
    const other = this.sessions.see(session);
    forms.turn(session, other);
    findPlace(record, known, place);
    keyed.pair = pair;
    const named = this.sessionKeys[pair]!;
    for (let at = 0; at < keyed.keys.length; at++) {
      const key = rows.int(record, KEYS + at);
      keyed.keys[at] = prefixed(known, place.prefix, key);
      also[at] = other >= 0 && place.prefix < 0 && named[at] ? forms.of(key) : -1;
    }
  }

  private start(record: number): void {
    const { open, keyed, arrivals, spans, recent } = this;
    const { reopens, once, order } = this.spec.pairs[keyed.pair]!;
    const before = reopens || once ? open.find(keyed, order, this.also) : -1;
    if (before >= 0 && once) return;
    if (before >= 0) this.cutOff(before, record);
    const { rows } = arrivals;
    const id = this.begin(record, rows.float(record, US));
    spans.setFrom(id, arrivals, record);
    this.holding.tell(id, 'start', arrivals.detail(record));
    const home = prefixed(this.known, this.place.prefix, rows.int(record, HOME));
    if (home >= 0 && this.remembered[keyed.pair]) recent.begun(keyed.pair, home, id);
    open.add(keyed, { span: id, home, seq: spans.seq(id) });
    if (open.count > this.spec.cap) this.giveUp(open.oldest());
  }

  private end(record: number): void {
    const { open, keyed, arrivals, spans, recent } = this;
    const pair = this.spec.pairs[keyed.pair]!;
    const { rows } = arrivals;
    const slot = open.find(keyed, pair.order, this.also);
    if (slot >= 0) {
      const id = open.span(slot);
      this.close(id, record);
      this.leave(slot, id);
      return;
    }
    const amended = this.amends(record, pair) ? recent.find(keyed) : -1;
    const size = rows.float(record, SIZE);
    if (amended >= 0) {
      spans.amend(amended);
      this.close(amended, record);
    } else if (pair.beginsEarlier && !Number.isNaN(size)) {
      const id = this.begin(record, rows.float(record, US) - size);
      this.close(id, record);
      this.holding.release(id);
    } else if (!pair.reopens && roleIn(rows.int(record, WHAT)) !== BOTH) {
      this.counts.orphans++;
      this.sink.orphan(keyed.pair, () => arrivals.orphan(record, keyed.pair));
    }
  }

  private amends(record: number, { amends }: LoweredPair): boolean {
    const type = this.arrivals.rows.int(record, TYPE);
    return amends !== undefined && type >= 0 && amends.includes(this.texts.text(type));
  }

  private begin(record: number, startUs: number): number {
    const { spans, keyed, place } = this;
    const { pair } = keyed;
    const { parent } = place;
    const key = this.arrivals.key(record);
    const id = spans.add({ pair, parent, startUs, key, seq: this.counts.spans++ });
    this.holding.begun(id, parent);
    return id;
  }

  /** Ends a span, or corrects its end: what the later end does not say stays as the earlier one said it. */
  private close(id: number, record: number): void {
    const { spans } = this;
    const { rows } = this.arrivals;
    spans.close(id, rows.float(record, US), statusIn(rows.int(record, WHAT)));
    spans.setTo(id, this.arrivals, record);
    this.holding.tell(id, 'end', this.arrivals.detail(record));
  }

  /** Ends a span where the next one of its key begins, at the last event before that. */
  private cutOff(slot: number, record: number): void {
    const { spans } = this;
    const { rows } = this.arrivals;
    const id = this.open.span(slot);
    const lastUs = Math.min(rows.float(record, BEFORE), rows.float(record, US));
    spans.close(id, Number.isFinite(lastUs) ? Math.max(lastUs, spans.startUs(id)) : Number.NaN, STATUS_NONE);
    this.leave(slot, id);
  }

  /** A span that is closed is open no more, and held where it may still be of use. */
  private leave(slot: number, id: number): void {
    const { open, recent, closed } = this;
    closed.pair = open.pair(slot);
    const home = open.keysOf(slot, closed.keys);
    open.remove(slot);
    const forgotten = this.remembered[closed.pair] ? recent.add(closed, home, id) : id;
    if (forgotten >= 0) this.holding.release(forgotten);
  }

  private giveUp(slot: number): void {
    const { open, recent, closed } = this;
    const id = open.span(slot);
    const pair = open.pair(slot);
    recent.leave(pair, open.keysOf(slot, closed.keys), id);
    open.remove(slot);
    this.counts.givenUp++;
    this.holding.release(id);
  }

  private noteLate(record: number): void {
    this.counts.late++;
    if (this.counts.latePlaces.length < PLACES) this.counts.latePlaces.push(this.arrivals.mark(record));
  }

  /** Forgets the texts that nobody names any more. */
  private sweep(): void {
    this.texts.sweep((use) => {
      this.reorder.each((record) => this.arrivals.eachText(record, use));
      this.arrivals.eachSession(use);
      this.spans.eachText(use);
      this.open.eachText(use);
      this.recent.eachText(use);
      this.sessions.eachText(use);
    });
    this.sessions.forget();
    this.forms.forget();
  }
}
