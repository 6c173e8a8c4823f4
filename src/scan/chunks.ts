/**
 * A log as chunks of whole lines: forward from any log, backward from one that is seekable. Invariants of `forward`:
 * see cut.ts; the bytes are exactly the range [from, to), which the caller cuts at line edges (line.ts). `backward`
 * gives the same lines, last chunk first, each chunk in file order inside.
 *
 * The bytes of a chunk are valid until the next chunk is asked for.
 */
import { fstatSync } from 'node:fs';
import type { Chunk, Landing } from '../model/batch.ts';
import { readBlock } from './block.ts';
import { apart, breather, Cutter } from './cut.ts';
import { fileFeed, textFeed } from './feed.ts';
import { SHRANK, type Source } from './source.ts';

const NEWLINE = 10;
const NOTHING: Uint8Array = Buffer.alloc(0);

/** Bytes read at once from the end, at most: whoever begins there wants little. */
const BACKWARD_SIZE = 256 * 1024;

export interface ScanOptions {
  /** Offsets in the text, in bytes; default the source's range, else all of it. */
  readonly from?: number;
  readonly to?: number;
  /** Bytes read at once, 1 or more. */
  readonly chunkSize: number;
  /** A line whose content, without its ending, has more bytes than this stands alone as an `overlong` chunk. */
  readonly maxLine: number;
  /** False: `line` is -1 and newlines are not counted, for a reader that counts them itself. Default true. */
  readonly countLines?: boolean;
  /** Where bytes are put, to be scanned there without a copy; default memory of the scan's own. */
  readonly land?: Landing | undefined;
  /** The text ended early, at this offset, or something behind it was ignored; `why` is in plain words. */
  readonly onTruncated?: (offset: number, why: string) => void;
}

/**
 * Chunks from the first line to the last, exactly one of them `final` (empty where the log ended with the chunk
 * before, which a stream tells late). Leaving early stops a stream at once; a stream that was closed from outside just
 * ends, perhaps inside a line. A stream is scanned once, by one reader.
 */
export async function* forward(source: Source, options: ScanOptions): AsyncGenerator<Chunk, void, undefined> {
  const breathe = breather();
  if (source.seekable) {
    for (const chunk of forwardFile(source, options)) {
      yield chunk;
      await breathe();
    }
    return;
  }
  const { from, to } = boundsOf(source, options);
  const feed = textFeed(source, from, to);
  const cutter = cutterFor(options, from, options.chunkSize);
  try {
    while (cutter.ended === undefined) {
      await breathe();
      const count = await feed.read(cutter.room());
      yield* cutter.take(count, feed.atEnd());
    }
    const why = feed.why();
    if (why !== undefined) options.onTruncated?.(cutter.ended, why);
  } finally {
    feed.close();
  }
}

/** The same of a seekable source, without a breath between chunks: its reader must see to the event loop. */
export function* forwardFile(source: Source, options: ScanOptions): Generator<Chunk, void, undefined> {
  const { from, to } = boundsOf(source, options);
  const end = to ?? source.size ?? 0;
  const feed = fileFeed(source, from, end);
  // A small log needs no large buffer.
  const cutter = cutterFor(options, from, Math.max(1, Math.min(options.chunkSize, end - from)));
  while (cutter.ended === undefined) {
    const count = feed.read(cutter.room());
    yield* cutter.take(count, feed.atEnd());
  }
  const why = feed.why();
  if (why !== undefined) options.onTruncated?.(cutter.ended, why);
}

function boundsOf({ range }: Source, { from, to }: ScanOptions): { from: number; to: number | undefined } {
  return { from: from ?? range?.from ?? 0, to: to ?? range?.to };
}

function cutterFor(options: ScanOptions, base: number, chunkSize: number): Cutter {
  const { maxLine, land, countLines = true } = options;
  return new Cutter({ base, chunkSize, maxLine, countLines, land });
}

/**
 * Chunks from the last line to the first, `line` -1, none for an empty range. Reads only what is pulled. For seekable
 * sources. Where the file became shorter, the line that lost its beginning is given as it is and the scan goes on from
 * the new end.
 */
export async function* backward(
  source: Source,
  options: ScanOptions,
): AsyncGenerator<Chunk, void, undefined> {
  const { maxLine } = options;
  const chunkSize = Math.min(options.chunkSize, BACKWARD_SIZE);
  const from = options.from ?? source.range?.from ?? 0;
  const breathe = breather();
  let start = options.to ?? source.range?.to ?? source.size ?? 0;
  let final = true;
  // The bytes from `start` on that are not given yet stand at the end of the buffer. Of a line that is too long, and
  // whose beginning is not found yet, only the number is kept.
  let buffer: Buffer = Buffer.allocUnsafeSlow(chunkSize);
  let held = 0;
  let skipped = 0;

  while (start > from) {
    await breathe();
    const size = Math.min(chunkSize, start - from);
    if (held + size > buffer.length) buffer = widened(buffer, held, size);
    const room = buffer.length - held;
    const { count, why } = readBlock(source, buffer.subarray(room - size, room), start - size);
    if (count < size) {
      yield* rest(buffer.subarray(room), { base: start, final, skipped, maxLine });
      const to = Math.min(start - size + count, sizeNow(source));
      options.onTruncated?.(to, why);
      if (why === SHRANK) yield* backward(source, { ...options, from, to });
      return;
    }
    start -= size;
    held += size;
    let fresh = size;
    if (skipped > 0) {
      const kept = buffer.subarray(buffer.length - held).lastIndexOf(NEWLINE) + 1;
      skipped += held - kept;
      if (kept > 0) {
        yield { bytes: NOTHING, base: start + kept, line: -1, final, overlong: skipped };
        final = false;
        skipped = 0;
        buffer.copyWithin(buffer.length - kept, buffer.length - held, buffer.length - held + kept);
      }
      held = kept;
      fresh = kept;
    }
    const head = buffer.length - held;
    // A newline that ends the last held line begins no line of its own.
    const edge = buffer.subarray(head, Math.min(head + fresh, buffer.length - 1)).indexOf(NEWLINE) + 1;
    if (edge > 0) {
      yield* rest(buffer.subarray(head + edge), { base: start + edge, final, skipped, maxLine });
      final = false;
      buffer.copyWithin(buffer.length - edge, head, head + edge);
      held = edge;
    }
    if (held > maxLine + 2) {
      skipped = held;
      held = 0;
    }
  }
  yield* rest(buffer.subarray(buffer.length - held), { base: start, final, skipped, maxLine });
}

interface Rest {
  readonly base: number;
  readonly final: boolean;
  readonly skipped: number;
  readonly maxLine: number;
}

/** The held lines, last part first; nothing where nothing is held. */
function* rest(bytes: Uint8Array, { base, final, skipped, maxLine }: Rest): Generator<Chunk> {
  if (skipped > 0) yield { bytes: NOTHING, base, line: -1, final, overlong: skipped };
  else if (bytes.length > 0) yield* apart({ bytes, base, line: -1, final }, maxLine).toReversed();
}

function widened(buffer: Buffer, held: number, size: number): Buffer {
  const wider = Buffer.allocUnsafeSlow(Math.max(2 * held, held + size));
  buffer.copy(wider, wider.length - held, buffer.length - held);
  return wider;
}

function sizeNow(source: Source): number {
  return source.fd === undefined ? 0 : fstatSync(source.fd).size;
}
