/**
 * The text of a log as pieces: decompressed where it is compressed, given back where a sample was taken. Invariants: a
 * stream is begun once, and what its sample read comes again first; memory is bounded by backpressure, for nothing is
 * decompressed before it is asked for.
 */
import { readBlock } from './block.ts';
import { gunzip } from './gzip.ts';
import { compressionOf, MAGIC_SIZE, mayBeCompressed } from './magic.ts';
import { type Intake, intakeOf, type Pieces } from './pieces.ts';
import type { Source } from './source.ts';
import { unzstd } from './zstd.ts';

const NEWLINE = 10;
const LATE = Symbol('late');

/** Bytes of a file that its sample begins with. */
const SAMPLE_STEP = 64 * 1024;

/** The text from its start; of a stream, from where its reader is. The reader closes it. */
export function textOf(source: Source): Intake {
  if (source.closed) throw new Error(`${source.path}: read after close`);
  if (source.rereadable) return intakeOf(decoded(source));
  source.text ??= intakeOf(decoded(source));
  return source.text;
}

export interface SampleLimits {
  readonly lines: number;
  readonly bytes: number;
  /** Milliseconds that a stream is waited for. */
  readonly ms: number;
}

/**
 * The first whole lines, whatever limit comes first, without consuming them (cli.md, Logs). Empty where the first line
 * is longer than the limit or nothing came in time. A last line without newline counts where the text ends there.
 */
export async function sample(source: Source, limits: SampleLimits): Promise<Uint8Array> {
  if (source.seekable) return sampleFile(source, limits);
  const text = textOf(source);
  const deadline = source.rereadable ? Number.POSITIVE_INFINITY : performance.now() + limits.ms;
  const taken: Uint8Array[] = [];
  let size = 0;
  let lines = 0;
  let ended = false;
  while (size <= limits.bytes && lines < limits.lines) {
    if ((await before(deadline, text.ready())) === LATE) break;
    const piece = await text.piece();
    if (piece === undefined) {
      ended = true;
      break;
    }
    taken.push(piece);
    size += piece.length;
    lines += countNewlines(piece);
  }
  if (source.rereadable) text.close();
  else for (const piece of taken.toReversed()) text.unread(piece);
  return wholeLines(Buffer.concat(taken), limits, ended);
}

/** The first line of a plain file; undefined where it is not finished and no JSON text, or too long to tell. */
export function firstLineOf(source: Source): Uint8Array | undefined {
  const line = sampleFile(source, { lines: 1, bytes: 16 * 2 ** 20, ms: 0 });
  return line.at(-1) === NEWLINE || isJson(line) ? line : undefined;
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(bytes));
    return true;
  } catch {
    return false;
  }
}

/** The same of a plain file, read at once. */
function sampleFile(source: Source, limits: SampleLimits): Uint8Array {
  const { size: whole = 0 } = source;
  let size = 0;
  let lines = 0;
  let ended = false;
  while (!ended && size <= limits.bytes && lines < limits.lines) {
    const room = samplingRoom(size + SAMPLE_STEP).subarray(size, Math.min(size + SAMPLE_STEP, whole));
    const { count } = room.length === 0 ? { count: 0 } : readBlock(source, room, size);
    lines += countNewlines(room.subarray(0, count));
    size += count;
    ended = count === 0 || size === whole;
  }
  // A copy, for others may take samples before this one is looked at.
  return Buffer.from(wholeLines(samplingRoom(size).subarray(0, size), limits, ended));
}

let sampling: Buffer = Buffer.alloc(0);

/** Memory that all samples of files use, for thousands of logs are sampled one after the other. */
function samplingRoom(size: number): Buffer {
  if (size > sampling.length) {
    const wider = Buffer.allocUnsafeSlow(2 * size);
    sampling.copy(wider);
    sampling = wider;
  }
  return sampling;
}

async function* decoded(source: Source): Pieces {
  const raw = intakeOf(source.raw());
  try {
    const kind = source.kind === 'stream' ? await compressionAhead(raw) : source.kind;
    if (kind === 'gzip') return yield* gunzip(raw);
    if (kind === 'zstd') return yield* unzstd(raw);
    for (let piece = await raw.piece(); piece !== undefined; piece = await raw.piece()) yield piece;
    return raw.why();
  } finally {
    raw.close();
  }
}

async function compressionAhead(raw: Intake): Promise<'gzip' | 'zstd' | undefined> {
  const first = await raw.take(1);
  const head = mayBeCompressed(first[0]) ? Buffer.concat([first, await raw.take(MAGIC_SIZE - 1)]) : first;
  raw.unread(head);
  return compressionOf(head);
}

async function before<T>(deadline: number, promise: Promise<T>): Promise<T | typeof LATE> {
  if (deadline === Number.POSITIVE_INFINITY) return promise;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, deadline - performance.now()), LATE);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function countNewlines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

function wholeLines(bytes: Buffer, limits: SampleLimits, ended: boolean): Uint8Array {
  let end = 0;
  for (let line = 0; line < limits.lines && end < bytes.length; line += 1) {
    const newline = bytes.indexOf(NEWLINE, end);
    if (newline < 0 && !ended) break;
    const next = newline < 0 ? bytes.length : newline + 1;
    if (next > limits.bytes) break;
    end = next;
  }
  return bytes.subarray(0, end);
}
