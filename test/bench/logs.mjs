/**
 * The logs that are measured: generated once into a directory, and found there again by their names, which change with the
 * generator.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { generate } from './generate.mjs';

const GENERATOR = ['generate.mjs', 'lines.mjs', 'texts.mjs'];
const NEWLINE = 10;
const READ_BYTES = 1 << 20;

/**
 * A macf log of this shape and size; its path.
 * @param {string} directory
 * @param {import('./texts.mjs').Shape} shape
 * @param {number} sizeBytes
 * @returns {string}
 */
export function logOf(directory, shape, sizeBytes) {
  mkdirSync(directory, { recursive: true });
  const out = join(directory, `macf-${shape}-${sizeBytes}-${generatorDigest()}.jsonl`);
  if (!existsSync(out)) generate({ out, dialect: 'macf', shape, sizeBytes, seed: 1 });
  return out;
}

/**
 * A directory of logs of about `eachBytes` that hold the bytes of one log in order; its path.
 * @param {string} log
 * @param {number} eachBytes
 * @returns {string}
 */
export function cutLog(log, eachBytes) {
  const directory = `${log}-${eachBytes}.d`;
  if (existsSync(directory)) return directory;
  const part = `${directory}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part);
  let count = 0;
  for (const piece of piecesOf(log, eachBytes))
    writeFileSync(join(part, `${String(count++).padStart(6, '0')}.jsonl`), piece);
  renameSync(part, directory);
  return directory;
}

function generatorDigest() {
  const digest = createHash('sha256');
  for (const file of GENERATOR) digest.update(readFileSync(join(import.meta.dirname, file)));
  return digest.digest('hex').slice(0, 8);
}

/**
 * The bytes of a log in pieces of whole lines, each of `eachBytes` and what its last line needs.
 * @param {string} log
 * @param {number} eachBytes
 * @returns {Generator<Buffer>}
 */
function* piecesOf(log, eachBytes) {
  const file = openSync(log, 'r');
  try {
    const sizeBytes = statSync(log).size;
    let held = Buffer.alloc(0);
    for (let offset = 0; offset < sizeBytes; ) {
      const block = Buffer.alloc(READ_BYTES);
      const got = readSync(file, block, 0, READ_BYTES, offset);
      offset += got;
      held = Buffer.concat([held, block.subarray(0, got)]);
      for (let end = cutAt(held, eachBytes); end > 0; end = cutAt(held, eachBytes)) {
        yield held.subarray(0, end);
        held = held.subarray(end);
      }
    }
    if (held.length > 0) yield held;
  } finally {
    closeSync(file);
  }
}

/**
 * @param {Buffer} bytes
 * @param {number} eachBytes
 */
function cutAt(bytes, eachBytes) {
  return bytes.length < eachBytes ? 0 : bytes.indexOf(NEWLINE, eachBytes - 1) + 1;
}
