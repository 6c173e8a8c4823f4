/** promises.md row 15: gzip and zstd are bounded; a truncated one gives what it holds and a note. Bytes: test/scan/stream.test.ts. */
import { readFileSync } from 'node:fs';
import { constants, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ask, LONGEST_MS, linesOf, logOf, reportOf, saysOf, sized } from './ask.ts';
import { runOf } from './child.ts';

const MACF = readFileSync('fixtures/logs/macf/agent_events_log.jsonl');
const EVENTS = MACF.toString().trimEnd().split('\n').length;

/** Frames of stored blocks: zstd without a compressor. */
function zstdOf(bytes: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0x58)];
  for (let from = 0; from < bytes.length; from += 65_536) {
    const block = bytes.subarray(from, from + 65_536);
    const head = Buffer.alloc(3);
    head.writeUIntLE((block.length << 3) | Number(from + block.length === bytes.length), 0, 3);
    parts.push(head, block);
  }
  return Buffer.concat(parts);
}

function stored(bytes: Buffer): Buffer {
  return gzipSync(bytes, { level: 0 });
}

const HALF = Math.floor(MACF.length / 2);
const ZSTD = zstdOf(MACF);
const ZSTD_CUT = ZSTD.subarray(0, -10);

/** What is stored, how many events are read of it, and whether it is whole. */
const CASES: readonly (readonly [name: string, bytes: Buffer, events: number | 'some', whole: boolean])[] = [
  ['gzip', gzipSync(MACF), EVENTS, true],
  [
    'two gzip members',
    Buffer.concat([gzipSync(MACF.subarray(0, HALF)), gzipSync(MACF.subarray(HALF))]),
    EVENTS,
    true,
  ],
  ['gzip cut in the middle', gzipSync(MACF).subarray(0, 3000), 'some', false],
  ['stored gzip cut in the middle', stored(MACF).subarray(0, HALF), 'some', false],
  ['gzip cut in its checksum', gzipSync(MACF).subarray(0, -4), EVENTS, false],
  ['gzip with bytes behind it', Buffer.concat([gzipSync(MACF), Buffer.from('more')]), EVENTS, false],
  ['zstd', ZSTD, EVENTS, true],
  ['zstd cut in its last block', ZSTD_CUT, MACF.length > 65_536 ? 'some' : 0, false],
];

test('row 15: 8 cases', () => {
  expect(CASES).toHaveLength(8);
});

test.each(CASES)('row 15: %s', async (_, bytes, events, whole) => {
  const log = logOf(bytes, 'log');
  const report = await reportOf(['stats', log]);
  const [source] = report.sources;
  if (events === 'some') {
    expect(source?.events).toBeGreaterThan(0);
    expect(source?.events).toBeLessThan(EVENTS);
  } else expect(source?.events).toBe(events);
  expect(source).toMatchObject({ lines: source!.events + source!.damaged + source!.blank });
  expect(report.notes.filter(({ kind }) => kind === 'truncated-input')).toHaveLength(whole ? 0 : 1);
  expect(await linesOf(['query', log])).toHaveLength(source!.events);
  expect((await linesOf(['show', '-n', '3', log])).map(String)).toEqual(
    MACF.toString().split('\n').slice(0, source!.events).slice(-3),
  );
  const { code } = await ask(['stats', '-q', log]);
  expect(code).toBe(whole ? 0 : 3);
});

test('row 15: a truncated log says where its text ended, and its last line is torn there', async () => {
  const { notes, sources } = await reportOf(['stats', logOf(stored(MACF).subarray(0, HALF))]);
  const [torn] = notes.filter(({ reason }) => reason === 'torn');
  const size = sources[0]!.bytes;
  expect(torn?.places[0]?.offset).toBe(MACF.lastIndexOf(10, size - 1) + 1);
  expect(saysOf(notes)).toContain(`truncated-input 1 at ${size}`);
});

const ZEROS_MIB = sized(256, 10_240);
const MEMBER_MIB = 64;

test(`row 15: ${ZEROS_MIB} MiB of zeros take less than 160 MiB of memory`, {
  timeout: LONGEST_MS,
}, async () => {
  const member = gzipSync(Buffer.alloc(MEMBER_MIB * 2 ** 20), { level: constants.Z_BEST_SPEED });
  const path = logOf(Buffer.concat(Array<Buffer>(ZEROS_MIB / MEMBER_MIB).fill(member)), 'zeros.gz');
  const { report, rssMib } = await runOf(['stats', path]);
  expect(report.sources).toMatchObject([{ lines: 1, damaged: 1, bytes: ZEROS_MIB * 2 ** 20 }]);
  expect(rssMib).toBeLessThan(160);
});
