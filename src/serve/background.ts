/**
 * A server in the background: one for the same logs, whoever asks for it and however often. Its file says where it is and
 * which process it is; whether it is healthy, it says itself. Invariant: nothing is stopped that does not say that it is
 * the one of the file. Source: cli-event-broadcasting.md, "Session Hooks".
 */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { isAlive } from '../base/alive.ts';
import { pause } from '../base/pause.ts';
import { ownDirectory } from './own-directory.ts';

/** What a server's file says. */
export interface Instance {
  readonly pid: number;
  readonly url: string;
  /** What the server calls itself in `/health`. */
  readonly instance: string;
}

/** How a server is started. */
export interface Start {
  /** The file that the server writes when it listens. */
  readonly pidFile: string;
  /** Program and arguments. */
  readonly command: readonly [program: string, ...args: string[]];
  /** An address where a server that stands there already will do. */
  readonly url?: string | undefined;
}

/** Thrown where no server could be started; the message is what it said. */
export class NotStarted extends Error {}

const WAIT_MS = 10_000;
const LOOK_MS = 50;
const ANSWER_MS = 2000;
const STOP_MS = 5000;
const LAST_WORDS = 2000;

/** The address of a healthy server, started where there was none. Throws NotStarted. */
export async function ensureServer(start: Start): Promise<string> {
  const { pidFile, url } = start;
  const running = await healthyOf(pidFile);
  if (running) return running.url;
  if (url !== undefined && (await health(url)) !== undefined) return url;
  ownDirectory(dirname(pidFile), '--pid-file');
  const mine = claim(`${pidFile}.starting`);
  try {
    // Another may have started one since this one looked.
    const other = mine ? await healthyOf(pidFile) : undefined;
    if (other) return other.url;
    const child = mine ? launch(start) : undefined;
    return await healthyIn(WAIT_MS, pidFile, child);
  } finally {
    if (mine) rmSync(`${pidFile}.starting`, { force: true });
  }
}

/** Stops the server of a file; false where none runs. Throws where it does not end. */
export async function stopServer(pidFile: string): Promise<boolean> {
  const running = await healthyOf(pidFile);
  if (running === undefined) {
    rmSync(pidFile, { force: true });
    return false;
  }
  process.kill(running.pid, 'SIGTERM');
  const until = performance.now() + STOP_MS;
  while (isAlive(running.pid)) {
    if (performance.now() > until) throw new Error(`the server (process ${running.pid}) does not end`);
    await pause(LOOK_MS);
  }
  return true;
}

/** Says where a server is. */
export function writeInstance(pidFile: string, instance: Instance): void {
  ownDirectory(dirname(pidFile), '--pid-file');
  const fresh = `${pidFile}.${instance.pid}`;
  writeFileSync(fresh, `${JSON.stringify(instance)}\n`, { mode: 0o600 });
  chmodSync(fresh, 0o600);
  renameSync(fresh, pidFile);
}

/** Takes back what was said, unless another server has said something since. */
export function removeInstance(pidFile: string, instance: Instance): void {
  if (readInstance(pidFile)?.instance === instance.instance) rmSync(pidFile, { force: true });
}

function readInstance(pidFile: string): Instance | undefined {
  try {
    const read = JSON.parse(readFileSync(pidFile, 'utf8')) as Partial<Instance>;
    const { pid, url, instance } = read;
    if (typeof pid !== 'number' || typeof url !== 'string' || typeof instance !== 'string') return undefined;
    return { pid, url, instance };
  } catch {
    return undefined;
  }
}

async function healthyOf(pidFile: string): Promise<Instance | undefined> {
  const known = readInstance(pidFile);
  return known && (await health(known.url)) === known.instance ? known : undefined;
}

/** What the server at this address calls itself; undefined where none of ours answers. */
async function health(url: string): Promise<string | undefined> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const answer = await fetch(new URL('/health', url), { signal, redirect: 'error' });
    const body = (await answer.json()) as { readonly service?: unknown; readonly instance?: unknown };
    return answer.ok && body.service === 'inquest' ? String(body.instance) : undefined;
  } catch {
    return undefined;
  }
}

/** Whoever makes the file starts the server; the others wait for it. One that was left behind is taken over. */
function claim(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx', 0o600));
    return true;
  } catch {
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (Date.now() - made < WAIT_MS) return false;
    rmSync(path, { force: true });
    return claim(path);
  }
}

interface Child {
  /** Set when it ended. */
  ended: boolean;
  /** What it wrote. */
  words(): string;
  end(): void;
}

function launch({ pidFile, command: [program, ...args] }: Start): Child {
  const log = `${pidFile}.log`;
  const fd = openSync(log, 'w', 0o600);
  const process = spawn(program, args, { detached: true, stdio: ['ignore', fd, fd] });
  closeSync(fd);
  const child: Child = {
    ended: false,
    words: () => readFileSync(log, 'utf8').trim().slice(-LAST_WORDS),
    end: () => void process.kill('SIGTERM'),
  };
  process.once('exit', () => {
    child.ended = true;
  });
  process.once('error', () => {
    child.ended = true;
  });
  process.unref();
  return child;
}

async function healthyIn(waitMs: number, pidFile: string, child: Child | undefined): Promise<string> {
  const until = performance.now() + waitMs;
  while (performance.now() < until) {
    const running = await healthyOf(pidFile);
    if (running) return running.url;
    if (child?.ended) throw new NotStarted(child.words() || 'the server ended at once');
    await pause(LOOK_MS);
  }
  child?.end();
  throw new NotStarted(
    `no healthy server within ${waitMs / 1000} s: ${child?.words() ?? 'another start is under way'}`,
  );
}
