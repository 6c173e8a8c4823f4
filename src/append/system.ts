/**
 * The system calls that writing a log takes, one function each, and nothing else of the room touches a file. Each throws
 * the system's error. They are a record so that tests can let the k-th one fail; nothing else stands between.
 */
import {
  type BigIntStats,
  closeSync,
  fchmodSync,
  fdatasync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';

export interface System {
  readonly open: (path: string, flags: number, mode: number) => number;
  readonly close: (fd: number) => void;
  readonly chmod: (fd: number, mode: number) => void;
  /** Of an open file. */
  readonly status: (fd: number) => BigIntStats;
  /** Of what stands at a path, links not followed; undefined where nothing does. */
  readonly statusAt: (path: string) => BigIntStats | undefined;
  /** Reads one byte at `offset` into `byte`; how many came. */
  readonly readByte: (fd: number, byte: Uint8Array, offset: number) => number;
  /** Appends `bytes[from, to)`; how many the kernel took, which may be fewer. */
  readonly write: (fd: number, bytes: Uint8Array, from: number, to: number) => number;
  readonly truncate: (fd: number, size: number) => void;
  /** Resolves when the file's data is on the disk. */
  readonly sync: (fd: number) => Promise<void>;
  /** Returns when a directory's entries are on the disk. */
  readonly syncDirectory: (path: string) => void;
  readonly makeDirectory: (path: string) => void;
}

const PRIVATE_DIRECTORY = 0o700;

export const SYSTEM: System = Object.freeze({
  open: openSync,
  close: closeSync,
  chmod: fchmodSync,
  status: (fd: number) => fstatSync(fd, { bigint: true }),
  statusAt: (path: string) => lstatSync(path, { bigint: true, throwIfNoEntry: false }),
  readByte: (fd: number, byte: Uint8Array, offset: number) => readSync(fd, byte, 0, 1, offset),
  write: (fd: number, bytes: Uint8Array, from: number, to: number) => writeSync(fd, bytes, from, to - from),
  truncate: ftruncateSync,
  sync: (fd: number) =>
    new Promise<void>((resolve, reject) => {
      fdatasync(fd, (error) => (error === null ? resolve() : reject(error)));
    }),
  syncDirectory: (path: string) => {
    const fd = openSync(path, 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  },
  makeDirectory: (path: string) => {
    mkdirSync(path, { recursive: true, mode: PRIVATE_DIRECTORY });
  },
});
