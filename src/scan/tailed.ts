/**
 * One followed file, held by its descriptor whatever its name leads to meanwhile. Invariants: every whole line is given
 * once and in order; what stands behind the last newline is kept back until its newline comes or the file is over;
 * before more is read, the bytes read last are compared with what stands in their place now, so that a file that was cut
 * or written anew is noticed even where it is longer than before.
 */
import { createHash } from 'node:crypto';
import { fstatSync, readSync } from 'node:fs';
import type { Chunk } from '../model/batch.ts';
import type { FilePosition, ResetReason } from '../model/follow.ts';
import { Cutter } from './cut.ts';
import { lineAround } from './line.ts';
import { Source } from './source.ts';

/** Bytes before the place of reading that are compared each time, and that a position is checked by. */
const TRACE_SIZE = 256;
const CHECK_SIZE = 4096;
/** Longer than the ticks of the clock that dates changes. */
const TICK_MS = 50;
/** Room for what is appended between two looks, most times. */
const SMALL_READ = 64 * 1024;

export interface TailOptions {
  /** Bytes read at once, at most. */
  readonly chunkSize: number;
  readonly maxLine: number;
}

/** What is found where a file does not go on as it was read: why, and from where it is read on. */
export interface Break {
  readonly reason: Exclude<ResetReason, 'rotated'>;
  /** The offset that was read up to. */
  readonly readTo: number;
  readonly from: number;
}

/** How far a file was read, and its last bytes before that; where the next line begins. */
interface Place {
  readonly offset: number;
  readonly line: number;
  readonly readTo: number;
  readonly trace: Buffer;
}

export class Tailed {
  /** Device and inode: what the file is, whatever it is called. */
  readonly id: string;
  readonly source: Source;
  /** Where the next line to be given begins. */
  offset = 0;
  /** Lines before `offset`; -1 where they were not counted. */
  line = 0;
  /** When it last grew, in milliseconds of the monotonic clock. */
  grewMs: number = performance.now();
  private readonly options: TailOptions;
  private cutter: Cutter | undefined;
  private cutLine = 0;
  /** Bytes before this offset have been read; those from `offset` on are held. */
  private readTo = 0;
  private size = 0;
  private changedMs = Number.NaN;
  private head: Buffer = Buffer.alloc(0);
  private trace: Buffer = Buffer.alloc(0);
  /** Before it was last cut. */
  private before: Place | undefined;
  private checked: { readonly offset: number; readonly check: FilePosition['check'] } | undefined;

  /** Takes over an opened plain file; `close` closes it. */
  constructor(source: Source, options: TailOptions) {
    this.source = source;
    this.options = options;
    const { dev, ino } = fstatSync(this.fd, { bigint: true });
    this.id = `${dev}:${ino}`;
  }

  /** Begins at an offset where a line begins, `line` lines from the file's head, -1 where that is not known. */
  seek(offset: number, line: number): void {
    this.cutter = undefined;
    this.offset = offset;
    this.readTo = offset;
    this.line = line;
    this.trace = this.bytesBefore(offset, TRACE_SIZE);
    this.head = this.at(0, Math.min(TRACE_SIZE, offset));
  }

  /** How the file does not go on as it was read, or undefined where it does. Throws the system's error. */
  broken(): Break | undefined {
    const { size, mtimeMs } = fstatSync(this.fd);
    const same = size === this.size && mtimeMs === this.changedMs;
    this.size = size;
    // The system's clock ticks slowly: what changes right after a look may bear the same time.
    this.changedMs = Date.now() - mtimeMs > TICK_MS ? mtimeMs : Number.NaN;
    if (same) return undefined;
    const { readTo } = this;
    const shrunk = size < readTo;
    if (!shrunk && this.trace.equals(this.bytesBefore(readTo, this.trace.length))) return undefined;
    this.changedMs = Number.NaN;
    this.before = this.place();
    const kept = Math.min(size, this.head.length);
    const cutBack = shrunk && kept > 0 && this.at(0, kept).equals(this.head.subarray(0, kept));
    return { reason: shrunk ? 'truncated' : 'rewritten', readTo, from: cutBack ? this.lineAt(size) : 0 };
  }

  /** Bytes that stand there and were not read when `broken` was last asked. */
  get ahead(): number {
    return Math.max(0, this.size - this.readTo);
  }

  /** An unfinished line is held back. */
  get holds(): boolean {
    return this.readTo > this.offset;
  }

  /** The whole lines that have come, up to the size that `broken` saw. Throws the system's error. */
  *read(): Generator<Chunk, void, undefined> {
    while (this.readTo < this.size) {
      const cutter = this.cutterFor(this.size - this.readTo);
      const room = cutter.room();
      const want = Math.min(room.length, this.size - this.readTo);
      const count = readSync(this.fd, room, 0, want, this.readTo);
      if (count === 0) return;
      this.grewMs = performance.now();
      this.remember(room.subarray(0, count));
      this.readTo += count;
      this.source.bytesRead += count;
      yield* this.given(cutter.take(count, false));
    }
  }

  /** What is held back of a line that will not be finished, as the log's last chunk. */
  *end(): Generator<Chunk, void, undefined> {
    if (!this.cutter || !this.holds) return;
    this.cutter.room();
    yield* this.given(this.cutter.take(0, true));
  }

