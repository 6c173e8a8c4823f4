/**
 * A Source is one opened log: the only holder of its descriptor or stream. Invariants: a file is opened once; nothing
 * beyond the size that it had at opening is ever read; every byte that is read is counted in `bytesRead`.
 */
import { closeSync, read, readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { LiveText } from './live.ts';
import type { Intake, Pieces } from './pieces.ts';
import { reasonOf } from './reason.ts';

/** Compressed bytes, or bytes of a device, that are read at once. */
const PIECE_SIZE = 128 * 1024;

/** `stream`: anything that can be read only once; its text is decompressed where its first bytes say so. */
export type SourceKind = 'plain' | 'gzip' | 'zstd' | 'stream';

/** What a Source is made of. A plain one (index, path, kind, fd, size) can be rebuilt in another thread. */
export interface SourceParts {
  readonly index: number;
  readonly path: string;
  readonly kind: SourceKind;
  readonly fd?: number | undefined;
  /** Bytes of the file at opening, compressed or not; absent for streams. */
  readonly stored?: number | undefined;
  readonly stream?: Readable | undefined;
  readonly live?: LiveText | undefined;
  readonly range?: { readonly from: number; readonly to: number } | undefined;
  /** Called once at `close` instead of closing the descriptor, where two Sources share one. */
  readonly release?: (() => void) | undefined;
}

export class Source {
  /** Place among the opened logs, in the order of the arguments. */
  readonly index: number;
  /** As typed; joined with the directory's for a member of one. */
  readonly path: string;
  readonly kind: SourceKind;
  readonly fd: number | undefined;
  /** Bytes of the text at opening; known for plain files only. */
  readonly size: number | undefined;
  /** Bytes in the file at opening, compressed or not; undefined for streams. `bytesRead` approaches it. */
  readonly stored: number | undefined;
  /** Any offset can be read: plain regular files. */
  readonly seekable: boolean;
  /** Can be read again from the start through the same descriptor. */
  readonly rereadable: boolean;
  /** Set where it is a live source. */
  readonly live: LiveText | undefined;
  /** `LOG@OFFSET`: the bytes of the one line, its ending included, in the (decompressed) text. */
  range: { readonly from: number; readonly to: number } | undefined;
  /** Bytes read so far, from the descriptor or stream, as they are stored. */
  bytesRead = 0;
  /** The text of a stream, begun once; kept by stream.ts between the sample and the scan. */
  text: Intake | undefined;
  closed = false;
  readonly #stream: Readable | undefined;
  readonly #release: (() => void) | undefined;

  constructor(parts: SourceParts) {
    this.index = parts.index;
    this.path = parts.path;
    this.kind = parts.kind;
    this.fd = parts.fd;
    this.stored = parts.stored;
    this.size = parts.kind === 'plain' ? parts.stored : undefined;
    this.seekable = parts.kind === 'plain';
    this.rereadable = parts.kind !== 'stream';
    this.live = parts.live;
    this.range = parts.range;
    this.#stream = parts.stream;
    this.#release = parts.release;
  }

  /**
   * Fills `into` with the bytes at `offset` of the stored file. Fewer only where the size at opening ends, or where the
   * file became shorter. Throws the system's error.
   */
  readAt(into: Uint8Array, offset: number): number {
    const want = Math.min(into.length, (this.stored ?? 0) - offset);
    let got = 0;
    while (got < want) {
      const count = readSync(this.descriptor(), into, got, want - got, offset + got);
      if (count === 0) break;
      got += count;
    }
    this.bytesRead += got;
    return got;
  }

  /** The bytes as they are stored, from the start; of a stream, from where it is. */
  raw(): Pieces {
    if (this.#stream !== undefined) return this.#streamed(this.#stream);
    return this.stored === undefined ? this.#sequential() : this.#positioned(this.stored);
  }

  /** Lets the file go and stops the stream at once; pending reads end quietly. Safe to call twice. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    // First, for a stream that waits for the source's next word is not destroyed before it comes.
    this.live?.close();
    this.#stream?.destroy();
    if (this.#release !== undefined) this.#release();
    else if (this.fd !== undefined) closeSync(this.fd);
  }

  async *#streamed(stream: Readable): Pieces {
    try {
      for await (const piece of stream) {
        const bytes = typeof piece === 'string' ? Buffer.from(piece) : (piece as Uint8Array);
        this.bytesRead += bytes.length;
        yield bytes;
      }
    } catch (error) {
      return this.closed ? undefined : reasonOf(error);
    }
    return undefined;
  }

  /** Devices and /proc: no size, no position. */
  async *#sequential(): Pieces {
    for (;;) {
      let piece: Uint8Array;
      try {
        piece = await readNext(this.descriptor());
      } catch (error) {
        return this.closed ? undefined : reasonOf(error);
      }
      if (piece.length === 0) return undefined;
      this.bytesRead += piece.length;
      yield piece;
    }
  }

  async *#positioned(stored: number): Pieces {
    for (let offset = 0; offset < stored; ) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE_SIZE, stored - offset));
      let count: number;
      try {
        count = this.readAt(piece, offset);
      } catch (error) {
        return this.closed ? undefined : reasonOf(error);
      }
      if (count === 0) return SHRANK;
      offset += count;
      yield piece.subarray(0, count);
    }
    return undefined;
  }

  private descriptor(): number {
    if (this.fd === undefined || this.closed) throw new Error(`${this.path}: not open`);
    return this.fd;
  }
}

/** Said of a file that has fewer bytes than at opening. */
export const SHRANK = 'the file became shorter while it was read';

function readNext(fd: number): Promise<Uint8Array> {
  const piece = Buffer.allocUnsafe(PIECE_SIZE);
  return new Promise((resolve, reject) => {
    read(fd, piece, 0, piece.length, null, (error, count) => {
      if (error !== null) reject(error);
      else resolve(piece.subarray(0, count));
    });
  });
}
