/** The split law of `check`: rows cut into shards and batches anywhere give the verdicts of the uncut rows (promises.md row 4). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldShards, type Row } from '../fold/batches.ts';
import { foldOf } from '../fold/checks.ts';
import { FULL } from '../run/ask.ts';

const RULES = `rules:
  - {name: count, kind: count, type: a, expect: "<3"}
  - {name: count per session, kind: count, type: a, expect: some, per: session}
  - {name: pairs, kind: pairs, start: a, end: b, key: value, max: 5s, orphans: none}
  - {name: pairs per session, kind: pairs, start: a, end: b, per: session}
  - {name: pairs of sessions, kind: pairs, start: [a, c], end: [b, c], open: any}
  - {name: gaps, kind: gaps, threshold: 3s}
  - {name: gaps per session, kind: gaps, threshold: 3s, per: session, type: [a, b]}
  - {name: order, kind: order, first: a, then: b, key: value}
  - {name: order per session, kind: order, first: b, then: a, per: session}
  - {name: share, kind: rate, share: "@status = error", below: 30%}
  - {name: share per bucket, kind: rate, share: "@status = error", above: 30%, bucket: 5s, per: session}
  - {name: number, kind: rate, bucket: 5s, below: 4, above: 0}
  - {name: number per session, kind: rate, bucket: 5s, above: 1, per: session}
  - {name: percentile, kind: percentile, of: "@duration", p: 90, below: 50ms}
  - {name: percentile per session, kind: percentile, of: value, p: 50, above: 3, per: session}
  - {name: many, kind: percentile, of: "many[*]", p: 99, below: 7}
  - {name: damaged, kind: damaged}
`;

const row: fc.Arbitrary<Row> = fc.record(
  {
    us: fc.oneof(fc.integer({ min: -10, max: 40 }), fc.integer({ min: 0, max: 200 })).map((s) => s * 1e6),
    type: fc.constantFrom('a', 'a', 'b', 'b', 'c'),
    session: fc.constantFrom('0a1b2c3d', '0a1b2c3d-4', 's', 't', 'u'),
    status: fc.constantFrom('ok', 'error'),
    number: fc.integer({ min: 0, max: 90 }),
    value: fc.constantFrom('"x"', '"y"', '1', '2', '9', 'null', '{"z":1}'),
    many: fc.array(fc.constantFrom('1', '8', '"x"'), { maxLength: 3 }),
  },
  { requiredKeys: [] },
);

const logs = fc.array(fc.array(fc.array(row, { maxLength: 12 }), { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 3,
});

describe('whatever the cut', () => {
  test.each([{}, { valueCap: 5 }])('with caps %j', (caps) => {
    fc.assert(
      fc.property(logs, fc.integer({ min: 1, max: 5 }), (some, batchSize) => {
        const fold = foldOf(RULES, caps);
        const whole = foldShards(
          fold,
          some.map((shards) => shards.flat()),
          { logs: some.map((_, n) => n) },
        );
        const shards = some.flat();
        const owner = some.flatMap((parts, n) => parts.map(() => n));
        expect(foldShards(fold, shards, { logs: owner, batchSize })).toStrictEqual(whole);
        expect(foldShards(fold, shards, { logs: owner, batchSize, inline: true })).toStrictEqual(whole);
      }),
      { numRuns: FULL ? 500 : 60 },
    );
  });

  // Names are kept by text and starts by time, so that these caps do not show the cut either.
  test.each([{ cap: 1 }, { cap: 3 }])('with caps %j, of rules that keep names', (caps) => {
    const kept = RULES.split('\n').filter((line) => !/kind: (pairs|gaps)/.test(line));
    fc.assert(
      fc.property(logs, fc.integer({ min: 1, max: 5 }), (some, batchSize) => {
        const fold = foldOf(kept.join('\n'), caps);
        const whole = foldShards(fold, [some.flat(2)]);
        expect(foldShards(fold, some.flat(), { batchSize })).toStrictEqual(whole);
        expect(foldShards(fold, some.flat(), { batchSize, inline: true })).toStrictEqual(whole);
      }),
      { numRuns: FULL ? 300 : 40 },
    );
  });

  // The first shard pairs as it goes; the others hold what is theirs, which here is never more than they may.
  test('of pairs beyond their window, as lines come', () => {
    const pairs = RULES.split('\n').filter((line) => /^rules|kind: pairs/.test(line));
    fc.assert(
      fc.property(
        logs,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 3, max: 6 }),
        (some, batchSize, cap) => {
          const fold = foldOf(pairs.join('\n'), { cap });
          const shards = some.flat().filter((rows) => rows.length > 0);
          const whole = foldShards(fold, [shards.flat()]);
          expect(foldShards(fold, shards, { batchSize })).toStrictEqual(whole);
          expect(foldShards(fold, shards, { batchSize, inline: true })).toStrictEqual(whole);
        },
      ),
      { numRuns: FULL ? 300 : 40 },
    );
  });
});
