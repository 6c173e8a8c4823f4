/** Text files that a flag names: values, filters, dialects. Small, UTF-8, read at once. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Fault } from '../base/fault.ts';
import { reasonOf } from './reason.ts';

const MAX_SIZE = 64 * 1024 * 1024;
const BLOCK = 256 * 1024;

/** The file's text without a BOM. Throws Fault `unreadable-file`: not there, no file, no UTF-8, or over 64 MiB. */
export function readTextFile(path: string): string {
  const bytes = readBytes(path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refused(path, 'it is not UTF-8 text');
  }
}

function readBytes(path: string): Uint8Array {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    if (fstatSync(fd).isDirectory()) throw refused(path, 'it is a directory');
    // Pipes have no size, so the bytes are counted as they come.
    const blocks: Uint8Array[] = [];
    let size = 0;
    for (;;) {
      const block = Buffer.allocUnsafe(BLOCK);
      const count = readSync(fd, block, 0, BLOCK, null);
      if (count === 0) return Buffer.concat(blocks, size);
      size += count;
      if (size > MAX_SIZE) throw refused(path, 'it has more than 64 MiB');
      blocks.push(block.subarray(0, count));
    }
  } catch (error) {
    throw error instanceof Fault ? error : refused(path, reasonOf(error));
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function refused(path: string, why: string): Fault {
  return new Fault({
    code: 'unreadable-file',
    message: `the file could not be read: ${why}`,
    span: { text: path, start: 0, end: path.length },
  });
}
