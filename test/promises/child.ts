/** The program as a process of its own, for what only a process has: its memory. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AnyReport } from './ask.ts';

const SCRIPT = join(import.meta.dirname, 'rss.mjs');

export interface Run {
  readonly report: AnyReport;
  /** Peak resident memory. */
  readonly rssMib: number;
}

/** The report of a command and the memory that it took. `--json` is added. */
export async function runOf(args: readonly string[]): Promise<Run> {
  const node = [SCRIPT, ...args, '--json', '-q'];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, node, { maxBuffer: 2 ** 28 });
  const rss = /^rss (\d+)$/m.exec(stderr)?.[1];
  if (rss === undefined) throw new Error(stderr);
  return { report: JSON.parse(stdout) as AnyReport, rssMib: Number(rss) / 1024 };
}
