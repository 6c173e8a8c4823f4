/** `--explain`: goldens of the text, and the same as data. */
import { describe, expect, test } from 'vitest';
import { parsePath } from '../../src/base/path.ts';
import { readingFor } from '../../src/dialect/detect.ts';
import { explainJson, explainLines } from '../../src/plan/explain.ts';
import { type Known, lower } from '../../src/plan/lower.ts';
import { printPredicate } from '../../src/query/print.ts';
import { type Options, queryOf } from '../run/ask.ts';

const LOG: Known = {
  path: 'a.jsonl',
  reading: readingFor('macf', { fixed: true }),
  seekable: true,
  partial: false,
};
const EDGES = { firstUs: Date.UTC(2026, 2, 1) * 1000, lastUs: Date.UTC(2026, 2, 2) * 1000 };

function linesOf(options: Options, logs: readonly Known[] = [LOG]): string {
  const query = queryOf(['a.jsonl'], options);
  return explainLines(lower(query, logs, EDGES), printPredicate(query.where));
}

test('a question of everything', () => {
  expect(linesOf({})).toBe(
    [
      'log        a.jsonl',
      'dialect    macf',
      'prefilter  none, every line is parsed',
      'reads      whole, every line is accounted for',
      'where      everything()',
      'zone       UTC, for times in the logs that name none',
      'columns    @time, @session',
      'fold       events in file order',
      '',
    ].join('\n'),
  );
});

test('bounds as instants, logs that are read alike together', () => {
  const generic: Known = {
    ...LOG,
    path: 'c.jsonl',
    reading: readingFor('generic', {
      generic: {
        dialect: { name: 'generic', detect: [], roles: {}, types: [] },
        fields: { time: 'ts', type: 'kind' },
      },
    }),
  };
  const options: Options = {
    where: 'data.tool in (Read, Edit) and @time >= @first+5m and not (@time > @last-1h)',
    ask: { head: 5, context: 0 },
  };
  expect(linesOf(options, [LOG, { ...LOG, path: 'b.jsonl' }, generic])).toBe(
    [
      'log        a.jsonl',
      '           b.jsonl',
      'dialect    macf',
      'prefilter  only lines that hold "Read" or "Edit" or an escape \\u00',
      'reads      not whole: the prefilter lets lines go by, it is left after match 5',
      'log        c.jsonl',
      'dialect    generic (@time is ts, @type is kind); lines that do not fit are tried as macf, study, mnemosyne, agentbus, amplifier',
      'prefilter  only lines that hold "Read" or "Edit" or an escape \\u00',
      'reads      not whole: the prefilter lets lines go by, it is left after match 5',
      'where      data.tool in ("Read", "Edit") and @time >= @first+5m and not (@time > @last-1h)',
      'bounds     @time >= 2026-03-01T00:05:00.000000Z',
      '           not @time > 2026-03-01T23:00:00.000000Z',
      'zone       UTC, for times in the logs that name none',
      'columns    data.tool, @time, @session',
      'fold       events in file order, the first 5',
      '',
    ].join('\n'),
  );
});

describe('what comes of it', () => {
  const rows: readonly (readonly [Options['ask'] & object, string])[] = [
    [{ kind: 'count' }, 'count'],
    [{ kind: 'stats' }, 'stats'],
    [
      {
        kind: 'stats',
        bucketUs: 3600e6,
        by: { kind: 'path', path: parsePath('data.tool') },
        percentiles: { kind: 'role', role: 'duration' },
        top: 3,
      },
      'stats, by data.tool, buckets of 1 h in UTC, percentiles of @duration, the first 3',
    ],
    [
      { kind: 'gaps', thresholdUs: 90e6, perSession: true, sort: 'length', top: 2 },
      'gaps longer than 1 m 30 s, inside each session, the longest 2, by length',
    ],
    [{ kind: 'sessions', sort: 'span' }, 'sessions by span'],
    [{ tail: 10, reverse: true }, 'events in file order, the last 10, reversed'],
    [{ sort: 'time', distinct: true }, 'events by time, each content once'],
    [
      { session: 'latest', contextSession: 2 },
      'events in file order, of the session of the last event that has one, with 2 around each in its session',
    ],
    [{ context: 3 }, 'events in file order, with 3 around each in the log'],
  ];
  test.each(rows)('%j', (ask, expected) => expect(linesOf({ ask })).toContain(`\nfold       ${expected}\n`));
});

describe('how much is read', () => {
  const rows: readonly (readonly [Options, string])[] = [
    [{ ask: { tail: 3 } }, 'not whole: a plain file is read from its end'],
    [{ where: 'a = bc' }, 'not whole: the prefilter lets lines go by'],
    [{ where: 'a = bc', strict: true }, 'whole, every line is accounted for'],
    [{ where: 'a = bc', tuning: { prefilter: 'off' } }, 'not whole'],
    [{ ask: { head: 3, reverse: true } }, 'not whole: it is left after match 3'],
    [{ ask: { tail: 3, sort: 'time' } }, 'whole, every line is accounted for'],
  ];
  test.each(rows)('%j', (options, expected) =>
    expect(linesOf(options)).toContain(`\nreads      ${expected}\n`),
  );
});

test('the same as data', () => {
  const query = queryOf(['a.jsonl'], {
    where: 'data.tool = Read and @time >= @first',
    ask: { sort: 'time' },
  });
  const plan = lower(query, [LOG], EDGES);
  const data = explainJson(plan, printPredicate(query.where));
  expect(JSON.parse(JSON.stringify(data))).toEqual({
    report: 'explain',
    version: 1,
    where: 'data.tool = "Read" and @time >= @first',
    bounds: [{ op: '>=', time: '2026-03-01T00:00:00.000000Z', epoch: 1772323200 }],
    log_tz: 'UTC',
    max_line_bytes: 16777216,
    columns: ['data.tool', '@time', '@session'],
    sources: [{ path: 'a.jsonl', dialect: 'macf', tried: [], prefilter: ['Read'], complete: false }],
    fold: { kind: 'list', text: 'events by time', cap: 10_000_000 },
  });
});

test('a bound that the logs cannot give', () => {
  const none = { firstUs: Number.NaN, lastUs: Number.NaN };
  const plan = lower(queryOf(['a.jsonl'], { where: 'not (@time < @first)' }), [LOG], none);
  expect(explainLines(plan, 'x')).toContain('bounds     not @time < a time that the logs do not have\n');
  expect(explainJson(plan, 'x')).toMatchObject({ bounds: [{ op: '<', negated: true }] });
});
