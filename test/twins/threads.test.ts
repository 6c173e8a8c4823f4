/**
 * One thread against two and seven, the SIMD kernel against the scalar one, whole chunks against tiny ones: the same bytes
 * for every command. Each leg of several threads says how many threads it had and how many jobs they did.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FULL } from '../run/ask.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const MACF = join(ROOT, 'fixtures/logs/macf/agent_events_log.jsonl');
const COUNTER = join(import.meta.dirname, 'count-threads.mjs');

const QUESTIONS: readonly (readonly string[])[] = [
  ['stats', '--json', '--by', 'data.tool', '--bucket', '1h', '--percentiles', '@duration'],
  ['gaps', '--json', '--threshold', '10s'],
  ['gaps', '--json', '--threshold', '10s', '--per', 'session'],
  ['sessions-list', '--json'],
  ['fields', '--json', '--by-type'],
  ['state', '--json', '--from', '@first+1h'],
  ['trace', '--json'],
  ['validate', '--json', '--ignore', 'future'],
  ['check', '--json', '--rules', join(ROOT, 'fixtures/rules/macf.yaml')],
  ['check', '--format', 'github', '--rules', join(ROOT, 'fixtures/rules/hostile.yaml')],
  ['query', '--count', '--json', '--where', 'data.success = false'],
  ['query', '--where', 'data.duration_ms > 1000', '--format', 'ndjson', '--provenance'],
  ['query', '-t', 'tool_*', '--format', 'raw'],
  ['query', '--reverse', '--json'],
  ['query', '--sort', 'time', '--format', 'csv'],
  ['query', '--tail', '7', '--strict'],
  ['query-set', 'union', '--query', '@cycle = 2', '--query', '@status = error', '--json'],
  ['query', '--since', '@first+1m', '--until', '@last', '--format', 'ndjson'],
  ['history', '--json'],
];

let directory = '';
let log = '';

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'inquest-threads-'));
  log = join(directory, 'log.jsonl');
  const lines = readFileSync(MACF);
  const damaged = Buffer.from(
    '{"torn": \n\n{"a":1}{"b":2}\n{"event": "\xff", "timestamp": "2026-03-03 01:02:03"}\n',
    'latin1',
  );
  writeFileSync(log, Buffer.concat([lines, damaged, lines, damaged, lines, Buffer.from('{"cut')]));
});

afterAll(() => rmSync(directory, { recursive: true }));

function ask(question: readonly string[], env: Readonly<Record<string, string>>, from: string = log) {
  const run = spawnSync(
    process.execPath,
    ['--import', COUNTER, join(ROOT, 'bin/inquest.js'), ...question, from],
    {
      env: { ...process.env, TZ: 'UTC', INQUEST_THREADS: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    },
  );
  return {
    answer: {
      code: run.status,
      stdout: run.stdout.toString('latin1'),
      stderr: run.stderr.toString('latin1'),
    },
    counts: JSON.parse(String(run.output[3])) as { threads: number; jobs: number },
  };
}

/** Questions that are answered the way of another one. */
const REPEATED: ReadonlySet<number> = new Set([1, 9, 10, 12, 15, 16, 17]);

const LEGS = [
  { INQUEST_KERNEL: 'simd' },
  { INQUEST_KERNEL: 'simd', INQUEST_CHUNK_SIZE: '64' },
  { INQUEST_THREADS: '2', INQUEST_SHARDS: '5' },
  { INQUEST_THREADS: '7', INQUEST_SHARDS: '23', INQUEST_CHUNK_SIZE: '512' },
  { INQUEST_THREADS: '2', INQUEST_SHARDS: '5', INQUEST_KERNEL: 'scalar' },
] as const;

/** All legs in the full form, else one on several threads, another one for the next question. */
const legsOf = (n: number): readonly (typeof LEGS)[number][] => (FULL ? LEGS : [LEGS[2 + (n % 3)]!]);

/** In the normal form each way of answering once. */
const ASKED = FULL ? QUESTIONS : QUESTIONS.filter((_, n) => !REPEATED.has(n));
const ROWS = ASKED.map((question, n) => [question.join(' '), question, legsOf(n)] as const);

describe.each(ROWS)('%s', (_, question, legs) => {
  const plain = () => ask(question, { INQUEST_KERNEL: 'scalar', INQUEST_PREFILTER: 'off' });

  it('has the same answer on two and seven threads, with each kernel', () => {
    const { answer, counts } = plain();
    expect(counts).toEqual({ threads: 0, jobs: 0 });
    expect(answer.stdout.length).toBeGreaterThan(0);
    for (const env of legs) {
      const leg = ask(question, env);
      expect(leg.answer, JSON.stringify(env)).toEqual(answer);
      const threads = Number('INQUEST_THREADS' in env ? env.INQUEST_THREADS : 1) - 1;
      expect(leg.counts.threads % Math.max(1, threads), JSON.stringify(env)).toBe(0);
      if (threads > 0) expect(leg.counts.threads, JSON.stringify(env)).toBeGreaterThan(0);
    }
  });
});

describe('threads', () => {
  it('do jobs where there are many', () => {
    // Read byte by byte, the log lasts longer than a thread takes to start.
    const long = join(directory, 'long.jsonl');
    writeFileSync(long, Buffer.concat(Array.from({ length: 20 }, () => readFileSync(MACF))));
    const env = { INQUEST_THREADS: '3', INQUEST_SHARDS: '200', INQUEST_CHUNK_SIZE: '1' };
    const { counts } = ask(['stats'], env, long);
    expect(counts.threads).toBe(2);
    expect(counts.jobs).toBeGreaterThan(0);
  });
});
