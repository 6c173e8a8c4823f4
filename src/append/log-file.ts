/**
 * The log as an open file: opening and making it, and whether its path still leads to it.
 *
 * Invariants: only a regular file is ever opened, and no link in its place is followed; a log that is made here has mode
 * 0600 whatever the umask; an existing log's mode is left as it is.
 */
import { type BigIntStats, constants } from 'node:fs';
import { dirname } from 'node:path';
import type { System } from './system.ts';

const PRIVATE = 0o600;
const PERMISSIONS = 0o777n;
const TRIES = 100;

/** Windows has neither of the last two. Nothing waits: a pipe that slips in is seen by its status. */
const FLAGS =
  constants.O_RDWR | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export interface LogFile {
  readonly fd: number;
  readonly device: bigint;
  readonly inode: bigint;
}

export interface OpenOptions {
  readonly system: System;
  readonly makeDirectories: boolean;
  /** The name of a log that is made here must outlive the machine. */
  readonly onDisk: boolean;
}

/** Why something in the log's place is no log, in words that follow its name. */
export class NoLog extends Error {}

/** Opens the log, or makes it. Throws NoLog, or the system's error. */
export function openLog(path: string, options: OpenOptions): LogFile {
  const { system, makeDirectories } = options;
  if (makeDirectories) system.makeDirectory(dirname(path));
  for (let tries = 1; ; tries++) {
    const there = system.statusAt(path);
    try {
      return there === undefined ? made(path, options) : existing(path, there, system);
    } catch (error) {
      // Another process made it, or took it away, between the look and the opening.
      const code = (error as NodeJS.ErrnoException).code;
      const raced = there === undefined ? code === 'EEXIST' : code === 'ENOENT';
      if (!raced || tries === TRIES) throw error;
    }
  }
}

/** Whether the log's path still leads to this file: false after a rotation. Throws NoLog where a link stands there now. */
export function isInPlace(path: string, file: LogFile, system: System): boolean {
  const there = system.statusAt(path);
  if (there === undefined) return false;
  if (!there.isFile()) throw new NoLog(kindOf(there));
  return there.ino === file.inode && there.dev === file.device;
}

function made(path: string, { system, onDisk }: OpenOptions): LogFile {
  const fd = system.open(path, FLAGS | constants.O_CREAT | constants.O_EXCL, PRIVATE);
  return guarded(fd, system, () => {
    const status = system.status(fd);
    if ((status.mode & PERMISSIONS) !== BigInt(PRIVATE)) system.chmod(fd, PRIVATE);
    if (onDisk) system.syncDirectory(dirname(path));
    return fileOf(fd, status);
  });
}

function existing(path: string, there: BigIntStats, system: System): LogFile {
  if (!there.isFile()) throw new NoLog(kindOf(there));
  const fd = system.open(path, FLAGS, 0);
  return guarded(fd, system, () => {
    const status = system.status(fd);
    if (!status.isFile()) throw new NoLog(kindOf(status));
    return fileOf(fd, status);
  });
}

/** What `make` gives; where it throws, the descriptor is closed. */
function guarded(fd: number, system: System, make: () => LogFile): LogFile {
  try {
    return make();
  } catch (error) {
    system.close(fd);
    throw error;
  }
}

function fileOf(fd: number, { dev, ino }: BigIntStats): LogFile {
  return { fd, device: dev, inode: ino };
}

function kindOf(status: BigIntStats): string {
  if (status.isSymbolicLink()) return 'is a symbolic link';
  if (status.isFIFO()) return 'is a pipe';
  if (status.isDirectory()) return 'is a directory';
  if (status.isSocket()) return 'is a socket';
  return 'is a device';
}
