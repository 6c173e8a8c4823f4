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
import { forgetCrumb, readCrumb, UNSURE, YES } from './crumb';
import { ABSENT, countOddTime, guarded, numberEntry, place, resetOddTimes, slotOf, textEntry, timeEntry, verdictOf } from './entry';
import { follow, learn } from './shape';
import { high, newline, resetHigh, space } from './text';
import { beginLine, setSlow, slow, TAG_NULL, TAG_NUMBER, TAG_OBJECT, TAG_STRING, walk } from './walk';

export { oddTimes } from './entry';
export { intern } from './dictionary';
export { group } from './group';
export { seek, soughtLines } from './seek';
export { followed, shapes } from './shape';

const LINE_BLANK: u8 = 0;
const LINE_EVENT: u8 = 1;
const LINE_SUSPECT: u8 = 255;
const ENTRY_SIZE: u32 = 56;
const COLUMN_SIZE: u32 = 28;
const CONDITION_SIZE: u32 = 20;

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
 * content begins `skip` bytes in; it is line number `lineNumber` of the shard, and the next is `step` further. Returns the
 * number behind the last line: `capacity` where the lines had no room.
 */
export function scan(
  programAt: usize,
  from: usize,
  size: u32,
  skip: u32,
  n: u32,
  lineNumber: f64,
  step: f64,
): u32 {
  program = programAt;
  slots = word(1);
  place(slots, word(13));
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
    store<f64>(word(10) + n * 8, lineNumber);
    lineNumber += step;
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
  resetOddTimes();
  resetHigh();
}

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
  beginLine(slots, word(2));
  const end = follow(p, slots);
  if (end != 0) stopped = end;
  else if (!walked(p)) return LINE_SUSPECT;
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

/** Walks the line that begins at `p`: whether it is valid up to its newline, which is where it stopped. */
function walked(p: usize): bool {
  beginLine(slots, word(2));
  const end = walk(p, word(0));
  if (end == 0) return false;
  stopped = space(end);
  if (load<u8>(stopped) != 0x0a) return false;
  if (!slow) learn(p, stopped);
  return true;
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
    if (kind == 0) countOddTime();
  }
}
