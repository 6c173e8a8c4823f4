/** `LOG@OFFSET` is the one event that begins there: every citation can be typed back. Source: cli.md, Logs. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { fileOf, room } from '../scan/room.ts';
import { ask, FIXTURES, MACF } from './ask.ts';

async function bytesAt(
  path: string,
  offset: number,
  options: Parameters<typeof ask>[1] = {},
): Promise<string[]> {
  const { events } = await ask([{ path, offset }], options);
  return events.map(({ row }) => Buffer.from(row.bytes).toString() + row.ending);
}

describe('every event of a log, cited', () => {
  test.each(FIXTURES)('%s', async (path) => {
    const { events } = await ask([path]);
    for (const { row } of events) {
      const cited = await ask([{ path, offset: row.offset }]);
      expect(cited.places).toHaveLength(1);
      const again = cited.events[0]!.row;
      expect([again.offset, again.us, again.ending]).toEqual([row.offset, row.us, row.ending]);
      expect(Buffer.from(again.bytes)).toEqual(Buffer.from(row.bytes));
    }
  });
});

test('in a compressed log the offset is that of its text', async () => {
  const path = join(room(), 'log.gz');
  const text = readFileSync(MACF, 'utf8');
  writeFileSync(path, gzipSync(text));
  const [first, second] = text.split(/(?<=\n)/);
  expect(await bytesAt(path, first!.length)).toEqual([second]);
});

test('several citations, of one file too, are several events', async () => {
  const { events } = await ask([MACF]);
  const [a, b] = [events[7]!.row.offset, events[3]!.row.offset];
  const { places } = await ask([
    { path: MACF, offset: a },
    { path: MACF, offset: b },
  ]);
  expect(places.map((place) => Number(place.split('@')[1])).sort((x, y) => x - y)).toEqual([b, a]);
});

test('a cited event has no line number and is not read whole; other answers fold it alone', async () => {
  const { events, report } = await ask([{ path: MACF, offset: 0 }]);
  expect(events[0]!.row.line).toBeUndefined();
  expect(report.sources).toMatchObject([{ complete: false }]);
  const stats = await ask([{ path: MACF, offset: 0 }], { ask: { kind: 'stats' } });
  expect(stats.report).toMatchObject({ events: 1, types: [{ type: 'session_started' }] });
  const tail = await ask([{ path: MACF, offset: 0 }], { ask: { tail: 5, context: 3 } });
  expect(tail.places).toHaveLength(1);
});

test('where no line begins there it is a fault', async () => {
  await expect(ask([{ path: MACF, offset: 3 }])).rejects.toThrow(Fault);
  await expect(ask([{ path: fileOf('{"a":1}\n'), offset: 8 }])).rejects.toThrow(Fault);
});
