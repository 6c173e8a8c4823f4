/** Other programs that write to a log or hold its lock: Node, Python, flock(1). */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const PROGRAMS = join(import.meta.dirname, 'programs');

export const WRITER: string = join(PROGRAMS, 'writer.mjs');
export const PYTHON_WRITER: string = join(PROGRAMS, 'writer.py');
const PYTHON_HOLDER = join(PROGRAMS, 'holder.py');

/** The interpreter itself, for what stands in `$PATH` may be a slow script; empty where there is none. */
export const PYTHON: string = spawnSync('python3', ['-c', 'import fcntl, sys; print(sys.executable)'], {
  encoding: 'utf8',
}).stdout?.trim();
export const HAS_PYTHON: boolean = PYTHON !== '';

/** What a test says where Python is not there, in place of a result. */
export const NO_PYTHON = 'python3 is not on this machine, so Python writers were not tried';

/** Starts a program; it is gone after the test. */
export function start(command: string, args: readonly string[]): ChildProcess {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** What a program said until it ended, and how it ended. */
export async function outcome(
  child: ChildProcess,
): Promise<{ code: number | null; out: string; err: string }> {
  let out = '';
  let err = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

/** Who can hold a log's lock, with the program that does: it says `held` and keeps it until it is killed. */
export const HOLDERS: Readonly<Record<string, (path: string) => ChildProcess>> = {
  'flock(1)': (path) => start('flock', ['-x', path, 'sh', '-c', 'echo held; read line']),
  ...(HAS_PYTHON ? { python: (path: string) => start(PYTHON, [PYTHON_HOLDER, path, 'hold']) } : {}),
};

/** Who can try it: whether the lock was free. */
export const TRIERS: Readonly<Record<string, (path: string) => boolean>> = {
  'flock(1)': (path) => spawnSync('flock', ['-x', '-n', path, 'true']).status === 0,
  ...(HAS_PYTHON
    ? { python: (path: string) => spawnSync(PYTHON, [PYTHON_HOLDER, path, 'try']).status === 0 }
    : {}),
};

/** Resolves when the holder has the lock. */
export async function held(holder: ChildProcess): Promise<void> {
  for await (const text of holder.stdout!.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    if (String(text).includes('held')) return;
  }
  throw new Error('the holder ended without the lock');
}
