/**
 * The SIMD kernel behind the scalar kernel's contract. The module finds, validates and reads the lines it is sure of; what
 * it gives up (another dialect, an escape in a wanted text, a number of 16 digits, a line that is no JSON) the scalar
 * kernel's own functions read into the same columns. Invariant: the Batch is the scalar kernel's, to the last value.
 */
import { isUtf8 } from 'node:buffer';
import { asBuffer, skipSpace } from '../base/json.ts';
import { type Batch, type Chunk, type Landing, LINE_EVENT } from '../model/batch.ts';
import { makeStore, type Store } from './columns.ts';
import { Groups } from './groups.ts';
import { Heap } from './heap.ts';
import type { Kernel, KernelSpec } from './kernel.ts';
import { Lexicon } from './lexicon.ts';
import { compileProgram, type Program } from './program.ts';
import { storeKind } from './reader.ts';
import { eventReader, type ReadEvent } from './readers.ts';
import { Room } from './room.ts';
import { classify, overlongBatch } from './scalar.ts';
import { blank, shared } from './stores.ts';

/** What the shapes of lines may take; those of most logs take a few KiB. */
const SHAPES_SIZE = 256 * 1024;

/** A byte order mark, as a word. */
const MARK = 0xbfbbef;

/** What `seek` says where there was no room. */
const NO_ROOM = 0xffffffff;

/** The SIMD kernel for a spec, or undefined where only the scalar kernel can answer. */
export function wasmKernel(spec: KernelSpec): WasmKernel | undefined {
  if (spec.utf16) return undefined;
  const heap = new Heap();
  const program = compileProgram(spec, heap);
  return program && new WasmKernel(spec, heap, program);
}

/** A kernel on a module of its own. */
export class WasmKernel implements Kernel {
  /** Lines so far that the plain path judged or read. */
  slowLines = 0;

  /** Lines so far that followed the shape of an earlier one. */
  get followedLines(): number {
    return this.heap.exports.followed.value >>> 0;
  }

  private readonly spec: KernelSpec;
  private readonly heap: Heap;
  private readonly stores: Store[];
  private readEvent: ReadEvent;
  private readonly lexicon: Lexicon;
  private readonly needles: { readonly at: number; readonly count: number };
  private readonly groups: Groups;
  private readonly room: Room;
  private lines = 0;
  private path: string;

  constructor(spec: KernelSpec, heap: Heap, program: Program) {
    this.spec = spec;
    this.heap = heap;
    this.needles = writeNeedles(heap, spec.needles ?? []);
    heap.exports.shapes(heap.take(SHAPES_SIZE), SHAPES_SIZE);
    this.stores = spec.columns.map((column, n) =>
      shared(makeStore(storeKind(column)), program.dictionaries[n]),
    );
    this.readEvent = eventReader(spec, this.stores);
    this.path = spec.path;
    this.lexicon = new Lexicon(heap, program, { stores: this.stores, path: spec.path });
    this.groups = new Groups(heap, this.stores);
    const { stores, groups } = this;
    this.room = new Room({ heap, program, stores, groups, seeks: spec.needles !== null });
  }

  scan(chunk: Chunk, shard: number): Batch {
    if (chunk.overlong !== undefined) return overlongBatch(chunk, shard, this.stores);
    // The memory may grow here, and the chunk's own bytes be gone.
    const size = chunk.bytes.length;
    const at = this.room.admit(chunk.bytes);
    this.lexicon.prepare();
    let count = this.sweep(chunk, { at, size });
    while (count < 0) {
      this.room.widen(this.room.capacity * 4);
      count = this.sweep(chunk, { at, size });
    }
    return this.finish(chunk, shard, { at, size, count });
  }

  turnTo(path: string): void {
    if (path === this.path) return;
    this.path = path;
    this.readEvent = eventReader({ ...this.spec, path }, this.stores);
    this.lexicon.turnTo(path);
  }

  /** The chunk's memory, so that files are read into it. */
  readonly land: Landing = (size) => this.room.land(size);

