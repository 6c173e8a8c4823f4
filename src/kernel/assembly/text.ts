/** Strings, numbers and white space of JSON. Each walker takes the address of its first byte and gives the address behind, or 0. */

/** Set when a string of this line held a backslash. */
export let escaped: bool = false;
/** Set when any string since `resetHigh` held a byte over 0x7f, or may have. */
export let high: i32 = 0;

export function resetHigh(): void {
  high = 0;
}

export function resetEscaped(): void {
  escaped = false;
}

/** Behind spaces, tabs and returns; a newline ends a line and is no space here. */
@inline
export function space(p: usize): usize {
  let c = load<u8>(p);
  while (c == 0x20 || c == 0x09 || c == 0x0d) c = load<u8>(++p);
  return p;
}

/** Behind the string whose first character, after the quote, is at `p`. Control characters end in failure. */
export function string(p: usize): usize {
  return text(p);
}

/**
 * The same in place. A byte over 0x7f behind the string, within its last 16 bytes, is taken for one of its own: `high` may
 * say so without need, never the contrary.
 */
@inline
export function text(p: usize): usize {
  const quote = i8x16.splat(0x22);
  const backslash = i8x16.splat(0x5c);
  const control = i8x16.splat(0x20);
  let seen = i64x2.splat(0);
  let behind: usize = 0;
  while (true) {
    const bytes = v128.load(p);
    seen = v128.or(seen, bytes);
    const stops = v128.or(
      v128.or(i8x16.eq(bytes, quote), i8x16.eq(bytes, backslash)),
      i8x16.lt_u(bytes, control),
    );
    const mask = i8x16.bitmask(stops);
    if (mask == 0) {
      p += 16;
      continue;
    }
    p += ctz(mask);
    const c = load<u8>(p);
    if (c != 0x5c) {
      if (c == 0x22) behind = p + 1;
      break;
    }
    escaped = true;
    const e = load<u8>(p + 1);
    if (e == 0x22 || e == 0x6e || e == 0x5c) p += 2;
    else {
      p = escape(p);
      if (p == 0) break;
    }
  }
  high |= i8x16.bitmask(seen);
  return behind;
}

function escape(p: usize): usize {
  switch (load<u8>(p + 1)) {
    case 0x22: case 0x5c: case 0x2f: case 0x62: case 0x66: case 0x6e: case 0x72: case 0x74:
      return p + 2;
    case 0x75:
      return hex(load<u8>(p + 2)) && hex(load<u8>(p + 3)) && hex(load<u8>(p + 4)) && hex(load<u8>(p + 5)) ? p + 6 : 0;
    default:
      return 0;
  }
}

@inline
function hex(c: u32): bool {
  return c - 0x30 <= 9 || (c | 0x20) - 0x61 <= 5;
}

@inline
export function digit(c: u32): bool {
  return c - 0x30 <= 9;
}

/** Behind the number that begins at `p`. */
export function number(p: usize): usize {
  let c: u32 = load<u8>(p);
  if (c == 0x2d) c = load<u8>(++p);
  if (!digit(c)) return 0;
  if (c == 0x30) {
    c = load<u8>(++p);
  } else {
    do c = load<u8>(++p); while (digit(c));
  }
  if (c == 0x2e) {
    if (!digit(load<u8>(++p))) return 0;
    do c = load<u8>(++p); while (digit(c));
  }
  if ((c | 0x20) == 0x65) {
    c = load<u8>(++p);
    if (c == 0x2b || c == 0x2d) c = load<u8>(++p);
    if (!digit(c)) return 0;
    do c = load<u8>(++p); while (digit(c));
  }
  return p;
}

/** The address of the first newline from `p` on; there always is one behind the chunk. */
export function newline(p: usize): usize {
  const wanted = i8x16.splat(0x0a);
  while (true) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(p), wanted));
    if (mask != 0) return p + ctz(mask);
    p += 16;
  }
}

/** Whether `size` bytes at `a` and at `b` are equal. Both may be read up to 7 bytes further. */
@inline
export function equal(a: usize, b: usize, size: u32): bool {
  let left = size;
  while (left >= 8) {
    if (load<u64>(a) != load<u64>(b)) return false;
    a += 8;
    b += 8;
    left -= 8;
  }
  if (left == 0) return true;
  const mask: u64 = (1 << (<u64>left * 8)) - 1;
  return ((load<u64>(a) ^ load<u64>(b)) & mask) == 0;
}
