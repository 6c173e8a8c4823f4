/** promises.md rows 18 and 19: a reader that leaves ends the run at once and silently; a slow one gets every byte. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BIN, ended, exitOf, FULL, ROOT, start } from './program.ts';

const LOG = 'fixtures/logs/macf';
/** The promise is a second; the guard is wider, for a busy machine. An endless log never ends by itself. */
const LONGEST_MS = 5000;
const LOG_BYTES = (FULL ? 100 : 8) * 2 ** 20;

let directory = '';
let big = '';
let sum = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'reader-'));
  big = join(directory, 'big.jsonl');
  sum = writeLog(big);
});
afterAll(() => rmSync(directory, { recursive: true }));

test.each([
  ['ndjson', '{"a":1}'],
  ['raw', '{"a":1}'],
  ['json', '[{"a":1},'],
  ['table', 'time  type  session  event'],
  ['csv', 'time,type,session,rest\r'],
])('an endless log in %s, of which one line is read, ends with exit 0 and in silence', (format, line) => {
  const typed = `yes '{"a":1}' | "$NODE" "$BIN" query --format ${format} | head -1; echo "\${PIPESTATUS[1]}"`;
  const shown = execFileSync('bash', ['--norc', '-c', `(${typed}) 2>&1`], {
    env: { PATH: process.env.PATH, NODE: process.execPath, BIN },
    timeout: LONGEST_MS,
    encoding: 'utf8',
  });
  expect(shown).toBe(`${line}\n0\n`);
});

test('a reader that leaves a file in the middle ends it with exit 0 and in silence', async () => {
  const child = start(['query', '--format', 'raw', big]);
  child.stdout.once('data', () => child.stdout.destroy());
  const [code, stderr] = await Promise.all([exitOf(child), textOf(child.stderr)]);
  expect([code, stderr]).toEqual([0, '']);
});

test.each(['raw', 'ndjson'])(`a slow reader gets every byte of ${LOG_BYTES} as %s`, async (format) => {
  const child = start(['query', '--format', format, big]);
  const hash = createHash('sha256');
  let count = 0;
  const read = async (): Promise<void> => {
    for await (const chunk of child.stdout) {
      hash.update(chunk as Buffer);
      if (count++ % 16 === 0) await setTimeout(4);
    }
  };
  const [code, stderr] = await Promise.all([exitOf(child), textOf(child.stderr), read()]);
  expect([code, stderr, hash.digest('hex')]).toEqual([0, '', sum]);
});

test('a file gets every byte too', async () => {
  const path = join(directory, 'copy');
  const fd = openSync(path, 'w');
  const child = start(['query', '--format', 'raw', big], ['ignore', fd, 'pipe']);
  closeSync(fd);
  expect(await exitOf(child)).toBe(0);
  expect(execFileSync('sha256sum', [path], { encoding: 'utf8' }).slice(0, 64)).toBe(sum);
});

/** One of each way to write; in the full form each command. */
const FILLING = [
  `query --format raw ${LOG}`,
  `show -n 1 ${LOG}`,
  `stats ${LOG}`,
  `gaps --json ${LOG}`,
  `query --count fixtures/cases/logs/damaged.jsonl`,
  'help time',
  '--version',
];
const FILLING_TOO = [
  `query --json ${LOG}`,
  `query ${LOG}`,
  `history ${LOG}`,
  `query-set union --query a=1 --query @type=session_started --format csv ${LOG}`,
  `sessions-list --format ndjson ${LOG}`,
  `query --explain ${LOG}`,
];

test.each(FULL ? [...FILLING, ...FILLING_TOO] : FILLING)(
  '%s into a full device is exit 4 and one line',
  async (line) => {
    const fd = openSync('/dev/full', 'w');
    const child = start(line.split(' '), ['ignore', fd, 'pipe']);
    closeSync(fd);
    const { code, stderr } = await ended(child);
    expect([code, stderr]).toEqual([4, 'inquest: cannot write the output: no space left on device\n']);
  },
);

test('a full pipe of a stopped reader does not lose what follows', async () => {
  const child = start(['query', '--format', 'raw', join(ROOT, 'fixtures/logs/macf'), big]);
  await setTimeout(400);
  let bytes = 0;
  for await (const chunk of child.stdout) bytes += (chunk as Buffer).length;
  expect(bytes).toBe(LOG_BYTES + 33_426);
});

/** Writes lines of many lengths, LOG_BYTES in all; gives their sha256. */
function writeLog(path: string): string {
  const fd = openSync(path, 'w');
  const hash = createHash('sha256');
  let left = LOG_BYTES;
  for (let n = 0; left > 0; n++) {
    const head = `{"ts":"${new Date(1_765_353_600_000 + n).toISOString()}","event":"call","n":${n},"x":"`;
    const size = Math.min(left, 64 + ((n * 7919) % (n % 50 === 0 ? 70_000 : 900)) + head.length);
    const tail = left - size < 2000 ? left : size;
    const line = Buffer.from(`${head}${'x'.repeat(tail - head.length - 3)}"}\n`);
    hash.update(line);
    writeSync(fd, line);
    left -= line.length;
  }
  closeSync(fd);
  return hash.digest('hex');
}

async function textOf(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}