  /** What is held back is a JSON text that nothing can be added to: it lacks no more than its newline. */
  holdsWhole(): boolean {
    if (!this.holds) return false;
    try {
      const text = this.at(this.offset, this.readTo - this.offset).toString();
      return typeof JSON.parse(text) === 'object' && text.trim() !== 'null';
    } catch {
      return false;
    }
  }

  /** The file as it is up to its last newline, or up to `to`, as a log that does not grow. It need not be closed. */
  asLog(index: number, to?: number): Source {
    const stored = to ?? this.lineAt(fstatSync(this.fd).size);
    return new Source({
      ...{ index, path: this.source.path, kind: 'plain', fd: this.fd, stored },
      release: () => undefined,
    });
  }

  /** The place before which everything was handed on. */
  position(path: string, offset: number, line: number): FilePosition {
    if (this.checked?.offset !== offset) this.checked = { offset, check: this.checkOf(offset) };
    return { path, id: this.id, offset, ...(line < 0 ? {} : { line }), check: this.checked.check };
  }

  /** The file's bytes before the position are the ones that were read then. */
  agrees({ offset, check }: Pick<FilePosition, 'offset' | 'check'>): boolean {
    if (fstatSync(this.fd).size < offset) return false;
    const now = this.checkOf(offset);
    return now.size === check.size && now.hash === check.hash;
  }

  /** Where a copy of this file, as it is or as it was before it was cut, is to be read on; undefined where it is none. */
  placeIn(copy: Tailed): { readonly offset: number; readonly line: number } | undefined {
    const places = [this.place(), ...(this.before ? [this.before] : [])];
    return places.find(
      ({ readTo, trace }) => trace.length > 0 && trace.equals(copy.bytesBefore(readTo, trace.length)),
    );
  }

  /** Its size as it is now, in bytes. */
  get sizeNow(): number {
    return fstatSync(this.fd).size;
  }

  /** When its content was last changed, in milliseconds since the epoch. */
  get changed(): number {
    return fstatSync(this.fd).mtimeMs;
  }

  /** Nobody has a name for it any more. */
  get deleted(): boolean {
    return fstatSync(this.fd).nlink === 0;
  }

  close(): void {
    this.source.close();
  }

  private get fd(): number {
    const { fd } = this.source;
    if (fd === undefined) throw new Error(`${this.source.path}: not a plain file`);
    return fd;
  }

  private place(): Place {
    const { offset, line, readTo, trace } = this;
    return { offset, line, readTo, trace };
  }

  private *given(chunks: Iterable<Chunk>): Generator<Chunk, void, undefined> {
    for (const chunk of chunks) {
      this.offset = chunk.base + (chunk.overlong ?? chunk.bytes.length);
      const line = this.cutLine < 0 ? -1 : this.cutLine + chunk.line;
      if (line >= 0) this.line = line + linesIn(chunk);
      yield { ...chunk, line };
    }
    if (!this.holds) this.cutter = undefined;
  }

  private cutterFor(ahead: number): Cutter {
    if (this.cutter) return this.cutter;
    const { chunkSize, maxLine } = this.options;
    this.cutLine = this.line;
    this.cutter = new Cutter({
      base: this.readTo,
      chunkSize: Math.max(1, Math.min(chunkSize, Math.max(ahead, SMALL_READ))),
      maxLine,
      countLines: true,
    });
    return this.cutter;
  }

  private remember(bytes: Buffer): void {
    const tail = bytes.subarray(Math.max(0, bytes.length - TRACE_SIZE));
    this.trace = Buffer.concat([this.trace, tail]);
    if (this.trace.length > TRACE_SIZE) this.trace = this.trace.subarray(this.trace.length - TRACE_SIZE);
    if (this.head.length < TRACE_SIZE && this.head.length === this.readTo)
      this.head = Buffer.concat([this.head, bytes.subarray(0, TRACE_SIZE - this.head.length)]);
  }

  private checkOf(offset: number): FilePosition['check'] {
    const bytes = this.bytesBefore(offset, CHECK_SIZE);
    return { size: bytes.length, hash: createHash('sha256').update(bytes).digest('hex') };
  }

  private bytesBefore(offset: number, most: number): Buffer {
    const from = Math.max(0, offset - most);
    return this.at(from, offset - from);
  }

  /** Up to `size` bytes at the offset, fewer where the file ends. */
  private at(offset: number, size: number): Buffer {
    const bytes = Buffer.alloc(size);
    let got = 0;
    while (got < size) {
      const count = readSync(this.fd, bytes, got, size - got, offset + got);
      if (count === 0) break;
      got += count;
    }
    return bytes.subarray(0, got);
  }

  /** Where the last line that ends before `size`, or is unfinished there, begins. */
  private lineAt(size: number): number {
    const { fd } = this;
    const whole = { index: 0, path: '', kind: 'plain', fd, stored: size, release: () => undefined } as const;
    return size === 0 ? 0 : lineAround(new Source(whole), size).from;
  }
}

function linesIn({ bytes, overlong }: Chunk): number {
  if (overlong !== undefined) return 1;
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}
