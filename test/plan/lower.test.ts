/** Plans as data: columns, tests with instants, folds with caps, and which logs are read whole. */
import { describe, expect, test } from 'vitest';
import { parsePath } from '../../src/base/path.ts';
import { readingFor } from '../../src/dialect/detect.ts';
import type { ColumnSpec, Plan } from '../../src/model/plan.ts';
import { lower } from '../../src/plan/lower.ts';
import { type Options, queryOf } from '../run/ask.ts';

const EDGES = { firstUs: 1e15, lastUs: 2e15 };
const LOG = { path: 'a.jsonl', reading: readingFor('macf'), seekable: true, partial: false };

function planOf(options: Options, log: Partial<typeof LOG> = {}): Plan {
  return lower(queryOf(['a.jsonl'], options), [{ ...LOG, ...log }], EDGES);
}

const role = (name: 'time' | 'type' | 'session' | 'status' | 'duration' | 'severity'): ColumnSpec => ({
  kind: 'role',
  role: name,
});

test('a column asked for twice stands once', () => {
  const { columns, test: lowered } = planOf({
    where: 'data.n > 1 and data.n < 5 and @type = a and @time > 2026-01-01',
  });
  expect(columns).toEqual([
    { kind: 'path', path: parsePath('data.n') },
    role('type'),
    role('time'),
    role('session'),
  ]);
  expect(lowered).toEqual({
    kind: 'and',
    of: [
      { kind: 'compare', column: 0, op: '>', value: { kind: 'number', text: '1' } },
      { kind: 'compare', column: 0, op: '<', value: { kind: 'number', text: '5' } },
      { kind: 'compare', column: 1, op: '=', value: { kind: 'string', text: 'a' } },
      { kind: 'time', column: 2, op: '>', us: Date.UTC(2026, 0, 1) * 1000 },
    ],
  });
});

describe('predicates', () => {
  const rows: readonly (readonly [string, object])[] = [
    ['@time >= @first+5m', { kind: 'time', op: '>=', us: 1e15 + 300e6 }],
    ['@time <= @last', { kind: 'time', op: '<=', us: 2e15 }],
    ['@duration > 1.5s', { kind: 'number', op: '>', value: 1500 }],
    ['@tokens = 10', { kind: 'number', op: '=', value: 10 }],
    [
      '@tokens in (1, 2)',
      {
        kind: 'or',
        of: [
          { kind: 'number', column: 0, op: '=', value: 1 },
          { kind: 'number', column: 0, op: '=', value: 2 },
        ],
      },
    ],
    ['@severity >= warning', { kind: 'level', op: '>=', level: 'warning' }],
    ['not (exists v)', { kind: 'not', of: { kind: 'exists', column: 0 } }],
    [
      'v in (a, 1)',
      {
        kind: 'in',
        values: [
          { kind: 'string', text: 'a' },
          { kind: 'number', text: '1' },
        ],
      },
    ],
    ['v ~ "a+"', { kind: 'text', op: 'regex', text: 'a+' }],
  ];
  test.each(rows)('%s', (where, expected) => expect(planOf({ where }).test).toMatchObject(expected));

  test('bounds of logs without a time are instants that no time satisfies', () => {
    const none = { firstUs: Number.NaN, lastUs: Number.NaN };
    const { test: lowered } = lower(queryOf(['a.jsonl'], { where: '@time >= @first' }), [LOG], none);
    expect(lowered).toEqual({ kind: 'time', column: 0, op: '>=', us: Number.NaN });
  });
});

describe('folds carry their columns and caps', () => {
  const duration = { kind: 'role', role: 'duration' } as const;
  const rows: readonly (readonly [Options, object])[] = [
    [{ ask: { kind: 'count' } }, { kind: 'count' }],
    [
      { ask: { kind: 'stats' } },
      {
        kind: 'stats',
        time: 0,
        type: 1,
        session: 2,
        status: 3,
        zone: 'UTC',
        cap: 100_000,
        valueCap: 100_000,
      },
    ],
    [
      { ask: { kind: 'stats', percentiles: duration, by: { kind: 'role', role: 'type' } }, cap: 7 },
      { by: 1, percentiles: 4, unit: 'ms', cap: 7, valueCap: 7 },
    ],
    [
      { ask: { kind: 'gaps', thresholdUs: 5, perSession: true, sort: 'length', top: 3 } },
      { kind: 'gaps', thresholdUs: 5, perSession: true, sort: 'length', top: 3, cap: 1_000_000 },
    ],
    [
      { ask: { kind: 'sessions', sort: 'span' } },
      { kind: 'sessions', sort: 'span', status: 3, cap: 1_000_000 },
    ],
    [
      { ask: { tail: 5 }, cap: 9 },
      { kind: 'list', time: 0, session: 1, cap: 9, listing: { tail: 5 } },
    ],
  ];
  test.each(rows)('%j', (options, expected) => expect(planOf(options).fold).toMatchObject(expected));
});

describe('what is read whole', () => {
  const needle = { where: 'data.tool = Read' };
  const rows: readonly (readonly [
    string,
    Options,
    Partial<typeof LOG>,
    boolean,
    readonly string[] | null,
  ])[] = [
    ['a listing of everything', {}, {}, true, null],
    ['a prefilter lets lines go by', needle, {}, false, ['Read']],
    ['a count, too', { ...needle, ask: { kind: 'count' } }, {}, false, ['Read']],
    ['--strict reads all', { ...needle, strict: true }, {}, true, null],
    ['stats, gaps and sessions read all', { ...needle, ask: { kind: 'stats' } }, {}, true, null],
    ['neighbours are no candidates', { ...needle, ask: { context: 1 } }, {}, true, null],
    ['a head stops', { ask: { head: 5 } }, {}, false, null],
    ['a head that is reversed stops', { ask: { head: 5, reverse: true } }, {}, false, null],
    ['a head by time does not', { ask: { head: 5, sort: 'time' } }, {}, true, null],
    ['a tail is read from the end', { ask: { tail: 5 } }, {}, false, null],
    ['a tail of a stream is not', { ask: { tail: 5 } }, { seekable: false }, true, null],
    ['a tail by time is not', { ask: { tail: 5, sort: 'time' } }, {}, true, null],
    ['a strict tail is not', { ask: { tail: 5 }, strict: true }, {}, true, null],
    ['one event of a log', {}, { partial: true }, false, null],
    [
      'the knob changes needles, not what is said',
      { ...needle, tuning: { prefilter: 'off' } },
      {},
      false,
      null,
    ],
    ['everything is a candidate', { ...needle, tuning: { prefilter: 'everything' } }, {}, false, null],
  ];
  test.each(rows)('%s', (_, options, log, complete, needles) => {
    expect(planOf(options, log).sources).toMatchObject([{ complete, needles }]);
  });
});

test('a plan is plain data that another thread can take', () => {
  const plan = planOf({
    where: 'data.tool = Read and @time > @first',
    ask: { kind: 'stats', bucketUs: 60e6 },
  });
  expect(structuredClone(plan)).toEqual(plan);
});
