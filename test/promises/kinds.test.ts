/**
 * promises.md row 16: whatever kind of file is named gets an answer or one clear line, and nothing is written. How each of
 * the 16 kinds is opened: test/scan/sources.test.ts; here is what a person sees of it.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { room } from '../scan/room.ts';
import { ask } from './ask.ts';
import { runOf } from './child.ts';

const LINE = '{"a":1}\n';

/** The name to be read inside a fresh directory, the exit code, and the one line on standard error. */
const KINDS: readonly (readonly [
  kind: string,
  make: (dir: string) => string,
  code: number,
  says: RegExp | '',
])[] = [
  ['a file', (dir) => put(dir, LINE), 0, ''],
  ['an empty file', (dir) => put(dir, ''), 0, ''],
  ['a link', (dir) => link(dir, put(dir, LINE)), 0, ''],
  ['a directory of logs', (dir) => dirname(put(dir, LINE)), 0, ''],
  ['/dev/null', () => '/dev/null', 0, ''],
  ['a directory without logs', (dir) => dir, 3, /holds no/],
  ['nothing', (dir) => join(dir, 'none.jsonl'), 3, /no such file/],
  ['a link to nothing', (dir) => link(dir, join(dir, 'none')), 3, /link to a file that does not exist/],
  ['a path through a file', (dir) => join(put(dir, LINE), 'b'), 3, /not a directory/],
];

function put(dir: string, text: string): string {
  const path = join(dir, 'a.jsonl');
  writeFileSync(path, text);
  return path;
}

function link(dir: string, target: string): string {
  const path = join(dir, 'link');
  symlinkSync(target, path);
  return path;
}

/** Every file below a directory with its size, time of change and bytes. */
function stateOf(dir: string): readonly string[] {
  return readdirSync(dir, { withFileTypes: true }).map((entry) => {
    const path = join(dir, entry.name);
    const bytes = entry.isFile() ? readFileSync(path, 'latin1') : '';
    return `${entry.name} ${entry.isSymbolicLink() ? 0 : statSync(path).mtimeMs} ${bytes}`;
  });
}

test.each(KINDS)('row 16: %s', async (_, make, code, says) => {
  const dir = join(room(), 'in');
  mkdirSync(dir);
  const log = make(dir);
  const before = stateOf(dir);
  for (const command of ['show', 'history', 'query', 'stats', 'gaps', 'sessions-list']) {
    const answer = await ask([command, '--format', 'ndjson', log]);
    const lines = answer.stderr.split('\n').filter((line) => !/no time|^$/.test(line));
    expect([command, answer.code, lines.length]).toEqual([command, code, says === '' ? 0 : 1]);
    if (says !== '') expect(lines[0]).toMatch(says);
  }
  expect(stateOf(dir)).toEqual(before);
});

test('row 16: the other logs are answered beside one that cannot be read', async () => {
  const dir = room();
  const log = put(dir, LINE);
  const { code, bytes } = await ask(['query', '--format', 'raw', join(dir, 'none'), log]);
  expect([code, bytes.toString()]).toEqual([3, LINE]);
});

/** In a process of its own: a worker thread closes what it opened a second time, whoever has the number by then. */
test('row 16: a FIFO is read once, to its end', async () => {
  const path = join(room(), 'fifo');
  execFileSync('mkfifo', [path]);
  const writer = spawn('sh', ['-c', `printf '%s\\n' '{"a":1}' '{"a":2}' > "$0"`, path]);
  const { report } = await runOf(['query', '--count', path]);
  expect(report).toMatchObject({ count: 2, sources: [{ events: 2, complete: true }] });
  writer.kill();
});
