/**
 * The split law for `state` (promises.md row 4), and its definition: the events at or before the instant, sorted by time,
 * ties by place, written over each other. Any order of lines in a log gives it, so shards may come in any cut.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stateFold } from '../../src/fold/state.ts';
import type { StateSpec } from '../../src/model/tracked.ts';
import { COLUMNS, foldShards, LINE, type Row } from '../fold/batches.ts';
import { FULL } from '../run/ask.ts';

const { time, type, session, status, number, value, many } = COLUMNS;
const SPEC: StateSpec = {
  kind: 'state',
  time,
  type,
  session,
  log: status,
  tracked: {
    fields: [
      { name: 'v', as: 'last', of: [value] },
      { name: 'of a', as: 'last', of: [number, value], types: ['a'] },
      { name: 'here', as: 'last', of: [many], logs: ['ok'] },
      { name: 'word', as: 'word', words: { a: 'A', b: 'B' } },
      { name: 'count', as: 'count', types: ['b', 'c'] },
    ],
    open: [
      { name: 'latest', keys: [[[value]]], starts: [{ types: ['a'] }], ends: [{ types: ['b'] }] },
      {
        name: 'balanced',
        keys: [[[session], [number]], [[session]]],
        starts: [{ types: ['a', 'b'] }],
        ends: [{ types: ['c'] }],
        balanced: true,
        progress: { types: ['d', 'a'], of: [value] },
      },
    ],
  },
  dialects: ['macf'],
  atUs: Number.POSITIVE_INFINITY,
  cap: 1000,
};

const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(of, { nil: undefined, freq: 5 });
const row: fc.Arbitrary<Row> = fc
  .record({
    us: maybe(fc.integer({ min: 0, max: 30 }).map((seconds) => seconds * 1e6)),
    type: maybe(fc.constantFrom('a', 'b', 'c', 'd')),
    session: maybe(fc.constantFrom('1b969d39-6075', '1b969d39', 'x')),
    status: maybe(fc.constantFrom('ok', 'error')),
    number: maybe(fc.integer({ min: 0, max: 9 })),
    value: maybe(fc.constantFrom('"a"', '"\\u0061"', '1', '1.0', 'null', '{"a":1}', '12345678901234567890')),
    many: fc.array(fc.constantFrom('1', '"b"'), { maxLength: 2 }),
  })
  .map((cells) => Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== undefined)) as Row);
const rowsOf = fc.array(row, { maxLength: 120, size: 'max' });

test.each<[string, Partial<StateSpec>]>([
  ['the end', {}],
  ['an instant', { atUs: 15e6 }],
  ['two instants', { atUs: 20e6, fromUs: 10e6 }],
  ['the cap', { atUs: 20e6, fromUs: 10e6, cap: 2 }],
])('a log cut anywhere gives the state of the uncut log: %s', (_, part) => {
  const spec = { ...SPEC, ...part };
  fc.assert(
    fc.property(
      rowsOf,
      fc.array(fc.nat({ max: 120 }), { maxLength: 6 }),
      fc.integer({ min: 1, max: 50 }),
      (rows, edges, batchSize) => {
        const at = [0, ...edges.map((edge) => Math.min(edge, rows.length)), rows.length].sort(
          (a, b) => a - b,
        );
        const shards = at.slice(1).map((to, k) => rows.slice(at[k], to));
        const whole = foldShards(stateFold(spec), [rows]);
        expect(foldShards(stateFold(spec), shards, { batchSize })).toStrictEqual(whole);
        expect(foldShards(stateFold(spec), shards, { batchSize, inline: true })).toStrictEqual(whole);
      },
    ),
    { numRuns: FULL ? 300 : 50 },
  );
});

test('the state is what sorting by time and writing one after the other gives', () => {
  fc.assert(
    fc.property(rowsOf, fc.integer({ min: -1, max: 31 }), (rows, second) => {
      const counted = rows
        .map((each, line) => ({ ...each, line }))
        .filter(({ us }) => us !== undefined && us <= second * 1e6)
        .sort((a, b) => a.us! - b.us! || a.line - b.line);
      const last = counted.filter((each) => each.value !== undefined).at(-1);
      const open = new Map<string, number>();
      for (const each of counted) {
        const key = each.value?.replace('\\u0061', 'a').replace('1.0', '1') ?? 'null';
        if (each.type === 'a') open.set(key, each.line);
        if (each.type === 'b') open.delete(key);
      }
      const answer = foldShards(stateFold({ ...SPEC, atUs: second * 1e6 }), [rows], { batchSize: 17 });
      expect(answer.events).toBe(counted.length);
      expect(answer.fields.v?.event?.offset).toBe(last && last.line * LINE);
      expect(answer.fields.count?.value).toBe(
        counted.length === 0 ? undefined : counted.filter((each) => /^[bc]$/.test(each.type ?? '')).length,
      );
      const starts = [...open.values()].map((line) => line * LINE);
      expect(answer.open.latest!.map(({ event }) => event.offset).sort()).toEqual(starts.sort());
    }),
    { numRuns: FULL ? 600 : 100 },
  );
});

test('finish leaves the partial as it was', () => {
  fc.assert(
    fc.property(rowsOf, (rows) => {
      const fold = stateFold({ ...SPEC, atUs: 20e6, fromUs: 10e6, cap: 3 });
      const twice = {
        ...fold,
        finish: (...[partial, context]: Parameters<typeof fold.finish>) => [
          fold.finish(partial, context),
          fold.finish(partial, context),
        ],
      };
      const [first, second] = foldShards(twice, [rows]);
      expect(second).toStrictEqual(first);
    }),
    { numRuns: FULL ? 150 : 30 },
  );
});
