/** Builds the command line once before the tests, where a source is newer than what was built. */
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');

export function setup(): void {
  // Times without a zone are read and shown in the local one; threads inherit what is set here.
  process.env.TZ = 'UTC';
  if (isStale('dist/main.cjs'))
    execFileSync('npm', ['run', '-s', 'build:js'], { cwd: ROOT, stdio: 'inherit' });
}

/** Whether a source is newer than this file. */
export function isStale(built: string): boolean {
  const at = statSync(join(ROOT, built), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return newest(join(ROOT, 'src')) > at;
}

function newest(directory: string): number {
  return Math.max(
    ...readdirSync(directory, { recursive: true, encoding: 'utf8' }).map(
      (file) => statSync(join(directory, file)).mtimeMs,
    ),
  );
}
