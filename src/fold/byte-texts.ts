/**
 * Texts as bytes and small integers: what shards hand on, and what meets there. No string is made until one is shown.
 *
 * A `TextPack` is plain data of one shard; a `TextPool` holds the texts of all of them, each once, and forgets those that
 * nobody uses any more when they are swept.
 */

/** Texts by code: `bytes` up to `ends[code]` from where the one before ends. Plain data. */
export interface TextPack {
  count: number;
  bytes: Uint8Array;
  ends: Uint32Array;
  hashes: Int32Array;
}

function newTextPack(texts: number, bytes: number): TextPack {
  return {
    count: 0,
    bytes: new Uint8Array(bytes),
    ends: new Uint32Array(texts),
    hashes: new Int32Array(texts),
  };
}

/** The pack without much room that it has left. */
export function trimmedPack({ count, bytes, ends, hashes }: TextPack): TextPack {
  const size = count === 0 ? 0 : ends[count - 1]!;
  return {
    count,
    bytes: trimmed(bytes, size),
    ends: trimmed(ends, count),
    hashes: trimmed(hashes, count),
  };
}

/** The array, or a copy of what is used of it where much is not. */
export function trimmed<A extends Uint8Array | Uint32Array | Int32Array | Float64Array>(
  array: A,
  size: number,
): A {
  return array.length - size <= array.length >> 2 ? array : (array.slice(0, size) as A);
}

/** Where the text of a code begins. */
export function textFrom({ ends }: TextPack, code: number): number {
  return code === 0 ? 0 : ends[code - 1]!;
}

/** Gives the texts of a pack their codes, of one pack after the other. */
export class TextPacker {
  pack: TextPack = newTextPack(16, 256);
  private slots: Int32Array = new Int32Array(64).fill(-1);

  /** Begins a new pack, with room as the last one took. */
  restart(): void {
    const { count, ends } = this.pack;
    const bytes = count === 0 ? 0 : ends[count - 1]!;
    this.pack = newTextPack(Math.max(16, withSlack(count)), Math.max(256, withSlack(bytes)));
    this.slots.fill(-1);
  }

  /** The code of `bytes[from, to)`. */
  add(bytes: Uint8Array, from: number, to: number): number {
    const { pack } = this;
    const hash = hashBytes(bytes, from, to);
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let code = this.slots[slot]!; code >= 0; code = this.slots[slot]!) {
      if (pack.hashes[code] === hash) {
        const start = textFrom(pack, code);
        if (equalBytes({ bytes: pack.bytes, from: start, to: pack.ends[code]! }, bytes, { from, to }))
          return code;
      }
      slot = (slot + 1) & mask;
    }
    this.slots[slot] = pack.count;
    return this.append(bytes, { from, to, hash });
  }

  private append(bytes: Uint8Array, { from, to, hash }: { from: number; to: number; hash: number }): number {
    const { pack } = this;
    const code = pack.count++;
    const start = textFrom(pack, code);
    const end = start + to - from;
    if (end > pack.bytes.length)
      pack.bytes = wider(pack.bytes, new Uint8Array(Math.max(end, pack.bytes.length * 2)));
    for (let k = from, at = start; k < to; k++, at++) pack.bytes[at] = bytes[k]!;
    if (code === pack.ends.length) {
      pack.ends = wider(pack.ends, new Uint32Array(code * 2));
      pack.hashes = wider(pack.hashes, new Int32Array(code * 2));
    }
    pack.ends[code] = end;
    pack.hashes[code] = hash;
    if (pack.count * 2 > this.slots.length) this.widen();
    return code;
  }

  private widen(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    const mask = this.slots.length - 1;
    for (let code = 0; code < this.pack.count; code++) {
      let slot = this.pack.hashes[code]! & mask;
      while (this.slots[slot]! >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = code;
    }
  }
}

/** Of FNV-1a. */
export const HASH_BASIS = 0x811c9dc5;
export const HASH_PRIME = 0x01000193;

/** FNV-1a, mixed. */
export function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let h: number = HASH_BASIS;
  for (let at = from; at < to; at++) h = Math.imul(h ^ bytes[at]!, HASH_PRIME);
  return h ^ (h >>> 15);
}

/** Bytes somewhere. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** Whether two ranges hold the same bytes. */
export function equalBytes(
  a: ByteRange & { readonly bytes: Uint8Array },
  bytes: Uint8Array,
  { from, to }: ByteRange,
): boolean {
  if (a.to - a.from !== to - from) return false;
  for (let k = from, at = a.from; k < to; k++, at++) if (a.bytes[at] !== bytes[k]) return false;
  return true;
}

/** The larger array with what the old one holds. */
export function wider<A extends Uint8Array | Uint32Array | Int32Array | Float64Array>(old: A, larger: A): A {
  larger.set(old);
  return larger;
}

/** Room for about as much as the last time. */
export function withSlack(size: number): number {
  return size + (size >> 3);
}
