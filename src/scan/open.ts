/**
 * One target → one Source. Invariants: one `open` a file, which never waits (a FIFO without a writer opens at once and
 * is waited for where it is read); size and kind are those of the opened file, whatever its name led to before.
 */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { liveStream, type OpenLive } from './live.ts';
import { compressionOf, MAGIC_SIZE } from './magic.ts';
import { reasonOf } from './reason.ts';
import { Source } from './source.ts';
import type { Target } from './target.ts';

/** Windows has neither flag. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** A descriptor and how many Sources use it: two citations of one file share it. */
interface Share {
  readonly fd: number;
  users: number;
}

/** Opened files that are still in use, by target key. */
export type Shares = Map<string, Share>;

export interface Place {
  readonly index: number;
  readonly stdin: Readable;
  readonly shares: Shares;
  /** Opens live sources, where one is named. */
  readonly live?: OpenLive | undefined;
}

/** The open Source, or why it could not be opened, in plain words. */
export function openTarget(target: Target, place: Place): Source | string {
  const { index } = place;
  const { path } = target;
  try {
    switch (target.kind) {
      case 'stdin':
        if (isDirectory(place.stdin)) return 'it is a directory';
        return new Source({ index, path, kind: 'stream', stream: place.stdin });
      case 'descriptor':
        return new Source({ index, path, kind: 'stream', stream: pipeStream(target.fd) });
      case 'live': {
        if (!place.live) return 'live sources are not read here';
        const live = place.live(target.url, path);
        return new Source({ index, path, kind: 'stream', stream: liveStream(live), live });
      }
      case 'path':
        return openPath(target, place);
    }
  } catch (error) {
    return reasonOf(error);
  }
}

function openPath(target: Target & { kind: 'path' }, { index, shares }: Place): Source {
  const { path, key } = target;
  const share = shares.get(key) ?? { fd: openSync(target.open, FLAGS), users: 0 };
  const { fd } = share;
  const release = (): void => {
    share.users -= 1;
    if (share.users > 0) return;
    shares.delete(key);
    closeSync(fd);
  };
  share.users += 1;
  shares.set(key, share);
  try {
    const status = fstatSync(fd);
    if (status.isFIFO()) {
      shares.delete(key);
      return new Source({ index, path, kind: 'stream', stream: pipeStream(fd) });
    }
    const head = Buffer.alloc(MAGIC_SIZE);
    const count = status.isFile() ? readSync(fd, head, 0, MAGIC_SIZE, 0) : 0;
    if (!status.isFile() || hidesSize(fd, status, count))
      return new Source({ index, path, kind: 'stream', fd, release });
    const kind = compressionOf(head.subarray(0, Math.min(count, status.size))) ?? 'plain';
    const source = new Source({ index, path, kind, fd, stored: status.size, release });
    source.bytesRead += count;
    return source;
  } catch (error) {
    release();
    throw error;
  }
}

/** Files of /proc say that they are empty and are not; a file that grew meanwhile says so. */
function hidesSize(fd: number, status: Stats, count: number): boolean {
  return status.size === 0 && count > 0 && fstatSync(fd).size === 0;
}

/** Node makes an empty stream of a directory, which would pass for an empty log. */
function isDirectory(stdin: Readable): boolean {
  return 'fd' in stdin && typeof stdin.fd === 'number' && fstatSync(stdin.fd).isDirectory();
}

/** A pipe that can be left at any time: nothing waits for it in a thread. The stream owns the descriptor. */
function pipeStream(fd: number): Readable {
  const stream = new Socket({ fd, readable: true, writable: false });
  stream.on('error', () => undefined);
  return stream;
}

/** Whether a name leads to a pipe, which another writer may open again. */
export function isNamedPipe(path: string): boolean {
  try {
    return statSync(path).isFIFO() && !/^\/(?:dev|proc\/self)\/fd\//.test(path);
  } catch {
    return false;
  }
}
