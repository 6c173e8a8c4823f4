/**
 * The end of a log, line by line, the last first. Invariants: no more than `limit` bytes are read, however long the log is;
 * a log that cannot be read has no lines; a line that is cut off by the limit is not given.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const BLOCK = 64 * 1024;
const NEWLINE = 0x0a;

/** Where a log ends, to tell whether it is still the same. */
export interface LogEnd {
  readonly device: number;
  readonly inode: number;
  readonly size: number;
  /** Behind the last newline that was met: what stands there was not whole. Undefined where none was. */
  readonly wholeTo?: number;
}

/** Calls back for each line, last first, until `visit` returns true; nothing before byte `from` is looked at. */
export function eachLastLine(
  path: string,
  range: { readonly limit: number; readonly from: (end: LogEnd) => number },
  visit: (line: string) => boolean,
): LogEnd | undefined {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const { dev: device, ino: inode, size } = fstatSync(fd);
    const end: LogEnd = { device, inode, size };
    const least = Math.max(range.from(end), size - range.limit, 0);
    const wholeTo = walk(fd, { from: least, to: size }, visit);
    return wholeTo === undefined ? end : { ...end, wholeTo };
  } catch {
    return undefined;
  } finally {
    closeSync(fd);
  }
}

/** Gives where the last line that has its newline ends. */
function walk(
  fd: number,
  range: { readonly from: number; readonly to: number },
  visit: (line: string) => boolean,
): number | undefined {
  let wholeTo: number | undefined;
  // What stands before the first newline of the block before belongs to this one's last line.
  let rest: Uint8Array[] = [];
  for (let to = range.to; to > range.from; ) {
    const from = Math.max(range.from, to - BLOCK);
    const block = Buffer.allocUnsafe(to - from);
    let filled = 0;
    while (filled < block.length) {
      const count = readSync(fd, block, filled, block.length - filled, from + filled);
      if (count === 0) return wholeTo;
      filled += count;
    }
    let lineEnd = block.length;
    for (
      let at = block.lastIndexOf(NEWLINE);
      at >= 0;
      at = at === 0 ? -1 : block.lastIndexOf(NEWLINE, at - 1)
    ) {
      wholeTo ??= from + at + 1;
      if (visit(textOf(block.subarray(at + 1, lineEnd), rest))) return wholeTo;
      rest = [];
      lineEnd = at;
    }
    rest.unshift(block.subarray(0, lineEnd));
    to = from;
  }
  // Only the head of the log begins a line; the limit cuts one.
  if (range.from === 0) visit(textOf(new Uint8Array(), rest));
  return wholeTo;
}

function textOf(head: Uint8Array, rest: readonly Uint8Array[]): string {
  return Buffer.concat([head, ...rest]).toString('utf8');
}
