/**
 * Byte ranges as small integers, so that grouping by a value makes no string for a value it has met before.
 * Bounded: when it is full it says so and is cleared, like a dictionary that is replaced.
 */

export interface Intern {
  /** The code of these bytes, the least unused one where they are new; -1 where there is no room. */
  find(bytes: Uint8Array, from: number, to: number): number;
  /** Forgets all codes. */
  clear(): void;
}

/** Longer values are not worth keeping: they rarely repeat. In bytes. */
export const INTERN_MAX_LENGTH = 1024;

const ENTRIES = 1 << 15;
const SLOTS = ENTRIES * 2;
const ARENA_BYTES = 1 << 22;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** An empty table. Room for 32,768 values and 4 MiB is taken at the first `find`. */
export function makeIntern(): Intern {
  let arena = new Uint8Array(0);
  let slots = new Int32Array(0);
  /** Where the value of each code ends in the arena; it begins where the one before it ends. */
  const ends: number[] = [];
  return {
    find(bytes, from, to) {
      if (slots.length === 0) {
        arena = new Uint8Array(ARENA_BYTES);
        slots = new Int32Array(SLOTS).fill(-1);
      }
      const length = to - from;
      let slot = hash(bytes, from, to) & (SLOTS - 1);
      for (let code = slots[slot]!; code >= 0; code = slots[slot]!) {
        const start = code === 0 ? 0 : ends[code - 1]!;
        let same = ends[code]! - start === length;
        for (let k = 0; same && k < length; k++) same = arena[start + k] === bytes[from + k];
        if (same) return code;
        slot = (slot + 1) & (SLOTS - 1);
      }
      const code = ends.length;
      const start = code === 0 ? 0 : ends[code - 1]!;
      if (code === ENTRIES || start + length > ARENA_BYTES) return -1;
      for (let k = 0; k < length; k++) arena[start + k] = bytes[from + k]!;
      ends.push(start + length);
      slots[slot] = code;
      return code;
    },
    clear() {
      slots.fill(-1);
      ends.length = 0;
    },
  };
}

/** FNV-1a. */
function hash(bytes: Uint8Array, from: number, to: number): number {
  let h = FNV_OFFSET;
  for (let at = from; at < to; at++) h = Math.imul(h ^ bytes[at]!, FNV_PRIME);
  return h ^ (h >>> 15);
}
