/** promises.md row 13: a torn end is named with its offset, all before it is read; glued records are spliced. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { judgedLines, scan } from '../kernel/scan.ts';
import { ask, linesOf, logOf, reportOf, saysOf } from './ask.ts';

const MACF = readFileSync('fixtures/logs/macf/agent_events_log.jsonl');

interface Log {
  readonly bytes: Buffer;
  /** Where each record begins, and behind the last one. */
  readonly edges: readonly number[];
}

function lastRecords(bytes: Buffer, count: number): Log {
  const edges = [bytes.length];
  while (edges.length <= count) edges.unshift(bytes.lastIndexOf(10, edges[0]! - 2) + 1);
  return { bytes, edges };
}

const LOGS: readonly (readonly [name: string, log: Log])[] = [
  ['macf', lastRecords(MACF, 3)],
  [
    'crlf',
    lastRecords(Buffer.from('{"n":1}\r\n{"n":-2.5e3,"t":[true,null]}\r\n{"s":"é😀\\u00e9\\""}\r\n'), 3),
  ],
];

test.each(LOGS)('row 13: %s cut at every byte of its last 3 records', (_, { bytes, edges }) => {
  const before = bytes.subarray(0, edges[0]).toString().split('\n').length - 1;
  for (let size = edges[0]!; size <= bytes.length; size++) {
    const begin = edges.findLast((edge) => edge <= size)!;
    const record = bytes
      .subarray(
        begin,
        edges.find((edge) => edge > begin),
      )
      .toString()
      .trimEnd();
    const whole = Buffer.byteLength(record) <= size - begin;
    const batch = scan(bytes.subarray(0, size));
    const judged = judgedLines(batch);
    const events = before + edges.indexOf(begin) + Number(whole && size > begin);
    expect([size, judged.filter((kind) => kind === 'event').length]).toEqual([size, events]);
    const torn = size > begin && !whole;
    expect([size, judged.length - events, judged.at(-1) ?? 'event']).toEqual([
      size,
      torn ? 1 : 0,
      torn ? 'torn' : 'event',
    ]);
    if (torn) expect([size, batch.start[batch.count - 1]]).toEqual([size, begin]);
  }
});

test.each([1, 2, 10, 60])(
  'row 13: a log cut %d bytes before its end names the place to every command',
  async (less) => {
    const { bytes, edges } = lastRecords(MACF, 1);
    const log = logOf(bytes.subarray(0, bytes.length - less));
    const whole = less < 2;
    for (const command of ['stats', 'gaps', 'sessions-list']) {
      const { notes } = await reportOf([command, log]);
      const said = saysOf(notes).filter((note) => note.startsWith('damaged'));
      expect(said).toEqual(whole ? [] : [`damaged torn 1 at ${edges[0]}`]);
    }
    const lines = bytes
      .subarray(0, whole ? bytes.length : edges[0])
      .toString()
      .trimEnd()
      .split('\n');
    expect((await linesOf(['query', log])).map(String)).toEqual(lines);
    expect((await linesOf(['show', '-n', '2', log])).map(String)).toEqual(lines.slice(-2));
  },
);

const RECORDS = '{"a":1}\n{"a":2}\n';

test.each([1, 511, 512, 4096])('row 13: a tail of %d NULs is a torn end', async (count) => {
  const nuls = '\0'.repeat(count);
  const rows: readonly (readonly [log: string, events: number, offset: number])[] = [
    [`${RECORDS}${nuls}`, 2, RECORDS.length],
    [`${RECORDS}{"a":${nuls}`, 2, RECORDS.length],
    [`${RECORDS}{"a":3}${nuls}`, 2, RECORDS.length],
    [nuls, 0, 0],
  ];
  for (const [log, events, offset] of rows) {
    const { sources, notes } = await reportOf(['stats', logOf(log)]);
    expect(sources).toMatchObject([{ events, damaged: 1, bytes: log.length }]);
    expect(saysOf(notes)).toContain(`damaged torn 1 at ${offset}`);
  }
  const { sources, notes } = await reportOf(['stats', logOf(`${RECORDS}${nuls}\n${RECORDS}`)]);
  expect(sources).toMatchObject([{ events: 4, damaged: 1 }]);
  expect(saysOf(notes)).toContain(`damaged not-utf8-text 1 at ${RECORDS.length}`);
});

test('row 13: a record glued to a torn one at any byte is spliced, and the next one is read', () => {
  const first = '{"timestamp": 1765343222.5, "event": "x", "data": {"s": "é\\n", "l": [1, true]}}';
  const second = '{"timestamp": 1765343223.5, "event": "y"}';
  const opening = '{"timestamp"'.length;
  for (let size = opening; size <= Buffer.byteLength(first); size++) {
    const log = Buffer.concat([Buffer.from(first).subarray(0, size), Buffer.from(`${second}\n${second}\n`)]);
    expect([size, judgedLines(scan(log))]).toEqual([size, ['spliced', 'event']]);
  }
});

test('row 13: under --strict a torn end is exit 3, and all before it is shown', async () => {
  const { code, bytes, stderr } = await ask([
    'query',
    '--strict',
    '--format',
    'raw',
    logOf(`${RECORDS}{"a"`),
  ]);
  expect([code, bytes.toString()]).toEqual([3, RECORDS]);
  expect(stderr).toMatch(/torn|cut off/);
  expect(stderr).toContain(`@${RECORDS.length}`);
});
