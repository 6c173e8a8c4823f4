/**
 * Writes the records of starts, ends and points of the lines that a pair names: the part of a trace that any shard can do
 * by itself. One instance serves one thread.
 */
import type { Batch } from '../model/batch.ts';
import type { LoweredPair, SpanOperand, SpansSpec, SpanType } from '../model/span.ts';
import { withSlack } from './byte-texts.ts';
import { columnOf, type Texts, textsOf, timesOf } from './columns.ts';
import { detailOf } from './span-detail.ts';
import { KeyWriter } from './span-keys.ts';
import {
  AGENT,
  BEFORE,
  BOTH,
  END,
  FLOATS,
  HOME,
  KEYS,
  LINE,
  layoutOf,
  newSpanPack,
  nextRecord,
  OFFSET,
  POINT,
  SESSION,
  SIZE,
  type SpanLayout,
  type SpanPack,
  type SpanRecords,
  START,
  STATUS_ERROR,
  STATUS_NONE,
  STATUS_OK,
  TITLE,
  TYPE,
  US,
  WHAT,
  whatOf,
} from './span-pack.ts';
import { textIn } from './span-texts.ts';

/** The columns and pairs that records are made of; what is left out is absent in all records. */
export type RecorderSpec = Pick<SpansSpec, 'time' | 'type' | 'session' | 'dialect' | 'pairs' | 'texts'> &
  Partial<Pick<SpansSpec, 'status' | 'agent' | 'duration'>>;

/** Adds the records of the lines of `batch` whose indexes are in selection[0, count). */
export type Recorder = (records: SpanRecords, batch: Batch, lines: Selected) => void;

/** Lines of a batch. */
export interface Selected {
  readonly selection: Int32Array;
  readonly count: number;
}

/** A recorder; what it keeps from batch to batch are caches. */
export function makeRecorder(spec: RecorderSpec): Recorder {
  const layout = layoutOf(spec.pairs);
  const plays = playsOf(spec.pairs);
  const follower = spec.pairs.some(({ reopens }) => reopens) ? new Follower() : undefined;
  const writer = new KeyWriter();
  let pack: SpanPack | undefined;
  return (records, batch, { selection, count }) => {
    if (pack === undefined || records.packs.at(-1) !== pack || pack.shard !== batch.shard) {
      writer.restart();
      follower?.restart();
      // Packs of one log are about equal.
      const room = Math.max(16, withSlack(pack?.count ?? 0));
      pack = newSpanPack(batch.shard, writer.packer.pack, { layout, room });
      records.packs.push(pack);
    }
    const types = textsOf(batch, spec.type);
    const dialects = textsOf(batch, spec.dialect);
    const times = timesOf(batch, spec.time);
    const byCode: (readonly Play[] | undefined)[] = [];
    for (let k = 0; k < count; k++) {
      const i = selection[k]!;
      const code = types.codes[i]!;
      let some = code < 0 ? NONE : byCode[code];
      if (some === undefined) {
        some = plays.get(types.dictionary.values[code]!) ?? NONE;
        byCode[code] = some;
      }
      const session = follower === undefined ? -1 : writer.coded(batch, i, spec.session);
      for (const play of some) {
        if (!isPlayed(play, { spec, dialects, batch, i })) continue;
        const n = record(play, { spec, layout, writer, pack, batch, i });
        if (follower !== undefined && spec.pairs[play.pair]!.reopens && play.role !== POINT)
          pack.floats[n * FLOATS + BEFORE] = follower.turn(pack, session, { n, starts: play.role !== END });
      }
      follower?.see(pack, session, times[i]!);
    }
  };
}

/** A part that an event type plays in a pair. */
interface Play {
  readonly pair: number;
  readonly role: number;
  readonly type: SpanType<SpanOperand>;
}

const NONE: readonly Play[] = [];

function playsOf(pairs: readonly LoweredPair[]): ReadonlyMap<string, readonly Play[]> {
  const plays = new Map<string, Play[]>();
  const add = (play: Play): void => {
    const some = plays.get(play.type.type);
    if (some === undefined) plays.set(play.type.type, [play]);
    else some.push(play);
  };
  for (const [pair, { starts, ends, points = [] }] of pairs.entries()) {
    const both = (type: SpanType<SpanOperand>): boolean =>
      type.when === undefined && ends.some((end) => end.when === undefined && end.type === type.type);
    const starting = new Set(starts.filter(both).map(({ type }) => type));
    for (const type of ends) if (!starting.has(type.type)) add({ pair, role: END, type });
    for (const type of starts) add({ pair, role: starting.has(type.type) ? BOTH : START, type });
    for (const type of points) add({ pair, role: POINT, type });
  }
  return plays;
}

