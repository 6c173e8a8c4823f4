/**
 * The scalar kernel: plain TypeScript on `JSON.parse`, the definition of correct. A line is an event exactly when
 * `JSON.parse` takes its UTF-8 text and it nests no deeper than MAX_DEPTH.
 */
import { isUtf8 } from 'node:buffer';
import { asBuffer, skipSpace } from '../base/json.ts';
import {
  type Batch,
  type Chunk,
  LINE_BLANK,
  LINE_EVENT,
  LINE_NOT_UTF8_TEXT,
  LINE_TOO_DEEP,
  LINE_TOO_LONG,
} from '../model/batch.ts';
import { makeStore, prepare, type Store } from './columns.ts';
import { isTooDeep, judge } from './judge.ts';
import type { Kernel, KernelSpec } from './kernel.ts';
import { keepCandidates, makeLines, splitLines } from './lines.ts';
import { storeKind } from './reader.ts';
import { eventReader } from './readers.ts';

export function scalarKernel(spec: KernelSpec): Kernel {
  const lines = makeLines();
  const stores = spec.columns.map((column) => makeStore(storeKind(column)));
  let readEvent = eventReader(spec, stores);
  return {
    scan,
    turnTo(path) {
      readEvent = eventReader({ ...spec, path }, stores);
    },
  };

  function scan(chunk: Chunk, shard: number): Batch {
    if (chunk.overlong !== undefined) return overlongBatch(chunk, shard, stores);
    const bytes = asBuffer(chunk.bytes);
    splitLines(chunk, lines);
    const total = lines.count;
    const kept = spec.needles ? keepCandidates(bytes, lines, spec.needles) : undefined;
    const batch = emptyBatch(chunk, shard, { count: lines.count, lines: total });
    for (const store of stores) prepare(store, lines.count);
    const allUtf8 = isUtf8(bytes);
    for (let i = 0; i < lines.count; i++) {
      const from = lines.start[i]!;
      const to = lines.end[i]!;
      batch.line[i] = chunk.line < 0 ? -1 : chunk.line + (kept ? kept[i]! : i);
      if (!allUtf8 && !isUtf8(bytes.subarray(from, to))) batch.invalid[i] = 1;
      const last = chunk.final && to === bytes.length;
      batch.class[i] = spec.utf16 ? utf16Class(bytes, from, to) : classify(bytes, from, to, last);
      if (batch.class[i] === LINE_EVENT) readEvent(batch, i, skipSpace(bytes, from));
      for (const store of stores) if (store.kind === 'many') store.first[i + 1] = store.size;
    }
    return { ...batch, bytes, start: lines.start, end: lines.end, next: lines.next, columns: stores };
  }
}

/** The class of the line `bytes[from, to)`; `last` where the log ends with it and no newline. */
export function classify(bytes: Uint8Array, from: number, to: number, last: boolean): number {
  if (isBlank(bytes, from, to)) return LINE_BLANK;
  if (isTooDeep(bytes, from, to)) return LINE_TOO_DEEP;
  try {
    JSON.parse(asBuffer(bytes).utf8Slice(from, to));
    return LINE_EVENT;
  } catch {
    return judge(bytes, from, to, last);
  }
}

function utf16Class(bytes: Uint8Array, from: number, to: number): number {
  return isBlank(bytes, from, to) ? LINE_BLANK : LINE_NOT_UTF8_TEXT;
}

/** White space of ASCII alone. */
function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const c = bytes[i]!;
    if (c !== 0x20 && !(c >= 0x09 && c <= 0x0d)) return false;
  }
  return true;
}

function emptyBatch(chunk: Chunk, shard: number, size: { count: number; lines: number }): Batch {
  const { count } = size;
  return {
    bytes: chunk.bytes,
    base: chunk.base,
    shard,
    count,
    lines: size.lines,
    start: new Int32Array(count),
    end: new Int32Array(count),
    next: new Int32Array(count),
    line: new Float64Array(count),
    class: new Uint8Array(count),
    invalid: new Uint8Array(count),
    dialect: new Uint8Array(count).fill(255),
    zoneless: new Uint8Array(count),
    columns: [],
  };
}

/** The batch of a chunk that stands for one line over the limit. */
export function overlongBatch(chunk: Chunk, shard: number, stores: readonly Store[]): Batch {
  for (const store of stores) prepare(store, 1);
  const batch = emptyBatch(chunk, shard, { count: 1, lines: 1 });
  batch.class[0] = LINE_TOO_LONG;
  batch.line[0] = chunk.line;
  return { ...batch, columns: stores };
}
