/**
 * flock(2) called in this process through koffi, an optional package that is loaded when a log is first written.
 *
 * The call itself never blocks: one that did would hold a thread of Node's pool of four and could not be ended, and 64
 * waiters would stop all other files of the program. What another holds is tried again. Writers that stand in the kernel's
 * queue (Python's do) go before those who try: four of them starve one for seconds. So a wait that lasts is handed to
 * flock(1), which stands in that queue with the log's descriptor; where there is none, it is tries to the end.
 */
import { constants } from 'node:os';
import type * as Koffi from 'koffi';
import { load } from '../base/load.ts';
import type { Lock } from './lock.ts';
import { flockCommand } from './lock-command.ts';
import { waitFor } from './wait.ts';

/** The same numbers on Linux, macOS and the BSDs. */
const LOCK_EX = 2;
const LOCK_NB = 4;
const LOCK_UN = 8;

/** How long a wait is tries alone: most locks are held for less. */
const TRIES_MS = 20;
/** Processes at once; waits beyond are tries. */
const MOST_IN_QUEUE = 8;
let inQueue = 0;

type Flock = (fd: number, operation: number) => number;

let found: Lock | null | undefined;

/** The lock, or undefined where koffi is not installed or this system has no flock. */
export function koffiLock(): Lock | undefined {
  if (found === undefined) found = lockOf() ?? null;
  return found ?? undefined;
}

function lockOf(): Lock | undefined {
  try {
    const koffi = load('koffi') as typeof Koffi;
    // The process itself holds libc, whatever that file's name is on this system.
    const flock = koffi.load(null).func('int flock(int, int)') as unknown as Flock;
    const tryNow = (fd: number): boolean => {
      for (;;) {
        if (flock(fd, LOCK_EX | LOCK_NB) === 0) return true;
        const errno = koffi.errno();
        if (errno === constants.errno.EWOULDBLOCK) return false;
        if (errno !== constants.errno.EINTR) throw refusal(errno);
      }
    };
    return Object.freeze({
      name: 'koffi',
      tryNow,
      wait: (fd: number, untilMs: number) => waitInQueue(() => tryNow(fd), fd, untilMs),
      release: (fd: number) => void flock(fd, LOCK_UN),
      withDescriptor: false,
    });
  } catch {
    return undefined;
  }
}

async function waitInQueue(tries: () => boolean, fd: number, untilMs: number): Promise<boolean> {
  const triesUntilMs = Math.min(untilMs, performance.now() + TRIES_MS);
  if (await waitFor(tries, triesUntilMs)) return true;
  if (triesUntilMs === untilMs) return false;
  const command = inQueue < MOST_IN_QUEUE ? flockCommand() : undefined;
  if (command === undefined) return waitFor(tries, untilMs);
  inQueue++;
  try {
    return await command.wait(fd, untilMs);
  } catch {
    return await waitFor(tries, untilMs);
  } finally {
    inQueue--;
  }
}

function refusal(errno: number): Error {
  const code = Object.entries(constants.errno).find(([, number]) => number === errno)?.[0] ?? String(errno);
  return Object.assign(new Error(`${code}: the system refused the lock, flock`), { code, errno: -errno });
}
