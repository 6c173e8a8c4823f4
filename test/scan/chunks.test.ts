import { closeSync, openSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ScanOptions } from '../../src/scan/chunks.ts';
import { backward, fileOf, forward, type Part, scanOf, sourceOf, stdinOf } from './room.ts';

const MIB = 2 ** 20;

interface Row {
  readonly name: string;
  readonly log: string;
  readonly options?: Partial<ScanOptions>;
  /** The chunks of a plain file, forward; `base` follows from what is before. */
  readonly parts: readonly (string | { readonly overlong: number })[];
  /** The same backward, where it is not the reverse. */
  readonly reverse?: readonly (string | { readonly overlong: number })[];
}

const ROWS: readonly Row[] = [
  { name: 'empty', log: '', parts: [''], reverse: [] },
  { name: 'one line', log: 'ab\n', parts: ['ab\n'] },
  { name: 'no final newline', log: 'ab\ncd', parts: ['ab\n', 'cd'] },
  { name: 'blank lines', log: '\n\n\n', options: { chunkSize: 1 }, parts: ['\n', '\n', '\n'] },
  { name: 'CRLF across chunks', log: 'a\r\nb\r\n', options: { chunkSize: 2 }, parts: ['a\r\n', 'b\r\n'] },
  {
    name: 'a line longer than a chunk',
    log: 'abcdefgh\ni\n',
    options: { chunkSize: 3 },
    parts: ['abcdefgh\ni\n'],
    reverse: ['i\n', 'abcdefgh\n'],
  },
  {
    name: 'a range',
    log: 'a\nb\nc\n',
    options: { from: 2, to: 4 },
    parts: ['b\n'],
  },
  {
    name: 'at the limit',
    log: '12345\n12345\r\n12345',
    options: { maxLine: 5, chunkSize: 4 },
    parts: ['12345\n', '12345\r\n', '12345'],
  },
  {
    name: 'over the limit',
    log: 'a\n123456\nb\n',
    options: { maxLine: 5, chunkSize: 4 },
    parts: ['a\n', { overlong: 7 }, 'b\n'],
  },
  {
    name: 'over the limit with CRLF',
    log: '123456\r\nb\n',
    options: { maxLine: 5, chunkSize: 4 },
    parts: [{ overlong: 8 }, 'b\n'],
  },
  {
    name: 'over the limit, far',
    log: `${'x'.repeat(500)}\nb\n${'y'.repeat(500)}`,
    options: { maxLine: 5, chunkSize: 4 },
    parts: [{ overlong: 501 }, 'b\n', { overlong: 500 }],
  },
  {
    name: 'over the limit inside a chunk',
    log: 'a\nb\n123456\nc\n1234567\n1234567\nd',
    options: { maxLine: 5 },
    parts: ['a\nb\n', { overlong: 7 }, 'c\n', { overlong: 8 }, { overlong: 8 }, 'd'],
    reverse: ['d', { overlong: 8 }, { overlong: 8 }, 'c\n', { overlong: 7 }, 'b\n', 'a\n'],
  },
  {
    name: 'over the limit at the end',
    log: 'a\n123456',
    options: { maxLine: 5 },
    parts: ['a\n', { overlong: 6 }],
  },
];

const shape = (part: Part): string | { overlong: number } =>
  part.overlong === undefined ? part.text : { overlong: part.overlong };

test.each(ROWS)('$name', async ({ log, options = {}, parts, reverse }) => {
  const path = fileOf(log);
  const ahead = await scanOf(await sourceOf(path), options);
  const back = await scanOf(await sourceOf(path), options, backward);
  expect(ahead.parts.map(shape)).toEqual(parts);
  expect(ahead.finals).toBe(1);
  expect(back.parts.map(shape)).toEqual(reverse ?? parts.toReversed());
  let base = options.from ?? 0;
  let line = 0;
  for (const part of ahead.parts) {
    expect(part).toMatchObject({ base, line });
    base += part.overlong ?? part.text.length;
    line += part.overlong === undefined ? part.text.split('\n').length - 1 : 1;
  }
  expect(back.parts.every((part) => part.line === -1)).toBe(true);
});

