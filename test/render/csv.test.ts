import { expect, test } from 'vitest';
import { type CsvCell, csv } from '../../src/render/csv.ts';

test.each<[CsvCell, string, string]>([
  [{ text: 'plain' }, 'plain', 'plain'],
  [{ text: '=1+1' }, "'=1+1", "'=1+1"],
  [{ text: '+1' }, "'+1", "'+1"],
  [{ text: '-5' }, "'-5", "'-5"],
  [{ text: '-5.10', number: true }, '-5.10', '-5.10'],
  [{ text: '-1e400', number: true }, '-1e400', '-1e400'],
  [{ text: '@SUM(A1)' }, "'@SUM(A1)", "'@SUM(A1)"],
  [{ text: '\t=1' }, "'\\t=1", "'\\t=1"],
  [{ text: '\r=1' }, "'\\r=1", "'\\r=1"],
  [{ text: '\n=1' }, '"\'\n=1"', "'\\n=1"],
  [{ text: '＝1' }, "'＝1", "'＝1"],
  [{ text: '=HYPERLINK("x";"y")' }, '"\'=HYPERLINK(""x"";""y"")"', '"\'=HYPERLINK(""x"";""y"")"'],
  [{ text: 'a=b' }, 'a=b', 'a=b'],
  [{ text: 'a,b' }, '"a,b"', 'a,b'],
  [{ text: 'a"b' }, '"a""b"', '"a""b"'],
  [{ text: 'a\nb\tc' }, '"a\nb\\tc"', 'a\\nb\\tc'],
  [{ text: 'a\x1b\u202e' }, 'a\\x1b\\u{202e}', 'a\\x1b\\u{202e}'],
])('%j', (cell, comma, tab) => {
  expect(csv([[cell, { text: '' }]], 'csv')).toBe(`${comma},\r\n`);
  expect(csv([[cell, { text: '' }]], 'tsv')).toBe(`${tab}\t\n`);
});

test('a row of one empty cell is no blank line', () => {
  expect(csv([[{ text: 'a' }], [{ text: '' }]], 'csv')).toBe('a\r\n""\r\n');
});
