import { expect, test } from 'vitest';
import { parsePath } from '../../src/base/path.ts';
import type { Column } from '../../src/model/batch.ts';
import type { RoleEntry } from '../../src/model/dialect.ts';
import { ALL_LINES, LOGS } from '../hostile/corpus.ts';
import { goodLine } from '../hostile/files.ts';
import { judgedLines, scan, textLines } from './scan.ts';

test.each(ALL_LINES)('$id between two good lines', ({ bytes, expected, invalid }) => {
  const log = Buffer.concat([Buffer.from(goodLine(1)), bytes, Buffer.from(`\n${goodLine(2)}`)]);
  const batch = scan(log);
  expect(judgedLines(batch)).toEqual(['event', expected, 'event']);
  expect([...batch.invalid]).toEqual([0, invalid ? 1 : expected === 'event' ? 0 : expect.any(Number), 0]);
  expect(textLines(batch)[1]).toBe(bytes.toString('latin1'));
});

test.each(LOGS)('$id', ({ bytes, expected, id }) => {
  expect(judgedLines(scan(bytes, { utf16: id.includes('utf-16') }))).toEqual(expected);
});

test('an overlong line is one damaged line without bytes', () => {
  const batch = scan('', { columns: [{ kind: 'path', path: parsePath('a') }] }, { overlong: 99, line: 4 });
  expect(judgedLines(batch)).toEqual(['too-long']);
  expect([batch.lines, batch.line[0]]).toEqual([1, 4]);
});

test.each<[needles: readonly string[] | undefined, lines: readonly number[]]>([
  [undefined, [10, 11, 12, 13]],
  [['yes'], [11, 13]],
])('lines keep their numbers, candidates or all: %j', (needles, lines) => {
  const spec = needles ? { needles } : {};
  const batch = scan('"no"\n"yes"\n\n"yes"\n', spec, { line: 10 });
  expect([...batch.line]).toEqual(lines);
  expect(batch.lines).toBe(4);
});

test('lines that are not counted have no number', () => {
  expect([...scan('1\n2\n', {}, { line: -1 }).line]).toEqual([-1, -1]);
});

test('a last line without its newline is torn only where the log ends', () => {
  expect(judgedLines(scan('{"a":1}\0', {}, { final: true }))).toEqual(['torn']);
  expect(judgedLines(scan('{"a":1}\0', {}, { final: false }))).toEqual(['not-utf8-text']);
});

const STAMP: RoleEntry = { path: parsePath('at'), extract: { as: 'time' } };

test.each<[name: string, entries: readonly RoleEntry[], line: string, us: number]>([
  ['a number', [STAMP], '{"at":1765343222.5}', 1765343222500000],
  ['a numeric string', [STAMP], '{"at":"1765343222"}', 1765343222000000],
  ['ISO 8601', [STAMP], '{"at":"2025-12-10T05:07:02Z"}', 1765343222000000],
  ['no time', [STAMP], '{"at":"soon"}', Number.NaN],
  ['too few digits', [{ ...STAMP, extract: { as: 'time', minDigits: 9 } }], '{"at":12345678}', Number.NaN],
  [
    'enough digits',
    [{ ...STAMP, extract: { as: 'time', minDigits: 9 } }],
    '{"at":123456789}',
    123456789000000,
  ],
  ['the first that is there', [{ ...STAMP, path: parsePath('t') }, STAMP], '{"at":7,"t":"x"}', 7000000],
  [
    'only, and so',
    [{ ...STAMP, only: { path: parsePath('e'), values: ['a', 'b'] } }],
    '{"at":7,"e":"b"}',
    7000000,
  ],
  [
    'only, and not so',
    [{ ...STAMP, only: { path: parsePath('e'), values: ['a'] } }],
    '{"at":7,"e":"b"}',
    Number.NaN,
  ],
])('time: %s', (_, time, line, us) => {
  const batch = scan(line, { columns: [{ kind: 'role', role: 'time' }], roles: { time } });
  expect(valueIn(batch.columns[0]!)).toBe(us);
});

test('a time without a zone is marked, and only there', () => {
  const times = ['2025-12-10T05:07:02', '2025-12-10T05:07:02Z', 'soon'];
  const log = times.map((at) => JSON.stringify({ at })).join('\n');
  const batch = scan(log, { columns: [{ kind: 'role', role: 'time' }], roles: { time: [STAMP] } });
  expect([...batch.zoneless]).toEqual([1, 0, 0]);
});

test.each([
  ['[1]', '(array)'],
  ['"s"', '(string)'],
  ['true', '(boolean)'],
  ['null', '(null)'],
  ['-1', '(number)'],
  ['{"e":"x"}', 'x'],
])('the type of %s is %s', (line, type) => {
  const roles = { type: [{ path: parsePath('e'), extract: { as: 'text' } }] } as const;
  expect(valueIn(scan(line, { columns: [{ kind: 'role', role: 'type' }], roles }).columns[0]!)).toBe(type);
});

function valueIn(column: Column): string | number | undefined {
  if (column.kind === 'dictionary') return column.dictionary.values[column.codes[0]!];
  return column.kind === 'time' ? column.us[0] : undefined;
}
