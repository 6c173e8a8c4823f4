/** The pace of a replay, against a clock: when each batch is handed on, in what order, and that all of it comes. */
import { expect, test } from 'vitest';
import type { Event, Row } from '../../src/model/event.ts';
import { type Pace, replay } from '../../src/run/replay.ts';

function event(us: number, n: number): Event {
  const row: Row = {
    ...{ source: 0, path: 'a', offset: n, bytes: Buffer.from(`{"n":${n}}`), ending: '\n' },
    ...{ us, context: false },
  };
  return { row, dialect: '', fields: [], rest: [] };
}

async function* from(times: readonly number[]): AsyncGenerator<Event> {
  for (const [n, us] of times.entries()) yield event(us, n);
}

interface Batch {
  readonly atMs: number;
  readonly numbers: readonly number[];
}

async function played(times: readonly number[], pace: Pace, slowMs = 0): Promise<readonly Batch[]> {
  const startMs = performance.now();
  const batches: Batch[] = [];
  for await (const batch of replay(from(times), pace)) {
    batches.push({ atMs: performance.now() - startMs, numbers: batch.map(({ row }) => row.offset) });
    if (slowMs > 0) await new Promise((resolve) => setTimeout(resolve, slowMs));
  }
  return batches;
}

const NONE = Number.NaN;
const MS = 1000;

test('each event comes when its time has come, never before', async () => {
  const times = [0, 100, 100, 250, 400].map((ms) => 1e15 + ms * MS);
  const batches = await played(times, { speed: 1 });
  expect(batches.map(({ numbers }) => numbers)).toEqual([[0], [1, 2], [3], [4]]);
  // A timer may be late on a busy machine, but not early, by more than events that go together.
  for (const [n, ms] of [0, 100, 250, 400].entries()) expect(batches[n]!.atMs).toBeGreaterThan(ms - 6);
});

test('a long silence is told of before it', async () => {
  const told: number[] = [];
  const stop = new AbortController();
  const onSilence = (ms: number): void => {
    told.push(Math.round(ms / 1000));
    stop.abort();
  };
  const hour = 3600e6;
  expect(await played([0, 9e6, hour], { speed: 1000, onSilence })).toHaveLength(3);
  const batches = await played([0, hour], { speed: 1, onSilence, signal: stop.signal });
  expect([told, batches.map(({ numbers }) => numbers)]).toEqual([[3600], [[0]]]);
});

test.each<[string, readonly number[], Pace, readonly (readonly number[])[], number]>([
  ['twice as fast', [0, 200, 400], { speed: 2 }, [[0], [1], [2]], 200],
  ['half as fast', [0, 50, 100], { speed: 0.5 }, [[0], [1], [2]], 200],
  [
    'a silence that is cut short',
    [0, 3600e3, 3600e3 + 50],
    { speed: 1, mostGapUs: 50 * MS },
    [[0], [1], [2]],
    100,
  ],
  ['as fast as it goes', [0, 1e9, 2e9], { speed: Number.POSITIVE_INFINITY }, [[0, 1, 2]], 0],
  [
    'an event without a time comes with the one before it',
    [NONE, 0, NONE, 100, NONE],
    { speed: 1 },
    [
      [0, 1, 2],
      [3, 4],
    ],
    100,
  ],
  [
    'one that is earlier too, and what follows it is not late',
    [100, 0, 150, 50, 200],
    { speed: 1 },
    [[0, 1], [2, 3], [4]],
    100,
  ],
])('%s', async (_, ms, pace, batches, least) => {
  const played_ = await played(
    ms.map((each) => 1e15 + each * MS),
    pace,
  );
  expect(played_.map(({ numbers }) => numbers)).toEqual(batches);
  expect(played_.at(-1)!.atMs).toBeGreaterThan(least - 6);
});

test('a reader that was slow catches up', async () => {
  const times = Array.from({ length: 20 }, (_, n) => 1e15 + n * 20 * MS);
  const batches = await played(times, { speed: 1 }, 100);
  expect(batches.flatMap(({ numbers }) => numbers)).toEqual(times.map((_, n) => n));
  expect(batches.length).toBeLessThan(10);
});

test('batches are bounded', async () => {
  const batches = await played(
    Array.from({ length: 1201 }, () => 1e15),
    { speed: 1 },
  );
  expect(batches.map(({ numbers }) => numbers.length)).toEqual([500, 500, 201]);
});

test('a signal ends a wait', async () => {
  const stop = new AbortController();
  const batches: number[] = [];
  const startMs = performance.now();
  for await (const batch of replay(from([1e15, 1e15 + 3600e6]), { speed: 1, signal: stop.signal })) {
    batches.push(batch.length);
    setTimeout(() => stop.abort(), 20);
  }
  expect(batches).toEqual([1]);
  expect(performance.now() - startMs).toBeLessThan(30_000);
});
