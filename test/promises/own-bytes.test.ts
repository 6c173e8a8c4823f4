/** promises.md row 5: `--format raw`, `ndjson` and `json` give an event's own bytes. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { ALL_LINES } from '../hostile/corpus.ts';
import { ask, logOf } from './ask.ts';

/** UTF-8 alone: under json other bytes are replaced, with a note (row 7). */
const EVENTS = ALL_LINES.filter(({ expected, invalid }) => expected === 'event' && !invalid);

const MORE = [
  '{"z":1,"a":2,"10":3,"9":4}',
  ' { "a" :\t1 , "b" : [ ] } ',
  '{"a":1,"a":{"b":1},"a":"1"}',
  '{"\\u0061":"\\u00e9\\/\\ud83d\\ude00","b":"é/😀"}',
  '{"a":-0,"b":1.0,"c":1E5,"d":0.10,"e":123456789012345678901234567890}',
].map((text) => Buffer.from(text));

const LINES = [...EVENTS.map(({ bytes }) => bytes), ...MORE];
const LOG = Buffer.concat(LINES.flatMap((line, n) => [line, Buffer.from(n % 2 === 0 ? '\n' : '\r\n')]));

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function joined(lines: readonly Buffer[], between: string): Buffer {
  return Buffer.concat(lines.flatMap((line, n) => (n === 0 ? [line] : [Buffer.from(between), line])));
}

test.each<[format: string, wanted: Buffer]>([
  ['raw', LOG],
  ['ndjson', joined([...LINES, Buffer.alloc(0)], '\n')],
  ['json', Buffer.concat([Buffer.from('['), joined(LINES, ',\n'), Buffer.from(']\n')])],
])('row 5: --format %s gives the bytes as they are', async (format, wanted) => {
  const log = logOf(LOG);
  const ways = [
    ['query'],
    ['query', '--sort', 'time'],
    ['show', '-n', '10000'],
    ['query', '--where', 'not x = 1'],
  ];
  for (const way of ways) {
    const { bytes } = await ask([...way, '--format', format, '-q', log]);
    expect([way, sha256(bytes)]).toEqual([way, sha256(wanted)]);
  }
});

test('row 5: an event keeps its bytes under --provenance', async () => {
  const { bytes } = await ask(['query', '--format', 'ndjson', '--provenance', '-q', logOf(LOG)]);
  const rows = bytes.toString().trimEnd().split('\n');
  expect(rows.map((row) => row.slice(row.indexOf('"event":') + 8, -1))).toEqual(LINES.map(String));
});
