/**
 * The SIMD kernel: finds lines, validates each as JSON, finds the values that a program asks for, and writes columns.
 *
 * A line is given up as slow where anything is unusual; the plain path then answers for it. So the law is: what this
 * kernel says of a line that it does not give up is what the plain path would say.
 *
 * A program is written by `wasm.ts`, which holds the layout; all of it is u32 words. A column is
 * `[kind, entries, entriesAt, outA, outB, outC, dictionary]`, an entry
 * `[as, spots, spotsAt, memoDictionary, memo, a, b, guardSpots, guardAt, guardDictionary, guardMemo, derived, scale f64]`,
 * where a number's `a` is its factor if that is a power of ten, else 0 and `scale` counts; a condition `[is, spots, spotsAt, dictionary, memo]`, a spot a slot number.
 */
import { forgetCrumb, isNone, NO, partFrom, partSize, readCrumb, UNSURE, YES } from './crumb';
import { FULL, intern } from './dictionary';
import { epoch, iso, plainNumber, zoneless } from './scalars';
import { high, newline, resetHigh, space } from './text';
import { setSlow, SLOT_SIZE, slow, TAG_FALSE, TAG_NULL, TAG_NUMBER, TAG_OBJECT, TAG_STRING, TAG_TRUE, walk } from './walk';

export { intern } from './dictionary';
export { seek, soughtLines } from './seek';

const LINE_BLANK: u8 = 0;
const LINE_EVENT: u8 = 1;
const LINE_SUSPECT: u8 = 255;
const ENTRY_SIZE: u32 = 56;
const COLUMN_SIZE: u32 = 28;
const CONDITION_SIZE: u32 = 20;

/** Answers beside a code: no value, and one for the plain path. */
const ABSENT: i32 = -1;
const GIVE_UP: i32 = -2;

let program: usize = 0;
let slots: usize = 0;
/** Lines since `begin` that the plain path must judge or read; their numbers stand in the list of slow lines. */
export let slowCount: u32 = 0;

@inline
function word(at: u32): u32 {
  return load<u32>(program + at * 4);
}

/**
 * Scans [from, from + size) of the chunk that begins at `base`; the lines are written from number `n` on. The first line's
 * content begins `skip` bytes in. Returns the number behind the last line: `capacity` where the lines had no room.
 */
export function scan(programAt: usize, from: usize, size: u32, skip: u32, n: u32): u32 {
  program = programAt;
  slots = word(1);
  forgetCrumb();
  const base = word(15);
  const end = from + size;
  const capacity = word(6);
  let begin = from + skip;
  let p = from;
  while (p < end && n < capacity) {
    const kind = line(begin, n);
    const lineEnd = kind == LINE_SUSPECT ? newline(begin) : stopped;
    const next = lineEnd >= end ? end : lineEnd + 1;
    let close = lineEnd >= end ? end : lineEnd;
    if (lineEnd < end && close > begin && load<u8>(close - 1) == 0x0d) close--;
    store<u32>(word(7) + n * 4, <u32>(begin - base));
    store<u32>(word(8) + n * 4, <u32>(close - base));
    store<u32>(word(9) + n * 4, <u32>(next - base));
    store<u8>(word(11) + n, kind);
    if (kind != LINE_EVENT || slow) {
      store<u32>(word(14) + slowCount * 4, n);
      slowCount++;
    }
    n++;
    p = next;
    begin = next;
  }
  return n;
}

/** Begins a chunk: no line is slow yet, no byte over 0x7f was seen. */
export function begin(): void {
  slowCount = 0;
  oddTimes = 0;
  resetHigh();
}

/** Lines since `begin` whose time is absent or names no zone. */
export let oddTimes: u32 = 0;

/** Whether a string since `begin` held a byte over 0x7f. */
export function wide(): bool {
  return high != 0;
}

/** Where the last whole line stopped: its newline. */
let stopped: usize = 0;

function line(begin: usize, n: u32): u8 {
  let p = space(begin);
  let c: u32 = load<u8>(p);
  if (c == 0x0a) {
    stopped = p;
    return LINE_BLANK;
  }
  if (c != 0x7b) return LINE_SUSPECT;
  p = walk(p, word(0), slots, word(2));
  if (p == 0) return LINE_SUSPECT;
  p = space(p);
  if (load<u8>(p) != 0x0a) return LINE_SUSPECT;
  stopped = p;
  if (slow) return LINE_EVENT;
  if (!fits()) {
    setSlow();
    return LINE_EVENT;
  }
  const columns: usize = word(5);
  const count = word(4);
  for (let k: u32 = 0; k < count; k++) column(columns + k * COLUMN_SIZE, n);
  return LINE_EVENT;
}

