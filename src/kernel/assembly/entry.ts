/**
 * What an entry of a program reads of the line walked last: the value that its slot has, or nothing. Anything unusual makes
 * the line slow. The layout of entries stands in index.ts.
 */
import { isNone, NO, partFrom, partSize, readCrumb, UNSURE, YES } from './crumb';
import { FULL, intern } from './dictionary';
import { epoch, iso, plainNumber, zoneless } from './scalars';
import { setSlow, SLOT_SIZE, TAG_FALSE, TAG_NUMBER, TAG_STRING, TAG_TRUE } from './walk';

/** Answers beside a code: no value, and one for the plain path. */
export const ABSENT: i32 = -1;
const GIVE_UP: i32 = -2;

let slots: usize = 0;
let zonelessAt: usize = 0;
/** Lines since `resetOddTimes` whose time is absent or names no zone. */
export let oddTimes: u32 = 0;

export function countOddTime(): void {
  oddTimes++;
}

export function resetOddTimes(): void {
  oddTimes = 0;
}

/** Where the slots of a line stand, and by line whether its time names no zone. */
export function place(slotsAt: usize, zoneless: usize): void {
  slots = slotsAt;
  zonelessAt = zoneless;
}

/** The address of the first slot of a spot that has a value, or 0. */
@inline
export function slotOf(count: u32, at: usize): usize {
  for (let i: u32 = 0; i < count; i++) {
    const slot = slots + load<u32>(at + i * 4) * SLOT_SIZE;
    if (load<u32>(slot) != 0) return slot;
  }
  return 0;
}

/** What the memo says of the text in a slot; unknown texts are given up. */
export function verdictOf(slot: usize, dictionary: usize, memo: usize): i32 {
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

/** Whether the entry's `only` lets it speak of this line. */
export function guarded(entry: usize): bool {
  const spots = load<u32>(entry, 28);
  if (spots == 0) return true;
  const slot = slotOf(spots, load<u32>(entry, 32));
  if (slot == 0) return false;
  return verdictOf(slot, load<u32>(entry, 36), load<u32>(entry, 40)) == 1;
}

export function textEntry(entry: usize, dictionary: usize): i32 {
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

export function numberEntry(entry: usize): f64 {
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
export function timeEntry(entry: usize, n: u32): f64 {
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
        store<u8>(zonelessAt + n, 1);
        oddTimes++;
      }
    }
  } else return NaN;
  if (us != us) setSlow();
  return us;
}