  /** Scans all lines, or the candidates; gives their number, or -1 where there was no room for all. */
  private sweep(chunk: Chunk, place: Place): number {
    const { heap, room } = this;
    const { at, size } = place;
    const { exports } = heap;
    exports.begin();
    const skip = chunk.base === 0 && size >= 3 && (heap.word(at) & 0xffffff) === MARK ? 3 : 0;
    if (this.spec.needles) return this.sweepCandidates(place, { skip, line: chunk.line });
    const { arrays } = room;
    arrays.zoneless.fill(0);
    const [line, step] = chunk.line < 0 ? [-1, 0] : [chunk.line, 1];
    const count = exports.scan(room.header, at, size, skip, 0, line, step);
    this.lines = count;
    return count === 0 || arrays.next[count - 1] === size ? count : -1;
  }

  private sweepCandidates(
    { at, size }: Place,
    { skip, line }: { readonly skip: number; readonly line: number },
  ): number {
    const { heap, needles } = this;
    const { header, arrays, capacity } = this.room;
    const { exports } = heap;
    const found = exports.seek(at, size, needles.at, needles.count, arrays.found.byteOffset, capacity);
    if (found >>> 0 === NO_ROOM) return -1;
    arrays.zoneless.fill(0, 0, found);
    for (let n = 0; n < found; n++) {
      const start = arrays.found[n * 3]!;
      const next = arrays.found[n * 3 + 1]!;
      const number = line < 0 ? -1 : line + arrays.found[n * 3 + 2]!;
      exports.scan(header, at + start, next - start, start === 0 ? skip : 0, n, number, 0);
    }
    this.lines = exports.soughtLines.value >>> 0;
    return found;
  }

  private finish(
    chunk: Chunk,
    shard: number,
    { at, size, count }: Place & { readonly count: number },
  ): Batch {
    const { heap, stores } = this;
    const { arrays } = this.room;
    const bytes = asBuffer(new Uint8Array(heap.buffer, at, size));
    const invalid = new Uint8Array(count);
    arrays.dialect.fill(0, 0, count);
    this.lexicon.learn();
    const slowCount = heap.exports.slowCount.value;
    const allUtf8 = (heap.exports.wide() === 0 && slowCount === 0) || isUtf8(bytes);
    if (!allUtf8) {
      for (let i = 0; i < count; i++) {
        if (!isUtf8(bytes.subarray(arrays.start[i], arrays.end[i]))) invalid[i] = 1;
      }
    }
    const batch: Batch = {
      bytes,
      base: chunk.base,
      shard,
      count,
      lines: this.lines,
      start: arrays.start,
      end: arrays.end,
      next: arrays.next,
      line: arrays.line,
      class: arrays.class,
      invalid,
      dialect: arrays.dialect,
      zoneless: arrays.zoneless,
      columns: stores,
      calm: slowCount === 0 && allUtf8 && heap.exports.oddTimes.value === 0,
      groups: (by) => this.groups.of(by, count),
    };
    this.slowLines += slowCount;
    for (let k = 0; k < slowCount; k++) this.readSlow(batch, arrays.slow[k]!, chunk.final);
    return batch;
  }

  private readSlow(batch: Batch, i: number, final: boolean): void {
    const { bytes } = batch;
    const from = batch.start[i]!;
    const to = batch.end[i]!;
    for (const store of this.stores) blank(store, i);
    batch.zoneless[i] = 0;
    batch.dialect[i] = 255;
    batch.class[i] = classify(bytes, from, to, final && to === bytes.length);
    if (batch.class[i] !== LINE_EVENT) return;
    this.readEvent(batch, i, skipSpace(bytes, from));
  }
}

/** Where a chunk stands in the memory. */
interface Place {
  readonly at: number;
  readonly size: number;
}

/** The needles as `seek` reads them, `\u00` among them. */
function writeNeedles(
  heap: Heap,
  needles: readonly string[],
): { readonly at: number; readonly count: number } {
  const texts = [...needles, '\\u00'].map((needle) => Buffer.from(needle, 'latin1'));
  const words = texts.flatMap((text) => [heap.text(text), text.length, text[0]!, text.at(-1)!]);
  return { at: heap.words(words), count: texts.length };
}
