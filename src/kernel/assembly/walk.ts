/**
 * Walks one JSON text and validates every byte of it. Where the trie asks for a path, its slot takes tag and range.
 *
 * A trie node is `[count u32]` and then for each child `[key u32][size u32][node u32][slot i32][stamp u32]`; node 0 asks
 * for nothing. A slot is `[tag u32][from u32][to u32][escaped u32]`. What a slot cannot say rightly (a key met twice or
 * written with escapes) makes the line slow: the plain path reads it.
 */
import { escaped, number, resetEscaped, space, string } from './text';
import { BARE, CLOSE, fills, leave, OPEN_ARRAY, OPEN_OBJECT, STRING, trailing } from './trail';

export const TAG_NULL: u32 = 1;
export const TAG_FALSE: u32 = 2;
export const TAG_TRUE: u32 = 3;
export const TAG_NUMBER: u32 = 4;
export const TAG_STRING: u32 = 5;
export const TAG_ARRAY: u32 = 6;
export const TAG_OBJECT: u32 = 7;

const CHILD_SIZE: u32 = 20;
export const SLOT_SIZE: u32 = 16;
const MAX_DEPTH: u32 = 1000;

/** The line's stamp, its slots, whether the plain path must read it. */
let stamp: u32 = 0;
let slots: usize = 0;
let depth: u32 = 0;
export let slow: bool = false;

export function setSlow(): void {
  slow = true;
}

/** Begins a line: no slot has a value, nothing is unusual. */
export function beginLine(slotsAt: usize, slotCount: u32): void {
  slots = slotsAt;
  slow = false;
  for (let i: u32 = 0; i < slotCount; i++) store<u32>(slotsAt + i * SLOT_SIZE, 0);
}

/** Walks the object at `p`; gives the address behind it, or 0 where it is no valid JSON of at most 1,000 levels. */
export function walk(p: usize, root: usize): usize {
  stamp++;
  depth = 0;
  return object(p, root);
}

function value(p: usize, node: usize): usize {
  switch (load<u8>(p)) {
    case 0x22: {
      const end = string(p + 1);
      if (trailing) leave(STRING, p + 1, end);
      return end;
    }
    case 0x7b:
      return object(p, node);
    case 0x5b:
      return array(p);
    default: {
      const end = bare(p);
      if (trailing) leave(BARE, p, end);
      return end;
    }
  }
}

function bare(p: usize): usize {
  switch (load<u8>(p)) {
    case 0x74:
      return load<u32>(p) == 0x65757274 ? p + 4 : 0;
    case 0x66:
      return load<u32>(p + 1) == 0x65736c61 ? p + 5 : 0;
    case 0x6e:
      return load<u32>(p) == 0x6c6c756e ? p + 4 : 0;
    default:
      return number(p);
  }
}

function object(p: usize, node: usize): usize {
  if (++depth > MAX_DEPTH) return 0;
  p = space(p + 1);
  let c: u32 = load<u8>(p);
  if (c == 0x7d) {
    depth--;
    return p + 1;
  }
  while (true) {
    if (c != 0x22) return 0;
    const key = p + 1;
    resetEscaped();
    p = string(key);
    if (p == 0) return 0;
    let child: usize = 0;
    if (node != 0) {
      if (escaped) slow = true;
      else child = find(node, key, <u32>(p - 1 - key));
    }
    if (load<u8>(p) != 0x3a) {
      p = space(p);
      if (load<u8>(p) != 0x3a) return 0;
    }
    p++;
    if (load<u8>(p) <= 0x20) p = space(p);
    p = child != 0 ? tracked(p, child) : value(p, 0);
    if (p == 0) return 0;
    c = load<u8>(p);
    if (c <= 0x20) {
      p = space(p);
      c = load<u8>(p);
    }
    if (c == 0x7d) {
      depth--;
      return p + 1;
    }
    if (c != 0x2c) return 0;
    p++;
    c = load<u8>(p);
    if (c <= 0x20) {
      p = space(p);
      c = load<u8>(p);
    }
  }
}

function array(p: usize): usize {
  if (++depth > MAX_DEPTH) return 0;
  p = space(p + 1);
  if (load<u8>(p) == 0x5d) {
    depth--;
    return p + 1;
  }
  while (true) {
    p = value(p, 0);
    if (p == 0) return 0;
    let c: u32 = load<u8>(p);
    if (c <= 0x20) {
      p = space(p);
      c = load<u8>(p);
    }
    if (c == 0x5d) {
      depth--;
      return p + 1;
    }
    if (c != 0x2c) return 0;
    p = space(p + 1);
  }
}

/** A value that the trie asks for, or that lies above one. */
function tracked(p: usize, child: usize): usize {
  if (load<u32>(child, 16) == stamp) slow = true;
  store<u32>(child, stamp, 16);
  const slot = load<i32>(child, 12);
  const from = p;
  const tag = tagOf(load<u8>(p));
  const contains = tag >= TAG_ARRAY && slot >= 0;
  if (contains && trailing) leave(tag == TAG_OBJECT ? OPEN_OBJECT : OPEN_ARRAY, p, p);
  if (contains) fills(slot);
  resetEscaped();
  p = value(p, load<u32>(child, 8));
  if (p == 0 || slot < 0) return p;
  if (contains && trailing) leave(CLOSE, p, p);
  fills(slot);
  const at = slots + <u32>slot * SLOT_SIZE;
  store<u32>(at, tag);
  store<u32>(at, <u32>from, 4);
  store<u32>(at, <u32>p, 8);
  store<u32>(at, <u32>escaped, 12);
  return p;
}

@inline
function tagOf(c: u32): u32 {
  if (c == 0x22) return TAG_STRING;
  if (c == 0x7b) return TAG_OBJECT;
  if (c == 0x5b) return TAG_ARRAY;
  if (c == 0x74) return TAG_TRUE;
  if (c == 0x66) return TAG_FALSE;
  if (c == 0x6e) return TAG_NULL;
  return TAG_NUMBER;
}

function find(node: usize, key: usize, size: u32): usize {
  const count = load<u32>(node);
  let child = node + 4;
  for (let i: u32 = 0; i < count; i++) {
    if (load<u32>(child, 4) == size && sameKey(load<u32>(child), key, size)) return child;
    child += CHILD_SIZE;
  }
  return 0;
}

@inline
function sameKey(a: usize, b: usize, size: u32): bool {
  while (size >= 8) {
    if (load<u64>(a) != load<u64>(b)) return false;
    a += 8;
    b += 8;
    size -= 8;
  }
  if (size == 0) return true;
  const mask: u64 = (1 << (<u64>size * 8)) - 1;
  return ((load<u64>(a) ^ load<u64>(b)) & mask) == 0;
}
