/** Parts of answers that are kept: an answer that goes on from one is the answer of the whole log, and reads what is new. */
import {
  appendFileSync,
  closeSync,
  openSync,
  renameSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { parsePath } from '../../src/base/path.ts';
import type { Ask, Listing } from '../../src/model/query.ts';
import { type Asking, Kept } from '../../src/run/kept.ts';
import type { Log } from '../../src/run/open.ts';
import { run } from '../../src/run/run.ts';
import { Source } from '../../src/scan/source.ts';
import { room, sourceOf } from '../scan/room.ts';
import { ask, explained, FULL, type Options, type Outcome, queryOf, where } from './ask.ts';

const OVERVIEW = { kind: 'overview', buckets: 24, types: 3, top: 5 } as const;
const BY_TYPE = { kind: 'role', role: 'type' } as const;
const DURATION = { kind: 'path', path: parsePath('data.ms') } as const;

const ASKS: readonly Exclude<Ask, Listing>[] = [
  OVERVIEW,
  { kind: 'count' },
  { kind: 'stats', by: BY_TYPE, bucketUs: 60e6, percentiles: DURATION },
  { kind: 'sessions', sort: 'latest' },
  { kind: 'gaps', thresholdUs: 1e6, perSession: true, sort: 'time' },
  { kind: 'fields', byType: false },
];

const QUESTIONS: readonly Options[] = [
  ...ASKS.map((each): Options => ({ ask: each })),
  { ask: OVERVIEW, where: '@type = b or n > 3' },
  // What no event has, or none at that time, is noted of all that was read.
  { ask: { kind: 'count' }, where: 'late = 2' },
  { ask: { kind: 'count' }, where: '@time < 2026-03-01 or @time > 2026-03-04' },
  { ask: OVERVIEW, tuning: { shards: 3 } },
  { ask: { kind: 'sessions', sort: 'last' }, tuning: { shards: 5 } },
  { ask: { kind: 'stats' }, tuning: { shards: 7 }, cap: 2 },
];

const event = fc
  .record({
    s: fc.integer({ min: 0, max: 5000 }),
    type: fc.constantFrom('a', 'b', 'c', 'dé'),
    session: fc.constantFrom('s1', 's2', 's3'),
    ms: fc.option(fc.integer({ min: 0, max: 900 })),
    n: fc.nat(9),
  })
  .map(({ s, type, session, ms, n }) =>
    JSON.stringify({
      timestamp: new Date(Date.UTC(2026, 2, 2) + s * 1000).toISOString(),
      ...{
        event: type,
        session_id: session,
        n,
        ...(n === 9 && { late: n }),
        data: ms === null ? {} : { ms },
      },
    }),
  );
const line = fc.oneof(
  { weight: 4, arbitrary: event },
  { weight: 1, arbitrary: fc.constantFrom('', '{"torn":', 'no JSON', '{"a":1}{"b":2}', '{"\xff":1}') },
);
/** A log, and where it was cut when it was asked of. */
const growing = fc.record({
  bytes: fc
    .array(fc.tuple(line, fc.constantFrom('\n', '\n', '\r\n')), { minLength: 1, maxLength: 40 })
    .map((lines) => Buffer.from(lines.flat().join(''), 'latin1')),
  cuts: fc.array(
    fc.noBias(fc.nat(1000)).map((n) => n / 1000),
    { minLength: 2, maxLength: 4 },
  ),
});

/** What a log is told to be is told by its first lines, so these are there from the start. */
const HEAD = Buffer.from(lines(0, 100));

/** The log as it grows; at last without its last line ending. */
function stages(grown: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const bytes = Buffer.concat([HEAD, grown]);
  const ends = cuts.map((cut) => HEAD.length + Math.floor(cut * grown.length)).sort((a, b) => a - b);
  return [...ends, bytes.length - 1].map((end) => bytes.subarray(0, end));
}

test('answers that go on are those of the whole logs, wherever these were cut', async () => {
  const home = room();
  const [first, second] = [join(home, 'a.jsonl'), join(home, 'b.jsonl')];
  let went = 0;
  await fc.assert(
    fc.asyncProperty(growing, growing, fc.constantFrom(...QUESTIONS), async (a, b, question) => {
      const kept = new Kept({ least: 1 });
      const asking = vi.spyOn(kept, 'ask');
      const [these, those] = [stages(a.bytes, a.cuts), stages(b.bytes, b.cuts)];
      for (const [n, bytes] of these.entries()) {
        writeFileSync(first, bytes);
        writeFileSync(second, those[Math.min(n, those.length - 1)]!);
        const fresh = await ask([first, second], question);
        const goingOn = await ask([first, second], { ...question, kept });
        expect(goingOn.report).toEqual(fresh.report);
        expect(JSON.stringify(goingOn.report)).toBe(JSON.stringify(fresh.report));
      }
      for (const { value } of asking.mock.settledResults)
        if ((value as Asking).standing.some((standing) => standing?.had)) went++;
    }),
    { numRuns: FULL ? 2000 : 40 },
  );
  expect(went).toBeGreaterThan(40);
}, 600_000);

const LINES = 4000;

function lines(from: number, count: number, more = ''): string {
  return Array.from({ length: count }, (_, n) => {
    const at = new Date(Date.UTC(2026, 2, 2) + (from + n) * 1000).toISOString();
    return `${JSON.stringify({ timestamp: at, event: 'a', session_id: 's1', n: from + n, more })}\n`;
  }).join('');
}

/** What is read of a log beside the part that is folded: its head, its end, and what its fingerprint is of. */
const BESIDE = 150_000;

describe('a log of which a part is kept', () => {
  const bytes = lines(0, LINES);
  const overview: Options = { ask: OVERVIEW };

  async function known(): Promise<{ readonly path: string; readonly kept: Kept }> {
    const path = join(room(), 'log.jsonl');
    writeFileSync(path, bytes);
    const kept = new Kept({ least: 1 });
    const { bytesRead } = await ask([path], { ...overview, kept });
    expect(bytesRead).toBeGreaterThan(bytes.length);
    return { path, kept };
  }

  async function same(path: string, kept: Kept, options: Options = overview): Promise<number> {
    const { report } = await ask([path], options);
    const again = await ask([path], { ...options, kept });
    expect(again.report).toEqual(report);
    return again.bytesRead;
  }

  test('is not read again', async () => {
    const { path, kept } = await known();
    expect(await same(path, kept)).toBeLessThan(BESIDE);
    appendFileSync(path, lines(LINES, 10));
    expect(await same(path, kept)).toBeLessThan(BESIDE);
    expect(bytes.length).toBeGreaterThan(2 * BESIDE);
  });

  test('is read again for another question', async () => {
    const { path, kept } = await known();
    expect(await same(path, kept, { ...overview, where: where('n > 3') })).toBeGreaterThan(bytes.length);
    expect(await same(path, kept, { ask: { ...OVERVIEW, buckets: 12 } })).toBeGreaterThan(bytes.length);
  });

  test('is read again where another one stands in its place', async () => {
    const { path, kept } = await known();
    writeFileSync(`${path}.new`, bytes);
    renameSync(`${path}.new`, path);
    expect(await same(path, kept)).toBeGreaterThan(bytes.length);
  });

  test('is read again where it was cut and written anew', async () => {
    const { path, kept } = await known();
    truncateSync(path);
    writeFileSync(path, lines(7, LINES + 5));
    expect(await same(path, kept)).toBeGreaterThan(bytes.length);
    truncateSync(path);
    writeFileSync(path, lines(0, 10));
    await same(path, kept);
  });

  test('is read again where bytes came or went in its middle, or were exchanged and it did not grow', async () => {
    const { path, kept } = await known();
    writeFileSync(path, bytes.replace('"n":2000,', '"n":2000, '));
    expect(await same(path, kept)).toBeGreaterThan(bytes.length);
    const { path: other, kept: keptOfIt } = await known();
    writeFileSync(
      other,
      bytes.replace('"event":"a","session_id":"s1","n":2000,', '"event":"b","session_id":"s1","n":2000,'),
    );
    utimesSync(other, new Date(), new Date(Date.now() + 5000));
    expect(await same(other, keptOfIt)).toBeGreaterThan(bytes.length);
  });

  test('is read once for two who ask at a time, and by the second where the first left', async () => {
    const path = join(room(), 'log.jsonl');
    writeFileSync(path, bytes);
    const kept = new Kept({ least: 1 });
    const both = await Promise.all([1, 2].map(() => ask([path], { ...overview, kept })));
    expect(both.map(({ bytesRead }) => bytesRead > bytes.length)).toEqual([true, false]);
    const leaving = new AbortController();
    const other = new Kept({ least: 1 });
    let second: Promise<Outcome> | undefined;
    const first = run(queryOf([path], overview), {
      kept: other,
      signal: leaving.signal,
      progress(read) {
        if (read.bytes < bytes.length / 2) return;
        second ??= ask([path], { ...overview, kept: other });
        leaving.abort(new Error('left'));
      },
    });
    await expect(first).rejects.toThrow('left');
    expect((await second)?.bytesRead).toBeGreaterThan(bytes.length);
  });

  test('is not waited for by who leaves, or has left', async () => {
    const { path, kept } = await known();
    const { plan } = await explained([path], overview);
    const logs = [{ source: await sourceOf(path), utf16: false } as Log];
    const stays = new AbortController().signal;
    const first = await kept.ask(plan, logs, stays);
    const leaving = new AbortController();
    const second = kept.ask(plan, logs, leaving.signal);
    const third = kept.ask(plan, logs, stays);
    leaving.abort(new Error('left'));
    await expect(second).rejects.toThrow('left');
    await expect(kept.ask(plan, logs, leaving.signal)).rejects.toThrow('left');
    first.leave();
    (await third).leave();
  });

  test.each([
    ['in place', false],
    ['from its start', true],
  ])('is not kept where it was written anew %s while it was read', async (_, cut) => {
    const path = join(room(), 'log.jsonl');
    writeFileSync(path, bytes);
    const kept = new Kept({ least: 1 });
    let done = false;
    await run(queryOf([path], overview), {
      kept,
      progress(read) {
        if (done || read.bytes < bytes.length / 2) return;
        done = true;
        if (cut) truncateSync(path);
        const fd = openSync(path, 'r+');
        writeSync(fd, bytes.replaceAll('"event":"a"', '"event":"b"'));
        closeSync(fd);
      },
    });
    expect(done).toBe(true);
    appendFileSync(path, lines(LINES, 1));
    await same(path, kept);
  });

  test('is read again where it was changed behind a line that is not whole yet', async () => {
    const { path, kept } = await known();
    appendFileSync(path, '{"half":');
    await same(path, kept);
    const fd = openSync(path, 'r+');
    writeSync(fd, 'b', bytes.indexOf('"event":"a"', bytes.length * 0.51) + 9);
    closeSync(fd);
    utimesSync(path, new Date(), new Date(Date.now() + 5000));
    await same(path, kept);
  });

  test('that cannot be read is said to be as it is', async () => {
    const { path } = await known();
    const { readAt } = Source.prototype;
    const broken = vi.spyOn(Source.prototype, 'readAt').mockImplementation(function (
      this: Source,
      into,
      offset,
    ) {
      if (offset + into.length > bytes.length / 2)
        throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read' });
      return readAt.call(this, into, offset);
    });
    await same(path, new Kept({ least: 1 })).finally(() => broken.mockRestore());
  });

  test('has the last of two events of one time, of whichever log it is', async () => {
    const { path, kept } = await known();
    const other = `${path}.2`;
    writeFileSync(other, lines(0, LINES));
    const sessions: Options = { ask: { kind: 'sessions', sort: 'last' }, tuning: { shards: 7 } };
    for (const [logs, name] of [
      [[path], 'first'],
      [[other], 'second'],
      [[path, other], 'third'],
      [[other, path], 'fourth'],
    ] as const) {
      await ask(logs, { ...sessions, kept });
      appendFileSync(path, lines(LINES - 1, 1).replace('"event":"a"', `"event":"${name}"`));
      const { report } = await ask(logs, sessions);
      expect((await ask(logs, { ...sessions, kept })).report).toEqual(report);
    }
  });

  test('is forgotten where others need its room, the least recently asked first', async () => {
    const { path } = await known();
    const asking = (buckets: number): Options => ({ ask: { ...OVERVIEW, buckets } });
    const kept = new Kept({ least: 1, most: 10_000 });
    const isKept = async (buckets: number): Promise<boolean> =>
      (await ask([path], { ...asking(buckets), kept })).bytesRead < BESIDE;
    const others = Array.from({ length: 12 }, (_, n) => 11 + n);
    expect(await isKept(10)).toBe(false);
    for (const other of others) expect([await isKept(other), await isKept(10)]).toEqual([false, true]);
    for (const other of others) await isKept(other);
    expect(await isKept(10)).toBe(false);
  });

  test('that is too large for all of the room drives out no other', async () => {
    const { path } = await known();
    const kept = new Kept({ least: 1, most: 10_000 });
    await ask([path], { ...overview, kept });
    const many = `${path}.2`;
    writeFileSync(many, lines(0, LINES).replaceAll(/"s1","n":(\d+)/g, '"s$1","n":$1'));
    await ask([many], { ask: { kind: 'sessions', sort: 'last' }, kept });
    expect(await same(path, kept)).toBeLessThan(BESIDE);
  });
});

test('nothing is kept of what is small, compressed or one line', async () => {
  const path = join(room(), 'log.jsonl');
  writeFileSync(path, lines(0, 10));
  writeFileSync(`${path}.gz`, gzipSync(lines(0, 10)));
  const kept = new Kept();
  await ask([path], { ask: OVERVIEW, kept });
  const all = new Kept({ least: 1 });
  await ask([`${path}.gz`, { path, offset: 0 }], { ask: OVERVIEW, kept: all });
  expect([kept.isEmpty, all.isEmpty]).toEqual([true, true]);
});
