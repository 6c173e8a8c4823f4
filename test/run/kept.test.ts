/** Parts of answers that are kept: an answer that goes on from one is the answer of the whole log, and reads what is new. */
import { appendFileSync, renameSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { parsePath } from '../../src/base/path.ts';
import type { Ask, Listing } from '../../src/model/query.ts';
import { type Asking, Kept } from '../../src/run/kept.ts';
import { room } from '../scan/room.ts';
import { ask, explained, FULL, type Options, where } from './ask.ts';

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
  { ask: OVERVIEW, tuning: { threads: 2, shards: 3 } },
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
});

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
    const first = ask([path], { ...overview, kept: other, signal: leaving.signal });
    const second = ask([path], { ...overview, kept: other });
    leaving.abort(new Error('left'));
    await expect(first).rejects.toThrow('left');
    expect((await second).bytesRead).toBeGreaterThan(bytes.length);
  });

  test('is not waited for by who leaves', async () => {
    const { path, kept } = await known();
    const { plan } = await explained([path], overview);
    const stays = new AbortController().signal;
    const first = await kept.ask(plan, [], stays);
    const leaving = new AbortController();
    const second = kept.ask(plan, [], leaving.signal);
    const third = kept.ask(plan, [], stays);
    leaving.abort(new Error('left'));
    await expect(second).rejects.toThrow('left');
    first.leave();
    (await third).leave();
  });

  test('is forgotten where others need its room, the least recently asked first', async () => {
    const { path } = await known();
    const asking = (buckets: number): Options => ({ ask: { ...OVERVIEW, buckets } });
    const kept = new Kept({ least: 1, most: 3000 });
    const isKept = async (buckets: number): Promise<boolean> =>
      (await ask([path], { ...asking(buckets), kept })).bytesRead < BESIDE;
    expect(await isKept(10)).toBe(false);
    let other = 11;
    while (await isKept(10)) await isKept(other++);
    expect(other).toBeGreaterThan(11);
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
