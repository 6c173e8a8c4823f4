/**
 * Matches held by reference while they are put in order: time, place and content hash in typed arrays, 20 to 28 bytes
 * each. Logs that can be read at any offset are read again for what is shown; of the others the bytes are held.
 */
import type { Row } from '../model/event.ts';
import type { Numbered } from './rows.ts';

export interface Refs {
  count: number;
  /** Time in microseconds; an event without one has that of the row before it in its log. */
  us: Float64Array;
  offset: Float64Array;
  source: Uint32Array;
  /** 1 and up; 0 where unknown. */
  line: Uint32Array;
  hash: Uint32Array;
  /** Rows of logs that cannot be read again, by ref. */
  readonly held: Map<number, Row>;
  /** By ref, where neighbours were asked for: whether it is one, and the matches that it is near. */
  readonly around: Map<number, { readonly context: boolean } & Pick<Numbered, 'nth' | 'near'>>;
  /** Matches that the cap left out. */
  left: number;
}

export function newRefs(): Refs {
  return {
    count: 0,
    us: new Float64Array(1024),
    offset: new Float64Array(1024),
    source: new Uint32Array(1024),
    line: new Uint32Array(1024),
    hash: new Uint32Array(1024),
    held: new Map(),
    around: new Map(),
    left: 0,
  };
}

/** Adds a row. `us` is its time in the order, `hash` that of its content. */
export function addRef(refs: Refs, row: Row, key: { readonly us: number; readonly hash: number }): void {
  const n = refs.count++;
  if (n === refs.us.length) grow(refs);
  refs.us[n] = key.us;
  refs.offset[n] = row.offset;
  refs.source[n] = row.source;
  refs.line[n] = row.line ?? 0;
  refs.hash[n] = key.hash;
}

/** The refs by time; ties in the order of logs, then of offsets. */
export function byTime(refs: Refs): Uint32Array<ArrayBuffer> {
  const { us, source, offset } = refs;
  const order = Uint32Array.from({ length: refs.count }, (_, n) => n);
  return order.sort((a, b) => us[a]! - us[b]! || source[a]! - source[b]! || offset[a]! - offset[b]! || a - b);
}

function grow(refs: Refs): void {
  const size = refs.us.length * 2;
  refs.us = wider(refs.us, new Float64Array(size));
  refs.offset = wider(refs.offset, new Float64Array(size));
  refs.source = wider(refs.source, new Uint32Array(size));
  refs.line = wider(refs.line, new Uint32Array(size));
  refs.hash = wider(refs.hash, new Uint32Array(size));
}

function wider<A extends Float64Array | Uint32Array>(old: A, larger: A): A {
  larger.set(old);
  return larger;
}
