import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { constants, createGzip, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { intakeOf, type Pieces } from '../../src/scan/pieces.ts';
import { sample } from '../../src/scan/stream.ts';
import { unzstd } from '../../src/scan/zstd.ts';
import { newDecoder, scriptDecoder } from '../../src/scan/zstd-decoder.ts';
import { fileOf, forward, scanOf, sourceOf, stdinOf, textOf } from './room.ts';

const MIB = 2 ** 20;
const LOG = Array.from({ length: 40 }, (_, i) => `{"n":${i},"t":"${'abc'.repeat(i % 5)}"}\n`).join('');
const ZEROS = Buffer.alloc(MIB);

/** The text and the reason of its end, from a file and from standard input alike. */
async function check(bytes: Uint8Array, text: string, ended: readonly string[]): Promise<void> {
  for (const source of [await sourceOf(fileOf(bytes)), await sourceOf(stdinOf(split(bytes, 7)))]) {
    const scan = await scanOf(source);
    expect(textOf(scan)).toBe(text);
    expect(scan.ended).toEqual(ended);
    expect(scan.finals).toBe(1);
  }
}

function split(bytes: Uint8Array, size: number): Uint8Array[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

const gz = gzipSync(LOG);
const named = Buffer.concat([
  Buffer.of(0x1f, 0x8b, 8, 0b11110, 0, 0, 0, 0, 0, 3, 2, 0, 9, 9),
  Buffer.from('name\0comment\0'),
  Buffer.of(0, 0),
  gz.subarray(10),
]);
const wrongSum = Buffer.from(gz);
wrongSum[gz.length - 8] = (gz[gz.length - 8] ?? 0) ^ 1;

test.each([
  ['one member', gz, LOG, []],
  ['three members, one of them empty', Buffer.concat([gz, gzipSync(''), gz]), LOG + LOG, []],
  ['every header field', named, LOG, []],
  ['zero padding', Buffer.concat([gz, Buffer.alloc(512)]), LOG, []],
  ['nothing', gzipSync(''), '', []],
  [
    'foreign bytes',
    Buffer.concat([gz, Buffer.from('x')]),
    LOG,
    ['bytes after the end of the gzip data were ignored'],
  ],
  [
    'a wrong checksum, and on',
    Buffer.concat([wrongSum, gz]),
    LOG + LOG,
    ['a checksum of the gzip data is wrong'],
  ],
  [
    'another method',
    Buffer.of(0x1f, 0x8b, 7, 0, 0, 0, 0, 0, 0, 3),
    '',
    ['the gzip data is of an unknown method'],
  ],
  [
    'no deflate data',
    Buffer.concat([gz.subarray(0, 10), Buffer.alloc(9, 0xff)]),
    '',
    ['the gzip data is damaged'],
  ],
])('gzip: %s', async (_, bytes, text, why) => {
  await check(
    bytes,
    text,
    why.map((reason) => `${text.length}: ${reason}`),
  );
});

test('gzip cut at any byte gives a beginning of the text and says where it ends', async () => {
  let longest = 0;
  for (let size = 2; size < gz.length; size += 1) {
    const scan = await scanOf(await sourceOf(fileOf(gz.subarray(0, size))));
    const text = textOf(scan);
    expect(LOG.startsWith(text)).toBe(true);
    expect(text.length).toBeGreaterThanOrEqual(longest);
    expect(scan.ended).toEqual([`${text.length}: the gzip data is cut off`]);
    longest = text.length;
  }
  expect(longest).toBe(LOG.length);
});

test('a gzip log that is being written is read up to its last flush', async () => {
  const writer = createGzip();
  const parts: Buffer[] = [];
  writer.on('data', (part: Buffer) => parts.push(part));
  writer.write(LOG);
  await new Promise<void>((resolve) => writer.flush(constants.Z_SYNC_FLUSH, resolve));
  await check(Buffer.concat(parts), LOG, [`${LOG.length}: the gzip data is cut off`]);
});

function zstd(bytes: string | Uint8Array, ...flags: string[]): Buffer {
  return execFileSync('zstd', ['-q', '-c', ...flags], { input: bytes, maxBuffer: 256 * MIB });
}

/** Frames made by hand: a header and raw or repeated blocks. */
function frame(blocks: readonly (string | readonly [byte: number, count: number])[], window = 0x58): Buffer {
  const parts = blocks.map((block, i) => {
    const [type, size, body] =
      typeof block === 'string' ? [0, block.length, Buffer.from(block)] : [1, block[1], Buffer.of(block[0])];
    const head = Buffer.alloc(3);
    head.writeUIntLE((size << 3) | (type << 1) | (i === blocks.length - 1 ? 1 : 0), 0, 3);
    return Buffer.concat([head, body]);
  });
  return Buffer.concat([Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0, window), ...parts]);
}

const skippable = Buffer.concat([Buffer.of(0x5a, 0x2a, 0x4d, 0x18, 5, 0, 0, 0), Buffer.from('hello')]);
const frames = Buffer.concat([frame(['a\n', [98, 5], '\n']), skippable, frame(['c']), frame([''])]);
const hugeWindow = Buffer.concat([frame(['a\n']), frame(['b\n'], (18 << 3) | 0)]);

test.each([
  ['frames, one to be skipped, one empty', frames, 'a\nbbbbb\nc', []],
  [
    'foreign bytes',
    Buffer.concat([frames, Buffer.of(1)]),
    'a\nbbbbb\nc',
    ['bytes after the end of the zstd data were ignored'],
  ],
  ['a huge window', hugeWindow, 'a\n', ['the zstd data needs a window of 256 MiB, over the limit of 128']],
  ['cut in a block', frame(['a\n', 'bcd']).subarray(0, -1), 'a\n', ['the zstd data is cut off']],
  ['cut in the header', frame(['a\n']).subarray(0, 5), '', ['the zstd data is cut off']],
  ['a block that is too large', frame([[0, 200_000]]), '', ['the zstd data is damaged']],
  ['a dictionary', Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 1, 0x58, 7), '', ['the zstd data needs a dictionary']],
])('zstd: %s', async (_, bytes, text, why) => {
  await check(
    bytes,
    text,
    why.map((reason) => `${text.length}: ${reason}`),
  );
});

