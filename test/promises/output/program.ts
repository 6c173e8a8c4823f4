/** The built program as a child process, for promises that only a process can keep. */
import { type ChildProcessByStdio, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';

export const ROOT: string = resolve(import.meta.dirname, '../../..');
export const BIN: string = resolve(ROOT, 'bin/inquest.js');

/** The sizes of promises.md; without INQUEST_TEST_FULL=1 the small ones. */
export const FULL: boolean = process.env.INQUEST_TEST_FULL === '1';

export interface End {
  /** As a shell gives it: 128 and the number of the signal that ended the process. */
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export type Child = ChildProcessByStdio<null, Readable, Readable>;

const SIGNALS: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143, SIGPIPE: 141, SIGKILL: 137 };

/** Starts it in the project's directory, in UTC. Standard output and error are pipes unless `stdio` says else. */
export function start(args: readonly string[], stdio: StdioOptions = ['ignore', 'pipe', 'pipe']): Child {
  const env = { PATH: process.env.PATH, TZ: 'UTC' };
  return spawn(process.execPath, [BIN, ...args], { cwd: ROOT, env, stdio }) as unknown as Child;
}

/** Reads both streams to their ends. */
export async function ended(child: Child): Promise<End> {
  const [stdout, stderr, code] = await Promise.all([all(child.stdout), all(child.stderr), exitOf(child)]);
  return { code, stdout, stderr: stderr.toString() };
}

/** The exit code as a shell gives it, when the process and its streams have ended. */
export async function exitOf(child: Child): Promise<number> {
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return code ?? SIGNALS[signal ?? ''] ?? -1;
}

async function all(stream: Readable | null): Promise<Buffer> {
  const chunks: Buffer[] = [];
  if (stream === null || stream.destroyed) return Buffer.alloc(0);
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