test('a line number is -1 where lines are not counted', async () => {
  const scan = await scanOf(await sourceOf(fileOf('a\nb\n')), { chunkSize: 1, countLines: false });
  expect(scan.parts.map((part) => part.line)).toEqual([-1, -1]);
});

/** Ten GiB of nothing, then ten lines of 100 bytes. */
function hugeFile(): string {
  const path = fileOf('');
  truncateSync(path, 10 * 1024 * MIB);
  const fd = openSync(path, 'r+');
  writeSync(fd, Buffer.from(`\n${`${'x'.repeat(99)}\n`.repeat(10)}`), 0, 1001, 10 * 1024 * MIB);
  closeSync(fd);
  return path;
}

test('backward reads only what is pulled', async () => {
  const source = await sourceOf(hugeFile());
  const before = source.bytesRead;
  const chunks = backward(source, { chunkSize: 512, maxLine: MIB });
  const lines: number[] = [];
  for await (const chunk of chunks) {
    lines.push(chunk.bytes.length);
    if (lines.length === 2) break;
  }
  expect(lines).toEqual([500, 500]);
  expect(source.bytesRead - before).toBe(3 * 512 - 512);
});

test('a line of any length costs the limit, not its size', async () => {
  const path = fileOf('');
  truncateSync(path, 256 * MIB);
  writeFileSync(path, '\nend\n', { flag: 'a' });
  const options = { chunkSize: 65_536, maxLine: MIB };
  const source = await sourceOf(path);
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const watch = (): void => {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  };
  for (const direction of [forward, backward]) {
    const seen: number[] = [];
    for await (const chunk of direction(source, options)) {
      watch();
      seen.push(chunk.overlong ?? chunk.bytes.length);
    }
    expect(seen.toSorted((a, b) => a - b)).toEqual([4, 256 * MIB + 1]);
  }
  expect(most).toBeLessThan(16 * MIB);
});

test('a file that becomes shorter under a backward scan is read from its new end', async () => {
  const path = fileOf('1\n2\n3\n4\n5\n6\n');
  const source = await sourceOf(path);
  truncateSync(path, 7);
  const scan = await scanOf(source, { chunkSize: 2 }, backward);
  expect(scan.parts.map((part) => part.text)).toEqual(['4', '3\n', '2\n', '1\n']);
  expect(scan.ended).toEqual(['7: the file became shorter while it was read']);
});

test('the event loop is heard during a long scan', async () => {
  const path = fileOf('');
  truncateSync(path, 512 * MIB);
  const source = await sourceOf(path);
  let heard = 0;
  const timer = setInterval(() => {
    heard += 1;
  }, 1);
  await scanOf(source, { chunkSize: 65_536 });
  clearInterval(timer);
  expect(heard).toBeGreaterThan(0);
});

test('the same lines from a stream, whatever its pieces', async () => {
  const log = 'one\ntwo\r\n\nthree and more\nlast';
  for (const size of [1, 2, 5, 100]) {
    const pieces = Array.from({ length: Math.ceil(log.length / size) }, (_, i) =>
      log.slice(i * size, (i + 1) * size),
    );
    const scan = await scanOf(await sourceOf(stdinOf(pieces)), { chunkSize: 4 });
    expect(scan.parts.map((part) => part.text).join('')).toBe(log);
    expect(scan.parts.slice(0, -1).every((part) => part.text.endsWith('\n'))).toBe(true);
    expect(scan.finals).toBe(1);
  }
});

test('a range of a compressed or plain log may begin anywhere and end anywhere', async () => {
  const scan = await scanOf(await sourceOf(fileOf('abc\ndef\n', 'x')), { from: 1, to: 6 });
  expect(scan.parts.map((part) => part.text)).toEqual(['bc\n', 'de']);
});
