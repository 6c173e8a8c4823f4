/** Single lines of a seekable log, found by offset. All offsets are bytes of the text; nothing is read twice needlessly. */
import type { Source } from './source.ts';

const NEWLINE = 10;
const RETURN = 13;
const LINE_BLOCK = 4 * 1024;
const EDGE_BLOCK = 64 * 1024;

export interface LineRead {
  /** The line without its ending; a copy. */
  readonly bytes: Uint8Array;
  /** `\n`, `\r\n`, or nothing at the end of the log. */
  readonly ending: string;
}

/**
 * The line that begins at `offset`. A line of more than `maxLine` bytes is cut there and has no ending. Throws the
 * system's error where the file cannot be read any more.
 */
export function readLine(source: Source, offset: number, maxLine: number): LineRead {
  const limit = maxLine + 2;
  let bytes = Buffer.allocUnsafe(Math.min(LINE_BLOCK, limit));
  for (let held = 0; ; ) {
    const count = source.readAt(bytes.subarray(held), offset + held);
    const newline = bytes.subarray(0, held + count).indexOf(NEWLINE, held);
    held += count;
    if (newline >= 0) {
      const returned = newline > 0 && bytes[newline - 1] === RETURN;
      const end = returned ? newline - 1 : newline;
      if (end <= maxLine) return { bytes: bytes.subarray(0, end), ending: returned ? '\r\n' : '\n' };
    }
    if (newline >= 0 || held < bytes.length || held >= limit)
      return { bytes: bytes.subarray(0, Math.min(held, maxLine)), ending: '' };
    const wider = Buffer.allocUnsafe(Math.min(2 * held, limit));
    bytes.copy(wider);
    bytes = wider;
  }
}

/** Where the line that holds the byte at `offset` begins, and where the next one begins or the log ends. */
export function lineAround(source: Source, offset: number): { from: number; to: number } {
  return { from: lineBegin(source, offset), to: lineNext(source, offset) };
}

/** The least line beginning after the byte at `offset`, or the end of the log: shards are cut there. */
export function lineNext(source: Source, offset: number): number {
  let block = Buffer.allocUnsafe(LINE_BLOCK);
  for (let at = offset; ; ) {
    const count = source.readAt(block, at);
    const newline = block.subarray(0, count).indexOf(NEWLINE);
    if (newline >= 0) return at + newline + 1;
    at += count;
    if (count < block.length) return at;
    if (block.length < EDGE_BLOCK) block = Buffer.allocUnsafe(EDGE_BLOCK);
  }
}

/** Where the line begins that holds the byte at `offset`, or would. */
export function lineBegin(source: Source, offset: number): number {
  const block = Buffer.allocUnsafe(EDGE_BLOCK);
  for (let to = offset; to > 0; ) {
    const from = Math.max(0, to - block.length);
    const count = source.readAt(block.subarray(0, to - from), from);
    const newline = block.subarray(0, count).lastIndexOf(NEWLINE);
    if (newline >= 0) return from + newline + 1;
    to = from;
  }
  return 0;
}
