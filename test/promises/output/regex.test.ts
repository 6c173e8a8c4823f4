/** promises.md row 24: a user's regular expression takes time linear in the text, whatever the pattern; globs too. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quote } from '../../../src/base/quoted.ts';
import { inquest } from '../../cli/world.ts';

const TEXT = `${'a'.repeat(100_000)}!`;
/** The promise is 250 ms. The guard is wider, for a busy machine; a backtracking engine would take longer than the test. */
const LONGEST_MS = 1000;

let log = '';
let directory = '';
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'regex-'));
  log = join(directory, 'long.jsonl');
  writeFileSync(log, `${JSON.stringify({ event: 'call', s: TEXT })}\n`);
  await inquest(['query', '--count', '--where', 's ~ b', log]);
});
afterAll(() => rmSync(directory, { recursive: true }));

test.each<[op: string, pattern: string, count: number]>([
  ['~', '^(a+)+$', 0],
  ['~', '^(a|a)*$', 0],
  ['~', '^(a|aa)+$', 0],
  ['~', '^(a*)*$', 0],
  ['~', '(a*)*b', 0],
  ['~', '^(([a-z])+.)+[A-Z]([a-z])+$', 0],
  ['~', '(.*)(.*)(.*)(.*)(.*)b$', 0],
  ['~', 'a*a*a*a*a*a*a*a*b', 0],
  ['~', '(x+x+)+y', 0],
  ['~', '^(a?){40}a{40}$', 0],
  ['~', '(?:a{1,30}){1,30}b', 0],
  ['~', '(a|b|ab)*c', 0],
  ['~', '[ab]*[ac]*[ad]*e', 0],
  ['~', '^(?:.|a)*!$', 1],
  ['like', '*a*a*a*a*a*a*b', 0],
  ['like', '?*?*?*?*!', 1],
])('%s %s', async (op, pattern, count) => {
  const from = performance.now();
  const { code, stdout, stderr } = await inquest([
    'query',
    '--count',
    '--where',
    `s ${op} ${quote(pattern)}`,
    '-q',
    log,
  ]);
  expect([code, stdout, stderr]).toEqual([0, `${count}\n`, '']);
  expect(performance.now() - from).toBeLessThan(LONGEST_MS);
});

test.each(['(?=a)', '(?<!a)b', '(a)\\1'])(
  '%s is asked wrongly, for RE2 has no such thing',
  async (pattern) => {
    const { code, stderr } = await inquest(['query', '--where', `s ~ ${quote(pattern)}`, log]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--where')]);
  },
);
