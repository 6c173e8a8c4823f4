/**
 * The split law: lines cut into shards anywhere, folded apart and merged in order, give the answer of the uncut lines
 * (promises.md row 4). And gaps are what sorting all times and comparing neighbours finds.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeFold } from '../../src/fold/folds.ts';
import { gapsFold } from '../../src/fold/gaps.ts';
import { compileTest } from '../../src/match/compile.ts';
import type { FoldSpec } from '../../src/model/plan.ts';
import { COLUMNS, foldShards, LINE, type Row } from '../fold/batches.ts';
import { FULL } from '../run/ask.ts';

const { time, type, session, status, number, value, many } = COLUMNS;
const stats = { kind: 'stats', time, type, session, status, zone: 'UTC', cap: 1000, valueCap: 1000 } as const;
const gaps = {
  kind: 'gaps',
  time,
  type,
  session,
  thresholdUs: 3e6,
  perSession: false,
  sort: 'time',
  cap: 1000,
} as const;
const sessions = { kind: 'sessions', time, type, session, status, sort: 'first', cap: 1000 } as const;

const facets = { types: type, sessions: session, severities: status, statuses: status, agents: type };
const overview = {
  kind: 'overview',
  buckets: 5,
  types: 3,
  top: 10,
  time,
  status,
  columns: facets,
  cap: 1000,
} as const;

const SPECS: readonly FoldSpec[] = [
  { kind: 'span', time },
  { kind: 'count' },
  stats,
  { ...stats, by: type, top: 3 },
  { ...stats, by: number, bucketUs: 7e6 },
  { ...stats, by: value, bucketUs: 3600e6, zone: 'Europe/Berlin' },
  { ...stats, by: many, percentiles: many },
  { ...stats, by: time, percentiles: number, unit: 'ms' },
  { ...stats, percentiles: number, valueCap: 5 },
  { ...stats, percentiles: value, valueCap: 5 },
  { ...stats, by: value, percentiles: number, cap: 2 },
  { ...stats, by: type, percentiles: number, cap: 1, valueCap: 20 },
  gaps,
  { ...gaps, top: 2, sort: 'length' },
  { ...gaps, perSession: true },
  { ...gaps, perSession: true, top: 1 },
  sessions,
  { ...sessions, sort: 'last', top: 2 },
  { ...sessions, sort: 'events' },
  { ...sessions, sort: 'span', cap: 2 },
  overview,
  { ...overview, buckets: 200, cap: 2 },
];

const UUIDS = [
  '1b969d39-6075-4547-9b4b-7c349eaa0a9a',
  '1b969d39-aaaa',
  '7c3f5943-e462',
  '1b969d39',
  '7c3f5943',
];
const NUMBERS = [0, -0, 1, -1, 0.1, 0.2, 0.3, 1e16, -1e16, 1e308, -1e308, 5e-324, 245, 12.5];
const VALUES = [
  '"a"',
  '"\\u0061"',
  '1',
  '1.0',
  '10e-1',
  '12345678901234567890',
  'null',
  'true',
  '{"a":1}',
  '[1]',
];

const us = fc.oneof(
  fc.integer({ min: 0, max: 60 }).map((seconds) => seconds * 1e6),
  fc.integer({ min: 0, max: 60e6 }),
);
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(of, { nil: undefined, freq: 6 });
const names = fc.oneof(fc.constantFrom('a', 'b'), fc.integer({ min: 0, max: 60 }).map(String));
const row: fc.Arbitrary<Row> = fc
  .record({
    us: maybe(us),
    type: maybe(names),
    session: maybe(fc.oneof(fc.constantFrom(...UUIDS), names)),
    status: maybe(fc.constantFrom('ok', 'error')),
    number: maybe(fc.oneof(fc.constantFrom(...NUMBERS), fc.double({ noNaN: true, noDefaultInfinity: true }))),
    value: maybe(fc.oneof(fc.constantFrom(...VALUES), fc.integer().map(String))),
    many: fc.array(fc.constantFrom(...VALUES), { maxLength: 3 }),
  })
  .map((cells) => Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== undefined)) as Row);

interface Cut {
  readonly rows: readonly Row[];
  readonly edges: readonly number[];
  readonly batchSize: number;
}
const cut = (rows: fc.Arbitrary<readonly Row[]>): fc.Arbitrary<Cut> =>
  fc.record({
    rows,
    edges: fc.array(fc.nat({ max: 120 }), { maxLength: 6 }),
    batchSize: fc.integer({ min: 1, max: 50 }),
  });

/** Pieces between the edges; some may be empty, as a shard without matches is. */
function pieces(rows: readonly Row[], edges: readonly number[]): (readonly Row[])[] {
  const at = [0, ...edges.map((edge) => Math.min(edge, rows.length)), rows.length].sort((a, b) => a - b);
  return at.slice(1).map((to, k) => rows.slice(at[k], to));
}

