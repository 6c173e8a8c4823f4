/**
 * Strings as codes. A dictionary is `[count][capacity][mask][table][entries][arena][arenaEnd][lastFrom?]`, all u32:
 * `table` maps a hash to code + 1, an entry is `[address u32][size u32]` of the text in the arena. A full dictionary
 * takes no more and says FULL.
 */
import { equal } from './text';

export const FULL: i32 = -2;

export function intern(dictionary: usize, from: usize, size: u32): i32 {
  const last = load<u32>(dictionary, 28);
  const entries: usize = load<u32>(dictionary, 16);
  if (last != 0) {
    const entry = entries + (last - 1) * 8;
    if (load<u32>(entry, 4) == size && equal(load<u32>(entry), from, size)) return <i32>(last - 1);
  }
  const mask = load<u32>(dictionary, 8);
  const table: usize = load<u32>(dictionary, 12);
  let at = hash(from, size) & mask;
  while (true) {
    const code = load<u32>(table + at * 4);
    if (code == 0) break;
    const entry = entries + (code - 1) * 8;
    if (load<u32>(entry, 4) == size && equal(load<u32>(entry), from, size)) {
      store<u32>(dictionary, code, 28);
      return <i32>(code - 1);
    }
    at = (at + 1) & mask;
  }
  const count = load<u32>(dictionary);
  const arena: usize = load<u32>(dictionary, 20);
  if (count >= load<u32>(dictionary, 4) || arena + size + 8 > <usize>load<u32>(dictionary, 24)) return FULL;
  memory.copy(arena, from, size);
  const entry = entries + count * 8;
  store<u32>(entry, <u32>arena);
  store<u32>(entry, size, 4);
  store<u32>(dictionary, <u32>(arena + size), 20);
  store<u32>(dictionary, count + 1);
  store<u32>(table + at * 4, count + 1);
  store<u32>(dictionary, count + 1, 28);
  return <i32>count;
}

function hash(from: usize, size: u32): u32 {
  let h: u64 = <u64>size * 0x9e3779b97f4a7c15;
  let left = size;
  while (left >= 8) {
    h = mix(h ^ load<u64>(from));
    from += 8;
    left -= 8;
  }
  if (left > 0) h = mix(h ^ (load<u64>(from) & ((1 << (<u64>left * 8)) - 1)));
  return <u32>(h ^ (h >> 32));
}

@inline
function mix(x: u64): u64 {
  x = (x ^ (x >> 32)) * 0xd6e8feb86659fd93;
  return x ^ (x >> 32);
}
