import { truncateSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { readTextFile } from '../../src/scan/text.ts';
import { fileOf, room } from './room.ts';

test.each([
  ['', ''],
  ['a\nb', 'a\nb'],
  ['\ufeffa', 'a'],
  ['é'.repeat(400_000), 'é'.repeat(400_000)],
])('text', (bytes, text) => {
  expect(readTextFile(fileOf(bytes))).toBe(text);
});

function big(): string {
  const path = fileOf('');
  truncateSync(path, 64 * 2 ** 20 + 1);
  return path;
}

test.each([
  ['missing', () => `${room()}/none`, 'no such file'],
  ['a directory', () => room(), 'it is a directory'],
  ['no UTF-8', () => fileOf(Buffer.of(0x61, 0xff)), 'it is not UTF-8 text'],
  ['too large', big, 'it has more than 64 MiB'],
])('%s', (_, make, why) => {
  const path = make();
  try {
    readTextFile(path);
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(Fault);
    expect((error as Fault).parts).toMatchObject({ code: 'unreadable-file', span: { text: path } });
    expect((error as Fault).message).toContain(why);
  }
});
