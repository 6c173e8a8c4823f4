/**
 * What is wrong with a line that is no JSON text, and where. Runs only on damaged lines.
 * A small grammar walk finds the first byte that cannot stand; the reason follows from where that is.
 */
import { skipSpace } from '../base/json.ts';
import { LINE_NOT_UTF8_TEXT, LINE_SPLICED, LINE_SYNTAX, LINE_TORN } from '../model/batch.ts';

/** The deepest nesting of arrays and objects that is read. */
export const MAX_DEPTH = 1000;

/** True where brackets outside strings open deeper than MAX_DEPTH. A line under 1,001 bytes never does. */
export function isTooDeep(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from <= MAX_DEPTH) return false;
  let depth = 0;
  for (let i = from; i < to; i++) {
    const c = bytes[i];
    if (c === 0x22) i = stringEnd(bytes, i, to) - 1;
    else if (c === 0x7b || c === 0x5b) {
      depth++;
      if (depth > MAX_DEPTH) return true;
    } else if (c === 0x7d || c === 0x5d) depth--;
  }
  return false;
}

/** The class of a damaged line `bytes[from, to)`: its reason. `last`: the log ends here without a newline. */
export function judge(bytes: Uint8Array, from: number, to: number, last: boolean): number {
  const nul = bytes.subarray(from, to).indexOf(0);
  if (nul >= 0) return last && onlyNuls(bytes, from + nul, to) ? LINE_TORN : LINE_NOT_UTF8_TEXT;
  const whole = valueEnd(bytes, from, to);
  if (whole >= 0) {
    const rest = skipSpace(bytes, whole);
    const opens = bytes[rest] === 0x7b || bytes[rest] === 0x5b;
    return opens && rest < to ? LINE_SPLICED : LINE_SYNTAX;
  }
  const second = secondEnd(bytes, from, to);
  // Of a log's last line no one can tell a second record from a part of the first.
  if (whole === CUT_SHORT) return second === to && !last ? LINE_SPLICED : LINE_TORN;
  return second === WRONG ? LINE_SYNTAX : LINE_SPLICED;
}

const CUT_SHORT = -1;
const WRONG = -2;

function onlyNuls(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== 0) return false;
  return true;
}

/** How often a line may be walked in search of a second record: a guard against lines made to be slow. */
const MOST_WALKS = 8;

/**
 * Where the record ends that is glued behind a torn one: `{"timestamp": 17{"timestamp": …}` begins a second time as it
 * began. It is `to`, CUT_SHORT where that record is torn itself, or WRONG where there is none.
 */
function secondEnd(bytes: Uint8Array, from: number, to: number): number {
  const begin = skipSpace(bytes, from);
  if (bytes[begin] !== 0x7b || bytes[begin + 1] !== 0x22) return WRONG;
  const line = Buffer.from(bytes.buffer, bytes.byteOffset + begin, Math.max(0, to - begin));
  const opening = line.subarray(0, stringEnd(line, 1, line.length));
  if (opening.length < 4) return WRONG;
  let budget = MOST_WALKS * line.length;
  for (let at = line.lastIndexOf(opening); at > 0 && budget > 0; at = line.lastIndexOf(opening, at - 1)) {
    const end = valueEnd(line, at, line.length);
    if (end === line.length) return to;
    if (end === CUT_SHORT) return CUT_SHORT;
    budget -= line.length - at;
  }
  return WRONG;
}

/** The index behind the JSON value that begins at `from`, or CUT_SHORT where the text ends inside it, or WRONG. */
function valueEnd(bytes: Uint8Array, from: number, to: number): number {
  const stack: number[] = [];
  let i = from;
  let state: 'value' | 'first' | 'key' | 'colon' | 'after' = 'value';
  for (;;) {
    while (i < to && isSpace(bytes[i]!)) i++;
    if (state === 'after' && stack.length === 0) return i;
    if (i >= to) return CUT_SHORT;
    const c = bytes[i]!;
    if (state === 'after') {
      const open = stack[stack.length - 1];
      if (c === 0x2c) state = open === 0x7b ? 'key' : 'value';
      else if (c === (open === 0x7b ? 0x7d : 0x5d)) stack.pop();
      else return WRONG;
      i++;
    } else if (state === 'colon') {
      if (c !== 0x3a) return WRONG;
      state = 'value';
      i++;
    } else if ((state === 'first' || state === 'key') && stack[stack.length - 1] === 0x7b) {
      if (state === 'first' && c === 0x7d) {
        stack.pop();
        state = 'after';
        i++;
        continue;
      }
      if (c !== 0x22) return WRONG;
      i = checkedString(bytes, i, to);
      if (i < 0) return i;
      state = 'colon';
    } else if (state === 'first' && c === 0x5d) {
      stack.pop();
      state = 'after';
      i++;
    } else if (c === 0x7b || c === 0x5b) {
      stack.push(c);
      state = 'first';
      i++;
    } else {
      i = c === 0x22 ? checkedString(bytes, i, to) : scalarEnd(bytes, i, to);
      if (i < 0) return i;
      state = 'after';
    }
  }
}

function checkedString(bytes: Uint8Array, at: number, to: number): number {
  for (let i = at + 1; i < to; i++) {
    const c = bytes[i]!;
    if (c === 0x22) return i + 1;
    if (c < 0x20) return WRONG;
    if (c === 0x5c) {
      i++;
      if (i >= to) return CUT_SHORT;
      if (bytes[i] === 0x75) {
        for (let k = 1; k <= 4; k++) {
          if (i + k >= to) return CUT_SHORT;
          if (!isHex(bytes[i + k]!)) return WRONG;
        }
        i += 4;
      } else if (!'"\\/bfnrt'.includes(String.fromCharCode(bytes[i]!))) return WRONG;
    }
  }
  return CUT_SHORT;
}

const SCALAR = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
const SCALAR_BEGUN = /^(?:t|tr|tru|f|fa|fal|fals|n|nu|nul|-|-?(?:0|[1-9]\d*)(?:\.|(?:\.\d+)?[eE][+-]?))$/;

function scalarEnd(bytes: Uint8Array, at: number, to: number): number {
  let end = at;
  while (end < to && !isSpace(bytes[end]!) && !',:{}[]"'.includes(String.fromCharCode(bytes[end]!))) end++;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + at, end - at).toString('latin1');
  if (SCALAR.test(text)) return end;
  return end === to && SCALAR_BEGUN.test(text) ? CUT_SHORT : WRONG;
}

function stringEnd(bytes: Uint8Array, at: number, to: number): number {
  let i = at + 1;
  while (i < to) {
    if (bytes[i] === 0x22) return i + 1;
    i += bytes[i] === 0x5c ? 2 : 1;
  }
  return to;
}

function isSpace(c: number): boolean {
  return c === 0x20 || c === 0x09 || c === 0x0a || c === 0x0d;
}

function isHex(c: number): boolean {
  return (c >= 0x30 && c <= 0x39) || (c >= 0x41 && c <= 0x46) || (c >= 0x61 && c <= 0x66);
}
