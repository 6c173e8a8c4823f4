/**
 * The split law for `metrics` (promises.md row 4) and its definition: what happened after `at - window` and not after
 * `at`, counted one by one. Any order of lines and any cut into shards gives it, whether the end of the windows is said
 * or found; where it is found, windows begin with a sixtieth of theirs.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { metricsFold } from '../../src/fold/metrics.ts';
import type { MetricsSnapshot, MetricsSpec } from '../../src/model/metrics.ts';
import { COLUMNS, foldShards, type Row } from '../fold/batches.ts';
import { FULL } from '../run/ask.ts';

const { time, type, session, status, number, value } = COLUMNS;
const WINDOWS_US = [6e6, 12e6, 60e6];
const SPEC: MetricsSpec = {
  kind: 'metrics',
  time,
  type,
  // Lines of the dialects `x` and `y`, as their session says.
  dialect: session,
  status,
  duration: number,
  tokens: number,
  cost: number,
  metered: [
    {
      dialect: 'x',
      unspent: ['d'],
      work: [
        {
          kind: 'agents',
          keys: [[[value]]],
          starts: [{ types: ['a'] }],
          ends: [{ types: ['b'], says: 'ok' }],
        },
        { kind: 'tasks', keys: [[]], starts: [{ types: ['d'] }], ends: [{ types: ['c'] }], balanced: true },
      ],
    },
  ],
  windowsUs: WINDOWS_US,
  cap: 1000,
  valueCap: 1000,
};

const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(of, { nil: undefined, freq: 5 });
const row: fc.Arbitrary<Row> = fc
  .record({
    // Halves of tenths, so that times fall on the edges of slices and beside them.
    us: maybe(fc.integer({ min: 1, max: 2000 }).map((steps) => 1e15 + steps * 50_000)),
    type: maybe(fc.constantFrom('a', 'b', 'c', 'd')),
    session: maybe(fc.constantFrom('x', 'y')),
    status: maybe(fc.constantFrom('ok', 'error')),
    number: maybe(fc.constantFrom(0, 0.1, 0.2, 0.7, 3, 1e4)),
    value: maybe(fc.constantFrom('"a"', '"b"')),
  })
  .map((cells) => Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== undefined)) as Row);
const rowsOf = fc.array(row, { maxLength: 120, size: 'max' });
const END_US = 1e15 + 1000 * 50_000;

const modes: readonly (readonly [string, Partial<MetricsSpec>])[] = [
  ['an end that is said', { atUs: END_US }],
  ['the last event', {}],
  ['few values and names', { atUs: END_US, cap: 2, valueCap: 3 }],
];

describe.each(modes)('%s', (_, more) => {
  const fold = metricsFold({ ...SPEC, ...more });

  test('any cut gives the answer of the whole', () => {
    fc.assert(
      fc.property(rowsOf, fc.array(fc.nat(120), { maxLength: 5 }), (rows, cuts) => {
        expect(foldShards(fold, cut(rows, cuts))).toEqual(foldShards(fold, [rows]));
      }),
      { numRuns: FULL ? 500 : 70 },
    );
  });

  test('any order of lines does, where no two events of a key have one time', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const seen = new Set<number>();
        const apart = rows.filter(({ us }) => us !== undefined && !seen.has(us) && seen.add(us));
        expect(foldShards(fold, [[...apart].reverse()])).toEqual(foldShards(fold, [apart]));
      }),
      { numRuns: FULL ? 300 : 50 },
    );
  });
});

test('a window holds what happened in it', () => {
  const fold = metricsFold({ ...SPEC, atUs: END_US });
  fc.assert(
    fc.property(rowsOf, (rows) => {
      const { windows, totals } = foldShards(fold, cut(rows, [40]));
      const counted = rows.filter(({ us }) => us === undefined || us <= END_US);
      expect(totals.total_events).toBe(counted.length);
      expect(totals.untimed_events).toBe(rows.filter(({ us }) => us === undefined).length);
      for (const [n, windowUs] of WINDOWS_US.entries())
        expect(windows[n]).toMatchObject(
          figures(
            counted.filter(({ us }) => us !== undefined && us > END_US - windowUs),
            windowUs,
          ),
        );
    }),
    { numRuns: FULL ? 500 : 70 },
  );
});

test('the last event ends the windows, and they begin with a sixtieth', () => {
  const fold = metricsFold(SPEC);
  fc.assert(
    fc.property(rowsOf, (rows) => {
      const { windows } = foldShards(fold, cut(rows, [40, 80]));
      const times = rows.flatMap(({ us }) => us ?? []);
      if (times.length === 0) return void expect(windows).toEqual([]);
      const atUs = Math.max(...times);
      for (const [n, windowUs] of WINDOWS_US.entries()) {
        const stepUs = windowUs / 60;
        const endUs = Math.ceil(atUs / stepUs) * stepUs;
        const within = rows.filter(({ us }) => us !== undefined && us > endUs - windowUs);
        expect(windows[n]).toMatchObject({ ...figures(within, windowUs), step_seconds: stepUs / 1e6 });
        expect(windows[n]!.to_epoch).toBe(atUs / 1e6);
      }
    }),
    { numRuns: FULL ? 500 : 70 },
  );
});

/** The rows in parts that begin at these numbers. */
function cut(rows: readonly Row[], at: readonly number[]): (readonly Row[])[] {
  const edges = [0, ...[...at].sort((a, b) => a - b), rows.length];
  return edges.slice(1).map((edge, n) => rows.slice(edges[n], edge));
}

/** The definition, figure by figure. */
function figures(rows: readonly Row[], windowUs: number): Partial<MetricsSnapshot> {
  const types = [...new Set(rows.flatMap((each) => each.type ?? []))];
  const ends = rows.filter((each) => each.session === 'x' && each.type === 'b');
  const spent = rows.filter((each) => !(each.session === 'x' && each.type === 'd'));
  const lengths = rows.flatMap((each) => each.number ?? []).sort((a, b) => a - b);
  const rank = (p: number): number => lengths[Math.ceil((p * lengths.length) / 100) - 1]!;
  // Sums of tenths are compared as a person would.
  const tokens = spent.reduce((sum, each) => sum + (each.number ?? 0), 0);
  return {
    total_events: rows.length,
    total_errors: rows.filter((each) => each.status === 'error').length,
    events_by_type: Object.fromEntries(
      types.map((name) => [name, rows.filter((each) => each.type === name).length]),
    ),
    agents_completed: ends.filter((each) => each.status !== 'error').length,
    agents_failed: ends.filter((each) => each.status === 'error').length,
    agents_per_minute:
      (rows.filter((each) => each.session === 'x' && each.type === 'a').length * 60) / (windowUs / 1e6),
    total_tokens: expect.closeTo(tokens, 5) as number,
    events_per_second: rows.length / (windowUs / 1e6),
    ...(lengths.length === 0
      ? {}
      : { p50_duration_ms: rank(50), p95_duration_ms: rank(95), percentiles_exact: true }),
  };
}
