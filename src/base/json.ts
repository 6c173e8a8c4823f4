/**
 * A cursor over the bytes of JSON that is already known to be valid: where values end, what they are, what they say.
 * Nothing here validates; on invalid bytes the answers mean nothing, but every loop ends at `bytes.length`.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The first index from `at` on that is no JSON white space. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  let i = at;
  for (;;) {
    const c = bytes[i];
    if (c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09) i++;
    else return i;
  }
}

/** The index behind the string whose opening quote is at `at`. */
export function skipString(bytes: Uint8Array, at: number): number {
  let i = at + 1;
  const end = bytes.length;
  while (i < end) {
    const c = bytes[i];
    if (c === QUOTE) return i + 1;
    i += c === BACKSLASH ? 2 : 1;
  }
  return end;
}

/** The index behind the value that begins at `at` (no white space there). */
export function skipValue(bytes: Uint8Array, at: number): number {
  const c = bytes[at];
  if (c === QUOTE) return skipString(bytes, at);
  if (c === 0x7b || c === 0x5b) return skipContainer(bytes, at);
  return skipScalar(bytes, at);
}

/** The text of a string token `bytes[from, to)`, quotes included in the range. */
export function stringText(bytes: Uint8Array, from: number, to: number): string {
  const buffer = asBuffer(bytes);
  let wide = false;
  for (let i = from + 1; i < to - 1; i++) {
    const c = bytes[i]!;
    if (c === BACKSLASH) return JSON.parse(buffer.toString('utf8', from, to)) as string;
    if (c > 0x7f) wide = true;
  }
  return wide ? buffer.utf8Slice(from + 1, to - 1) : buffer.latin1Slice(from + 1, to - 1);
}

/** The JSON text of `bytes[from, to)`; bytes that are not UTF-8 become U+FFFD. */
export function jsonText(bytes: Uint8Array, from: number, to: number): string {
  return asBuffer(bytes).utf8Slice(from, to);
}

/** Calls back for each member of the object at `at` with the ranges of key token and value; returns the index behind. */
export function eachMember(
  bytes: Uint8Array,
  at: number,
  visit: (keyFrom: number, keyTo: number, from: number, to: number) => void,
): number {
  let i = skipSpace(bytes, at + 1);
  if (bytes[i] === 0x7d) return i + 1;
  while (i < bytes.length) {
    const keyFrom = i;
    const keyTo = skipString(bytes, i);
    const from = skipSpace(bytes, skipSpace(bytes, keyTo) + 1);
    const to = skipValue(bytes, from);
    visit(keyFrom, keyTo, from, to);
    i = skipSpace(bytes, to);
    if (bytes[i] !== 0x2c) return i + 1;
    i = skipSpace(bytes, i + 1);
  }
  return i;
}

/** Calls back for each element of the array at `at`; returns the index behind. */
export function eachElement(
  bytes: Uint8Array,
  at: number,
  visit: (from: number, to: number, index: number) => void,
): number {
  let i = skipSpace(bytes, at + 1);
  if (bytes[i] === 0x5d) return i + 1;
  for (let index = 0; i < bytes.length; index++) {
    const to = skipValue(bytes, i);
    visit(i, to, index);
    i = skipSpace(bytes, to);
    if (bytes[i] !== 0x2c) return i + 1;
    i = skipSpace(bytes, i + 1);
  }
  return i;
}

/** The same bytes as a Buffer, without a copy. */
export function asBuffer(bytes: Uint8Array): SlicingBuffer {
  if (Buffer.isBuffer(bytes)) return bytes as SlicingBuffer;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) as SlicingBuffer;
}

/** Node's Buffer with its own fast slices, which its types leave out. */
type SlicingBuffer = Buffer & {
  latin1Slice(from: number, to: number): string;
  utf8Slice(from: number, to: number): string;
};

function skipContainer(bytes: Uint8Array, at: number): number {
  let depth = 0;
  let i = at;
  const end = bytes.length;
  while (i < end) {
    const c = bytes[i];
    if (c === QUOTE) {
      i = skipString(bytes, i);
      continue;
    }
    i++;
    if (c === 0x7b || c === 0x5b) depth++;
    else if (c === 0x7d || c === 0x5d) {
      depth--;
      if (depth === 0) return i;
    }
  }
  return end;
}

function skipScalar(bytes: Uint8Array, at: number): number {
  let i = at;
  const end = bytes.length;
  while (i < end) {
    const c = bytes[i]!;
    if (c === 0x2c || c === 0x7d || c === 0x5d || c <= 0x20) return i;
    i++;
  }
  return end;
}
