/** The timeline's counts: no event is lost or moved, whatever comes live and however coarse it must get. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Counted,
  coarser,
  countAt,
  extentOf,
  stacked,
  type Timeline,
  timelineOf,
  withEvents,
} from '../../../src/serve/web/time/timeline.ts';

const ANSWER = {
  bucket_seconds: 5,
  types: ['a', 'b'],
  buckets: [
    { start_epoch: 1000, count: 4, error: 1, counts: [2, 1] },
    { start_epoch: 1005, count: 0, error: 0, counts: [0, 0] },
    { start_epoch: 1010, count: 3, error: 0, counts: [0, 3] },
  ],
};
const EMPTY: Timeline = timelineOf({ types: ['a'], buckets: [] });

test('stacks are drawn from all to the first type', () => {
  expect(stacked(timelineOf(ANSWER))).toEqual([
    [1000, 1005, 1010],
    [4, 0, 3],
    [3, 0, 3],
    [2, 0, 0],
  ]);
});

test('what no type has is the others', () => {
  const timeline = timelineOf(ANSWER);
  expect([
    countAt(timeline, 0),
    countAt(timeline, 0, 0),
    countAt(timeline, 0, 1),
    countAt(timeline, 9),
  ]).toEqual([1, 2, 1, 0]);
});

test('extent is from the first start to the last end', () => {
  expect(extentOf(timelineOf(ANSWER))).toEqual([1000, 1015]);
  expect(extentOf(EMPTY)).toBeUndefined();
});

test('live events fall into their buckets, old ones and new ones', () => {
  const after = withEvents(timelineOf(ANSWER), [
    { epoch: 1004.999999, type: 'a', status: 'error' },
    { epoch: 1020, type: 'c' },
    { epoch: 994 },
    { type: 'a' },
  ]);
  expect(after.first * 5).toBe(990);
  expect(after.totals).toEqual([1, 0, 5, 0, 3, 0, 1]);
  expect(after.errors).toEqual([0, 0, 2, 0, 0, 0, 0]);
  expect(after.counts[0]).toEqual([0, 0, 3, 0, 0, 0, 0]);
});

test('a new type has a row where there is room for one', () => {
  const after = withEvents(
    timelineOf(ANSWER),
    [
      { epoch: 1000, type: 'c' },
      { epoch: 1010, type: 'd' },
    ],
    3,
  );
  expect(after.types).toEqual(['a', 'b', 'c']);
  expect(after.counts[2]).toEqual([1, 0, 0]);
  expect(countAt(after, 2)).toBe(1);
});

test('an empty timeline begins with its first event', () => {
  const after = withEvents(EMPTY, [{ epoch: 1765343222.5, type: 'a' }]);
  expect([extentOf(after), after.totals]).toEqual([[1765343222, 1765343223], [1]]);
});

const sum = (row: readonly number[]): number => row.reduce((a, b) => a + b, 0);

test('coarser steps keep every count, and each is a multiple of the one before', () => {
  let timeline = timelineOf({ ...ANSWER, bucket_seconds: 0.001 });
  for (let i = 0; i < 24; i++) {
    const next = coarser(timeline);
    expect(next.stepUs % timeline.stepUs).toBe(0);
    expect([sum(next.totals), sum(next.errors), ...next.counts.map(sum)]).toEqual([7, 1, 2, 4]);
    timeline = next;
  }
  expect(timeline.stepUs).toBe(86_400e6 * 64);
});

test('any events: all are counted, each where its time is', () => {
  const event: fc.Arbitrary<Counted> = fc.record({
    epoch: fc.double({ min: 0, max: 4e9, noNaN: true }),
    type: fc.constantFrom('a', 'b', 'c'),
    status: fc.constantFrom('ok', 'error'),
  });
  fc.assert(
    fc.property(fc.array(fc.array(event, { maxLength: 5 }), { maxLength: 5 }), (batches) => {
      const after = batches.reduce((timeline, batch) => withEvents(timeline, batch, 3), timelineOf(ANSWER));
      const events = batches.flat();
      expect(sum(after.totals)).toBe(7 + events.length);
      expect(sum(after.errors)).toBe(1 + events.filter(({ status }) => status === 'error').length);
      expect(after.totals.length).toBeLessThanOrEqual(600);
      const [from, to] = extentOf(after)!;
      for (const { epoch } of events) expect(epoch! >= from - 1e-6 && epoch! < to + 1e-6).toBe(true);
      for (const row of after.counts) expect(row).toHaveLength(after.totals.length);
    }),
  );
});
