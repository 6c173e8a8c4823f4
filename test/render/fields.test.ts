import { expect, test } from 'vitest';
import type { FieldRow, FieldsBody } from '../../src/model/fields.ts';
import { fieldsTable } from '../../src/render/fields.ts';
import { displayWidth } from '../../src/render/terminal.ts';
import type { View } from '../../src/render/view.ts';
import { viewOf } from './rows.ts';

function row(path: string, parts: Partial<FieldRow> = {}): FieldRow {
  return {
    path,
    events: 4,
    share: 1,
    types: { string: 4 },
    distinct: 1,
    exact: true,
    examples: ['x'],
    ...parts,
  };
}

function bodyOf(...fields: readonly FieldRow[]): FieldsBody {
  return { events: 4, fields, total: fields.length };
}

/** The table's lines behind its head, cells joined by one `|`. */
function linesOf(body: FieldsBody, view: Partial<View> = {}): string[] {
  const [, ...lines] = fieldsTable(body, viewOf(view)).trimEnd().split('\n');
  return lines.map((line) => line.trim().replace(/ {2,}/g, '|'));
}

const TELLING: readonly (readonly [row: FieldRow, line: string])[] = [
  [row('a'), 'a|string|100.0%|1|x'],
  [row('a', { share: 0.5, distinct: 12345, exact: false }), 'a|string|50.0%|~12,345|x, …'],
  [
    row('a', { types: { null: 1, string: 9 }, distinct: 3, examples: ['b', 'true', null] }),
    'a|string 90% null 10%|100.0%|3|b, "true", null',
  ],
  [row('a', { types: { null: 1, string: 999 } }), 'a|string >99% null <1%|100.0%|1|x'],
  [row('a', { types: { number: 4 }, min: 1, max: '1e400', examples: [1] }), 'a|number|100.0%|1|1 … 1e400'],
  [row('a', { types: { number: 4 }, min: 7, max: 7, examples: [7] }), 'a|number|100.0%|1|7'],
  [
    row('a', { types: { number: 1, string: 3 }, min: 7, max: 7, distinct: 2, examples: ['7', 7] }),
    'a|string 75% number 25%|100.0%|2|"7", 7',
  ],
  [row('a', { examples: ['10.0.0.5', '5', '-1e3'], distinct: 3 }), 'a|string|100.0%|3|10.0.0.5, "5", "-1e3"'],
  [row('a', { examples: ['', 'a, b', 'été'], distinct: 4 }), 'a|string|100.0%|4|"", "a, b", été, …'],
  [
    row('["a.b"]', { examples: ['\u001b[2J\u202e'] }),
    String.raw`["a.b"]|string|100.0%|1|"\u001b[2J\u{202e}"`,
  ],
];

test.each(TELLING)('%j', (of, line) => {
  expect(linesOf(bodyOf(of))).toEqual([line, ...(of.exact ? [] : ['~ an estimate, standard error 1.6 %'])]);
});

test('objects and arrays are shown where nothing stands below them', () => {
  const container = (path: string, kind: 'object' | 'array'): FieldRow => ({
    path,
    events: 4,
    share: 1,
    types: { [kind]: 4 },
  });
  const body = bodyOf(
    container('a', 'object'),
    row('a-b'),
    row('a.b'),
    container('c', 'array'),
    row('c[*]'),
    container('d', 'array'),
    row('dd.e'),
    container('e', 'object'),
    row('e["x y"]'),
  );
  expect(linesOf(body).map((line) => line.split('|')[0])).toEqual([
    'a-b',
    'a.b',
    'c[*]',
    'd',
    'dd.e',
    'e["x y"]',
  ]);
  expect(linesOf(body)[3]).toBe('d|array|100.0%|-');
});

test('by type', () => {
  const body = bodyOf(row('a', { type: null }), row('a', { type: 'tool_call' }));
  expect(linesOf(body)).toEqual(['-|a|string|100.0%|1|x', 'tool_call|a|string|100.0%|1|x']);
});

test('how many paths there are where not all are shown', () => {
  expect(linesOf({ ...bodyOf(row('a')), total: 12 })[1]).toBe('1 of 12 paths');
  expect(fieldsTable(bodyOf(), viewOf({}))).toBe('no fields in 4 events\n');
});

test.each([200, 120, 80, 60, 40, 20])('within a terminal of %d columns', (width) => {
  const long = row(`data.${'deep.'.repeat(20)}x`, {
    examples: ['y'.repeat(60), 'z'.repeat(60)],
    distinct: 9,
  });
  const text = fieldsTable(bodyOf(row('@type'), long), viewOf({ terminal: true, width }));
  for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
  expect(text).toContain('data.deep');
});
