/** The SIMD kernel's memory: a module of its own, words to write programs with, and dictionaries. */
import { asBuffer } from '../base/json.ts';
import { MODULE } from './module.ts';

const PAGE_SIZE = 65_536;
/** The module's own data lies below. */
const FIRST = PAGE_SIZE;

/** What is used of the global that Node's types leave out. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: object };
  Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer; grow(pages: number): number };
};

/** What the module exports; see assembly/index.ts. */
export interface Exports {
  scan(
    program: number,
    from: number,
    size: number,
    skip: number,
    n: number,
    lineNumber: number,
    step: number,
  ): number;
  group(
    codes: number,
    count: number,
    places: number,
    out: number,
    times: number,
    statuses: number,
    ok: number,
    error: number,
  ): number;
  begin(): void;
  shapes(at: number, size: number): void;
  readonly followed: { readonly value: number };
  wide(): number;
  seek(from: number, size: number, needles: number, count: number, out: number, room: number): number;
  readonly soughtLines: { readonly value: number };
  intern(dictionary: number, from: number, size: number): number;
  readonly slowCount: { readonly value: number };
  readonly oddTimes: { readonly value: number };
}

let compiled: object | undefined;

/** A memory and the module in it. Addresses that were given stay; views of the memory die when it grows. */
export class Heap {
  readonly exports: Exports;
  private readonly memory = new WebAssembly.Memory({ initial: 32 });
  private top = FIRST;
  /** All memory from here on is zero, for none of it was ever given. */
  private fresh = FIRST;

  constructor() {
    compiled ??= new WebAssembly.Module(Buffer.from(MODULE, 'base64'));
    const instance = new WebAssembly.Instance(compiled, { env: { memory: this.memory } });
    this.exports = instance.exports as Exports;
  }

  get buffer(): ArrayBuffer {
    return this.memory.buffer;
  }

  /** Where the next room begins; `release` gives back all room from there on. */
  mark(): number {
    return this.top;
  }

  release(mark: number): void {
    this.top = mark;
  }

  /** Room for `size` bytes, aligned to 16. */
  take(size: number): number {
    const at = this.top;
    this.top = (at + size + 15) & ~15;
    this.fresh = Math.max(this.fresh, this.top);
    const missing = this.top - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE_SIZE));
    return at;
  }

  /** Room for `size` zeros; pages that nobody had yet are not touched. */
  zeros(size: number): number {
    const { fresh } = this;
    const at = this.take(size);
    const used = Math.min(size, fresh - at);
    if (used > 0) new Uint8Array(this.buffer, at, used).fill(0);
    return at;
  }

  /** Room with these words in it. */
  words(values: readonly number[]): number {
    const at = this.take(Math.max(4, values.length * 4));
    new Int32Array(this.buffer, at, values.length).set(values);
    return at;
  }

  /** Room with this text in it, and enough behind it to be read in words. */
  text(bytes: Uint8Array): number {
    const at = this.take(bytes.length + 8);
    new Uint8Array(this.buffer, at, bytes.length).set(bytes);
    return at;
  }

  setWord(at: number, value: number): void {
    new Int32Array(this.buffer, at, 1)[0] = value;
  }

  word(at: number): number {
    return new Uint32Array(this.buffer, at, 1)[0]!;
  }
}

/** Bytes of text that a dictionary holds for each string it has room for. */
const ARENA_PER_STRING = 64;
const HEAD_SIZE = 32;
const SCRATCH_SIZE = 4096;

/** A dictionary of the module, seen from here. `values` are its strings by code. */
export class HeapDictionary {
  readonly at: number;
  values: string[] = [];
  private readonly heap: Heap;
  private readonly room: number;
  private readonly table: number;
  private readonly entries: number;
  private readonly arena: number;
  private readonly scratch: number;

  /** `room`: strings it holds, a power of two. */
  constructor(heap: Heap, room: number) {
    this.heap = heap;
    this.room = room;
    this.at = heap.take(HEAD_SIZE);
    this.table = heap.zeros(room * 8);
    this.entries = heap.take(room * 8);
    this.arena = heap.take(room * ARENA_PER_STRING);
    this.scratch = heap.take(SCRATCH_SIZE);
    this.begin();
  }

  /** More than half of the room is taken. */
  get crowded(): boolean {
    const { heap, at, room } = this;
    const text = heap.word(at + 20) - this.arena;
    return heap.word(at) > room / 2 || text > (room * ARENA_PER_STRING) / 2 || this.values.length > room / 2;
  }

  /** Empties it; codes begin anew. */
  reset(): void {
    const { heap, room, table } = this;
    if (heap.word(this.at) > 0) new Uint8Array(heap.buffer, table, room * 8).fill(0);
    this.begin();
  }

  private begin(): void {
    const { heap, room, table, entries, arena } = this;
    const end = arena + room * ARENA_PER_STRING;
    new Int32Array(heap.buffer, this.at, 8).set([0, room, room * 2 - 1, table, entries, arena, end, 0]);
    this.values = [];
  }

  /** Takes over the strings that scans added; gives how many were known before. */
  sync(): number {
    const { heap, at } = this;
    const before = this.values.length;
    const count = heap.word(at);
    if (count <= before) return before;
    const entries = new Uint32Array(heap.buffer, this.entries, count * 2);
    const bytes = asBuffer(new Uint8Array(heap.buffer));
    for (let code = before; code < count; code++) {
      const from = entries[code * 2]!;
      this.values.push(bytes.utf8Slice(from, from + entries[code * 2 + 1]!));
    }
    return before;
  }

  /** The code of a string that is not among `values` yet. Where there is no room it is known here alone. */
  add(text: string): number {
    const { heap, at } = this;
    const bytes = Buffer.from(text, 'utf8');
    let code = -1;
    if (bytes.length <= SCRATCH_SIZE - 8) {
      new Uint8Array(heap.buffer, this.scratch, bytes.length).set(bytes);
      code = heap.exports.intern(at, this.scratch, bytes.length);
    }
    if (code !== this.values.length) heap.setWord(at + 4, heap.word(at));
    return this.values.push(text) - 1;
  }
}
