/** The cost of an answer, as bytes read: a head stops, an end is read from the end. Source: house.md, Tests. */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { fileOf, room } from '../scan/room.ts';
import { ask, FULL } from './ask.ts';

const LINE = `${JSON.stringify({ timestamp: 1.7e9, event: 'a', breadcrumb: 's_aaaaaaaa/c_1/g_x', data: { pad: 'x'.repeat(200) } })}\n`;
const COUNT = 20_000;
const SIZE = LINE.length * COUNT;
/** Samples are 100 lines, read in pieces of 128 KiB. */
const SAMPLE = 256 * 1024;
const CHUNK = 64 * 1024;

test('a head stops reading', async () => {
  const { events, bytesRead } = await ask([fileOf(LINE.repeat(COUNT))], { ask: { head: 5 } });
  expect(events).toHaveLength(5);
  expect(bytesRead).toBeLessThan(SAMPLE + 2 * CHUNK);
});

test('a head with neighbours stops behind the last of them', async () => {
  const { events, bytesRead } = await ask([fileOf(LINE.repeat(COUNT))], { ask: { head: 5, context: 3 } });
  expect(events).toHaveLength(8);
  expect(bytesRead).toBeLessThan(SAMPLE + 2 * CHUNK);
});

test('a head of several logs leaves the others alone', async () => {
  const logs = Array.from({ length: 4 }, (_, n) => fileOf(LINE.repeat(COUNT), `${n}.jsonl`));
  const { events, bytesRead } = await ask(logs, { ask: { head: 5 } });
  expect(events).toHaveLength(5);
  expect(bytesRead).toBeLessThan(4 * (SAMPLE + 2 * CHUNK));
});

test('a checked head reads on, for every match is counted', async () => {
  const { report, bytesRead } = await ask([fileOf(LINE.repeat(COUNT))], { ask: { head: 5 }, strict: true });
  expect(report).toMatchObject({ count: COUNT });
  expect(bytesRead).toBeGreaterThanOrEqual(SIZE);
});

test('a stream without an end is left at once', async () => {
  let pulled = 0;
  const endless = new Readable({
    read() {
      pulled++;
      this.push(LINE.repeat(100));
    },
  });
  const { events } = await ask(['-'], { ask: { head: 5 }, stdin: endless });
  expect(events).toHaveLength(5);
  expect(pulled).toBeLessThan(50);
  expect(endless.destroyed).toBe(true);
});

describe('the end of a large log', () => {
  /** A hole of zeros between a head and an end, with a newline before the end. */
  function sparse(sizeBytes: number): string {
    const path = join(room(), 'sparse.jsonl');
    const fd = openSync(path, 'w');
    const end = `\n${LINE.repeat(500)}`;
    writeSync(fd, LINE.repeat(500));
    ftruncateSync(fd, sizeBytes - end.length);
    writeSync(fd, end, sizeBytes - end.length);
    closeSync(fd);
    return path;
  }

  test('show reads a few hundred KB of 1 GB', async () => {
    const { events, bytesRead } = await ask([sparse(2 ** 30)], { ask: { tail: 10 } });
    expect(events).toHaveLength(10);
    expect(events.at(-1)!.row.offset).toBe(2 ** 30 - LINE.length);
    expect(bytesRead).toBeLessThan(SAMPLE + 2 * CHUNK);
  });

  test('history -n too', async () => {
    const { events, bytesRead } = await ask([sparse(2 ** 30)], { ask: { session: 'latest', tail: 10 } });
    expect(events).toHaveLength(10);
    expect(bytesRead).toBeLessThan(SAMPLE + 4 * CHUNK);
  });

  test('a line of zeros is stepped over, whole', async () => {
    const size = FULL ? 2 ** 30 : 2 ** 26;
    const { events } = await ask([sparse(size)], { ask: { tail: 501 } });
    expect(events).toHaveLength(501);
    expect(events[0]!.row.offset).toBe(LINE.length * 499);
  });
});

test('an abort ends the walk with its reason', async () => {
  const reason = new Error('enough');
  const asked = ask([fileOf(LINE.repeat(100))], { signal: AbortSignal.abort(reason) });
  await expect(asked).rejects.toBe(reason);
});
