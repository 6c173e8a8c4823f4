/** What following shows is what the listing asks: of what is there as without follow, and of what comes. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import type { Listing, Query } from '../../src/model/query.ts';
import { follow } from '../../src/run/follow.ts';
import { ask, FIXTURES, FULL, MACF, type Options, queryOf } from './ask.ts';
import { directory, pause, reading } from './follower.ts';

const at = (second: number): string => `2026-03-04T00:00:${String(second).padStart(2, '0')}Z`;
const event = (second: number, rest: object = {}): string =>
  JSON.stringify({ timestamp: at(second), event: 'tick', ...rest });
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

function logOf(lines: readonly string[]): string {
  const path = join(directory(), 'log.jsonl');
  writeFileSync(path, text(lines));
  return path;
}

const MANY = FULL ? 3000 : 100;
/** Several dialects; all of them in full. */
const LOGS = FULL ? FIXTURES : FIXTURES.slice(0, 3);

const QUESTIONS: readonly (readonly [name: string, options: Options])[] = [
  ['everything', {}],
  ['the last ten', { ask: { tail: 10 } }],
  ['the first ten', { ask: { head: 10 } }],
  ['a condition', { where: '@status = error' }],
  ['the last three of a condition', { where: '@type like "*o*"', ask: { tail: 3 } }],
  ['neighbours', { where: '@status = error', ask: { context: 2 } }],
  ['neighbours of the last two', { where: '@status = error', ask: { context: 2, tail: 2 } }],
  ['neighbours of the first two', { where: '@status = error', ask: { context: 2, head: 2 } }],
  ['the latest session', { ask: { session: 'latest' } }],
  ['the last two of the latest session', { ask: { session: 'latest', tail: 2 } }],
  ['relative to the log', { where: '@time >= @last-10m' }],
  ['read whole', { where: '@status = error', strict: true }],
];

test.each(QUESTIONS)('what is there: %s, log by log', async (_, options) => {
  for (const path of LOGS) {
    const wanted = await ask([path], options);
    const reader = reading([path], { ...options, once: true });
    await reader.end();
    const rows = reader.batches.flatMap((batch) =>
      batch.kind === 'events' ? batch.events.map(({ row }) => row) : [],
    );
    const places = rows.map(({ offset, context }) => `${offset} ${context}`);
    expect([path, places]).toEqual([path, wanted.events.map(({ row }) => `${row.offset} ${row.context}`)]);
  }
});

test('what is there: several logs by time', async () => {
  for (const options of [
    {},
    { ask: { tail: 20 } },
    { where: '@status = error', ask: { tail: 4, context: 1 } },
  ]) {
    const wanted = await ask(FIXTURES, options);
    const reader = reading(FIXTURES, { ...options, once: true });
    await reader.end();
    expect(reader.lines).toEqual(wanted.events.map(({ row }) => Buffer.from(row.bytes).toString()));
  }
});

test('a last line without its newline is shown when nothing more is waited for, if it is whole', async () => {
  for (const [rest, shown] of [
    ['{"n":2}', 2],
    ['{"n":', 1],
    ['12', 1],
    ['{"n":1}{', 1],
  ] as const) {
    const path = logOf(['{"n":1}']);
    appendFileSync(path, rest);
    const reader = reading([path], { once: true });
    const { notes } = await reader.end();
    expect([rest, reader.lines.length]).toEqual([rest, shown]);
    expect(notes.filter(({ kind }) => kind === 'damaged')).toEqual([]);
  }
});

test('lines that come are told from those that do not match, and numbered', async () => {
  const path = logOf([event(1), event(2, { bad: true })]);
  const reader = reading([path], { where: 'bad = true' });
  await reader.have(1);
  appendFileSync(path, text([event(3), event(4, { bad: true })]));
  await reader.have(2);
  const rows = reader.batches.flatMap((batch) =>
    batch.kind === 'events' ? batch.events.map(({ row }) => row) : [],
  );
  expect(rows.map(({ line }) => line)).toEqual([2, 4]);
  expect(rows.map(({ us }) => us / 1e6)).toEqual([2, 4].map((second) => Date.parse(at(second)) / 1000));
});

test('the first N end it, what stands behind them is left to the next reader', async () => {
  const path = logOf([event(1), event(2)]);
  const reader = reading([path], { ask: { head: 3 } });
  await reader.have(2);
  appendFileSync(path, text([event(3), event(4), event(5)]));
  const { count } = await reader.end();
  expect(reader.lines).toEqual([1, 2, 3].map((second) => event(second)));
  expect(count).toBeGreaterThanOrEqual(3);
  const next = reading([path], { from: reader.position()!, once: true });
  await next.end();
  expect(next.lines).toEqual([4, 5].map((second) => event(second)));
});

