/**
 * The texts of all shards as codes, each text once. Bytes lie in blocks, so that more room moves nothing. A sweep forgets
 * the texts that nobody names, so the pool is as large as what is open and what is answered, not as what went by.
 */

import { hashBytes, type TextPack, textFrom, wider } from './byte-texts.ts';
import { IntStack } from './paged-rows.ts';

const BLOCK_BITS = 18;
const BLOCK_BYTES = 1 << BLOCK_BITS;
const IN_BLOCK = BLOCK_BYTES - 1;
/** Below this many texts no sweep is worth it. */
const LEAST_SWEEP = 1 << 17;
/** Strings that are kept. */
const NAMES = 1 << 10;
/** A code that is not in use. */
const FREE = -1;

/** A class, for it holds memory that it fills and empties. */
export class TextPool {
  private blocks: Uint8Array[] = [];
  private end = 0;
  /** By code: where the text is (block and place in it), how long it is (`FREE` for none), its hash. */
  private places: Uint32Array = new Uint32Array(64);
  private sizes: Int32Array = new Int32Array(64);
  private hashes: Int32Array = new Int32Array(64);
  private slots: Int32Array = new Int32Array(128).fill(-1);
  private count = 0;
  private free = new IntStack();
  private sweepAt = LEAST_SWEEP;
  private readonly names = new Map<number, string>();

  /** The code of a text of a pack. */
  take(pack: TextPack, code: number): number {
    const from = textFrom(pack, code);
    const to = pack.ends[code]!;
    const hash = pack.hashes[code]!;
    const found = this.look(pack.bytes, { from, to, hash });
    return found >= 0 ? found : this.insert(pack.bytes, { from, to, hash });
  }

  /** The code of `bytes[from, to)`. */
  add(bytes: Uint8Array, from: number, to: number): number {
    const hash = hashBytes(bytes, from, to);
    const found = this.look(bytes, { from, to, hash });
    return found >= 0 ? found : this.insert(bytes, { from, to, hash });
  }

  /** The code of `bytes[from, to)` where it is known, else -1. */
  find(bytes: Uint8Array, from: number, to: number): number {
    return this.look(bytes, { from, to, hash: hashBytes(bytes, from, to) });
  }

  /** The bytes of a code, valid until the next text is added. */
  bytesOf(code: number): Uint8Array {
    const place = this.places[code]!;
    const from = place & IN_BLOCK;
    return this.blocks[place >>> BLOCK_BITS]!.subarray(from, from + this.sizes[code]!);
  }

  /** The text of a code. */
  text(code: number): string {
    const bytes = this.bytesOf(code);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  }

  /** The text of a code that is asked for often. */
  name(code: number): string {
    let known = this.names.get(code);
    if (known === undefined) {
      known = this.text(code);
      if (this.names.size >= NAMES) this.names.clear();
      this.names.set(code, known);
    }
    return known;
  }

  /** Whether a sweep is due. */
  get crowded(): boolean {
    return this.count - this.free.size > this.sweepAt;
  }

  /** Forgets every text that `each` does not name; codes of the others stay. */
  sweep(each: (use: (code: number) => void) => void): void {
    this.names.clear();
    const used = new Uint8Array(this.count);
    each((code) => {
      if (code >= 0) used[code] = 1;
    });
    const { blocks } = this;
    this.blocks = [];
    this.end = 0;
    this.slots.fill(-1);
    this.free.clear();
    const starts = this.byBlock(blocks.length);
    for (let block = 0, n = 0; block < blocks.length; block++) {
      for (; n < starts.ends[block]!; n++) {
        const code = starts.codes[n]!;
        if (used[code] === 0) continue;
        const from = this.places[code]! & IN_BLOCK;
        this.places[code] = this.put(blocks[block]!, from, from + this.sizes[code]!);
        this.slot(code);
      }
      // Let go when its last text has moved.
      blocks[block] = EMPTY;
    }
    for (let code = 0; code < this.count; code++) {
      if (used[code] === 1) continue;
      this.sizes[code] = FREE;
      this.free.push(code);
    }
    this.sweepAt = Math.max(LEAST_SWEEP, 2 * (this.count - this.free.size));
  }

  /** The codes in use, block by block, and where those of each block end. */
  private byBlock(count: number): { readonly codes: Uint32Array; readonly ends: Uint32Array } {
    const ends = new Uint32Array(count + 1);
    const { places, sizes } = this;
    let all = 0;
    for (let code = 0; code < this.count; code++) {
      if (sizes[code] === FREE) continue;
      ends[(places[code]! >>> BLOCK_BITS) + 1]!++;
      all++;
    }
    for (let block = 1; block <= count; block++) ends[block]! += ends[block - 1]!;
    const codes = new Uint32Array(all);
    for (let code = 0; code < this.count; code++)
      if (sizes[code] !== FREE) codes[ends[places[code]! >>> BLOCK_BITS]!++] = code;
    return { codes, ends };
  }

  private look(bytes: Uint8Array, { from, to, hash }: Spelled): number {
    const mask = this.slots.length - 1;
    const size = to - from;
    let slot = hash & mask;
    for (let code = this.slots[slot]!; code >= 0; code = this.slots[slot]!) {
      if (this.hashes[code] === hash && this.sizes[code] === size) {
        const place = this.places[code]!;
        const block = this.blocks[place >>> BLOCK_BITS]!;
        let at = place & IN_BLOCK;
        let k = from;
        while (k < to && block[at] === bytes[k]) {
          at++;
          k++;
        }
        if (k === to) return code;
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  private insert(bytes: Uint8Array, { from, to, hash }: Spelled): number {
    const code = this.free.size > 0 ? this.free.pop() : this.count++;
    if (code === this.places.length) {
      this.places = wider(this.places, new Uint32Array(code * 2));
      this.sizes = wider(this.sizes, new Int32Array(code * 2));
      this.hashes = wider(this.hashes, new Int32Array(code * 2));
    }
    this.places[code] = this.put(bytes, from, to);
    this.sizes[code] = to - from;
    this.hashes[code] = hash;
    if ((this.count - this.free.size) * 2 > this.slots.length) this.widen();
    else this.slot(code);
    return code;
  }

  /** Lays the bytes down and gives their place. A text that is larger than a block has a block of its own. */
  private put(bytes: Uint8Array, from: number, to: number): number {
    const size = to - from;
    const full = this.blocks.length * BLOCK_BYTES;
    if (this.end === full || this.end + size > full) {
      this.end = full;
      this.blocks.push(new Uint8Array(Math.max(BLOCK_BYTES, size)));
    }
    const place = this.end;
    const block = this.blocks.at(-1)!;
    for (let k = from, at = place & IN_BLOCK; k < to; k++, at++) block[at] = bytes[k]!;
    this.end = Math.min(place + size, this.blocks.length * BLOCK_BYTES);
    return place;
  }

  private slot(code: number): void {
    const mask = this.slots.length - 1;
    let slot = this.hashes[code]! & mask;
    while (this.slots[slot]! >= 0) slot = (slot + 1) & mask;
    this.slots[slot] = code;
  }

  private widen(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    for (let code = 0; code < this.count; code++) if (this.sizes[code] !== FREE) this.slot(code);
  }
}

interface Spelled {
  readonly from: number;
  readonly to: number;
  readonly hash: number;
}

const EMPTY = new Uint8Array(0);
