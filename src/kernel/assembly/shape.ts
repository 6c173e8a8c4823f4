/**
 * Shapes: the text that lines have in common. Writers order keys alike, so what stands between two values (quotes, keys,
 * colons, brackets) is the same line after line. A tree holds these texts as they were walked and found valid; a line that
 * follows it from the root to an end has the grammar, the depth and the keys of the line it was learnt from, and only its
 * values are left to check. Any other line is walked, and its shape learnt.
 *
 * A node is `[text u32][size u32][then u32][slot i32][child u32][next u32][marks u32][marksAt u32]`: a text, what follows
 * it (a string, a bare value, the end of the line), the slot of that value or -1, the first node behind it, the next
 * alternative, and containers that begin or end within the text: `[offset u32][what u32][slot u32]` each.
 * Invariant: of the alternatives at a place at most one fits any line, for none is learnt where one fits.
 */
import { escaped, number, resetEscaped, text as string } from './text';
import { behind, BARE, begin, CLOSE, ENTRY_SIZE, first, OPEN_OBJECT, STRING, trailing } from './trail';

const TAG_NULL: u32 = 1;
const TAG_FALSE: u32 = 2;
const TAG_TRUE: u32 = 3;
const TAG_NUMBER: u32 = 4;
const TAG_STRING: u32 = 5;
const TAG_ARRAY: u32 = 6;
const TAG_OBJECT: u32 = 7;

const LINE_END: u32 = 0;
const NODE_SIZE: u32 = 32;
const MARK_SIZE: u32 = 12;
const SLOT_SIZE: u32 = 16;
/** A place with more alternatives than this has no shape worth knowing. */
const MOST_ALTERNATIVES: u32 = 24;

/** A line that fits earns 1, one that does not costs `MISS`. Without credit shapes rest for so many lines, then begin anew. */
const CREDIT: i32 = 4096;
const CREDIT_AFTER_REST: i32 = 1024;
const MISS: i32 = 4;
const REST: u32 = 8192;

let root: usize = 0;
let top: usize = 0;
let end: usize = 0;
let credit: i32 = 0;
let resting: u32 = 0;
/** Lines that followed a shape. */
export let followed: u32 = 0;

/** Gives shapes `size` bytes of memory at `at`; without, none are learnt. */
export function shapes(at: usize, size: u32): void {
  root = at;
  end = at + size;
  forget(CREDIT);
}

function forget(newCredit: i32): void {
  top = root + NODE_SIZE;
  memory.fill(root, 0, NODE_SIZE);
  credit = newCredit;
  resting = 0;
}

/**
 * Follows the line at `p` and fills the slots; gives the address of its newline. 0: the line must be walked, and leaves a
 * trail where its shape is to be learnt.
 */
export function follow(p: usize, slots: usize): usize {
  begin(false);
  if (root == 0) return 0;
  if (resting > 0) {
    if (--resting == 0) forget(CREDIT_AFTER_REST);
    return 0;
  }
  const at = along(p, slots);
  if (at != 0) {
    followed++;
    if (credit < CREDIT) credit++;
    return at;
  }
  credit -= MISS;
  if (credit < 0) resting = REST;
  else begin(top + 4096 < end);
  return 0;
}

function along(p: usize, slots: usize): usize {
  let node = root;
  while (true) {
    let child: usize = load<u32>(node, 16);
    let size: u32 = 0;
    let then: u32 = 0;
    let c: u32 = 0;
    for (; child != 0; child = load<u32>(child, 20)) {
      size = load<u32>(child, 4);
      if (!same(p, load<u32>(child), size)) continue;
      then = load<u32>(child, 8);
      if (then == STRING) break;
      c = load<u8>(p + size);
      if (then == BARE ? bareBegins(c) : c == 0x0a) break;
    }
    if (child == 0) return 0;
    if (load<u32>(child, 24) != 0) mark(child, p, slots);
    p += size;
    if (then == LINE_END) return p;
    const slot = load<i32>(child, 12);
    const from = p;
    if (then == STRING) {
      resetEscaped();
      p = string(p);
      if (p == 0) return 0;
      if (slot >= 0) fill(slots + <u32>slot * SLOT_SIZE, TAG_STRING, from - 1, p);
    } else {
      p = bare(p, c);
      if (p == 0) return 0;
      if (slot >= 0) fill(slots + <u32>slot * SLOT_SIZE, tagOf(c), from, p);
    }
    node = child;
  }
}

@inline
function fill(at: usize, tag: u32, from: usize, to: usize): void {
  store<u32>(at, tag);
  store<u32>(at, <u32>from, 4);
  store<u32>(at, <u32>to, 8);
  store<u32>(at, <u32>escaped, 12);
}

