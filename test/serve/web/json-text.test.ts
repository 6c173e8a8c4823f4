/** An event's lines in the detail pane: its own characters, and expressions that find it again. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseWhere } from '../../../src/query/where.ts';
import { type JsonLine, jsonLines, memberText, pathsOf } from '../../../src/serve/web/detail/json-text.ts';

const written = (lines: readonly JsonLine[]): string =>
  lines.map(({ depth, parts }) => '  '.repeat(depth) + parts.map(({ text }) => text).join('')).join('\n');

const ROWS: readonly (readonly [json: string, lines: string])[] = [
  ['{}', '{}'],
  [' [ ] ', '[]'],
  ['"a"', '"a"'],
  ['{"a":1,"a":2}', '{\n  "a": 1,\n  "a": 2\n}'],
  ['{"n":9007199254740993,"x":1.0e2,"m":-0}', '{\n  "n": 9007199254740993,\n  "x": 1.0e2,\n  "m": -0\n}'],
  [
    '{"s":"\\u0041\\"}],","t":[1,[],{"u":null}]}',
    '{\n  "s": "\\u0041\\"}],",\n  "t": [\n    1,\n    [],\n    {\n      "u": null\n    }\n  ]\n}',
  ],
];

test.each(ROWS)('%s', (json, lines) => expect(written(jsonLines(json))).toBe(lines));

test('any JSON: lines are JSON.stringify(…, 2), and a member is its own text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(written(jsonLines(JSON.stringify(value)))).toBe(JSON.stringify(value, null, 2));
      expect(
        memberText(`{"before":[{"event":1}], "event" : ${JSON.stringify(value)} ,"after":2}`, 'event'),
      ).toBe(JSON.stringify(value));
    }),
  );
});

test('every scalar has an expression that the where-language reads', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 2 })), (value) => {
      for (const { where } of jsonLines(JSON.stringify(value))) if (where !== undefined) parseWhere(where);
    }),
    { numRuns: 30 },
  );
});

const WHERES: readonly (readonly [json: string, wheres: readonly (string | undefined)[]])[] = [
  ['{"a":{"b.c":"x\\ny"}}', [undefined, undefined, 'a["b.c"] = "x\\ny"', undefined, undefined]],
  ['{"@t":[true]}', [undefined, undefined, '["@t"][0] = true', undefined, undefined]],
];
test.each(WHERES)('%s is found by', (json, wheres) =>
  expect(jsonLines(json).map(({ where }) => where)).toEqual(wheres),
);

test('a long text stops where it is told to', () => {
  expect(jsonLines(JSON.stringify(Array.from({ length: 50 }, (_, i) => ({ i }))), 10)).toHaveLength(10);
});

test('deep texts take no stack beyond what the reader allows, members none', () => {
  const deep = `${'['.repeat(1000)}${']'.repeat(1000)}`;
  expect(jsonLines(deep)).toHaveLength(1999);
  expect(memberText(`{"event":${'['.repeat(1e5)}${']'.repeat(1e5)}}`, 'event')).toHaveLength(2e5);
});

test('paths of what was seen', () => {
  expect(pathsOf({ a: { 'b c': 1 }, d: [{ e: 1 }, { e: 2, f: null }], g: {} })).toEqual([
    'a["b c"]',
    'd[*].e',
    'd[*].f',
  ]);
});
