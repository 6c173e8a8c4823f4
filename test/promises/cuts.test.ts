/** promises.md row 4: the answer does not depend on how a log is cut into chunks or shards. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LOGS } from '../hostile/corpus.ts';
import { hostileFiles } from '../hostile/files.ts';
import { FULL } from '../run/ask.ts';
import { ask, logOf } from './ask.ts';

const CHUNK_SIZES = [1, 7, 64, 1000, 4096, 65_536, 262_144, 4_194_304];
const SHARDS = [1, 2, 7];

const QUESTIONS: readonly (readonly string[])[] = [
  ['stats', '--by', 'n', '--percentiles', '@duration', '--bucket', '1d', '--json'],
  ['gaps', '--threshold', '1s', '--json'],
  ['gaps', '--per', 'session', '--json'],
  ['sessions-list', '--json'],
  ['fields', '--json'],
  ['state', '--json'],
  ['trace', '--json'],
  ['validate', '--json'],
  ['query', '--count', '--json', '--strict'],
  ['query', '--format', 'raw', '--strict'],
  ['query', '--json', '--provenance', '-C', '1', '-t', 'good,compaction_detected'],
  ['show', '-n', '40', '--format', 'raw'],
  ['query', '-n', '3', '--format', 'raw'],
  ['history', '-n', '5', '--json'],
  ['query-set', 'union', '--query', 'n < 5', '--query', '@type like "c*"', '--json'],
];

/** Commands that read a log in one piece. */
const LISTINGS = ['show', 'history', 'query', 'query-set'];

const FILES = hostileFiles();
const MACF = readFileSync('fixtures/logs/macf/agent_events_log.jsonl');
const WHOLE: readonly (readonly [name: string, bytes: Buffer])[] = [
  ['macf', MACF.subarray(0, MACF.indexOf(10, 12_000) + 1)],
  ['syntax', FILES.get('syntax.jsonl')!],
  ['keys', Buffer.concat([FILES.get('keys.jsonl')!.subarray(0, 4000), Buffer.from('"torn')])],
];

test('row 4: 8 chunk sizes and 1, 2 and 7 shards', () => {
  expect([CHUNK_SIZES.length, SHARDS]).toEqual([8, [1, 2, 7]]);
});

const rows = WHOLE.flatMap(([name, bytes]) => QUESTIONS.map((question) => [name, question, bytes] as const));

test.each(rows)('row 4: %s, %j: equal bytes however it is cut', async (_, question, bytes) => {
  const log = logOf(bytes);
  const shardCounts = LISTINGS.includes(question[0]!) && !question.includes('--count') ? [1, 7] : SHARDS;
  const said = async (env: Record<string, string>): Promise<string> => {
    const { code, bytes: written, stderr } = await ask([...question, log], env);
    return `${code}\n${written.toString('latin1')}\n${stderr}`;
  };
  const wanted = await said({});
  expect(wanted).toMatch(/^[013]\n/);
  const turn = question.join(' ').length;
  for (const [n, size] of CHUNK_SIZES.entries()) {
    if (!FULL && n % 2 === turn % 2) continue;
    for (const shards of FULL ? shardCounts : [shardCounts[(turn + (n >> 1)) % shardCounts.length]!]) {
      const env = { INQUEST_CHUNK_SIZE: String(size), INQUEST_SHARDS: String(shards) };
      expect([size, shards, await said(env)]).toEqual([size, shards, wanted]);
    }
  }
});

test.each(LOGS)('row 4: $id: equal bytes however it is cut', async ({ bytes }) => {
  const log = logOf(bytes);
  for (const args of [
    ['stats', '--json', log],
    ['query', '--format', 'raw', log],
    ['show', '--format', 'raw', log],
  ]) {
    const wanted = await ask(args);
    for (const size of [1, 2, 5]) {
      for (const shards of [1, 7]) {
        const env = { INQUEST_CHUNK_SIZE: String(size), INQUEST_SHARDS: String(shards) };
        expect([size, shards, await ask(args, env)]).toEqual([size, shards, wanted]);
      }
    }
  }
});

const NAMELESS = '{"timestamp":"2026-01-01T00:00:00Z"}\n{"b":1}\n{"b":2}\n{"b":3}\n';

test.each<[args: readonly string[], noTime: string]>([
  [['query'], '3 events have no time'],
  [['query', '-n', '2'], '1 event has no time'],
  [['query', '-n', '2', '--reverse'], '1 event has no time'],
  [['query', '-n', '2', '--strict'], '3 events have no time'],
  [['show', '-n', '2'], '2 events have no time'],
  [['show', '-n', '1', '-C', '1'], '1 event has no time'],
])('row 4: the notes of %j speak of what is shown, unless the log is read whole', async (args, noTime) => {
  const { stderr } = await ask([...args, '--format', 'raw', logOf(NAMELESS)]);
  expect(stderr).toContain(`note: ${noTime}`);
});
