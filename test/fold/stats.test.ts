import { describe, expect, it } from 'vitest';
import type { StatsAnswer } from '../../src/fold/fold.ts';
import { statsFold } from '../../src/fold/stats.ts';
import { COLUMNS, foldShards, type Row } from './batches.ts';

const { time, type, session, status, number, value } = COLUMNS;
const SPEC = { kind: 'stats', time, type, session, status, zone: 'UTC', cap: 100, valueCap: 1000 } as const;
const UUID = '1b969d39-6075-4547-9b4b-7c349eaa0a9a';

function stats(rows: readonly Row[], options: object = {}): StatsAnswer {
  return foldShards(statsFold({ ...SPEC, ...options }), [rows]);
}

describe('stats', () => {
  it('counts types, statuses, sessions and times', () => {
    const rows: Row[] = [
      { us: 20e6, type: 'b', session: 's1', status: 'ok' },
      { us: 10e6, type: 'a', session: 's2', status: 'error' },
      { type: 'b', session: 's1', status: 'ok' },
      { us: 15e6 },
    ];
    expect(stats(rows)).toEqual({
      events: 4,
      first: '1970-01-01T00:00:10.000000Z',
      first_epoch: 10,
      last: '1970-01-01T00:00:20.000000Z',
      last_epoch: 20,
      span_seconds: 10,
      sessions: 2,
      events_per_session: 1.5,
      types: [
        {
          type: 'b',
          count: 2,
          share: 0.5,
          ok: 2,
          error: 0,
          first: '1970-01-01T00:00:20.000000Z',
          first_epoch: 20,
          last: '1970-01-01T00:00:20.000000Z',
          last_epoch: 20,
        },
        expect.objectContaining({ type: 'a', count: 1, share: 0.25, ok: 0, error: 1 }),
        expect.objectContaining({ type: null, count: 1 }),
      ],
      notes: [],
    });
  });

  it('leaves out what does not apply', () => {
    expect(stats([])).toEqual({ events: 0, sessions: 0, types: [], notes: [] });
  });

  const joins: readonly (readonly [ids: readonly string[], sessions: number])[] = [
    [['1b969d39', UUID], 1],
    [['1b969d39', UUID, '1b969d39-other'], 3],
    [['1b969d39'], 1],
    [['worker-1', 'worker-10'], 2],
    [['12345678', '123456789'], 2],
  ];
  it.each(joins)('joins hashes with full ids: %j', (ids, sessions) => {
    expect(stats(ids.map((id) => ({ session: id }))).sessions).toBe(sessions);
  });

  it('keeps the first types by name at the cap and says what it left out', () => {
    const rows = Array.from({ length: 60 }, (_, k) => ({ type: `t${99 - k}` }));
    const answer = stats([...rows, ...rows], { cap: 2 });
    expect(answer.types.map(({ type: name, count }) => [name, count])).toEqual([
      ['t40', 2],
      ['t41', 2],
    ]);
    expect(answer.events).toBe(120);
    expect(answer.notes).toMatchObject([{ kind: 'capped', count: 116 }]);
    expect(
      stats(
        rows.map(({ type: id }) => ({ session: id })),
        { cap: 2 },
      ),
    ).toMatchObject({
      sessions: 20,
      notes: [{ kind: 'capped', count: 40 }],
    });
  });

  it('shortens lists with top, not the counts', () => {
    const answer = stats([{ type: 'a', number: 1 }, { type: 'b' }, { type: 'b', number: 2 }], {
      top: 1,
      by: number,
    });
    expect(answer.types.map(({ type: name }) => name)).toEqual(['b']);
    expect(answer.groups).toEqual([{ value: 1, count: 1 }]);
    expect(answer.events).toBe(3);
  });
});

describe('percentiles', () => {
  it('are nearest-rank and exact, per type', () => {
    const rows: Row[] = Array.from({ length: 100 }, (_, k) => ({ type: 'a', number: 100 - k }));
    expect(
      stats([...rows, { type: 'b', number: -5 }, { number: 7 }, { type: 'c' }], {
        percentiles: number,
        unit: 'ms',
      }).percentiles,
    ).toEqual([
      {
        type: 'a',
        unit: 'ms',
        count: 100,
        min: 1,
        p50: 50,
        p90: 90,
        p95: 95,
        p99: 99,
        max: 100,
        mean: 50.5,
        exact: true,
      },
      {
        type: 'b',
        unit: 'ms',
        count: 1,
        min: -5,
        p50: -5,
        p90: -5,
        p95: -5,
        p99: -5,
        max: -5,
        mean: -5,
        exact: true,
      },
      {
        type: null,
        unit: 'ms',
        count: 1,
        min: 7,
        p50: 7,
        p90: 7,
        p95: 7,
        p99: 7,
        max: 7,
        mean: 7,
        exact: true,
      },
    ]);
  });

  const values: readonly (readonly [rows: readonly Row[], count: number, max: number])[] = [
    [['1', '"5"', 'null', '2.5', '1e2'].map((json) => ({ value: json })), 3, 100],
    [[{ value: '1e400' }, { value: '123456789012345678901' }], 2, Number.MAX_VALUE],
    [[{ value: '-1e400' }, { value: '1' }], 2, 1],
    [[{ value: '-12.25' }], 1, -12.25],
  ];
  it.each(values)('only numbers count: %j', (rows, count, max) => {
    expect(stats(rows, { percentiles: value }).percentiles).toMatchObject([{ count, max }]);
  });

  it('are sketched over the cap, of all types together', () => {
    const rows: Row[] = Array.from({ length: 10 }, (_, k) => ({ type: k < 5 ? 'a' : 'b', number: k }));
    const exact = (valueCap: number): unknown =>
      stats(rows, { percentiles: number, valueCap }).percentiles?.map((row) => row.exact);
    expect(exact(10)).toEqual([true, true]);
    expect(exact(9)).toEqual([false, false]);
  });
});