interface Line {
  readonly spec: RecorderSpec;
  readonly batch: Batch;
  readonly i: number;
}

function isPlayed({ pair, type }: Play, { spec, dialects, batch, i }: Line & { dialects: Texts }): boolean {
  const { dialect } = spec.pairs[pair]!;
  if (dialect !== undefined && dialects.dictionary.values[dialects.codes[i]!] !== dialect) return false;
  if (type.when === undefined) return true;
  const text = textIn(batch, i, type.when.of);
  return text !== null && type.when.values.includes(text);
}

interface Writing extends Line {
  readonly layout: SpanLayout;
  readonly writer: KeyWriter;
  readonly pack: SpanPack;
}

/** Writes the record of line i; its number. */
function record(play: Play, { spec, layout, writer, pack, batch, i }: Writing): number {
  const pair = spec.pairs[play.pair]!;
  const n = nextRecord(pack, layout);
  const at = n * layout.ints;
  const detail =
    pair.detail === undefined ? null : detailOf(batch, i, { detail: pair.detail, texts: spec.texts });
  if (detail !== null && spec.texts) pack.details.set(n, detail);
  const status = detail?.failed
    ? STATUS_ERROR
    : (spec.status === undefined ? STATUS_NONE : statusOf(textIn(batch, i, spec.status))) ||
      statusOf(play.type.status);
  pack.ints[at + WHAT] = whatOf(play.pair, play.role, status);
  pack.ints[at + LINE] = batch.line[i]!;
  pack.ints[at + TYPE] = writer.coded(batch, i, spec.type);
  pack.ints[at + SESSION] = writer.coded(batch, i, spec.session);
  if (spec.agent !== undefined) pack.ints[at + AGENT] = writer.title(batch, i, [spec.agent]);
  if (pair.title !== undefined) pack.ints[at + TITLE] = writer.title(batch, i, pair.title);
  if (pair.home !== undefined) pack.ints[at + HOME] = writer.key(batch, i, pair.home);
  for (const [k, key] of pair.keys.entries()) pack.ints[at + KEYS + k] = writer.key(batch, i, key);
  if (pair.parent !== undefined)
    for (const [k, key] of pair.parent.by.entries())
      pack.ints[at + layout.by + k] = writer.key(batch, i, key);
  const duration = spec.duration === undefined ? undefined : columnOf(batch, spec.duration);
  const time = columnOf(batch, spec.time);
  pack.floats[n * FLOATS + US] = time.kind === 'time' ? time.us[i]! : Number.NaN;
  pack.floats[n * FLOATS + OFFSET] = batch.base + batch.start[i]!;
  pack.floats[n * FLOATS + SIZE] = duration?.kind === 'number' ? duration.values[i]! * 1000 : Number.NaN;
  pack.floats[n * FLOATS + BEFORE] = Number.NEGATIVE_INFINITY;
  return n;
}

function statusOf(text: string | null | undefined): number {
  if (text === 'ok') return STATUS_OK;
  return text === 'error' ? STATUS_ERROR : STATUS_NONE;
}

/** Follows the times of sessions, where a start closes what is open at the last event before it. */
class Follower {
  private readonly places = new Map<number, number>();

  restart(): void {
    this.places.clear();
  }

  /**
   * A start or an end of this session: the greatest time since the start before it, where nothing ended that. What
   * stands before the first of a pack is for whoever has the packs before it to judge.
   */
  turn(
    { activity }: SpanPack,
    session: number,
    of: { readonly n: number; readonly starts: boolean },
  ): number {
    const at = this.place(activity, session);
    const isFirst = activity.firsts[at] === -1;
    const beforeUs = isFirst || activity.open[at] === 1 ? activity.us[at]! : Number.NEGATIVE_INFINITY;
    if (isFirst) activity.firsts[at] = of.n;
    activity.open[at] = of.starts ? 1 : 0;
    activity.us[at] = Number.NEGATIVE_INFINITY;
    return beforeUs;
  }

  /** An event of this session. */
  see({ activity }: SpanPack, session: number, us: number): void {
    const at = this.place(activity, session);
    if (us > activity.us[at]!) activity.us[at] = us;
  }

  private place({ sessions, us, firsts, open }: SpanPack['activity'], session: number): number {
    let at = this.places.get(session);
    if (at === undefined) {
      at = sessions.push(session) - 1;
      us.push(Number.NEGATIVE_INFINITY);
      firsts.push(-1);
      open.push(0);
      this.places.set(session, at);
    }
    return at;
  }
}
