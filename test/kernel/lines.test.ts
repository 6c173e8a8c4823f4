import { expect, test } from 'vitest';
import { keepCandidates, makeLines, splitLines } from '../../src/kernel/lines.ts';

type Edges = readonly (readonly [start: number, end: number, next: number])[];

function edgesOf(text: string, base: number): Edges {
  const lines = makeLines();
  splitLines({ bytes: Buffer.from(text), base, line: 0, final: true }, lines);
  return Array.from({ length: lines.count }, (_, i) => [lines.start[i]!, lines.end[i]!, lines.next[i]!]);
}

test.each<[text: string, base: number, edges: Edges]>([
  ['', 0, []],
  ['a', 0, [[0, 1, 1]]],
  ['a\n', 0, [[0, 1, 2]]],
  [
    '\n\n',
    0,
    [
      [0, 0, 1],
      [1, 1, 2],
    ],
  ],
  [
    'a\r\nb\n',
    0,
    [
      [0, 1, 3],
      [3, 4, 5],
    ],
  ],
  ['\r\n', 0, [[0, 0, 2]]],
  ['a\r\r\n', 0, [[0, 2, 4]]],
  ['a\r', 0, [[0, 2, 2]]],
  ['a\rb\n', 0, [[0, 3, 4]]],
  ['\ufeffa\n', 0, [[3, 4, 5]]],
  ['\ufeff', 0, [[3, 3, 3]]],
  ['\ufeff\n', 0, [[3, 3, 4]]],
  ['\ufeffa\n', 1, [[0, 4, 5]]],
  [
    '\n\ufeffa\n',
    0,
    [
      [0, 0, 1],
      [1, 5, 6],
    ],
  ],
])('%j at %d', (text, base, edges) => {
  expect(edgesOf(text, base)).toEqual(edges);
});

test('there is room for any number of lines', () => {
  expect(edgesOf('a\n'.repeat(10_000), 0).at(-1)).toEqual([19_998, 19_999, 20_000]);
});

test.each<[needles: readonly string[], kept: readonly number[]]>([
  [['none'], [4]],
  [['one'], [0, 2, 4]],
  [
    ['two', 'one'],
    [0, 1, 2, 4],
  ],
  [['one two'], [4]],
])('lines that hold one of %j, or an escape that may spell it', (needles, kept) => {
  const text = ['one', 'two', 'one one', 'o ne', '\\u006fne', ''].join('\n');
  const lines = makeLines();
  const bytes = Buffer.from(text);
  splitLines({ bytes, base: 0, line: 0, final: true }, lines);
  expect([...keepCandidates(bytes, lines, needles)].slice(0, lines.count)).toEqual(kept);
  const texts = kept.map((_, i) => bytes.toString('latin1', lines.start[i], lines.end[i]));
  expect(texts).toEqual(kept.map((n) => text.split('\n')[n]));
});