/** Whether the line fits the log's own dialect: all conditions of one alternative. */
function fits(): bool {
  let at: usize = word(3);
  const alternatives = load<u32>(at);
  at += 4;
  for (let a: u32 = 0; a < alternatives; a++) {
    const conditions = load<u32>(at);
    at += 4;
    let all = true;
    for (let k: u32 = 0; k < conditions; k++) {
      if (all && !holds(at)) all = false;
      at += CONDITION_SIZE;
    }
    if (all) return true;
  }
  return false;
}

/** The address of the first slot of a spot that has a value, or 0. */
@inline
function slotOf(count: u32, at: usize): usize {
  for (let i: u32 = 0; i < count; i++) {
    const slot = slots + load<u32>(at + i * 4) * SLOT_SIZE;
    if (load<u32>(slot) != 0) return slot;
  }
  return 0;
}

function holds(at: usize): bool {
  const slot = slotOf(load<u32>(at, 4), load<u32>(at, 8));
  const tag = slot == 0 ? 0 : load<u32>(slot);
  switch (load<u32>(at)) {
    case 0:
      return tag != 0;
    case 1:
      return tag == 0;
    case 2:
      return tag == TAG_NULL;
    case 3:
      return tag == TAG_STRING;
    case 4:
      return tag == TAG_NUMBER;
    case 5:
      return tag == TAG_OBJECT;
    case 6:
      return tag == 0 || tag == TAG_NULL || tag == TAG_OBJECT;
    case 7: {
      if (tag != TAG_STRING) return false;
      const verdict = load<u32>(slot, 12) != 0 ? UNSURE : readCrumb(load<u32>(slot, 4) + 1, load<u32>(slot, 8) - 1);
      if (verdict == UNSURE) setSlow();
      return verdict == YES;
    }
    default:
      if (tag != TAG_STRING) return false;
      return verdictOf(slot, load<u32>(at, 12), load<u32>(at, 16)) == 1;
  }
}

/** What the memo says of the text in a slot; unknown texts are given up. */
function verdictOf(slot: usize, dictionary: usize, memo: usize): i32 {
  const code = textCode(slot, dictionary);
  if (code < 0) return code;
  const verdict = load<i32>(memo + code * 4);
  if (verdict == GIVE_UP) setSlow();
  return verdict;
}

/** The code of a string's or number's text; other values and empty strings are absent. */
function textCode(slot: usize, dictionary: usize): i32 {
  const tag = load<u32>(slot);
  let from: usize = load<u32>(slot, 4);
  let to: usize = load<u32>(slot, 8);
  if (tag == TAG_STRING) {
    if (load<u32>(slot, 12) != 0) return giveUp();
    from++;
    to--;
  } else if (tag != TAG_NUMBER) return ABSENT;
  if (from == to) return ABSENT;
  return put(dictionary, from, <u32>(to - from));
}

function put(dictionary: usize, from: usize, size: u32): i32 {
  const code = intern(dictionary, from, size);
  return code == FULL ? giveUp() : code;
}

function giveUp(): i32 {
  setSlow();
  return GIVE_UP;
}

function column(at: usize, n: u32): void {
  const kind = load<u32>(at);
  const out: usize = load<u32>(at, 12);
  const entries = load<u32>(at, 4);
  let entry: usize = load<u32>(at, 8);
  if (kind == 3) {
    const slot = slotOf(load<u32>(entry, 4), load<u32>(entry, 8));
    store<u8>(out + n, slot == 0 ? 0 : <u8>load<u32>(slot));
    if (slot == 0) return;
    const base = word(15);
    store<u32>(load<u32>(at, 16) + n * 4, load<u32>(slot, 4) - base);
    store<u32>(load<u32>(at, 20) + n * 4, load<u32>(slot, 8) - base);
    return;
  }
  for (let k: u32 = 0; k < entries; k++) {
    if (guarded(entry)) {
      if (kind == 2) {
        const code = textEntry(entry, load<u32>(at, 24));
        if (code >= 0) {
          store<i32>(out + n * 4, code);
          store<u8>(load<u32>(at, 16) + n, <u8>load<u32>(entry, 44));
          return;
        }
      } else if (kind == 1) {
        const number = numberEntry(entry);
        if (number == number) {
          store<f64>(out + n * 8, number);
          store<u8>(load<u32>(at, 16) + n, 1);
          store<u8>(load<u32>(at, 20) + n, <u8>load<u32>(entry, 44));
          return;
        }
      } else {
        const us = timeEntry(entry, n);
        if (us == us) {
          store<f64>(out + n * 8, us);
          return;
        }
      }
    }
    if (slow) return;
    entry += ENTRY_SIZE;
  }
  if (kind == 2) store<i32>(out + n * 4, ABSENT);
  else {
    store<f64>(out + n * 8, NaN);
    if (kind == 0) oddTimes++;
  }
}

