/**
 * Bytes → chunks of whole lines. Invariants: the chunks' bytes, an overlong line counted by its size, are exactly the
 * bytes that were fed, in order; no line is split; the last chunk, and no other, is `final` (it may be empty); memory
 * is bounded by the greater of chunk size and longest line; every byte is searched for a newline once.
 *
 * A chunk's bytes are a view of one buffer that is filled anew: they are valid until the next chunk is asked for.
 */
import { setImmediate } from 'node:timers/promises';
import type { Chunk, Landing } from '../model/batch.ts';

const NEWLINE = 10;
const RETURN = 13;
const BREATH_MS = 8;
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
  /** Else `line` is -1. */
  readonly countLines: boolean;
  /** Where bytes are put; default memory of its own. */
  readonly land?: Landing | undefined;
}

/** Cuts what is put into its room. Each `take` follows a `room`. */
export class Cutter {
  /** The offset where the bytes ended, once they have. */
  ended: number | undefined;
  private readonly options: CutOptions;
  private readonly land: Landing;
  /** An unfinished line of this many bytes is too long whatever ending follows. */
  private readonly over: number;
  /** Bytes in the buffer, how many of them are given, how many are searched. */
  private length = 0;
  private given = 0;
  private searched = 0;
  /** Bytes so far of a line that is too long; they are not kept. */
  private skipped = 0;
  private base: number;
  private line: number;

  constructor(options: CutOptions) {
    this.options = options;
    this.land = options.land ?? ownMemory();
    this.over = options.maxLine + 2;
    this.base = options.base;
    this.line = options.countLines ? 0 : -1;
  }

  /** Where the next bytes go. Chunks that were taken are no longer valid. */
  room(): Buffer {
    const { chunkSize } = this.options;
    const buffer = this.land(Math.max(chunkSize, this.length));
    if (this.given > 0) {
      buffer.copyWithin(0, this.given, this.length);
      this.length -= this.given;
      this.searched -= this.given;
      this.given = 0;
    }
    if (this.length >= this.over) {
      this.skipped = this.length;
      this.length = 0;
      this.searched = 0;
    }
    if (this.length < chunkSize) return buffer.subarray(this.length, chunkSize);
    const wider = Math.min(2 * this.length, Math.max(this.over, chunkSize));
    return this.land(wider).subarray(this.length, wider);
  }

  /** Takes the `count` bytes that were put into the room, 0 where they have ended; `last`: nothing follows them. */
  *take(count: number, last: boolean): Generator<Chunk, void, undefined> {
    if (this.skipped > 0) yield* this.skip(count, last);
    else if (count === 0) yield this.rest();
    else {
      this.length += count;
      yield* this.whole(last);
    }
  }

  /** The whole lines that are not given yet. */
  private *whole(last: boolean): Generator<Chunk, void, undefined> {
    const { base, line, given, searched, length } = this;
    const { maxLine, countLines } = this.options;
    const held = this.land(length);
    const edge = searched + held.subarray(searched, length).lastIndexOf(NEWLINE) + 1;
    this.searched = length;
    if (edge === searched) return;
    const bytes = held.subarray(given, edge);
    const final = edge === length && last;
    this.given = edge;
    this.base += edge - given;
    if (countLines) this.line += countNewlines(bytes);
    if (final) this.ended = this.base;
    if (bytes.length <= maxLine) {
      yield { bytes, base, line, final };
      return;
    }
    const parts = apart({ bytes, base, line, final }, maxLine).map(
      (part) => [part, part.bytes.length] as const,
    );
    for (const [part, size] of parts) {
      // The memory may have moved while the part before was read.
      const from = given + part.base - base;
      yield { ...part, bytes: this.land(length).subarray(from, from + size) };
    }
  }

  /** What is left of a line that is too long, and the whole lines behind it. */
  private *skip(count: number, last: boolean): Generator<Chunk, void, undefined> {
    const { base, line } = this;
    const stop = this.land(count).subarray(0, count).indexOf(NEWLINE) + 1;
    this.skipped += stop > 0 ? stop : count;
    if (stop === 0 && count > 0) return;
    const overlong = this.skipped;
    const final = count === 0 || (stop === count && last);
    this.base += overlong;
    this.skipped = 0;
    this.length = count;
    this.given = stop;
    this.searched = stop;
    if (final) this.ended = this.base;
    if (this.options.countLines) this.line += 1;
    yield { bytes: NOTHING, base, line, final, overlong };
    if (!final) yield* this.whole(last);
  }

  /** What stands behind the last newline, perhaps nothing. */
  private rest(): Chunk {
    const { base, line, length } = this;
    this.ended = base + length;
    const last = { bytes: this.land(length).subarray(0, length), base, line, final: true };
    return length > this.options.maxLine ? { ...last, bytes: NOTHING, overlong: length } : last;
  }
}

function ownMemory(): Landing {
  let buffer: Buffer = Buffer.alloc(0);
  return (size) => {
    if (size > buffer.length) {
      const wider = Buffer.allocUnsafeSlow(size);
      buffer.copy(wider);
      buffer = wider;
    }
    return buffer;
  };
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
