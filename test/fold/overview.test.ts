/** An overview: slices as fine as they may be, and facets. */
import { expect, test } from 'vitest';
import { overviewFold } from '../../src/fold/overview.ts';
import type { OverviewSpec } from '../../src/model/overview.ts';
import { COLUMNS, foldShards, type Row } from './batches.ts';

const { time, type, session, status } = COLUMNS;
const spec: OverviewSpec = {
  ...{ kind: 'overview', buckets: 10, types: 2, top: 5, time, status, cap: 1000 },
  columns: { types: type, sessions: session, severities: status, statuses: status, agents: type },
};

const overview = (rows: readonly Row[], own: Partial<OverviewSpec> = {}) =>
  foldShards(overviewFold({ ...spec, ...own }), [rows]);

/** Seconds from the first event to the last, slices at most, and the size of a slice that follows. */
const SIZES: readonly (readonly [spanSeconds: number, buckets: number, seconds: number])[] = [
  [0, 10, 0.001],
  [0.009, 10, 0.001],
  [0.01, 10, 0.005],
  [9.9, 10, 1],
  [10, 10, 5],
  [10, 11, 1],
  [3600, 60, 300],
  [3600, 61, 60],
  [86_400, 24, 10_800],
  [86_400, 25, 3600],
  [86_400 * 365, 100, 86_400 * 4],
  [86_400 * 365, 1, 86_400 * 512],
];

test.each(SIZES)('%d seconds in %d slices: %d s each', (spanSeconds, buckets, seconds) => {
  const rows = [{ us: 0 }, { us: spanSeconds * 1e6 }];
  const found = overview(rows, { buckets });
  expect(found.bucket_seconds).toBe(seconds);
  expect(found.buckets.length).toBeLessThanOrEqual(buckets);
  expect(found.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(2);
});

test('slices count types apart, and what failed', () => {
  const rows: Row[] = [
    { us: 0, type: 'a', status: 'ok' },
    { us: 1e6, type: 'a', status: 'error' },
    { us: 1.2e6, type: 'b' },
    { us: 3e6, type: 'c' },
    { us: 9e6 },
    { type: 'a' },
  ];
  const { buckets, types, events } = overview(rows);
  expect(events).toBe(6);
  expect(types).toEqual(['a', 'b']);
  expect(buckets.map(({ count, error, counts }) => [count, error, ...counts])).toEqual([
    [1, 0, 1, 0],
    [2, 1, 1, 1],
    [0, 0, 0, 0],
    [1, 0, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
    [1, 0, 0, 0],
  ]);
});

test('times in no order, and before the epoch', () => {
  const { first_epoch, buckets } = overview([{ us: 5e6 }, { us: -5e6 }, { us: 0 }]);
  expect(first_epoch).toBe(-5);
  expect(buckets.map(({ start_epoch, count }) => [start_epoch, count])).toEqual([
    [-5, 1],
    [0, 1],
    [5, 1],
  ]);
});

test('nothing', () => {
  expect(overview([])).toMatchObject({ events: 0, types: [], buckets: [], totals: { types: 0 } });
});

test('facets by count then name; a session that only its hash was told of stands under its id', () => {
  const rows: Row[] = [
    { session: '1b969d39-6075', type: 'b' },
    { session: '1b969d39', type: 'a' },
    { session: 'other', type: 'a', status: 'error' },
    { type: 'b' },
  ];
  const { facets, totals } = overview(rows);
  expect(facets.types).toEqual([
    { value: 'a', count: 2 },
    { value: 'b', count: 2 },
  ]);
  expect(facets.sessions).toEqual([
    { value: '1b969d39-6075', count: 2 },
    { value: 'other', count: 1 },
  ]);
  expect(totals).toMatchObject({ sessions: 2, statuses: 1 });
});

test('too much for its slices makes them larger, whatever the order', () => {
  const rows = Array.from({ length: 3000 }, (_, n): Row => ({ us: (n % 300) * 1e6, type: `t${n % 977}` }));
  const whole = overview(rows, { buckets: 2000 });
  const parts = foldShards(overviewFold({ ...spec, buckets: 2000 }), [rows.slice(0, 999), rows.slice(999)]);
  expect(parts).toEqual(whole);
});
