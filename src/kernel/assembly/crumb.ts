/**
 * Breadcrumbs in the prefixed form: `s_1b969d39/c_1/g_a74cf99/p_none/t_1765343222`, parts in any order. The parts of the
 * last one stay until the next; anything unusual is UNSURE, for the plain path.
 */
export const UNSURE: i32 = -1;
export const NO: i32 = 0;
export const YES: i32 = 1;

/** Address and size by part: s, c, g, p, t; size 0 is absent. */
const FROM: StaticArray<u32> = [0, 0, 0, 0, 0];
const SIZE: StaticArray<u32> = [0, 0, 0, 0, 0];
let lastFrom: usize = 0;
let lastVerdict: i32 = NO;

@inline
export function partFrom(part: u32): u32 {
  return unchecked(FROM[part]);
}

@inline
export function partSize(part: u32): u32 {
  return unchecked(SIZE[part]);
}

/** A new chunk: addresses mean other bytes now. */
export function forgetCrumb(): void {
  lastFrom = 0;
}

/** Reads the text at [from, to); YES fills the parts. */
export function readCrumb(from: usize, to: usize): i32 {
  if (from == lastFrom) return lastVerdict;
  lastFrom = from;
  lastVerdict = parse(from, to);
  return lastVerdict;
}

function parse(from: usize, to: usize): i32 {
  for (let i = 0; i < 5; i++) unchecked((SIZE[i] = 0));
  let parts = 0;
  let p = from;
  while (p <= to) {
    const end = slash(p, to);
    parts++;
    const which = end - p >= 2 && load<u8>(p + 1) == 0x5f ? partOf(load<u8>(p)) : -1;
    if (which < 0 || unchecked(SIZE[which]) != 0 || end - p == 2) return UNSURE;
    unchecked((FROM[which] = <u32>(p + 2)));
    unchecked((SIZE[which] = <u32>(end - p - 2)));
    p = end + 1;
  }
  if (parts < 3) return NO;
  if (partSize(0) == 0 || !plain(1, 1) || !plain(4, 0)) return UNSURE;
  return YES;
}

/** Where the next slash stands in [p, to), or `to`. */
@inline
function slash(p: usize, to: usize): usize {
  while (true) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(p), i8x16.splat(0x2f)));
    if (mask != 0) return min(p + ctz(mask), to);
    p += 16;
    if (p >= to) return to;
  }
}

@inline
function partOf(c: u32): i32 {
  if (c == 0x73) return 0;
  if (c == 0x63) return 1;
  if (c == 0x67) return 2;
  if (c == 0x70) return 3;
  return c == 0x74 ? 4 : -1;
}

/** Whether the part is a canonical integer of at most 15 digits; a part that is absent is fine unless `needed`. */
function plain(part: u32, needed: u32): bool {
  const size = partSize(part);
  if (size == 0) return needed == 0;
  const from: usize = partFrom(part);
  if (size > 15 || (size > 1 && load<u8>(from) == 0x30)) return false;
  const digits = i8x16.sub(v128.load(from), i8x16.splat(0x30));
  return (i8x16.bitmask(i8x16.gt_u(digits, i8x16.splat(9))) & ((1 << size) - 1)) == 0;
}

/** Whether the part is the word `none`, which is absence. */
export function isNone(part: u32): bool {
  return partSize(part) == 4 && load<u32>(partFrom(part)) == 0x656e6f6e;
}
