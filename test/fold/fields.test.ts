import { describe, expect, it, test } from 'vitest';
import { parsePath } from '../../src/base/path.ts';
import type { FieldRow } from '../../src/model/fields.ts';
import { BY_TYPE, fieldsOf, type JsonLine, SPEC } from './field-lines.ts';

function lines(...jsons: readonly string[]): JsonLine[] {
  return jsons.map((json) => ({ json }));
}

function rowsOf(...jsons: readonly string[]): readonly FieldRow[] {
  return fieldsOf([lines(...jsons)]).fields;
}

/** The one row of a path. */
function rowAt(path: string, ...jsons: readonly string[]): FieldRow | undefined {
  return rowsOf(...jsons).find((row) => row.path === path);
}

describe('paths', () => {
  const found: readonly (readonly [json: string, paths: readonly string[]])[] = [
    ['{}', []],
    ['5', []],
    ['[]', []],
    ['"a"', []],
    ['[1, [2]]', ['[*]', '[*][*]']],
    ['{"b": 1, "a": {"c": [ {"d": null} , 7 ]}}', ['a', 'a.c', 'a.c[*]', 'a.c[*].d', 'b']],
    ['{"a.b": 1, "": 2, "@t": 3, "a b": 4}', ['[""]', '["@t"]', '["a b"]', '["a.b"]']],
    ['{"a": {"x.y": 1}}', ['a', 'a["x.y"]']],
    ['{"\\u0061": 1, "__proto__": 2}', ['__proto__', 'a']],
    ['{"\\u0000\\n\\u001b": 1}', ['["\\u0000\\n\\u001b"]']],
    ['{"x": "}\\"{", "y": {} , "z": []}', ['x', 'y', 'z']],
    ['{"é": 1, "\u{1f600}": 2, "\ufb01": 3}', ['["\u{1f600}"]', 'é', '\ufb01']],
  ];
  it.each(found)('%s', (json, paths) => {
    const rows = rowsOf(json);
    expect(rows.map(({ path }) => path)).toEqual(paths);
    for (const { path } of rows) expect(() => parsePath(path)).not.toThrow();
  });
});

test('an event counts once at a path, each of its values counts', () => {
  expect(rowsOf('{"a": [1, 2, "x", null]}', '{"b": true}')).toEqual([
    { path: 'a', events: 1, share: 0.5, types: { array: 1 } },
    {
      path: 'a[*]',
      events: 1,
      share: 0.5,
      types: { null: 1, number: 2, string: 1 },
      distinct: 4,
      exact: true,
      min: 1,
      max: 2,
      examples: ['x', 1, 2],
    },
    { path: 'b', events: 1, share: 0.5, types: { boolean: 1 }, distinct: 1, exact: true, examples: [true] },
  ]);
});

test('of duplicate keys the last one counts, with what is in it', () => {
  const rows = rowsOf('{"a": {"x": 1}, "b": 1, "\\u0061": {"y": 2}}');
  expect(rows.map(({ path, events }) => [path, events])).toEqual([
    ['a', 1],
    ['a.y', 1],
    ['b', 1],
  ]);
});

describe('keys in another order than in the line before', () => {
  it.each([
    ['{"a":1,"b":2}', '{"b":3,"a":4}'],
    ['{"a":1,"b":2,"c":0}', '{"a":4,"c":0,"b":3}'],
    ['{"a":1,"b":2,"ab":9}', '{"ab":9,"b":3,"a":4}'],
  ])('%s %s', (one, other) => {
    const rows = rowsOf(one, other, one);
    expect(rows.find(({ path }) => path === 'a')).toMatchObject({ events: 3, min: 1, max: 4 });
    expect(rows.find(({ path }) => path === 'b')).toMatchObject({ events: 3, min: 2, max: 3 });
  });
});

