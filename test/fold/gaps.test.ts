import { describe, expect, it } from 'vitest';
import type { GapsAnswer } from '../../src/fold/fold.ts';
import { gapsFold } from '../../src/fold/gaps.ts';
import { COLUMNS, foldShards, type Row } from './batches.ts';

const { time, type, session } = COLUMNS;
const SPEC = {
  kind: 'gaps',
  time,
  type,
  session,
  thresholdUs: 10e6,
  perSession: false,
  sort: 'time',
  cap: 1000,
} as const;
const UUID = '1b969d39-6075-4547-9b4b-7c349eaa0a9a';

function gaps(rows: readonly Row[], options: object = {}): GapsAnswer {
  return foldShards(gapsFold({ ...SPEC, ...options }), [rows]);
}

/** Rows at these seconds. */
function at(...seconds: readonly number[]): Row[] {
  return seconds.map((second) => ({ us: second * 1e6 }));
}

describe('gaps', () => {
  const found: readonly (readonly [
    seconds: readonly number[],
    options: object,
    gaps: readonly (readonly [fromLine: number, toLine: number, seconds: number])[],
  ])[] = [
    [[0, 10, 20], {}, []],
    [[0, 10, 20.000001], {}, [[2, 3, 10.000001]]],
    [
      [0, 30, 60],
      {},
      [
        [1, 2, 30],
        [2, 3, 30],
      ],
    ],
    [
      [60, 0, 30],
      {},
      [
        [2, 3, 30],
        [3, 1, 30],
      ],
    ],
    // An event between them bridges two intervals.
    [[0, 20, 10], {}, []],
    // Of equal times the last in the log begins a silence, the first ends it.
    [[0, 0, 50, 50], {}, [[2, 3, 50]]],
    [[50, 0, 50, 0], {}, [[4, 1, 50]]],
    [
      [0, 20, 60, 75],
      { sort: 'length' },
      [
        [2, 3, 40],
        [1, 2, 20],
        [3, 4, 15],
      ],
    ],
    [
      [0, 20, 60, 75],
      { top: 2 },
      [
        [1, 2, 20],
        [2, 3, 40],
      ],
    ],
    [
      [0, 20, 60, 75],
      { top: 2, sort: 'length' },
      [
        [2, 3, 40],
        [1, 2, 20],
      ],
    ],
    [[0, 0.5], { thresholdUs: 0 }, [[1, 2, 0.5]]],
    [[], {}, []],
  ];
  it.each(found)('between %j with %j', (seconds, options, expected) => {
    const answer = gaps(at(...seconds), options);
    expect(answer.gaps.map(({ from, to, seconds: s }) => [from.line, to.line, s])).toEqual(expected);
    expect(answer.events).toBe(seconds.length);
  });

  it('cites both ends', () => {
    const rows = [
      { us: 0, type: 'a', session: 's' },
      { us: 1 },
      { type: 'no time' },
      { us: 90e6, type: 'b' },
    ];
    expect(gaps(rows)).toEqual({
      threshold_seconds: 10,
      events: 4,
      total: 1,
      gaps: [
        {
          seconds: 89.999999,
          from: {
            time: '1970-01-01T00:00:00.000001Z',
            epoch: 0.000001,
            source: 'log-0',
            offset: 100,
            line: 2,
          },
          to: {
            time: '1970-01-01T00:01:30.000000Z',
            epoch: 90,
            type: 'b',
            source: 'log-0',
            offset: 300,
            line: 4,
          },
        },
      ],
      longest_seconds: 89.999999,
      regressions: { count: 0, places: [] },
      notes: [],
    });
  });

  it('leaves the line out where the head of the log was not read', () => {
    const fold = gapsFold(SPEC);
    const blind = {
      ...fold,
      finish: (p: ReturnType<typeof fold.init>) =>
        fold.finish(p, { sourceOf: () => 'x', linesBefore: () => undefined }),
    };
    expect(foldShards(blind, [at(0, 50)]).gaps[0]?.from).toEqual({
      time: '1970-01-01T00:00:00.000000Z',
      epoch: 0,
      source: 'x',
      offset: 0,
    });
  });

  it('says the longest of all, also beyond top', () => {
    expect(gaps(at(0, 20, 60), { top: 0 })).toMatchObject({
      total: 2,
      gaps: [],
      longest_seconds: 40,
    });
  });

  it.each<readonly [string, readonly string[], string]>([
    ['one begins with it', ['1b969d39', UUID], UUID],
    ['none does', ['1b969d39', 'x'], '1b969d39'],
    ['two do', ['1b969d39', UUID, UUID.replace('9a', '9b')], '1b969d39'],
  ])('cites a hash by the full id where exactly %s', (_, ids, expected) => {
    const rows = ids.map((id, n) => ({ us: n * 60e6, session: id }));
    const { gaps: found, regressions } = gaps([...rows, { us: 1, session: '1b969d39' }]);
    expect(found[0]!.from.session).toBe(expected);
    expect(regressions.places[0]!.session).toBe(expected);
  });

  it('looks inside each session, joined by its hash', () => {
    const rows = [
      { us: 0, session: '1b969d39' },
      { us: 30e6, session: 'x' },
      { us: 31e6 },
      { us: 60e6, session: UUID },
      { us: 90e6, session: 'x' },
    ];
    const answer = gaps(rows, { perSession: true });
    expect(
      answer.gaps.map(({ session: id, seconds, from, to }) => [id, seconds, from.session, to.session]),
    ).toEqual([
      [UUID, 60, UUID, UUID],
      ['x', 60, 'x', 'x'],
    ]);
  });

  it('keeps the first intervals in time at the cap, and no silence is longer than it was', () => {
    const rows = at(...Array.from({ length: 50 }, (_, k) => k * 20));
    const answer = gaps(rows, { cap: 4 });
    expect(answer.gaps.map(({ seconds }) => seconds)).toEqual([20, 20, 20]);
    expect(answer.notes).toMatchObject([{ kind: 'capped', count: 46 }]);
    expect(gaps(rows.toReversed(), { cap: 4 }).gaps.map(({ from }) => from.epoch)).toEqual([0, 20, 40]);
  });

  it('still joins earlier events to what it kept at the cap', () => {
    const rows = at(0, 20, 40, 60, 80, 100, 120, 50, 10).map((row) => ({ ...row, session: 's' }));
    for (const perSession of [false, true]) {
      const fold = gapsFold({ ...SPEC, cap: 4, perSession });
      const answer = foldShards(fold, [rows], { batchSize: 1 });
      expect(answer.gaps.map(({ from, to }) => [from.epoch, to.epoch])).toEqual([[20, 40]]);
      expect(answer.notes.map(({ kind }) => kind)).toEqual(['regression', 'capped']);
    }
  });

  it('holds many intervals in any order', () => {
    const seconds = Array.from({ length: 3000 }, (_, k) => ((k * 1327) % 3000) * 20);
    const answer = gaps(at(...seconds), { cap: 1e6 });
    expect(answer.gaps.map(({ from }) => from.epoch)).toEqual(Array.from({ length: 2999 }, (_, k) => k * 20));
    const bridged = gaps(at(...seconds, ...seconds.map((second) => second + 10)), { cap: 1e6 });
    expect(bridged.gaps).toEqual([]);
  });
});

