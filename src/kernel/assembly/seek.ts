/**
 * Finds the lines that hold a needle in one pass that also counts lines. A needle is `[text u32][size u32][first u32][last
 * u32]`: blocks are looked at where its first and its last byte stand at the right distance, then it is compared.
 */
import { equal, newline } from './text';

const NEEDLE_SIZE: u32 = 16;

/** Said where there was no room for all lines. */
export const NO_ROOM: u32 = 0xffffffff;

/** All lines of the bytes sought last. */
export let soughtLines: u32 = 0;

/**
 * Writes `[start u32][next u32][line u32]` for each line of [from, from + size) that holds a needle; gives their number.
 * A newline stands behind the bytes.
 */
export function seek(from: usize, size: u32, needles: usize, count: u32, out: usize, room: u32): u32 {
  const end = from + size;
  const breaks = i8x16.splat(0x0a);
  let p = from;
  let lineStart = from;
  let lines: u32 = 0;
  let found: u32 = 0;
  while (p < end) {
    const block = v128.load(p);
    let newlines = i8x16.bitmask(i8x16.eq(block, breaks));
    let hits = 0;
    for (let k: u32 = 0; k < count; k++) {
      const needle = needles + k * NEEDLE_SIZE;
      const first = i8x16.eq(block, v128.load_splat<u8>(needle + 8));
      const last = i8x16.eq(v128.load(p + load<u32>(needle, 4) - 1), v128.load_splat<u8>(needle + 12));
      hits |= i8x16.bitmask(v128.and(first, last));
    }
    if (end - p < 16) {
      const mask = (1 << <i32>(end - p)) - 1;
      newlines &= mask;
      hits &= mask;
    }
    let jump: usize = 0;
    while (hits != 0) {
      const bit = ctz(hits);
      hits &= hits - 1;
      const hit = p + bit;
      if (!holds(hit, end, needles, count)) continue;
      const before = newlines & ((1 << bit) - 1);
      lines += popcnt(before);
      if (before != 0) lineStart = p + (32 - clz(before));
      const close = newline(hit);
      jump = close >= end ? end : close + 1;
      if (found == room) return NO_ROOM;
      store<u32>(out, <u32>(lineStart - from));
      store<u32>(out, <u32>(jump - from), 4);
      store<u32>(out, lines, 8);
      out += 12;
      found++;
      lines++;
      lineStart = jump;
      break;
    }
    if (jump != 0) {
      p = jump;
      continue;
    }
    lines += popcnt(newlines);
    if (newlines != 0) lineStart = p + (32 - clz(newlines));
    p += 16;
  }
  if (lineStart < end) lines++;
  soughtLines = lines;
  return found;
}

function holds(at: usize, end: usize, needles: usize, count: u32): bool {
  for (let k: u32 = 0; k < count; k++) {
    const needle = needles + k * NEEDLE_SIZE;
    const size = load<u32>(needle, 4);
    if (at + size <= end && equal(load<u32>(needle), at, size)) return true;
  }
  return false;
}