describe('values are the same by value', () => {
  const found: readonly (readonly [values: readonly string[], distinct: number])[] = [
    [['1', '1.0', '10e-1', '0.1e1'], 1],
    [['0', '-0', '0e9', '0.000'], 1],
    [['1', '"1"', 'true', '"true"', 'null', '"null"'], 6],
    [['9007199254740992', '9007199254740993', '9007199254740993.0', '90071992547409930e-1'], 2],
    [['1e400', '10e399', '1e401', '1e-400', '0'], 4],
    [['1765343222.114503', '1765343222.1145030', '1.765343222114503e9'], 1],
    [['0.1', '0.1000000000000000055511151231257827'], 2],
    [['"a"', '"\\u0061"', '"A"'], 2],
    [['"\\ud83d\\ude00"', '"\u{1f600}"'], 1],
    [[`"${'x'.repeat(300)}"`, `"\\u0078${'x'.repeat(299)}"`, `"${'x'.repeat(299)}y"`], 2],
    [[`1${'0'.repeat(299)}1`, `1${'0'.repeat(299)}1.0`, `1${'0'.repeat(299)}2`], 2],
  ];
  it.each(found)('%j', (values, distinct) => {
    const jsons = values.map((value) => `{"a":${value}}`);
    expect(rowAt('a', ...jsons)).toMatchObject({ distinct, exact: true });
  });
});

describe('range', () => {
  const found: readonly (readonly [values: readonly string[], min: unknown, max: unknown])[] = [
    [['5', '-3', '4.5'], -3, 5],
    [['9007199254740993', '9007199254740992'], 9007199254740992, '9007199254740993'],
    [['1e400', '-1e400', '1'], '-1e400', '1e400'],
    [['12345678901234567890', '1'], 1, '12345678901234567890'],
    [['0.12345678901234567890123'], '0.12345678901234567890123', '0.12345678901234567890123'],
    [['-0.0012345678901234567890123'], '-0.0012345678901234567890123', '-0.0012345678901234567890123'],
    [['1', `2${'0'.repeat(299)}1`], 1, 2e300],
    [['"9"', 'null'], undefined, undefined],
  ];
  it.each(found)('%j', (values, min, max) => {
    const row = rowAt('a', ...values.map((value) => `{"a":${value}}`))!;
    expect([row.min, row.max]).toEqual([min, max]);
  });
});

test('examples are the most frequent values, equals by value', () => {
  const of = (...values: readonly string[]): unknown => rowAt('a[*]', `{"a":[${values.join()}]}`)?.examples;
  expect(of('"c"', '"b"', '"b"', '"d"', '"a"')).toEqual(['b', 'a', 'c']);
  expect(of(`"${'é'.repeat(61)}"`, `"${'é'.repeat(60)}"`)).toEqual(['é'.repeat(60), `${'é'.repeat(60)}…`]);
  expect(of(`"${'x'.repeat(59)}\u{1f600}y"`)).toEqual([`${'x'.repeat(59)}…`]);
  expect(of(`"${'x'.repeat(300)}"`)).toEqual([`${'x'.repeat(60)}…`]);
  expect(of('false', 'null', '12345678901234567890')).toEqual(['12345678901234567890', false, null]);
});

describe('many values', () => {
  const of = (count: number, value: (i: number) => string): FieldRow =>
    rowAt('a', ...Array.from({ length: count }, (_, i) => `{"a":${value(i)}}`))!;

  it.each<[string, (i: number) => string]>([
    ['strings', (i) => `"id-${i}"`],
    ['numbers', (i) => String(i)],
    ['times', (i) => `${1765343222.114503 + i / 8}`],
    ['escaped', (i) => `"\\u0061é${i}"`],
    ['long', (i) => `"${'x'.repeat(250)}${i}"`],
  ])('%s', (_, value) => {
    const thousand = of(1000, value);
    if (!value(0).includes('xxx')) expect(thousand).toMatchObject({ distinct: 1000, exact: true });
    for (const count of [1001, 4000, 20_000]) {
      const row = of(count, value);
      expect(row.exact).toBe(false);
      expect(Math.abs(row.distinct! / count - 1)).toBeLessThan(0.05);
      expect(row.examples).toHaveLength(3);
    }
  });
});

