/**
 * The kernel's contract: pure functions over bytes, Chunk in, Batch out. The scalar kernel is the definition of correct;
 * whatever is faster must give the same batches.
 */
import type { Batch, Chunk, Landing } from '../model/batch.ts';
import type { Reading } from '../model/dialect.ts';
import type { ColumnSpec } from '../model/plan.ts';

/** What a kernel must know of one log to read its lines. */
export interface KernelSpec {
  readonly columns: readonly ColumnSpec[];
  readonly reading: Reading;
  /** Only lines that hold one of these or `\u00` are listed; null lists every line. */
  readonly needles: readonly string[] | null;
  /** The path, as shown, of the log that is read first: for `@source` and for sessions named by a directory. */
  readonly path: string;
  /** Zone of times that name none. */
  readonly logZone: string;
  /** The log is UTF-16: none of its lines is an event. */
  readonly utf16: boolean;
}

export interface Kernel {
  /** Reads a chunk of whole lines. The Batch is valid until the next call. */
  scan(chunk: Chunk, shard: number): Batch;
  /** Reads lines of the log of this path from now on; directories name its sessions exactly where they did before. */
  turnTo(path: string): void;
  /** Room in the kernel's own memory: what lies there is scanned without a copy. A kernel may have none. */
  readonly land?: Landing;
}
