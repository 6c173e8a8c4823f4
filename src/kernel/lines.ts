/** Where lines begin and end in a chunk. A line ends at `\n`; a `\r` before it belongs to the ending. */
import type { Chunk } from '../model/batch.ts';

export interface Lines {
  /** Lines in the chunk. */
  count: number;
  start: Int32Array;
  /** Behind the last byte of the line's content. */
  end: Int32Array;
  /** Where the next line begins. */
  next: Int32Array;
}

export function makeLines(): Lines {
  return { count: 0, start: new Int32Array(256), end: new Int32Array(256), next: new Int32Array(256) };
}

/** Fills `lines` with every line of the chunk; a byte order mark at the very start of a log is stepped over. */
export function splitLines(chunk: Chunk, lines: Lines): void {
  const { bytes } = chunk;
  const size = bytes.length;
  let count = 0;
  let at = 0;
  while (at < size) {
    const newline = bytes.indexOf(0x0a, at);
    const next = newline < 0 ? size : newline + 1;
    let end = newline < 0 ? size : newline;
    if (end > at && newline >= 0 && bytes[end - 1] === 0x0d) end--;
    if (count === lines.start.length) grow(lines);
    lines.start[count] = at === 0 && chunk.base === 0 && hasByteOrderMark(bytes) ? Math.min(3, end) : at;
    lines.end[count] = end;
    lines.next[count] = next;
    count++;
    at = next;
  }
  lines.count = count;
}

/** Keeps only the lines that hold one of the needles or `\u00`; gives the numbers of the kept lines. */
export function keepCandidates(bytes: Uint8Array, lines: Lines, needles: readonly string[]): Int32Array {
  const marked = new Uint8Array(lines.count);
  for (const needle of [...needles, '\\u00']) markLines(bytes, lines, needle, marked);
  const kept = new Int32Array(lines.count);
  let count = 0;
  for (let i = 0; i < lines.count; i++) {
    if (marked[i] === 0) continue;
    lines.start[count] = lines.start[i]!;
    lines.end[count] = lines.end[i]!;
    lines.next[count] = lines.next[i]!;
    kept[count++] = i;
  }
  lines.count = count;
  return kept;
}

function markLines(bytes: Uint8Array, lines: Lines, needle: string, marked: Uint8Array): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wanted = Buffer.from(needle, 'latin1');
  let line = 0;
  let at = buffer.indexOf(wanted, 0);
  while (at >= 0) {
    while (lines.next[line]! <= at) line++;
    marked[line] = 1;
    at = buffer.indexOf(wanted, lines.next[line]!);
  }
}

function hasByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function grow(lines: Lines): void {
  const size = lines.start.length * 2;
  for (const key of ['start', 'end', 'next'] as const) {
    const wider = new Int32Array(size);
    wider.set(lines[key]);
    lines[key] = wider;
  }
}
