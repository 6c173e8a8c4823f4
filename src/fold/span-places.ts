/** What a record lies in: the newest open span of its home, or the latest run of a walk from the outermost ancestor in. */
import type { LoweredPair } from '../model/span.ts';
import type { Arrivals } from './arrivals.ts';
import type { OpenSpans } from './open-spans.ts';
import type { Recent } from './recent.ts';
import { END, pairIn, roleIn, SIZE, type SpanLayout, US, WHAT } from './span-pack.ts';
import type { SpanStore } from './span-store.ts';
import type { TextPool } from './text-pool.ts';

/** What places are found in. */
export interface Known {
  readonly pairs: readonly LoweredPair[];
  readonly layout: SpanLayout;
  readonly arrivals: Arrivals;
  readonly spans: SpanStore;
  readonly open: OpenSpans;
  readonly recent: Recent;
  readonly texts: TextPool;
  /** The code of a key with its session said in the other form; -1 where it has none. */
  readonly other: (key: number) => number;
}

/** The span that a record lies in, -1 for none; `prefix` is a text that keys of its run begin with, -1 for none. */
export interface SpanPlace {
  parent: number;
  prefix: number;
}

/** Before the number of a run, and before a home of which no run is known: bytes that begin no key. */
const RUN = 0xfc;
const NO_RUN = 0xfb;

/** Finds the place of a record; `place` is written. */
export function findPlace(record: number, known: Known, place: SpanPlace): void {
  const { pairs, layout, arrivals, spans, open, recent } = known;
  const { rows } = arrivals;
  const what = rows.int(record, WHAT);
  const { parent } = pairs[pairIn(what)]!;
  place.parent = -1;
  place.prefix = -1;
  if (parent === undefined) return;
  if (!parent.run) {
    const home = rows.int(record, layout.by);
    if (home < 0) return;
    const slot = newest(open, [parent.pair, home, known.other(home)]);
    if (slot >= 0) place.parent = open.span(slot);
    return;
  }
  let latest = -1;
  const walk = walkOf(pairs, parent.pair, parent.by.length);
  for (const [level, pair] of walk.entries()) {
    const home = prefixed(known, place.prefix, rows.int(record, layout.by + level));
    latest = recent.latestAt(pair, home);
    place.prefix = latest < 0 ? marked(known, NO_RUN, home) : runOf(known, spans.seq(latest));
  }
  if (latest < 0) return;
  // A run that was closed before still holds what began in it.
  const us = rows.float(record, US);
  const beganUs = roleIn(what) === END ? us - rows.float(record, SIZE) : us;
  if (spans.isOpen(latest) || beganUs <= spans.endUs(latest)) place.parent = latest;
}

/** The key behind the prefix; as it is where there is none, and -1 where there is no key. */
export function prefixed({ texts }: Pick<Known, 'texts'>, prefix: number, key: number): number {
  if (prefix < 0 || key < 0) return key;
  return joined(texts, texts.bytesOf(prefix), texts.bytesOf(key));
}

function newest(open: OpenSpans, [pair, home, other]: readonly [number, number, number]): number {
  const one = open.newestAt(pair, home);
  const two = other < 0 ? -1 : open.newestAt(pair, other);
  return one < 0 || two < 0 ? Math.max(one, two) : open.newer(one, two);
}

/** The pairs from the outermost ancestor to the parent, so many. */
export function walkOf(pairs: readonly LoweredPair[], parent: number, levels: number): readonly number[] {
  const walk = [parent];
  while (walk.length < levels) walk.unshift(pairs[walk[0]!]!.parent!.pair);
  return walk;
}

function runOf({ texts }: Known, seq: number): number {
  return joined(texts, Uint8Array.of(RUN), Buffer.from(String(seq)));
}

function marked({ texts }: Known, mark: number, key: number): number {
  return key < 0
    ? joined(texts, Uint8Array.of(mark), EMPTY)
    : joined(texts, Uint8Array.of(mark), texts.bytesOf(key));
}

const EMPTY = new Uint8Array(0);
let scratch = new Uint8Array(1024);

function joined(texts: TextPool, a: Uint8Array, b: Uint8Array): number {
  const size = a.length + b.length;
  if (size > scratch.length) scratch = new Uint8Array(size * 2);
  scratch.set(a);
  scratch.set(b, a.length);
  return texts.add(scratch, 0, size);
}
