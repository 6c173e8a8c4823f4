import { expect, test } from 'vitest';
import { lineAround, lineNext, readLine } from '../../src/scan/line.ts';
import { fileOf, sourceOf } from './room.ts';

const LONG = 'x'.repeat(10_000);
const LOG = `a\nbc\r\n\n${LONG}\nend`;

test.each([
  [0, 'a', '\n'],
  [2, 'bc', '\r\n'],
  [6, '', '\n'],
  [7, LONG, '\n'],
  [10_008, 'end', ''],
  [10_011, '', ''],
])('the line at %i', async (offset, text, ending) => {
  const line = readLine(await sourceOf(fileOf(LOG)), offset, 20_000);
  expect({ text: Buffer.from(line.bytes).toString(), ending: line.ending }).toEqual({ text, ending });
});

test('a line at the limit is whole, one over it is cut', async () => {
  const source = await sourceOf(fileOf('12345\r\n123456\r\n'));
  expect(readLine(source, 0, 5)).toEqual({ bytes: Buffer.from('12345'), ending: '\r\n' });
  expect(readLine(source, 7, 5)).toEqual({ bytes: Buffer.from('12345'), ending: '' });
});

test.each([
  [0, 0, 2],
  [1, 0, 2],
  [2, 2, 6],
  [5, 2, 6],
  [6, 6, 7],
  [9_000, 7, 10_008],
  [10_010, 10_008, 10_011],
])('around %i', async (offset, from, to) => {
  const source = await sourceOf(fileOf(LOG));
  expect(lineAround(source, offset)).toEqual({ from, to });
  expect(lineNext(source, offset)).toBe(to);
});

test('lines far apart are found', async () => {
  const source = await sourceOf(fileOf(`\n${'y'.repeat(300_000)}\n`));
  expect(lineAround(source, 150_000)).toEqual({ from: 1, to: 300_002 });
});

test('a short line costs one small read', async () => {
  const source = await sourceOf(fileOf(`${'z'.repeat(99)}\n`.repeat(1000)));
  const before = source.bytesRead;
  readLine(source, 500, 16 * 2 ** 20);
  expect(source.bytesRead - before).toBe(4096);
});