test('neighbours of what comes', async () => {
  const path = logOf([event(1), event(2)]);
  const reader = reading([path], { where: 'bad = true', ask: { context: 1 } });
  await reader.caughtUp();
  appendFileSync(path, text([event(3, { bad: true })]));
  await reader.have(2);
  appendFileSync(path, text([event(4), event(5)]));
  await reader.have(3);
  expect(reader.lines).toEqual([event(2), event(3, { bad: true }), event(4)]);
});

test('the latest session of a log without one is the first that comes', async () => {
  const path = logOf([event(1)]);
  const reader = reading([path], { ask: { session: 'latest' } });
  await reader.caughtUp();
  appendFileSync(
    path,
    text([
      event(2),
      event(3, { session_id: 'a' }),
      event(4, { session_id: 'b' }),
      event(5, { session_id: 'a' }),
    ]),
  );
  await reader.have(2);
  expect(reader.lines.map((line) => JSON.parse(line))).toMatchObject([
    { session_id: 'a' },
    { session_id: 'a' },
  ]);
});

test('each content once', async () => {
  const path = logOf([event(1), event(1)]);
  const other = join(directory(), 'other.jsonl');
  writeFileSync(other, '');
  const reader = reading([path, other], { ask: { distinct: true, sort: 'time' } });
  await reader.have(1);
  writeFileSync(other, `{"event":"tick", "timestamp":"${at(1)}"}\n${event(2)}\n`);
  await reader.have(2);
  expect(reader.lines).toEqual([event(1), event(2)]);
});

test('logs that are written at the same time are merged by time', async () => {
  const [a, b] = [logOf([event(1)]), logOf([event(2)])];
  const reader = reading([a, b], { mergeMs: 200 });
  await reader.have(2);
  for (let second = 10; second < 50; second += 2) {
    appendFileSync(a, text([event(second + 1)]));
    await new Promise((resolve) => setTimeout(resolve, 2));
    appendFileSync(b, text([event(second)]));
  }
  await reader.have(42);
  const times = reader.lines.map((line) => (JSON.parse(line) as { timestamp: string }).timestamp);
  expect(times).toEqual([...times].sort());
});

test('a log that begins empty is known by the lines that come', async () => {
  const path = logOf([]);
  const reader = reading([path], { where: '@type = mode_change' });
  await reader.caughtUp();
  for (const line of readFileSync(MACF, 'utf8').trimEnd().split('\n')) appendFileSync(path, `${line}\n`);
  const wanted = await ask([MACF], { where: '@type = mode_change' });
  await reader.have(wanted.events.length);
  const { sources, notes } = await reader.stop();
  expect(sources).toMatchObject([{ dialect: 'macf' }]);
  expect(notes).toEqual([]);
  // A log of no known dialect: what it calls its type is told by several lines.
  const other = logOf(['{"kind":"a","at":1}']);
  const generic = reading([other], { where: '@type = b' });
  await generic.caughtUp();
  appendFileSync(other, text(['{"kind":"b","at":2}', '{"kind":"c","at":3}', '{"kind":"b","at":4}']));
  await generic.have(2);
});

test('damaged lines are told soon, and all of them at the end', async () => {
  const path = logOf([event(1), 'not json']);
  const reader = reading([path]);
  await reader.until('a note', () => reader.told.includes('damaged'));
  appendFileSync(path, text(['{"torn', event(2)]));
  await reader.have(2);
  const { notes, sources } = await reader.stop();
  expect(notes.filter(({ kind }) => kind === 'damaged')).toMatchObject([{ count: 1 }, { count: 1 }]);
  expect(sources).toMatchObject([{ lines: 4, events: 2, damaged: 2, blank: 0 }]);
});

test('a name that no event has is told while there is time', async () => {
  const reader = reading([MACF], { where: 'data.tol = Read', strict: true });
  await reader.until('a note', () => reader.told.includes('no-such-field'));
});

