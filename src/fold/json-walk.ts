/**
 * One walk over the JSON of an event's line: keys that stand twice in an object, integers that most readers round,
 * surrogates without their partner, and the values at the paths that rules ask for.
 *
 * Invariants: the line is valid JSON no deeper than 1,000 (promises.md row 10); each byte is looked at a fixed number of
 * times; of a key that stands twice the last value counts, as in `JSON.parse`.
 */
import { asBuffer, skipSpace, skipString, stringText } from '../base/json.ts';
import { isExactDouble } from '../base/number.ts';
import { type Path, printPath, type Step } from '../base/path.ts';
import {
  TAG_ARRAY,
  TAG_FALSE,
  TAG_NULL,
  TAG_NUMBER,
  TAG_OBJECT,
  TAG_STRING,
  TAG_TRUE,
} from '../model/batch.ts';
import { equalBytes, HASH_BASIS, HASH_PRIME, hashBytes, wider } from './byte-texts.ts';
import { clear, newSlot, type Slot, type Wanted, wantedPaths } from './wanted.ts';

export type WalkCode = 'duplicate-key' | 'portable-number' | 'lone-surrogate';

export interface JsonWalk {
  /** Walks the value at `from`; `found` gets the path of what was found. Slots are valid until the next walk. */
  walk(bytes: Uint8Array, from: number, found: (code: WalkCode, path: string) => void): void;
  /** The value at one of the paths that the walk was made for; absent for any other path. */
  slot(path: Path): Slot;
  /** The text of a slot's string; undefined where it is no string. */
  text(slot: Slot): string | undefined;
  /** The beginning of a slot's JSON text. */
  json(slot: Slot): string;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Characters of a path that are told; keys of more bytes are not read whole for it. */
const PATH_SIZE = 100;
const LONG_KEY = 1000;
const JSON_SIZE = 400;
/** Shorter integers are exact. */
const SAFE_SIZE = 16;
/** Levels that a line may have, and some more. Source: promises.md row 10. */
const DEEPEST = 1010;
/** Keys of an object that are compared with each other; more are put into a set. */
const FEW_KEYS = 32;
/** Bytes of a string that are looked at one by one before the search for its end is worth it. */
const NEAR = 24;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A walk that keeps the values at these paths; paths with an index or `[*]` are never found. */
export function makeJsonWalk(paths: readonly Path[]): JsonWalk {
  const { root, slots } = wantedPaths(paths);
  const absent = newSlot();
  let buffer: ReturnType<typeof asBuffer> = asBuffer(new Uint8Array());
  let tell: (code: WalkCode, path: string) => void = () => {};
  /** Ranges of the keys down to where the walk stands; -1 for an array. */
  const stack = new Int32Array(2 * DEEPEST);
  let depth = 0;
  /** Hashes and ranges of the keys of the objects that are open, the innermost last. */
  let keys = new Int32Array(3 * 64);
  let keyCount = 0;
  /** The next backslash at or behind where the walk stands; strings before it are as they are spelled. */
  let backslash = -1;

  return {
    walk(bytes, from, found) {
      if (bytes !== buffer) buffer = asBuffer(bytes);
      tell = found;
      depth = 0;
      keyCount = 0;
      backslash = -1;
      clear(root);
      value(skipSpace(buffer, from), root);
    },
    slot: (path) => slots.get(path) ?? absent,
    text: ({ tag, from, to }) => (tag === TAG_STRING ? stringText(buffer, from, to) : undefined),
    json: ({ from, to }) => buffer.toString('utf8', from, Math.min(to, from + JSON_SIZE)),
  };

  function value(at: number, wanted: Wanted | undefined): number {
    const tag = tagAt(buffer[at]!);
    const end = endOf(tag, at, wanted);
    if (wanted !== undefined) {
      wanted.slot.tag = tag;
      wanted.slot.from = at;
      wanted.slot.to = end;
    }
    return end;
  }

  function endOf(tag: number, at: number, wanted: Wanted | undefined): number {
    if (tag === TAG_OBJECT) return object(at, wanted);
    if (tag === TAG_ARRAY) return array(at);
    if (tag === TAG_STRING) return string(at);
    if (tag === TAG_NUMBER) return number(at);
    return at + (tag === TAG_FALSE ? 5 : 4);
  }

  function object(at: number, wanted: Wanted | undefined): number {
    let i = skipSpace(buffer, at + 1);
    if (buffer[i] === 0x7d) return i + 1;
    const first = keyCount;
    let many: Set<string> | undefined;
    let twice: Set<string> | undefined;
    for (;;) {
      stack[depth] = i;
      depth += 2;
      const keyTo = string(i, depth - 2);
      const hash = keyHash(i, keyTo);
      if (keyCount - first >= FEW_KEYS) many ??= textsOf(first);
      if (many === undefined ? isTold(first, hash, { from: i, to: keyTo }) : many.has(textOf(i, keyTo))) {
        const text = textOf(i, keyTo);
        twice ??= new Set();
        if (!twice.has(text)) tell('duplicate-key', pathText());
        twice.add(text);
      } else if (many === undefined) addKey(hash, i, keyTo);
      else many.add(textOf(i, keyTo));
      const inside = wanted === undefined ? undefined : insideOf(wanted, hash, { from: i, to: keyTo });
      if (inside !== undefined) clear(inside);
      i = skipSpace(buffer, value(skipSpace(buffer, skipSpace(buffer, keyTo) + 1), inside));
      depth -= 2;
      if (buffer[i] !== 0x2c) break;
      i = skipSpace(buffer, i + 1);
    }
    keyCount = first;
    return i + 1;
  }

  function array(at: number): number {
    let i = skipSpace(buffer, at + 1);
    if (buffer[i] === 0x5d) return i + 1;
    stack[depth] = -1;
    stack[depth + 1] = -1;
    depth += 2;
    for (;;) {
      i = skipSpace(buffer, value(i, undefined));
      if (buffer[i] !== 0x2c) break;
      i = skipSpace(buffer, i + 1);
    }
    depth -= 2;
    return i + 1;
  }

  /** The end of a string; of a key, whose place in the stack is given, it is written there before anything is told. */
  function string(at: number, key = -1): number {
    let end = at + 1;
    const near = Math.min(buffer.length, end + NEAR);
    while (end < near && buffer[end] !== QUOTE) end++;
    if (end === near) end = buffer.indexOf(QUOTE, end);
    if (end < 0) end = buffer.length;
    if (backslash < at) {
      backslash = buffer.indexOf(BACKSLASH, at);
      if (backslash < 0) backslash = buffer.length;
    }
    const to = backslash > end ? end + 1 : escaped(backslash, key);
    if (key >= 0) stack[key + 1] = to;
    return to;
  }

  /** The end of a string that holds this backslash, the first one. */
  function escaped(from: number, key: number): number {
    if (key >= 0) stack[key + 1] = skipString(buffer, stack[key]!);
    let i = from;
    for (;;) {
      const c = buffer[i]!;
      if (c === QUOTE || i >= buffer.length) return i + 1;
      if (c !== BACKSLASH) i++;
      else if (buffer[i + 1] !== 0x75) i += 2;
      else {
        const unit = unitAt(i);
        if (isHigh(unit) && isLow(unitAt(i + 6))) i += 12;
        else {
          if (isHigh(unit) || isLow(unit)) tell('lone-surrogate', pathText());
          i += 6;
        }
      }
    }
  }

  /** A hash of what a key says, whatever way it is spelled. */
  function keyHash(from: number, to: number): number {
    let h = HASH_BASIS;
    for (let at = from + 1; at < to - 1; at++) {
      const c = buffer[at]!;
      if (c === BACKSLASH || c > 0x7f) {
        const bytes = Buffer.from(textOf(from, to));
        return hashBytes(bytes, 0, bytes.length);
      }
      h = Math.imul(h ^ c, HASH_PRIME);
    }
    return h ^ (h >>> 15);
  }

  function addKey(hash: number, from: number, to: number): void {
    if (keyCount * 3 === keys.length) keys = wider(keys, new Int32Array(keys.length * 2));
    keys[keyCount * 3] = hash;
    keys[keyCount * 3 + 1] = from;
    keys[keyCount * 3 + 2] = to;
    keyCount++;
  }

  /** Whether a key stands among those from `first` on. */
  function isTold(first: number, hash: number, { from, to }: Range): boolean {
    for (let k = first; k < keyCount; k++)
      if (keys[k * 3] === hash && textOf(keys[k * 3 + 1]!, keys[k * 3 + 2]!) === textOf(from, to))
        return true;
    return false;
  }

  function textsOf(first: number): Set<string> {
    const texts = new Set<string>();
    for (let k = first; k < keyCount; k++) texts.add(textOf(keys[k * 3 + 1]!, keys[k * 3 + 2]!));
    return texts;
  }

  function textOf(from: number, to: number): string {
    return stringText(buffer, from, to);
  }

  /** What of the paths lies behind a key. */
  function insideOf({ keys: known }: Wanted, hash: number, { from, to }: Range): Wanted | undefined {
    for (const key of known) {
      if (key.hash !== hash) continue;
      const plain = key.bytes.length === to - from - 2;
      if (
        plain &&
        equalBytes({ bytes: key.bytes, from: 0, to: key.bytes.length }, buffer, {
          from: from + 1,
          to: to - 1,
        })
      )
        return key.inside;
      if (textOf(from, to) === key.text) return key.inside;
    }
    return undefined;
  }

  /** The UTF-16 unit of the `\uXXXX` at `at`; NaN where there is none. */
  function unitAt(at: number): number {
    if (buffer[at] !== BACKSLASH || buffer[at + 1] !== 0x75) return Number.NaN;
    return Number.parseInt(buffer.toString('latin1', at + 2, at + 6), 16);
  }

  function number(at: number): number {
    let i = at;
    let whole = true;
    for (; ; i++) {
      const c = buffer[i]!;
      if ((c >= 0x30 && c <= 0x39) || c === 0x2d) continue;
      if (c !== 0x2e && c !== 0x65 && c !== 0x45 && c !== 0x2b) break;
      whole = false;
    }
    if (whole && i - at >= SAFE_SIZE && !isExactDouble(buffer.toString('latin1', at, i)))
      tell('portable-number', pathText());
    return i;
  }

  /** Where the walk stands, as much of it as is told. */
  function pathText(): string {
    const steps: Step[] = [];
    for (let k = 0, size = 0; k < depth && size < PATH_SIZE; k += 2) {
      const [from, to] = [stack[k]!, stack[k + 1]!];
      const key = from < 0 ? undefined : keyText(from, to);
      steps.push(key === undefined ? { any: true } : { key });
      size += (key?.length ?? 2) + 1;
    }
    return printPath(steps);
  }

  function keyText(from: number, to: number): string {
    if (to - from <= LONG_KEY) return stringText(buffer, from, to);
    return buffer.toString('utf8', from + 1, from + LONG_KEY);
  }
}

function tagAt(c: number): number {
  if (c === QUOTE) return TAG_STRING;
  if (c === 0x7b) return TAG_OBJECT;
  if (c === 0x5b) return TAG_ARRAY;
  if (c === 0x74) return TAG_TRUE;
  if (c === 0x66) return TAG_FALSE;
  return c === 0x6e ? TAG_NULL : TAG_NUMBER;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