/** The answer without shard numbers, which nobody sees. */
function checkSplit(spec: FoldSpec, { rows, edges, batchSize }: Cut): void {
  const whole = foldShards(makeFold(spec, compileTest), [rows]);
  const shards = pieces(rows, edges);
  expect(foldShards(makeFold(spec, compileTest), shards, { batchSize })).toStrictEqual(whole);
  expect(foldShards(makeFold(spec, compileTest), shards, { batchSize, inline: true })).toStrictEqual(whole);
}

describe('a log cut anywhere gives the answer of the uncut log', () => {
  test.each(SPECS.map((spec) => [JSON.stringify(spec), spec] as const))('%s', (_, spec) => {
    const rows = fc.array(row, { maxLength: 120, size: 'max' });
    fc.assert(
      fc.property(cut(rows), (one) => checkSplit(spec, one)),
      { numRuns: FULL ? 200 : 30 },
    );
  });

  test('two logs: nothing goes back in time between them', () => {
    const rows = fc.array(row, { maxLength: 40 });
    fc.assert(
      fc.property(cut(rows), cut(rows), (a, b) => {
        const shards = [pieces(a.rows, a.edges), pieces(b.rows, b.edges)];
        const logs = shards.flatMap((of, log) => of.map(() => log));
        const whole = foldShards(makeFold(gaps, compileTest), [a.rows, b.rows], { logs: [0, 1] });
        expect(foldShards(makeFold(gaps, compileTest), shards.flat(), { logs })).toStrictEqual(whole);
      }),
      { numRuns: FULL ? 200 : 30 },
    );
  });

  test.each([false, true])('gaps at their cap, where the log is in order (per session: %s)', (perSession) => {
    const rows = fc
      .array(row, { maxLength: 120, size: 'max' })
      .map((list) => [...list].sort((a, b) => (a.us ?? 0) - (b.us ?? 0)));
    const spec = { ...gaps, thresholdUs: 5e5, perSession, cap: 4 };
    fc.assert(
      fc.property(cut(rows), (one) => checkSplit(spec, one)),
      { numRuns: FULL ? 300 : 50 },
    );
  });
});

test('merging is associative', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SPECS),
      fc.tuple(...Array(3).fill(fc.array(row, { maxLength: 40 }))),
      (spec, three) => {
        const shards = three as Row[][];
        const fold = makeFold(spec, compileTest);
        const right = { ...fold, merge: (a: unknown, b: unknown) => [a, b].flat() };
        const partials = foldShards({ ...right, finish: (all) => all }, shards, {}) as unknown[];
        const context = {
          sourceOf: () => 'log-0',
          linesBefore: (k: number) => shards.slice(0, k).flat().length,
        };
        const [a, b, c] = partials;
        const [d, e, f] = structuredClone(partials);
        const left = fold.finish(fold.merge(fold.merge(a, b), c), context);
        expect(fold.finish(fold.merge(d, fold.merge(e, f)), context)).toStrictEqual(left);
      },
    ),
    { numRuns: FULL ? 600 : 100 },
  );
});

test('finish leaves the partial as it was', () => {
  fc.assert(
    fc.property(fc.constantFrom(...SPECS), fc.array(row, { maxLength: 60 }), (spec, rows) => {
      const fold = makeFold(spec, compileTest);
      const twice = {
        ...fold,
        finish: (p: unknown, c: Parameters<typeof fold.finish>[1]) => [fold.finish(p, c), fold.finish(p, c)],
      };
      const [first, second] = foldShards(twice, [rows]);
      expect(second).toStrictEqual(first);
    }),
    { numRuns: FULL ? 300 : 50 },
  );
});

test('gaps are the neighbours in time that are too far apart', () => {
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 200, size: 'max' }),
      fc.integer({ min: 0, max: 4e6 }),
      (rows, thresholdUs) => {
        const timed = rows.map(({ us: at }, line) => ({ at, line })).filter(({ at }) => at !== undefined);
        const sorted = timed.toSorted((a, b) => a.at! - b.at!);
        const naive = sorted
          .slice(1)
          .map((to, k) => ({ from: sorted[k]!, to, us: to.at! - sorted[k]!.at! }))
          .filter(({ us: length }) => length > thresholdUs)
          .map(({ from, to, us: length }) => [length / 1e6, from.line * LINE, to.line * LINE]);
        const answer = foldShards(gapsFold({ ...gaps, thresholdUs }), [rows], { batchSize: 17 });
        expect(answer.gaps.map(({ seconds, from, to }) => [seconds, from.offset, to.offset])).toEqual(naive);
        expect(answer.longest_seconds).toBe(
          naive.length === 0 ? undefined : Math.max(...naive.map(([s]) => s!)),
        );
      },
    ),
    { numRuns: FULL ? 900 : 150 },
  );
});
