/** promises.md row 12: memory does not grow with the log beyond what the answer must hold, and caps are met with a note. */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { room } from '../scan/room.ts';
import { ask, isFull, LONGEST_MS, logOf, reportOf, sized } from './ask.ts';
import { runOf } from './child.ts';

const MIB = 2 ** 20;
const SMALL_MIB = sized(6, 20);
const LARGE_MIB = sized(48, 2048);
const SLACK_MIB = 32;

const MACF = readFileSync('fixtures/logs/macf/agent_events_log.jsonl');

/** The fixture over and over, up to about this size. */
function bigLog(mib: number): string {
  const path = join(room(), 'big.jsonl');
  const fd = openSync(path, 'w');
  const block = Buffer.concat(Array.from({ length: Math.ceil(MIB / MACF.length) }, () => MACF));
  for (let size = 0; size < mib * MIB; size += block.length) writeSync(fd, block);
  closeSync(fd);
  return path;
}

const QUESTIONS: readonly (readonly string[])[] = [
  ['stats'],
  ['query', '--count', '--where', 'data.tool = Read'],
  ...(isFull()
    ? [['gaps'], ['sessions-list'], ['stats', '--by', 'data.tool', '--percentiles', '@duration']]
    : []),
];

test.each(QUESTIONS)(
  `row 12: %s takes no more memory for ${LARGE_MIB} MiB than for ${SMALL_MIB} MiB`,
  { timeout: LONGEST_MS },
  async (...args) => {
    const [small, large] = [bigLog(SMALL_MIB), bigLog(LARGE_MIB)];
    const before = await runOf([...args, small]);
    const after = await runOf([...args, large]);
    expect(after.rssMib).toBeLessThan(before.rssMib + SLACK_MIB);
    expect(after.rssMib).toBeLessThan(160);
  },
);

const TYPED = Array.from({ length: 50 }, (_, n) => {
  const second = String(n % 60).padStart(2, '0');
  const hour = String(n % 20).padStart(2, '0');
  return `{"timestamp":"2026-01-01T${hour}:00:${second}Z","event":"t${n}","session_id":"s${n}","v":${n},"duration_ms":${n}}\n`;
}).join('');

/** Each cap once: what holds more than it may says so, and the exit is 3. */
test.each<[what: string, args: readonly string[]]>([
  ['types', ['stats']],
  ['groups', ['stats', '--by', 'v']],
  ['values', ['stats', '--percentiles', 'v']],
  ['sessions', ['sessions-list']],
  ['gaps', ['gaps', '--threshold', '1s']],
  ['matches by time', ['query', '--sort', 'time']],
  ['matches of a set', ['query-set', 'union', '--query', 'v < 40', '--query', 'v > 20']],
])('row 12: the cap on %s is met with a note and exit 3', async (_, args) => {
  const log = logOf(TYPED);
  const { code, stderr } = await ask([...args, '--cap', '5', log]);
  expect(stderr).toMatch(/--cap|left out|sketch/);
  expect(code).toBe(3);
  const free = await ask([...args, log]);
  expect([free.code, free.stderr]).toEqual([0, expect.not.stringMatching(/--cap|left out/)]);
});

test('row 12: a cap leaves the counts of the whole log true', async () => {
  const report = await reportOf(['stats', '--cap', '5', logOf(TYPED)]);
  expect(report).toMatchObject({ events: 50, sources: [{ events: 50 }] });
  expect(report.notes.some(({ kind }) => kind === 'capped')).toBe(true);
});