/** Whether the entry's `only` lets it speak of this line. */
function guarded(entry: usize): bool {
  const spots = load<u32>(entry, 28);
  if (spots == 0) return true;
  const slot = slotOf(spots, load<u32>(entry, 32));
  if (slot == 0) return false;
  return verdictOf(slot, load<u32>(entry, 36), load<u32>(entry, 40)) == 1;
}

function textEntry(entry: usize, dictionary: usize): i32 {
  const as = load<u32>(entry);
  if (as == 9) return load<i32>(entry, 20);
  const slot = slotOf(load<u32>(entry, 4), load<u32>(entry, 8));
  if (slot == 0) return ABSENT;
  switch (as) {
    case 0: {
      const code = textCode(slot, dictionary);
      return code == load<i32>(entry, 20) || code == load<i32>(entry, 24) ? ABSENT : code;
    }
    case 1:
      return crumbEntry(entry, slot, dictionary);
    case 2: {
      const tag = load<u32>(slot);
      if (tag == TAG_TRUE) return load<i32>(entry, 20);
      return tag == TAG_FALSE ? load<i32>(entry, 24) : ABSENT;
    }
    default:
      return verdictOf(slot, load<u32>(entry, 12), load<u32>(entry, 16));
  }
}

/** A part of a breadcrumb; `a` is the part, `b` is 1 where `unknown` is absent. */
function crumbEntry(entry: usize, slot: usize, dictionary: usize): i32 {
  if (load<u32>(slot) != TAG_STRING || load<u32>(slot, 12) != 0) return giveUp();
  const verdict = readCrumb(load<u32>(slot, 4) + 1, load<u32>(slot, 8) - 1);
  if (verdict == UNSURE) return giveUp();
  const part = load<u32>(entry, 20);
  if (verdict == NO || partSize(part) == 0) return ABSENT;
  if ((part == 2 || part == 3) && isNone(part)) return ABSENT;
  const size = partSize(part);
  if (load<u32>(entry, 24) != 0 && size == 7 && load<u32>(partFrom(part)) == 0x6e6b6e75) return giveUp();
  return put(dictionary, partFrom(part), size);
}

function numberEntry(entry: usize): f64 {
  const as = load<u32>(entry);
  const slot = slotOf(load<u32>(entry, 4), load<u32>(entry, 8));
  if (as == 1) return crumbNumber(entry, slot);
  if (slot == 0) return NaN;
  const tag = load<u32>(slot);
  if (tag != TAG_NUMBER) {
    if (tag == TAG_STRING) setSlow();
    return NaN;
  }
  const factor = <i64>load<u32>(entry, 20);
  const number = plainNumber(load<u32>(slot, 4), load<u32>(slot, 8), factor == 0 ? 1 : factor);
  if (number != number) setSlow();
  return factor == 0 ? number * load<f64>(entry, 48) : number;
}

function crumbNumber(entry: usize, slot: usize): f64 {
  if (slot == 0) return NaN;
  if (load<u32>(slot) != TAG_STRING || load<u32>(slot, 12) != 0) {
    setSlow();
    return NaN;
  }
  const verdict = readCrumb(load<u32>(slot, 4) + 1, load<u32>(slot, 8) - 1);
  if (verdict == UNSURE) setSlow();
  const part = load<u32>(entry, 20);
  if (verdict != YES || partSize(part) == 0) return NaN;
  return plainNumber(partFrom(part), partFrom(part) + partSize(part), 1);
}

/** `a` is the least number of integer digits; `b` is 1 where a time without a zone is UTC, else it is given up. */
function timeEntry(entry: usize, n: u32): f64 {
  const slot = slotOf(load<u32>(entry, 4), load<u32>(entry, 8));
  if (slot == 0) return NaN;
  const tag = load<u32>(slot);
  const from: usize = load<u32>(slot, 4);
  const to: usize = load<u32>(slot, 8);
  let us = NaN;
  if (tag == TAG_NUMBER) us = epoch(from, to, load<u32>(entry, 20));
  else if (tag == TAG_STRING) {
    us = iso(from + 1, to - 1);
    if (us == us && zoneless) {
      if (load<u32>(entry, 24) == 0) us = NaN;
      else {
        store<u8>(word(13) + n, 1);
        oddTimes++;
      }
    }
  } else return NaN;
  if (us != us) setSlow();
  return us;
}
