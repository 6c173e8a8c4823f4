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
  const nul = bytes.indexOf(0, from);
  if (nul >= 0 && nul < to) return last && onlyNuls(bytes, nul, to) ? LINE_TORN : LINE_NOT_UTF8_TEXT;
  const whole = valueEnd(bytes, from, to);
  if (whole >= 0) {
    const rest = skipSpace(bytes, whole);
    const opens = bytes[rest] === 0x7b || bytes[rest] === 0x5b;
    return opens && rest < to ? LINE_SPLICED : LINE_SYNTAX;
  }
  if (whole === CUT_SHORT) return LINE_TORN;
  return hasSecondRecord(bytes, from, to) ? LINE_SPLICED : LINE_SYNTAX;
}

const CUT_SHORT = -1;
const WRONG = -2;

function onlyNuls(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== 0) return false;
  return true;
}

/**
 * A torn record with a whole one glued behind it begins a second time as it began: `{"timestamp": 17{"timestamp": …}`.
 */
function hasSecondRecord(bytes: Uint8Array, from: number, to: number): boolean {
  const begin = skipSpace(bytes, from);
  if (bytes[begin] !== 0x7b || bytes[begin + 1] !== 0x22) return false;
  const keyEnd = Math.min(stringEnd(bytes, begin + 1, to), to);
  const line = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
  const opening = line.subarray(begin - from, keyEnd - from);
  if (opening.length < 4) return false;
  let at = line.indexOf(opening, begin - from + 1);
  for (let tries = 0; at >= 0 && tries < 64; tries++) {
    const end = valueEnd(bytes, from + at, to);
    if (end !== WRONG) return true;
    at = line.indexOf(opening, at + 1);
  }
  return false;
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
