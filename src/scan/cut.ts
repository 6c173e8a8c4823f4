/**
 * Bytes → chunks of whole lines. Invariants: the chunks' bytes, an overlong line counted by its size, are exactly the
 * bytes that were fed, in order; no line is split; the last chunk, and no other, is `final` (it may be empty); memory
 * is bounded by the greater of chunk size and longest line; every byte is searched for a newline once.
 *
 * A chunk's bytes are a view of one buffer that is filled anew: they are valid until the next chunk is asked for.
 */
import { setImmediate } from 'node:timers/promises';
import type { Chunk } from '../model/batch.ts';

const NEWLINE = 10;
const RETURN = 13;
const BREATH_MS = 30;
const NOTHING: Uint8Array = Buffer.alloc(0);

/** Where the bytes come from. */
export interface Feed {
  /** Fills some of `into`; 0 at the end. */
  read(into: Uint8Array): number | Promise<number>;
  /** True only where it is known that nothing follows. */
  atEnd(): boolean;
}

export interface CutOptions {
  /** Offset of the first byte that is fed. */
  readonly base: number;
  readonly chunkSize: number;
  readonly maxLine: number;
  readonly countLines: boolean;
}

/** Chunks of whole lines; `line` is -1 where lines are not counted. Returns the offset where the bytes ended. */
export async function* cut(feed: Feed, options: CutOptions): AsyncGenerator<Chunk, number, undefined> {
  const { chunkSize, maxLine, countLines } = options;
  // An unfinished line of this many bytes is too long whatever ending follows.
  const over = maxLine + 2;
  const breathe = breather();
  let buffer = Buffer.allocUnsafeSlow(chunkSize);
  let length = 0;
  let searched = 0;
  let base = options.base;
  let line = countLines ? 0 : -1;

  for (;;) {
    const edge = searched + buffer.subarray(searched, length).lastIndexOf(NEWLINE) + 1;
    if (edge > searched) {
      const final = edge === length && feed.atEnd();
      for (const chunk of apart({ bytes: buffer.subarray(0, edge), base, line, final }, maxLine)) yield chunk;
      if (countLines) line += countNewlines(buffer.subarray(0, edge));
      if (final) return base + edge;
      buffer.copyWithin(0, edge, length);
      base += edge;
      length -= edge;
    }
    searched = length;

    if (length >= over) {
      let size = length;
      let stop = 0;
      do {
        await breathe();
        length = await feed.read(buffer);
        stop = buffer.subarray(0, length).indexOf(NEWLINE) + 1;
        size += stop > 0 ? stop : length;
      } while (stop === 0 && length > 0);
      const final = stop === 0 || (stop === length && feed.atEnd());
      yield { bytes: NOTHING, base, line, final, overlong: size };
      base += size;
      if (final) return base;
      if (countLines) line += 1;
      buffer.copyWithin(0, stop, length);
      length -= stop;
      searched = 0;
      continue;
    }

    if (length === buffer.length) {
      const wider = Buffer.allocUnsafeSlow(
        Math.min(Math.max(2 * length, chunkSize), Math.max(over, chunkSize)),
      );
      buffer.copy(wider);
      buffer = wider;
    }
    await breathe();
    const count = await feed.read(buffer.subarray(length, length < chunkSize ? chunkSize : buffer.length));
    if (count === 0) {
      const last = { bytes: buffer.subarray(0, length), base, line, final: true };
      yield length > maxLine ? { ...last, bytes: NOTHING, overlong: length } : last;
      return base + length;
    }
    length += count;
  }
}

/** The same lines with those that are over the limit in chunks of their own; only the last part keeps `final`. */
export function apart(chunk: Chunk, maxLine: number): readonly Chunk[] {
  const { bytes, base } = chunk;
  if (bytes.length <= maxLine) return [chunk];
  const parts: Chunk[] = [];
  let { line } = chunk;
  let from = 0;
  let fromLine = line;
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start);
    const next = newline < 0 ? bytes.length : newline + 1;
    const end = newline < 0 ? next : newline > start && bytes[newline - 1] === RETURN ? newline - 1 : newline;
    const after = line < 0 ? line : line + 1;
    if (end - start > maxLine) {
      const before = bytes.subarray(from, start);
      if (before.length > 0) parts.push({ bytes: before, base: base + from, line: fromLine, final: false });
      parts.push({ bytes: NOTHING, base: base + start, line, final: false, overlong: next - start });
      from = next;
      fromLine = after;
    }
    line = after;
    start = next;
  }
  if (from < bytes.length)
    parts.push({ bytes: bytes.subarray(from), base: base + from, line: fromLine, final: false });
  const last = parts.pop();
  return last === undefined ? [chunk] : [...parts, { ...last, final: chunk.final }];
}

/** Waits for the event loop when the last wait is long past, so that signals and timers are heard. */
export function breather(): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < BREATH_MS) return undefined;
    return setImmediate().then(() => {
      last = performance.now();
    });
  };
}

function countNewlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}
