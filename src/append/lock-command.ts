/**
 * flock(1), with the log's descriptor passed to it: the lock belongs to what was opened, not to who asked, so it stays
 * when the command ends. It is given back by closing the descriptor. A process for each lock: some milliseconds.
 *
 * The command waits in the kernel's queue and is killed when the wait is over; whether it had the lock by then is not to
 * be known, so the descriptor is closed after a wait in vain too.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Lock } from './lock.ts';

/** Less than this is too little for a process to start and wait. */
const LEAST_WAIT_MS = 25;
/** What flock(1) exits with when `-n` found the lock taken. */
const TAKEN = 1;

/** The lock, or undefined where `$PATH` has no `flock`. */
export function flockCommand(): Lock | undefined {
  const command = inPath('flock');
  if (command === undefined) return undefined;
  return Object.freeze({
    name: 'flock',
    tryNow: () => false,
    wait: (fd: number, untilMs: number) => lockBy(command, fd, untilMs),
    release: () => undefined,
    withDescriptor: true,
  });
}

async function lockBy(command: string, fd: number, untilMs: number): Promise<boolean> {
  const leftMs = untilMs - performance.now();
  const waits = leftMs > LEAST_WAIT_MS;
  // Short flags only: the one of busybox knows no others.
  const args = waits ? ['-x', '3'] : ['-x', '-n', '3'];
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'ignore', fd] });
  const timer = waits ? setTimeout(() => child.kill('SIGKILL'), leftMs) : undefined;
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    if (code === 0) return true;
    if (signal === 'SIGKILL' || (!waits && code === TAKEN)) return false;
    throw new Error(`flock(1) could not lock the log and ended with ${signal ?? `exit code ${code}`}`);
  } finally {
    clearTimeout(timer);
  }
}

function inPath(name: string): string | undefined {
  const directories = (process.env.PATH ?? '').split(delimiter).filter((directory) => directory !== '');
  return directories.map((directory) => join(directory, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
