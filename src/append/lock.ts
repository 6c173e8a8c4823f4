/**
 * The lock that writers of a log share: flock(2), exclusive, on the log's own descriptor, for that is the one that Python's
 * `fcntl.flock` takes. Invariants: a lock dies with its holder; waiting is bounded and leaves the event loop free; where
 * there is no way to lock, the answer is an error and never an unlocked write, unless `none` was asked for.
 */
import { flockCommand } from './lock-command.ts';
import { koffiLock } from './lock-koffi.ts';
import type { LockName } from './options.ts';

export interface Lock {
  readonly name: Exclude<LockName, 'auto'>;
  /** Takes the lock where it is free, at once. Throws the system's error. */
  readonly tryNow: (fd: number) => boolean;
  /** Waits for the lock until `untilMs` (of `performance.now()`); false where it was not to be had. Throws as `tryNow`. */
  readonly wait: (fd: number, untilMs: number) => Promise<boolean>;
  /** Gives the lock back, or what a wait in vain may have left of it; nothing where `withDescriptor`. */
  readonly release: (fd: number) => void;
  /** The lock is given back by closing the descriptor alone. */
  readonly withDescriptor: boolean;
}

/** Why there is no lock, and what to do. */
export class NoLock extends Error {}

const NONE: Lock = {
  name: 'none',
  tryNow: () => true,
  wait: () => Promise.resolve(true),
  release: () => undefined,
  withDescriptor: false,
};

/** The lock of this name; for `auto` the best one that is here. Throws NoLock. */
export function findLock(name: LockName): Lock {
  switch (name) {
    case 'none':
      return NONE;
    case 'koffi':
      return koffiLock() ?? refuse('the package koffi does not load here');
    case 'flock':
      return flockCommand() ?? refuse('there is no command flock(1) in $PATH');
    case 'auto':
      return (
        koffiLock() ??
        flockCommand() ??
        refuse('the package koffi does not load here and there is no command flock(1)')
      );
  }
}

function refuse(why: string): never {
  throw new NoLock(
    `${why}: install one (npm install koffi; or util-linux, which has flock), ` +
      'or say that the log has no other writer (lock "none", --lock none)',
  );
}
