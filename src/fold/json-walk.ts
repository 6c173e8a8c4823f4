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

/** Characters of a path that are told; keys of more bytes are not read whole for it. */
const PATH_SIZE = 100;
const LONG_KEY = 1000;
const JSON_SIZE = 400;
/** Shorter integers are exact. */
const SAFE_SIZE = 16;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A walk that keeps the values at these paths; paths with an index or `[*]` are never found. */
export function makeJsonWalk(paths: readonly Path[]): JsonWalk {
  const { root, slots } = wantedPaths(paths);
  const absent = newSlot();
  let buffer: ReturnType<typeof asBuffer> = asBuffer(new Uint8Array());
  let tell: (code: WalkCode, path: string) => void = () => {};
  /** Ranges of the keys down to where the walk stands; -1 for an array. */
  const stack: number[] = [];

  return {
    walk(bytes, from, found) {
      buffer = asBuffer(bytes);
      tell = found;
      stack.length = 0;
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
    const keys = new Set<string>();
    let twice: Set<string> | undefined;
    const depth = stack.length;
    for (;;) {
      const keyTo = skipString(buffer, i);
      const key = stringText(buffer, i, keyTo);
      stack[depth] = i;
      stack[depth + 1] = keyTo;
      stack.length = depth + 2;
      string(i);
      if (keys.has(key)) {
        twice ??= new Set();
        if (!twice.has(key)) tell('duplicate-key', pathText());
        twice.add(key);
      } else keys.add(key);
      const inside = wanted?.inside.get(key);
      if (inside !== undefined) clear(inside);
      i = skipSpace(buffer, value(skipSpace(buffer, skipSpace(buffer, keyTo) + 1), inside));
      if (buffer[i] !== 0x2c) break;
      i = skipSpace(buffer, i + 1);
    }
    stack.length = depth;
    return i + 1;
  }

  function array(at: number): number {
    let i = skipSpace(buffer, at + 1);
    if (buffer[i] === 0x5d) return i + 1;
    stack.push(-1, -1);
    for (;;) {
      i = skipSpace(buffer, value(i, undefined));
      if (buffer[i] !== 0x2c) break;
      i = skipSpace(buffer, i + 1);
    }
    stack.length -= 2;
    return i + 1;
  }

  function string(at: number): number {
    let i = at + 1;
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
    for (let k = 0, size = 0; k < stack.length && size < PATH_SIZE; k += 2) {
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