test('by type: shares are of the events of the type, those without a type come first', () => {
  const typed: JsonLine[] = [
    { type: 'b', json: '{"x":1}' },
    { type: 'b', json: '{"x":1,"y":2}' },
    { type: 'a', json: '{"x":"q"}' },
    { json: '{"x":null}' },
    { type: 'a\0b', json: '{"x":1}' },
  ];
  const { fields, total } = fieldsOf([typed], { spec: BY_TYPE });
  expect(total).toBe(5);
  expect(fields.map(({ type, path, events, share, types }) => [type, path, events, share, types])).toEqual([
    [null, 'x', 1, 1, { null: 1 }],
    ['a', 'x', 1, 1, { string: 1 }],
    ['a\0b', 'x', 1, 1, { number: 1 }],
    ['b', 'x', 2, 1, { number: 2 }],
    ['b', 'y', 1, 0.5, { number: 1 }],
  ]);
});

test('--top keeps the paths of most events that hold values, and says how many there were', () => {
  const answer = fieldsOf([lines('{"o":{"b":1,"a":2},"e":[]}', '{"o":{"b":1},"e":[],"a":1}')], {
    spec: { ...SPEC, top: 2 },
  });
  expect(answer.fields.map(({ path }) => path)).toEqual(['e', 'o.b']);
  expect(answer.total).toBe(5);
});

describe('what is left out is said', () => {
  const deep = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

  it('paths over the cap: the first by name stay, values are counted', () => {
    const keys = Array.from({ length: 100 }, (_, i) => `k${String(i).padStart(3, '0')}`).reverse();
    const json = `{${keys.map((key) => `"${key}":[1,2]`).join()}}`;
    const { fields, total, notes } = fieldsOf([lines(json, json)], { spec: { ...SPEC, cap: 4 } });
    expect(fields.map(({ path }) => path)).toEqual(['k000', 'k000[*]', 'k001', 'k001[*]']);
    expect(total).toBe(4);
    const message =
      '588 values were of further paths left out: only the first 4 paths by name are kept (--cap)';
    expect(notes).toEqual([{ kind: 'capped', count: 588, message, places: [] }]);
  });

  it('paths of more than 32 steps', () => {
    const { fields, notes } = fieldsOf([lines(deep(32), deep(33), deep(900))]);
    expect(fields.at(-1)).toMatchObject({
      path: Array(32).fill('a').join('.'),
      types: { number: 1, object: 2 },
    });
    expect(notes.map(({ kind, count }) => [kind, count])).toEqual([['capped', 2]]);
  });

  it('paths of more than 1,000 characters', () => {
    const key = (length: number): string => `{"${'k'.repeat(length)}":{"a":1}}`;
    const { fields, notes } = fieldsOf([lines(key(998), key(999), key(1001), key(1000))]);
    expect(fields.map(({ path }) => path.length)).toEqual([998, 1000, 999, 1000]);
    expect(notes.map(({ kind, count }) => [kind, count])).toEqual([['capped', 3]]);
  });

  it('values over the limit of a path or of all paths are estimated', () => {
    const jsons = Array.from({ length: 40 }, (_, i) => `{"a":${i % 3},"b":"${i}","c":"${i}","d":1}`);
    const limits = { values: 100, pathCost: 600, allCost: 1500 };
    const { fields } = fieldsOf([lines(...jsons)], { limits });
    const found = fields.map(({ path, distinct, exact }) => [path, exact, distinct! > 35 || distinct]);
    expect(found).toEqual([
      ['a', true, 3],
      ['b', false, true],
      ['c', false, true],
      ['d', true, 1],
    ]);
    const tight = fieldsOf([lines(...jsons)], { limits: { ...limits, allCost: 1000 } });
    expect(tight.fields.map(({ exact }) => exact)).toEqual([true, false, false, false]);
    expect(tight.fields[3]).toMatchObject({ distinct: 1, examples: [1] });
  });
});