test('standard input is followed to its end, a pipe by name beyond it', async () => {
  const stdin = new PassThrough();
  const reader = reading(['-'], { stdin });
  stdin.write(text([event(1)]));
  await reader.have(1);
  stdin.write('{"half');
  await pause();
  stdin.end('":1}');
  await reader.end();
  expect(reader.lines).toEqual([event(1), '{"half":1}']);

  const path = join(directory(), 'pipe');
  execFileSync('mkfifo', [path]);
  const piped = reading([path]);
  for (const second of [1, 2]) {
    await pause();
    const fd = openSync(path, 'r+');
    writeSync(fd, text([event(second)]));
    await piped.have(second);
    closeSync(fd);
  }
});

test('compressed logs are read as they are, and not followed', async () => {
  const dir = directory();
  writeFileSync(join(dir, 'a.jsonl.gz'), gzipSync(text([event(1), event(2)])));
  writeFileSync(join(dir, 'b.jsonl'), text([event(3)]));
  const reader = reading([dir], { ask: { tail: 2 } });
  await reader.have(2);
  expect(reader.lines).toEqual([event(2), event(3)]);
  writeFileSync(join(dir, 'c.jsonl.gz'), gzipSync(text([event(4)])));
  await reader.until('a note', () => reader.told.includes('skipped-file'));
  appendFileSync(join(dir, 'b.jsonl'), text([event(5)]));
  await reader.have(3);
});

test('nothing is read before it is asked for', async () => {
  const path = logOf(Array.from({ length: 5000 }, (_, n) => event(n % 60, { n })));
  const all = follow(queryOf([path]) as Query & { readonly ask: Listing }, { once: true });
  const first = await all.next();
  expect(first.value).toMatchObject({ kind: 'events' });
  // Cut meanwhile: what was not asked for is not there.
  writeFileSync(path, '');
  let count = first.done || first.value.kind !== 'events' ? 0 : first.value.events.length;
  for await (const item of all) if (item.kind === 'events') count += item.events.length;
  expect(count).toBeLessThanOrEqual(5000);
  expect(count).toBeGreaterThan(0);
});

test('leaving the loop, or the signal, lets go of everything', async () => {
  const path = logOf([event(1)]);
  const query = queryOf([path]) as Query & { readonly ask: Listing };
  for await (const item of follow(query)) if (item.kind === 'caught-up') break;
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 30);
  const kinds: string[] = [];
  for await (const item of follow(query, { signal: stop.signal })) kinds.push(item.kind);
  expect(kinds).toEqual(['events', 'caught-up']);
});

test('a time ends it, and what came by then is shown', async () => {
  const path = logOf([event(1)]);
  const reader = reading([path], { endMs: Date.now() + 150 });
  await reader.have(1);
  appendFileSync(path, text([event(2)]));
  const { count } = await reader.end();
  expect([count, reader.lines]).toEqual([2, [event(1), event(2)]]);
});

test('a log that never comes is unreadable in the end', async () => {
  const path = join(directory(), 'never.jsonl');
  const reader = reading([path], { endMs: Date.now() + 50 });
  const { notes } = await reader.end();
  expect(reader.told).toEqual(['waiting']);
  expect(notes).toMatchObject([{ kind: 'unreadable', places: [{ source: path }] }]);
});

test.each<
  readonly [name: string, logs: readonly (string | { path: string; offset: number })[], options: Options]
>([
  ['no listing', [MACF], { ask: { kind: 'count' } }],
  ['sorted', [MACF], { ask: { sort: 'time' } }],
  ['reversed', [MACF], { ask: { reverse: true } }],
  ['neighbours in the session', [MACF], { ask: { contextSession: 1 } }],
  ['one event', [{ path: MACF, offset: 0 }], {}],
  ['relative to no log', ['/nowhere/log.jsonl'], { where: '@time >= @first' }],
])('what cannot be followed is a fault: %s', async (_, logs, options) => {
  const all = follow(queryOf(logs, options) as Query & { readonly ask: Listing });
  const drained = (async () => {
    for await (const _ of all);
  })();
  await expect(drained).rejects.toThrow(Fault);
});

test('many files of a directory', async () => {
  const dir = directory();
  for (let n = 0; n < MANY; n++) writeFileSync(join(dir, `${n}.jsonl`), text([event(n % 60, { n })]));
  const reader = reading([dir], { ask: { tail: 0 } });
  await reader.caughtUp();
  mkdirSync(join(dir, 'new'));
  copyFileSync(join(dir, '7.jsonl'), join(dir, 'new/a.jsonl'));
  appendFileSync(join(dir, `${MANY - 1}.jsonl`), text([event(5)]));
  await reader.have(2);
  expect(reader.lines.toSorted()).toEqual([event(5), event(7, { n: 7 })].toSorted());
});