/** Whether `size` bytes, 1 or more, at `p` are the text's. Both may be read up to 15 bytes further. */
@inline
function same(p: usize, text: usize, size: u32): bool {
  while (size > 16) {
    if (i8x16.bitmask(i8x16.eq(v128.load(p), v128.load(text))) != 0xffff) return false;
    p += 16;
    text += 16;
    size -= 16;
  }
  const equal = i8x16.bitmask(i8x16.eq(v128.load(p), v128.load(text)));
  return (~equal & ((1 << size) - 1)) == 0;
}

@inline
function bareBegins(c: u32): bool {
  return c - 0x30 <= 9 || c == 0x2d || c == 0x74 || c == 0x66 || c == 0x6e;
}

@inline
function bare(p: usize, c: u32): usize {
  if (c == 0x74) return load<u32>(p) == 0x65757274 ? p + 4 : 0;
  if (c == 0x66) return load<u32>(p + 1) == 0x65736c61 ? p + 5 : 0;
  if (c == 0x6e) return load<u32>(p) == 0x6c6c756e ? p + 4 : 0;
  return number(p);
}

@inline
function tagOf(c: u32): u32 {
  if (c == 0x74) return TAG_TRUE;
  if (c == 0x66) return TAG_FALSE;
  return c == 0x6e ? TAG_NULL : TAG_NUMBER;
}

/** Fills the slots of containers that begin or end in the node's text, which stands at `p`. */
function mark(node: usize, p: usize, slots: usize): void {
  const count = load<u32>(node, 24);
  let at: usize = load<u32>(node, 28);
  for (let i: u32 = 0; i < count; i++) {
    const place = p + load<u32>(at);
    const what = load<u32>(at, 4);
    const slot = slots + load<u32>(at, 8) * SLOT_SIZE;
    if (what == CLOSE) store<u32>(slot, <u32>place, 8);
    else {
      store<u32>(slot, what == OPEN_OBJECT ? TAG_OBJECT : TAG_ARRAY);
      store<u32>(slot, <u32>place, 4);
    }
    at += MARK_SIZE;
  }
}

/** Learns the shape of the line at `p`, which was walked up to its newline at `to` and left a trail. */
export function learn(p: usize, to: usize): void {
  if (!trailing) return;
  const last = behind();
  let node = root;
  let text = p;
  let marks = first();
  for (let at = marks; at < last; at += ENTRY_SIZE) {
    const what = load<u32>(at);
    if (what != STRING && what != BARE) continue;
    node = grow(node, what, text, load<u32>(at, 4), load<i32>(at, 12), marks, at);
    if (node == 0) return;
    text = load<u32>(at, 8);
    marks = at + ENTRY_SIZE;
  }
  grow(node, LINE_END, text, to, -1, marks, last);
}

/** The node behind `parent` of this text and what follows it, made where it is new; 0 where there is no room for it. */
function grow(parent: usize, then: u32, text: usize, to: usize, slot: i32, marks: usize, marksEnd: usize): usize {
  const size = <u32>(to - text);
  let count: u32 = 0;
  let link = parent + 16;
  for (let node: usize = load<u32>(link); node != 0; node = load<u32>(link)) {
    if (load<u32>(node, 4) == size && load<u32>(node, 8) == then && same(text, load<u32>(node), size)) return node;
    link = node + 20;
    count++;
  }
  const markCount = <u32>(marksEnd - marks) / ENTRY_SIZE;
  const room = NODE_SIZE + markCount * MARK_SIZE + size + 32;
  if (count == MOST_ALTERNATIVES || size == 0 || size > 1024 || top + room > end || !ascii(text, size)) return 0;
  const node = top;
  const marksAt = node + NODE_SIZE;
  for (let i: u32 = 0; i < markCount; i++) {
    const from = marks + i * ENTRY_SIZE;
    const at = marksAt + i * MARK_SIZE;
    store<u32>(at, <u32>(load<u32>(from, 4) - text));
    store<u32>(at, load<u32>(from), 4);
    store<u32>(at, load<u32>(from, 12), 8);
  }
  const textAt = marksAt + markCount * MARK_SIZE;
  memory.copy(textAt, text, size);
  store<u32>(node, <u32>textAt);
  store<u32>(node, size, 4);
  store<u32>(node, then, 8);
  store<i32>(node, slot, 12);
  store<u32>(node, 0, 16);
  store<u32>(node, 0, 20);
  store<u32>(node, markCount, 24);
  store<u32>(node, <u32>marksAt, 28);
  store<u32>(link, <u32>node);
  top = (textAt + size + 15) & ~15;
  return node;
}

/** Bytes over 0x7f must be seen wherever they stand, so that no line is taken for UTF-8 unseen. */
function ascii(p: usize, size: u32): bool {
  for (let i: u32 = 0; i < size; i++) if (load<u8>(p + i) > 0x7f) return false;
  return true;
}
