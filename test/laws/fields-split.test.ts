/**
 * The split law of `fields`: lines cut into shards anywhere, walked apart and merged in order, give the answer of the
 * uncut lines (promises.md row 4), at every cap. And the figures are those that parsing each line gives.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/base/canonical.ts';
import { printPath, type Step } from '../../src/base/path.ts';
import { fieldsFold } from '../../src/fold/fields.ts';
import type { FieldsSpec } from '../../src/model/fields.ts';
import { BY_TYPE, fieldsOf, type JsonLine, jsonBatch, SPEC } from '../fold/field-lines.ts';
import { FULL } from '../run/ask.ts';

const KEYS = ['a', 'b', 'c', 'a.b', '__proto__', 'é', '', '\0', 'a-b'];
const LIMITS = [
  undefined,
  { values: 3, pathCost: 1 << 16, allCost: 1 << 25 },
  { values: 1000, pathCost: 60, allCost: 1 << 25 },
  { values: 10, pathCost: 200, allCost: 400 },
  { values: 2, pathCost: 100, allCost: 100 },
] as const;
const SPECS: readonly FieldsSpec[] = [
  SPEC,
  BY_TYPE,
  { ...SPEC, top: 3 },
  { ...BY_TYPE, top: 3 },
  { ...SPEC, cap: 3 },
  { ...BY_TYPE, cap: 5 },
  { ...SPEC, cap: 1 },
];

const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, 1, 'x', '\u0007', 9007199254740992, 0.1, 'y'.repeat(250)),
  fc.integer({ min: -40, max: 40 }),
  fc.integer({ min: 0, max: 40 }).map((n) => `v${n}`),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.oneof(fc.constantFrom(...KEYS), fc.integer({ min: 0, max: 30 }).map(String)),
      tie('value'),
      {
        maxKeys: 5,
      },
    ),
  ),
}));
const event = fc.dictionary(fc.constantFrom(...KEYS), value, { maxKeys: 6 });
const line: fc.Arbitrary<JsonLine> = fc
  .record({
    json: fc
      .oneof({ weight: 9, arbitrary: event }, { weight: 1, arbitrary: value })
      .map((of) => JSON.stringify(of)),
    type: fc.option(fc.constantFrom('a', 'b', 'b\0a', 'c'), { nil: undefined }),
  })
  .map(({ json, type }) => (type === undefined ? { json } : { json, type }));

const cut = fc.record({
  lines: fc.array(line, { maxLength: 60, size: 'max' }),
  edges: fc.array(fc.nat({ max: 60 }), { maxLength: 5 }),
  batchSize: fc.integer({ min: 1, max: 20 }),
});

function pieces(lines: readonly JsonLine[], edges: readonly number[]): (readonly JsonLine[])[] {
  const at = [0, ...edges.map((edge) => Math.min(edge, lines.length)), lines.length].sort((a, b) => a - b);
  return at.slice(1).map((to, k) => lines.slice(at[k], to));
}

describe('a log cut anywhere gives the answer of the uncut log', () => {
  const cases = SPECS.flatMap((spec) => LIMITS.map((limits) => ({ spec, limits })));
  test.each(cases)('$spec $limits', (how) => {
    fc.assert(
      fc.property(cut, ({ lines, edges, batchSize }) => {
        const whole = fieldsOf([lines], how);
        const shards = pieces(lines, edges);
        expect(fieldsOf(shards, { ...how, batchSize })).toStrictEqual(whole);
        expect(fieldsOf(shards, { ...how, batchSize, inline: true })).toStrictEqual(whole);
      }),
      { numRuns: FULL ? 200 : 4 },
    );
  });
});

test('many values: estimates and examples do not depend on the cut', () => {
  const lines = Array.from({ length: 3000 }, (_, i) => ({
    json: `{"a":"k${i}","b":${i % 1200},"c":[${i % 7}]}`,
  }));
  const whole = fieldsOf([lines]);
  expect(whole.fields.map(({ exact }) => exact)).toEqual([false, false, undefined, true]);
  for (const edges of [[1], [500, 1500], [999, 1000, 2900]]) {
    expect(fieldsOf(pieces(lines, edges))).toStrictEqual(whole);
    expect(fieldsOf(pieces(lines.toReversed(), edges))).toStrictEqual(whole);
  }
});

test('merging is associative, and finish leaves the partial as it was', () => {
  const three = fc.tuple(...Array<typeof cut>(3).fill(cut));
  fc.assert(
    fc.property(three, fc.constantFrom(...SPECS), fc.constantFrom(...LIMITS), (parts, spec, limits) => {
      const fold = fieldsFold(spec, limits);
      const [a, b, c] = parts.map(({ lines }) => {
        const partial = fold.init();
        fold.step(
          partial,
          jsonBatch(lines),
          Int32Array.from(lines, (_, i) => i),
          lines.length,
        );
        return partial;
      });
      const [d, e, f] = structuredClone([a!, b!, c!]);
      const left = fold.merge(fold.merge(a!, b!), c!);
      const context = { sourceOf: () => 'log', linesBefore: () => 0 };
      const answer = fold.finish(left, context);
      expect(fold.finish(fold.merge(d!, fold.merge(e!, f!)), context)).toStrictEqual(answer);
      expect(fold.finish(left, context)).toStrictEqual(answer);
    }),
    { numRuns: FULL ? 400 : 20 },
  );
});

interface Seen {
  events: number;
  values: number;
  readonly scalars: Set<string>;
}

/** What is in the lines, by parsing them. */
function naive(lines: readonly JsonLine[]): Map<string, Seen> {
  const seen = new Map<string, Seen>();
  for (const { json } of lines) {
    const here = new Set<string>();
    const walk = (of: unknown, path: readonly Step[]): void => {
      if (path.length > 0) {
        const name = printPath(path);
        const field = seen.get(name) ?? { events: 0, values: 0, scalars: new Set() };
        seen.set(name, field);
        field.values++;
        if (!here.has(name)) field.events++;
        here.add(name);
        if (typeof of !== 'object' || of === null) {
          field.scalars.add(canonicalJson(Buffer.from(JSON.stringify(of))));
        }
      }
      if (Array.isArray(of)) for (const one of of) walk(one, [...path, { any: true }]);
      else if (typeof of === 'object' && of !== null) {
        for (const [key, one] of Object.entries(of)) walk(one, [...path, { key }]);
      }
    };
    walk(JSON.parse(json), []);
  }
  return seen;
}

test('the figures are those of the parsed lines', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
      const { fields, events, total, notes } = fieldsOf([lines]);
      const found = fields.map((row) => [
        row.path,
        row.events,
        Object.values(row.types).reduce((sum, count) => sum + count, 0),
        row.distinct ?? 0,
      ]);
      const wanted = [...naive(lines)].map(([path, of]) => [path, of.events, of.values, of.scalars.size]);
      expect(new Map(found.map((row) => [row[0], row]))).toEqual(new Map(wanted.map((row) => [row[0], row])));
      expect([events, total, notes]).toEqual([lines.length, wanted.length, []]);
    }),
    { numRuns: FULL ? 2000 : 80 },
  );
});
