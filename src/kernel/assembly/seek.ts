/**
 * Finds the lines that hold a needle in one pass that also counts lines. A needle is `[text u32][size u32][first u32][last
 * u32]`: a place is looked at where its first and its last byte stand at the right distance, then it is compared.
 *
 * Blocks of 64 bytes are passed over together. Where a line begins is looked for backward, and only where it is needed.
 */
import { equal, newline } from './text';

const NEEDLE_SIZE: u32 = 16;
const BLOCK: u32 = 64;

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
  let p = from;
  let counted = from;
  let lines: u32 = 0;
  let found: u32 = 0;
  while (p < end) {
    const hit = nextHit(p, end, needles, count);
    if (hit == 0) break;
    const start = lineStart(hit, counted);
    lines += newlines(counted, start);
    const close = newline(hit);
    const next = close >= end ? end : close + 1;
    if (found == room) return NO_ROOM;
    store<u32>(out, <u32>(start - from));
    store<u32>(out, <u32>(next - from), 4);
    store<u32>(out, lines, 8);
    out += 12;
    found++;
    lines++;
    p = next;
    counted = next;
  }
  lines += newlines(counted, end);
  if (end > counted && load<u8>(end - 1) != 0x0a) lines++;
  soughtLines = lines;
  return found;
}

/** The address of the first needle from `p` on, or 0. */
function nextHit(p: usize, end: usize, needles: usize, count: u32): usize {
  while (p < end) {
    let at = p;
    if (count == 1) {
      const first = v128.load_splat<u8>(needles + 8);
      const last = v128.load_splat<u8>(needles + 12);
      const gap = load<u32>(needles, 4) - 1;
      while (at + BLOCK <= end && !v128.any_true(pairs(at, gap, first, last))) at += BLOCK;
    } else if (count == 2) {
      const first = v128.load_splat<u8>(needles + 8);
      const last = v128.load_splat<u8>(needles + 12);
      const gap = load<u32>(needles, 4) - 1;
      const first2 = v128.load_splat<u8>(needles + 24);
      const last2 = v128.load_splat<u8>(needles + 28);
      const gap2 = load<u32>(needles, 20) - 1;
      while (
        at + BLOCK <= end &&
        !v128.any_true(v128.or(pairs(at, gap, first, last), pairs(at, gap2, first2, last2)))
      ) {
        at += BLOCK;
      }
    }
    const stop = min(at + BLOCK, end);
    for (; at < stop; at += 16) {
      let hits = candidates(at, needles, count);
      while (hits != 0) {
        const hit = at + ctz(hits);
        hits &= hits - 1;
        if (hit < end && holds(hit, end, needles, count)) return hit;
      }
    }
    p = stop;
  }
  return 0;
}

/** Where in the 64 bytes at `p` the two bytes stand `gap` apart; which of the 16 places of a lane it is, is not told. */
@inline
function pairs(p: usize, gap: u32, first: v128, last: v128): v128 {
  const q = p + gap;
  const a = v128.and(i8x16.eq(v128.load(p), first), i8x16.eq(v128.load(q), last));
  const b = v128.and(i8x16.eq(v128.load(p, 16), first), i8x16.eq(v128.load(q, 16), last));
  const c = v128.and(i8x16.eq(v128.load(p, 32), first), i8x16.eq(v128.load(q, 32), last));
  const d = v128.and(i8x16.eq(v128.load(p, 48), first), i8x16.eq(v128.load(q, 48), last));
  return v128.or(v128.or(a, b), v128.or(c, d));
}

/** A bit for each of the 16 places at `p` where a needle may begin. */
function candidates(p: usize, needles: usize, count: u32): i32 {
  const block = v128.load(p);
  let hits = 0;
  for (let k: u32 = 0; k < count; k++) {
    const needle = needles + k * NEEDLE_SIZE;
    const first = i8x16.eq(block, v128.load_splat<u8>(needle + 8));
    const last = i8x16.eq(v128.load(p + load<u32>(needle, 4) - 1), v128.load_splat<u8>(needle + 12));
    hits |= i8x16.bitmask(v128.and(first, last));
  }
  return hits;
}

function holds(at: usize, end: usize, needles: usize, count: u32): bool {
  for (let k: u32 = 0; k < count; k++) {
    const needle = needles + k * NEEDLE_SIZE;
    const size = load<u32>(needle, 4);
    if (at + size <= end && equal(load<u32>(needle), at, size)) return true;
  }
  return false;
}

/** Where the line of the byte at `p` begins, not before `least`. */
function lineStart(p: usize, least: usize): usize {
  while (p > least && load<u8>(p - 1) != 0x0a) p--;
  return p;
}

/** The newlines in [p, end). */
function newlines(p: usize, end: usize): u32 {
  const wanted = i8x16.splat(0x0a);
  let count: u32 = 0;
  while (p + 64 <= end) {
    // Counters of 8 bits hold the newlines of 60 rounds of 4.
    let sums = i8x16.splat(0);
    const stop = min(end, p + 60 * 64);
    for (; p + 64 <= stop; p += 64) {
      const ab = i8x16.add(i8x16.eq(v128.load(p), wanted), i8x16.eq(v128.load(p, 16), wanted));
      const cd = i8x16.add(i8x16.eq(v128.load(p, 32), wanted), i8x16.eq(v128.load(p, 48), wanted));
      sums = i8x16.sub(sums, i8x16.add(ab, cd));
    }
    const wide = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(sums));
    count += i32x4.extract_lane(wide, 0) + i32x4.extract_lane(wide, 1);
    count += i32x4.extract_lane(wide, 2) + i32x4.extract_lane(wide, 3);
  }
  for (; p < end; p++) if (load<u8>(p) == 0x0a) count++;
  return count;
}
