/**
 * The SIMD kernel behind the scalar kernel's contract. The module finds, validates and reads the lines it is sure of; what
 * it gives up (another dialect, an escape in a wanted text, a number of 16 digits, a line that is no JSON) the scalar
 * kernel's own functions read into the same columns. Invariant: the Batch is the scalar kernel's, to the last value.
 */
import { isUtf8 } from 'node:buffer';
import { asBuffer, skipSpace } from '../base/json.ts';
import { type Batch, type Chunk, LINE_EVENT } from '../model/batch.ts';
import { makeStore, type Store } from './columns.ts';
import { Heap } from './heap.ts';
import type { Kernel, KernelSpec } from './kernel.ts';
import { Lexicon } from './lexicon.ts';
import { compileProgram, type Program } from './program.ts';
import { storeKind } from './reader.ts';
import { eventReader, type ReadEvent } from './readers.ts';
import { classify, overlongBatch } from './scalar.ts';
import { blank, shared, view, widths } from './stores.ts';

/** Bytes behind a chunk that the module may read; the first of them is a newline. */
const PAD_SIZE = 64;
const NEWLINE = 0x0a;
/** What the shapes of lines may take; those of most logs take a few KiB. */
const SHAPES_SIZE = 256 * 1024;

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
  private readonly program: Program;
  private readonly header: number;
  private readonly stores: Store[];
  private readonly readEvent: ReadEvent;
  private readonly lexicon: Lexicon;
  private readonly needles: { readonly at: number; readonly count: number };
  private readonly floor: number;
  private capacity = 0;
  private inputSize = 0;
  private input = 0;
  private arrays!: Arrays;

  constructor(spec: KernelSpec, heap: Heap, program: Program) {
    this.spec = spec;
    this.heap = heap;
    this.program = program;
    this.header = heap.words(new Array<number>(16).fill(0));
    this.needles = writeNeedles(heap, spec.needles ?? []);
    heap.exports.shapes(heap.take(SHAPES_SIZE), SHAPES_SIZE);
    this.floor = heap.mark();
    this.stores = spec.columns.map((column, n) =>
      shared(makeStore(storeKind(column)), program.dictionaries[n]),
    );
    this.readEvent = eventReader(spec, this.stores);
    this.lexicon = new Lexicon(heap, program, this.stores);
  }

  scan(chunk: Chunk, shard: number): Batch {
    if (chunk.overlong !== undefined) return overlongBatch(chunk, shard, this.stores);
    const size = chunk.bytes.length;
    this.makeRoom(size, this.capacity);
    this.lexicon.prepare();
    let count = this.sweep(chunk);
    while (count < 0) {
      this.makeRoom(size, this.capacity * 4);
      count = this.sweep(chunk);
    }
    return this.finish(chunk, shard, count);
  }

  /** Scans all lines, or the candidates; gives their number, or -1 where there was no room for all. */
  private sweep(chunk: Chunk): number {
    const { heap, header, input, arrays } = this;
    const size = chunk.bytes.length;
    const memory = new Uint8Array(heap.buffer, input, size + PAD_SIZE);
    memory.set(chunk.bytes);
    memory[size] = NEWLINE;
    const { exports } = heap;
    exports.begin();
    const marked =
      chunk.base === 0 && size >= 3 && memory[0] === 0xef && memory[1] === 0xbb && memory[2] === 0xbf;
    const skip = marked ? 3 : 0;
    if (!this.spec.needles) {
      arrays.zoneless.fill(0);
      const count = exports.scan(header, input, size, skip, 0);
      const done = count === 0 || arrays.next[count - 1] === size;
      this.lines = count;
      return done ? count : -1;
    }
    return this.sweepCandidates(size, skip);
  }

  private lines = 0;

  private sweepCandidates(size: number, skip: number): number {
    const { heap, header, input, arrays, needles, capacity } = this;
    const { exports } = heap;
    const found = exports.seek(input, size, needles.at, needles.count, arrays.found.byteOffset, capacity);
    if (found >>> 0 === NO_ROOM) return -1;
    arrays.zoneless.fill(0, 0, found);
    for (let n = 0; n < found; n++) {
      const start = arrays.found[n * 3]!;
      const next = arrays.found[n * 3 + 1]!;
      exports.scan(header, input + start, next - start, start === 0 ? skip : 0, n);
    }
    this.lines = exports.soughtLines.value >>> 0;
    return found;
  }

  private finish(chunk: Chunk, shard: number, count: number): Batch {
    const { arrays, heap, input, stores, spec } = this;
    const bytes = asBuffer(new Uint8Array(heap.buffer, input, chunk.bytes.length));
    const invalid = new Uint8Array(count);
    const line = arrays.line;
    for (let i = 0; i < count; i++)
      line[i] = chunk.line < 0 ? -1 : chunk.line + (spec.needles ? arrays.found[i * 3 + 2]! : i);
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
      line,
      class: arrays.class,
      invalid,
      dialect: arrays.dialect,
      zoneless: arrays.zoneless,
      columns: stores,
      calm: slowCount === 0 && allUtf8 && heap.exports.oddTimes.value === 0,
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

  /** Room for a chunk of `size` bytes and `capacity` lines; arrays move, so their addresses are written again. */
  private makeRoom(size: number, capacity: number): void {
    const lines = Math.max(capacity, Math.ceil(size / 128), 1024);
    if (size <= this.inputSize && lines <= this.capacity) return;
    const { heap, program, header } = this;
    this.capacity = Math.max(lines, this.capacity);
    this.inputSize = Math.max(size, this.inputSize);
    heap.release(this.floor);
    const at = {
      start: heap.take(this.capacity * 4),
      end: heap.take(this.capacity * 4),
      next: heap.take(this.capacity * 4),
      line: heap.take(this.capacity * 8),
      class: heap.take(this.capacity),
      dialect: heap.take(this.capacity),
      zoneless: heap.take(this.capacity),
      slow: heap.take(this.capacity * 4),
      found: heap.take(this.spec.needles ? this.capacity * 12 : 0),
    };
    const outs = this.stores.map((store) => widths(store).map((width) => heap.take(this.capacity * width)));
    this.input = heap.take(this.inputSize + PAD_SIZE);
    const { buffer } = heap;
    for (const [n, store] of this.stores.entries()) {
      view(store, buffer, outs[n]!, this.capacity);
      for (const [k, out] of outs[n]!.entries()) heap.setWord(program.columns + n * 28 + 12 + k * 4, out);
    }
    const { root, slots, slotCount, detect, columns } = program;
    const words = [
      root,
      slots,
      slotCount,
      detect,
      this.stores.length,
      columns,
      this.capacity,
      at.start,
      at.end,
      at.next,
    ];
    new Int32Array(buffer, header, 16).set([
      ...words,
      at.line,
      at.class,
      at.dialect,
      at.zoneless,
      at.slow,
      this.input,
    ]);
    this.arrays = {
      start: new Int32Array(buffer, at.start, this.capacity),
      end: new Int32Array(buffer, at.end, this.capacity),
      next: new Int32Array(buffer, at.next, this.capacity),
      line: new Float64Array(buffer, at.line, this.capacity),
      class: new Uint8Array(buffer, at.class, this.capacity),
      dialect: new Uint8Array(buffer, at.dialect, this.capacity),
      zoneless: new Uint8Array(buffer, at.zoneless, this.capacity),
      slow: new Uint32Array(buffer, at.slow, this.capacity),
      found: new Uint32Array(buffer, at.found, this.spec.needles ? this.capacity * 3 : 0),
    };
  }
}

interface Arrays {
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly next: Int32Array;
  readonly line: Float64Array;
  readonly class: Uint8Array;
  readonly dialect: Uint8Array;
  readonly zoneless: Uint8Array;
  readonly slow: Uint32Array;
  /** Candidates: start, next and line number of each. */
  readonly found: Uint32Array;
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
