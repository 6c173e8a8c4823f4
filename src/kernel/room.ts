/**
 * The module's memory for one chunk: its bytes first, so that they stay where they are, and behind them the arrays of its
 * lines. Where either grows the memory is laid out anew and all views of it die.
 */
import { asBuffer } from '../base/json.ts';
import type { Store } from './columns.ts';
import type { Groups } from './groups.ts';
import type { Heap } from './heap.ts';
import type { Program } from './program.ts';
import { view, widths } from './stores.ts';

/** Bytes behind a chunk that the module may read; the first of them is a newline. */
const PAD_SIZE = 64;
const NEWLINE = 0x0a;
const LEAST_LINES = 1024;
/** Where a chunk's address stands among the header's words. */
const BASE_WORD = 15;

export interface LineArrays {
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

export interface RoomParts {
  readonly heap: Heap;
  readonly program: Program;
  readonly stores: readonly Store[];
  readonly groups: Groups;
  /** Candidates are listed. */
  readonly seeks: boolean;
}

export class Room {
  /** Address of the header that `scan` is given. */
  readonly header: number;
  arrays!: LineArrays;
  /** Lines that the arrays have room for. */
  capacity: number = LEAST_LINES;
  private readonly parts: RoomParts;
  private readonly floor: number;
  private inputSize = 0;
  private input = 0;

  constructor(parts: RoomParts) {
    this.parts = parts;
    this.header = parts.heap.words(new Array<number>(BASE_WORD + 1).fill(0));
    this.floor = parts.heap.mark();
    this.layOut();
  }

  /** Room for a chunk of `size` bytes; what was put there before stays. */
  land(size: number): Buffer {
    if (size > this.inputSize) {
      this.inputSize = size;
      this.layOut();
    }
    return asBuffer(new Uint8Array(this.parts.heap.buffer, this.input, this.inputSize));
  }

  /** Sees that the bytes of a chunk stand in the memory, a newline behind them, and room for some lines; their address. */
  admit(bytes: Uint8Array): number {
    const { heap } = this.parts;
    const size = bytes.length;
    const landed = bytes.buffer === heap.buffer;
    const ends = size > 0 && bytes[size - 1] === NEWLINE;
    if (!landed) this.land(size).set(bytes);
    const at = landed ? bytes.byteOffset : this.input;
    // Where lines do not end in a newline nothing stands behind them.
    if (!ends) new Uint8Array(heap.buffer, at + size, 1)[0] = NEWLINE;
    const likely = Math.min(Math.ceil(size / 128), 16 * LEAST_LINES);
    if (likely > this.capacity) this.widen(likely);
    heap.setWord(this.header + BASE_WORD * 4, at);
    return at;
  }

  /** Room for so many lines. */
  widen(lines: number): void {
    this.capacity = lines;
    this.layOut();
  }

  private layOut(): void {
    const { heap, program, stores, groups, seeks } = this.parts;
    const { capacity } = this;
    const base = heap.word(this.header + BASE_WORD * 4);
    heap.release(this.floor);
    this.input = heap.take(this.inputSize + PAD_SIZE);
    const at = {
      start: heap.take(capacity * 4),
      end: heap.take(capacity * 4),
      next: heap.take(capacity * 4),
      line: heap.take(capacity * 8),
      class: heap.take(capacity),
      dialect: heap.take(capacity),
      zoneless: heap.take(capacity),
      slow: heap.take(capacity * 4),
      found: heap.take(seeks ? capacity * 12 : 0),
    };
    groups.makeRoom(capacity);
    const outs = stores.map((store) => widths(store).map((width) => heap.take(capacity * width)));
    const { buffer } = heap;
    for (const [n, store] of stores.entries()) {
      view(store, buffer, outs[n]!, capacity);
      for (const [k, out] of outs[n]!.entries()) heap.setWord(program.columns + n * 28 + 12 + k * 4, out);
    }
    const { root, slots, slotCount, detect, columns } = program;
    const plan = [root, slots, slotCount, detect, stores.length, columns, capacity];
    const lines = [at.start, at.end, at.next, at.line, at.class, at.dialect, at.zoneless, at.slow];
    new Int32Array(buffer, this.header, BASE_WORD + 1).set([...plan, ...lines, base]);
    this.arrays = {
      start: new Int32Array(buffer, at.start, capacity),
      end: new Int32Array(buffer, at.end, capacity),
      next: new Int32Array(buffer, at.next, capacity),
      line: new Float64Array(buffer, at.line, capacity),
      class: new Uint8Array(buffer, at.class, capacity),
      dialect: new Uint8Array(buffer, at.dialect, capacity),
      zoneless: new Uint8Array(buffer, at.zoneless, capacity),
      slow: new Uint32Array(buffer, at.slow, capacity),
      found: new Uint32Array(buffer, at.found, seeks ? capacity * 3 : 0),
    };
  }
}