const hasZstd = ((): boolean => {
  try {
    return zstd('a').length > 0;
  } catch {
    return false;
  }
})();

test.skipIf(!hasZstd)('zstd as its own tool writes it, by both decoders', async () => {
  const source = readFileSync(new URL('../../package-lock.json', import.meta.url));
  const large = Buffer.concat(Array.from({ length: 20 }, (_, i) => source.subarray(i * 11)));
  const rows = [
    zstd(LOG),
    zstd(source),
    zstd(large, '-19'),
    zstd(large, '--long=27', '--no-check'),
    zstd(''),
  ];
  const texts = [Buffer.from(LOG), source, large, large, Buffer.alloc(0)];
  for (const [i, bytes] of rows.entries()) {
    for (const decoder of [newDecoder, scriptDecoder]) {
      const { text, why } = await gathered(unzstd(intakeOf(piecesOf(split(bytes, 50_000))), decoder));
      expect(why).toBeUndefined();
      expect(text.equals(texts[i] ?? Buffer.alloc(0))).toBe(true);
    }
  }
});

test('a bomb is one line, in bounded memory', async () => {
  const bomb = Buffer.concat(Array.from({ length: 64 }, () => gzipSync(ZEROS)));
  const blocks = frame(Array.from({ length: 512 }, () => [0, 131_072] as const));
  for (const bytes of [bomb, blocks]) {
    const source = await sourceOf(fileOf(bytes));
    const before = process.memoryUsage().arrayBuffers;
    const scan = await scanOf(source, { chunkSize: 65_536, maxLine: MIB });
    expect(scan.parts.map((part) => part.overlong)).toEqual([64 * MIB]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(48 * MIB);
  }
});

test('nothing is decompressed before it is asked for', async () => {
  const source = await sourceOf(
    fileOf(Buffer.concat(Array.from({ length: 64 }, () => gzipSync(`${LOG}\n`.repeat(900))))),
  );
  for await (const chunk of forward(source, { chunkSize: 65_536, maxLine: MIB })) {
    expect(chunk.base).toBe(0);
    break;
  }
  expect(source.bytesRead).toBeLessThanOrEqual(4 + 131_072);
});

test('leaving an endless standard input stops it', async () => {
  const stdin = new PassThrough();
  const pump = (): void => {
    while (stdin.write('{"a":1}\n'));
    stdin.once('drain', pump);
  };
  pump();
  for await (const chunk of forward(await sourceOf(stdin), { chunkSize: 64, maxLine: 100 })) {
    expect(chunk.bytes.length).toBeGreaterThan(0);
    break;
  }
  expect(stdin.destroyed).toBe(true);
});

test('closing a source ends a scan that waits', async () => {
  const source = await sourceOf(stdinOf(['a\n'], true));
  const scan = scanOf(source);
  setTimeout(() => source.close(), 20);
  expect(await scan).toMatchObject({ parts: [{ text: 'a\n' }, { text: '' }], ended: [], finals: 1 });
});

test('a standard input that breaks is noted', async () => {
  const stdin = new PassThrough();
  stdin.write('a\nb');
  const source = await sourceOf(stdin);
  setTimeout(() => stdin.destroy(Object.assign(new Error('x'), { code: 'EIO' })), 20);
  expect(await scanOf(source)).toMatchObject({ ended: ['3: the device failed while it was read'] });
});

const LIMITS = { lines: 3, bytes: 1000, ms: 50 };

test.each([
  ['lines', 'a\nb\nc\nd\n', {}, 'a\nb\nc\n'],
  ['bytes', 'aaaa\nbbbb\ncccc\n', { bytes: 9 }, 'aaaa\n'],
  ['bytes, none whole', 'aaaa\nbbbb\n', { bytes: 4 }, ''],
  ['the end', 'a\nb', {}, 'a\nb'],
  ['nothing', '', {}, ''],
])('a sample is limited by %s, and everything is scanned after it', async (_, log, limits, text) => {
  for (const bytes of [Buffer.from(log), gzipSync(log), zstdOf(log)]) {
    for (const source of [await sourceOf(fileOf(bytes)), await sourceOf(stdinOf(split(bytes, 3)))]) {
      expect(Buffer.from(await sample(source, { ...LIMITS, ...limits })).toString()).toBe(text);
      expect(textOf(await scanOf(source))).toBe(log);
    }
  }
});

function zstdOf(log: string): Buffer {
  return frame([log]);
}

test('a sample of standard input takes what came in time', async () => {
  const stdin = stdinOf(['a\nb'], true);
  const source = await sourceOf(stdin);
  expect(Buffer.from(await sample(source, LIMITS)).toString()).toBe('a\n');
  expect(Buffer.from(await sample(source, LIMITS)).toString()).toBe('a\n');
  (stdin as PassThrough).end('c\n');
  expect(textOf(await scanOf(source))).toBe('a\nbc\n');
});

test('a sample of an idle standard input is empty', async () => {
  const stdin = stdinOf([], true);
  const source = await sourceOf(stdin);
  expect(await sample(source, LIMITS)).toHaveLength(0);
  (stdin as PassThrough).end('late\n');
  expect(textOf(await scanOf(source))).toBe('late\n');
});

async function* piecesOf(pieces: readonly Uint8Array[]): Pieces {
  yield* pieces;
  return undefined;
}

async function gathered(pieces: Pieces): Promise<{ text: Buffer; why: string | undefined }> {
  const parts: Uint8Array[] = [];
  for (;;) {
    const next = await pieces.next();
    if (next.done === true) return { text: Buffer.concat(parts), why: next.value };
    parts.push(next.value);
  }
}