describe('regressions', () => {
  const found: readonly (readonly [seconds: readonly number[], count: number, lines: readonly number[]])[] = [
    [[0, 1, 1, 2], 0, []],
    [[5, 3, 4], 1, [2]],
    [[9, 8, 9, 5, 9, 8], 3, [4, 2, 6]],
    [[20, 1, 20, 2, 20, 3, 20, 4, 20, 5, 20, 6], 6, [2, 4, 6, 8, 10]],
  ];
  it.each(found)('of %j', (seconds, count, lines) => {
    const { regressions, notes } = gaps(at(...seconds));
    expect(regressions.count).toBe(count);
    expect(regressions.places.map(({ line }) => line)).toEqual(lines);
    expect(notes.map((note) => [note.kind, note.count])).toEqual(count === 0 ? [] : [['regression', count]]);
  });

  it('are seen between shards of a log, not between logs, nor where a log is read twice', () => {
    const shards = [at(9), [{}], at(4)];
    const count = (logs: readonly number[]): number =>
      foldShards(gapsFold(SPEC), shards, { logs }).regressions.count;
    expect(count([0, 0, 0])).toBe(1);
    expect(count([0, 0, 1])).toBe(0);
    const fold = gapsFold(SPEC);
    const sameName = {
      ...fold,
      finish: (p: ReturnType<typeof fold.init>) =>
        fold.finish(p, { sourceOf: () => 'x', linesBefore: () => 0 }),
    };
    expect(foldShards(sameName, [at(1, 9), at(1, 9)], { logs: [0, 1] }).regressions.count).toBe(0);
  });

  it('say how far the worst goes back', () => {
    expect(gaps(at(10, 9, 2.5)).regressions).toMatchObject({ count: 2, worst_seconds: 6.5 });
  });
});
