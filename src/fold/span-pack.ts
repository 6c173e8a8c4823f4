/**
 * Records of starts, ends and points as columns: what a shard hands on of a trace. Plain data; texts are codes of the
 * pack's own texts, so that no object and no string is made for an event.
 *
 * Invariant: packs of one log come in the order of its lines, whatever shards they are of.
 */
import type { LoweredPair } from '../model/span.ts';
import { type TextPack, trimmed, trimmedPack, wider } from './byte-texts.ts';
import type { Detail } from './span-detail.ts';

/** What an event is to a pair; `both` ends one span and starts the next. */
export const START = 0;
export const END = 1;
export const BOTH = 2;
export const POINT = 3;

/** What its event says of the end. */
export const STATUS_NONE = 0;
export const STATUS_OK = 1;
export const STATUS_ERROR = 2;

/** Integers of a record: pair, role and status in one; the line in the shard; then codes of texts, -1 for none. */
export const WHAT = 0;
export const LINE = 1;
export const TYPE = 2;
export const SESSION = 3;
export const AGENT = 4;
export const TITLE = 5;
/** What its own children find it by. */
export const HOME = 6;
/** The first key, then the others, then the keys of the walk to its parent. */
export const KEYS = 7;

/** Doubles of a record: times in microseconds, NaN where absent; `BEFORE` is the last time of its session before it. */
export const US = 0;
export const OFFSET = 1;
export const SIZE = 2;
export const BEFORE = 3;
export const FLOATS = 4;

/** How wide the records of these pairs are. */
export interface SpanLayout {
  readonly keys: number;
  /** Where the keys of the walk begin. */
  readonly by: number;
  readonly ints: number;
}

/** Plain data: records of one shard. */
export interface SpanPack {
  readonly shard: number;
  count: number;
  /** Bytes of text that are held, about. */
  ints: Int32Array;
  floats: Float64Array;
  texts: TextPack;
  /** By record, for pairs of the trace model alone. */
  readonly details: Map<number, Detail>;
  readonly activity: Activity;
}

/**
 * Sessions of starts that close what is open: by session (a text's code) the greatest time behind its last start or end,
 * and its first start or end, whose time before lies in earlier packs.
 */
export interface Activity {
  readonly sessions: number[];
  readonly us: number[];
  /** The record, or -1 where the pack has none of the session. */
  readonly firsts: number[];
  /** Of the last one, 1 for a start. */
  readonly open: number[];
}

/** What shards hand on: packs in the order of shards. */
export interface SpanRecords {
  readonly packs: SpanPack[];
}

/** None yet. */
export function newSpanRecords(): SpanRecords {
  return { packs: [] };
}

/** Joins b, of later shards, into a. */
export function mergeSpanRecords(a: SpanRecords, b: SpanRecords): SpanRecords {
  for (const pack of b.packs) a.packs.push(pack);
  return a;
}

/** Bytes that the records take, about. */
export function weightOf({ packs }: SpanRecords): number {
  let bytes = 0;
  for (const { ints, floats, texts, details } of packs)
    bytes +=
      ints.byteLength +
      floats.byteLength +
      texts.bytes.length +
      texts.ends.byteLength * 2 +
      details.size * 500;
  return bytes;
}

/** The layout of records of these pairs. */
export function layoutOf(pairs: readonly LoweredPair[]): SpanLayout {
  const keys = Math.max(0, ...pairs.map((pair) => pair.keys.length));
  const walk = Math.max(0, ...pairs.map(({ parent }) => parent?.by.length ?? 0));
  return { keys, by: KEYS + keys, ints: KEYS + keys + walk };
}

/** Pair, role and status as one integer. */
export function whatOf(pair: number, role: number, status: number): number {
  return pair * 16 + role * 4 + status;
}

/** The pair's number. */
export const pairIn = (what: number): number => what >> 4;
/** `START` and the like. */
export const roleIn = (what: number): number => (what >> 2) & 3;
/** `STATUS_NONE` and the like. */
export const statusIn = (what: number): number => what & 3;

/** An empty pack with room for some records. */
export function newSpanPack(
  shard: number,
  texts: TextPack,
  { layout, room }: { readonly layout: SpanLayout; readonly room: number },
): SpanPack {
  return {
    shard,
    count: 0,
    ints: new Int32Array(room * layout.ints),
    floats: new Float64Array(room * FLOATS),
    texts,
    details: new Map(),
    activity: { sessions: [], us: [], firsts: [], open: [] },
  };
}

/** Makes room for one record more; its number. Its texts are absent. */
export function nextRecord(pack: SpanPack, { ints }: SpanLayout): number {
  const n = pack.count++;
  if ((n + 1) * ints > pack.ints.length) {
    pack.ints = wider(pack.ints, new Int32Array(pack.ints.length * 2));
    pack.floats = wider(pack.floats, new Float64Array(pack.floats.length * 2));
  }
  pack.ints.fill(-1, n * ints, (n + 1) * ints);
  return n;
}

/** The records without much room that is left, as they go to another thread. */
export function trimmedRecords({ packs }: SpanRecords, { ints }: SpanLayout): SpanRecords {
  return {
    packs: packs.map((pack) => ({
      ...pack,
      ints: trimmed(pack.ints, pack.count * ints),
      floats: trimmed(pack.floats, pack.count * FLOATS),
      texts: trimmedPack(pack.texts),
    })),
  };
}

/** The buffers of trimmed records. */
export function buffersOf({ packs }: SpanRecords): readonly ArrayBuffer[] {
  return packs.flatMap(({ ints, floats, texts }) =>
    [ints, floats, texts.bytes, texts.ends, texts.hashes].map(({ buffer }) => buffer as ArrayBuffer),
  );
}
