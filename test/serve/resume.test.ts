/**
 * A client that comes back with `Last-Event-ID` has no gap and no repeat (promises.md row 35). Disconnects fall anywhere:
 * while events come, while the log is read again, and while the server is away. Full size: 200 disconnects.
 */
import { appendFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connect, directory, ending, listen, type Served, type Stream, served, until } from './room.ts';

const FULL = process.env.INQUEST_TEST_FULL === '1';
const DISCONNECTS = FULL ? 200 : 25;

const numberOf = (data: string): number => (JSON.parse(data) as { n: number }).n;

function lastId(stream: Stream): string {
  return stream.messages.at(-1)?.id ?? '';
}

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, n) => n);
}

/** Writes numbered events until it is told to stop. */
function writer(path: string): { stop(): number } {
  let n = 0;
  const timer = setInterval(() => {
    const lines = Array.from(
      { length: 7 },
      () => `{"timestamp":${1764105000 + n},"event":"tick","n":${n++}}\n`,
    );
    appendFileSync(path, lines.join(''));
  }, 3);
  ending(() => clearInterval(timer));
  return {
    stop() {
      clearInterval(timer);
      return n;
    },
  };
}

test(`${DISCONNECTS} disconnects: no gap, no repeat`, async () => {
  const server = await served();
  const seen: number[] = [];
  let id = '';
  let stream = await listen(server);
  await until(() => stream.messages.length > 0);
  const writing = writer(server.path);
  for (let turn = 0; turn < DISCONNECTS; turn++) {
    const wanted = (turn * 37) % 60;
    const from = stream;
    await until(
      () => from.messages.length > 0 && from.events().length >= wanted % 20,
      () => from.raw(),
    );
    if (turn % 5 === 0) await new Promise((resolve) => setTimeout(resolve, wanted));
    from.leave();
    seen.push(...from.events().map(numberOf));
    id = lastId(from);
    stream = await listen(server, '/events/stream', { 'last-event-id': id });
  }
  const count = writing.stop();
  const last = stream;
  await until(
    () => seen.length + last.events().length >= count,
    () => [seen.length, last.events().length, count],
  );
  seen.push(...last.events().map(numberOf));
  expect(seen).toEqual(upTo(count));
  expect(server.bugs).toEqual([]);
});

test('a WebSocket goes on behind a cursor, and with a filter', async () => {
  const server = await served();
  const writing = writer(server.path);
  const first = await connect(server);
  first.send({ type: 'subscribe', where: 'n > 20' });
  await until(() => first.of('event').length > 50);
  first.socket.terminate();
  const seen = first.of('event').map(({ event }) => (event as { n: number }).n);
  const after = first.of('event').at(-1)?.id;
  const second = await connect(server);
  second.send({ type: 'subscribe', where: 'n > 20', after });
  await until(() => second.of('event').length > 50);
  const count = writing.stop();
  await until(() => seen.length + second.of('event').length >= count - 21);
  seen.push(...second.of('event').map(({ event }) => (event as { n: number }).n));
  expect(seen).toEqual(upTo(count).slice(21));
});

test('a cursor outlives the server', async () => {
  const path = join(directory(), 'a.jsonl');
  writeFileSync(path, '');
  const line = (n: number): string => `{"event":"tick","n":${n}}`;
  const one = await served({ logs: [path] });
  const before = await listen(one);
  await until(() => before.messages.length > 0);
  one.write(line(0), line(1));
  await until(() => before.events().length === 2);
  await one.stop();
  appendFileSync(path, `${line(2)}\n${line(3)}\n`);
  const two = await served({ logs: [path] });
  const after = await listen(two, '/events/stream', { 'last-event-id': lastId(before) });
  two.write(line(4));
  await until(
    () => after.events().length === 3,
    () => after.messages,
  );
  expect(after.events().map(numberOf)).toEqual([2, 3, 4]);
  expect(after.messages.filter(({ name }) => name === 'inquest:reset')).toEqual([]);
});

test('several logs: each goes on where it was', async () => {
  const home = directory();
  const logs = ['a.jsonl', 'b.jsonl'].map((name) => join(home, name));
  for (const path of logs) writeFileSync(path, '');
  const server = await served({ logs });
  const write = (n: number): void => appendFileSync(logs[n % 2] ?? '', `{"event":"tick","n":${n}}\n`);
  const first = await listen(server);
  await until(() => first.messages.length > 0);
  for (let n = 0; n < 6; n++) write(n);
  await until(() => first.events().length === 6);
  first.leave();
  for (let n = 6; n < 12; n++) write(n);
  const second = await listen(server, '/events/stream', { 'last-event-id': lastId(first) });
  await until(
    () => second.events().length === 6,
    () => second.messages,
  );
  expect(
    second
      .events()
      .map(numberOf)
      .sort((a, b) => a - b),
  ).toEqual([6, 7, 8, 9, 10, 11]);
});

const RESETS: readonly (readonly [says: string, change: (server: Served) => void, reason: string])[] = [
  [
    'rotated',
    ({ path }) => {
      renameSync(path, `${path}.1`);
      writeFileSync(path, '');
    },
    'rotated',
  ],
  ['cut', ({ path }) => truncateSync(path, 0), 'truncated'],
];

test.each(RESETS)('a log that was %s while the client was away is told', async (_, change, reason) => {
  const server = await served();
  const first = await listen(server);
  await until(() => first.messages.length > 0);
  server.write(...upTo(5).map((n) => `{"event":"old","n":${n}}`));
  await until(() => first.events().length === 5);
  first.leave();
  const watching = await listen(server);
  change(server);
  server.write('{"event":"new","n":100}');
  await until(
    () => watching.events().length === 1,
    () => watching.messages,
  );
  expect(watching.messages.map(({ name }) => name)).toContain('inquest:reset');
  const second = await listen(server, '/events/stream', { 'last-event-id': lastId(first) });
  await until(
    () => second.events().length === 1,
    () => second.messages,
  );
  const reset = second.messages.find(({ name }) => name === 'inquest:reset');
  expect(JSON.parse(reset?.data ?? '{}')).toEqual({ type: 'reset', source: server.path, reason });
  expect(second.events().map(numberOf)).toEqual([100]);
});

test('a cursor that is none is told, and the stream goes on', async () => {
  const server = await served();
  for (const id of ['nonsense', '12345', 'x'.repeat(5000), 'aaaaaa!-']) {
    const stream = await listen(server, '/events/stream', { 'last-event-id': id });
    await until(
      () => stream.messages.some(({ name }) => name === 'inquest:reset'),
      () => stream.messages,
    );
    const reset = stream.messages.find(({ name }) => name === 'inquest:reset');
    expect(JSON.parse(reset?.data ?? '{}')).toEqual({
      type: 'reset',
      source: null,
      reason: 'unknown-cursor',
    });
  }
  expect(server.bugs).toEqual([]);
});

test('the last events first, then what comes, each once', async () => {
  const server = await served();
  server.write(...upTo(30).map((n) => `{"event":"${n % 2 ? 'odd' : 'even'}","n":${n}}`));
  const other = await listen(server);
  await until(() => other.messages.length > 0);
  const stream = await listen(server, '/events/stream?tail=5&type=odd');
  await until(
    () => stream.events().length === 5,
    () => stream.messages,
  );
  server.write('{"event":"odd","n":31}', '{"event":"even","n":32}', '{"event":"odd","n":33}');
  await until(() => stream.events().length === 7);
  expect(stream.events().map(numberOf)).toEqual([21, 23, 25, 27, 29, 31, 33]);
  const third = stream.messages.filter(({ name }) => !name?.startsWith('inquest:'))[2]?.id ?? '';
  const again = await listen(server, '/events/stream?type=odd', { 'last-event-id': third });
  await until(
    () => again.events().length === 4,
    () => again.messages,
  );
  expect(again.events().map(numberOf)).toEqual([27, 29, 31, 33]);
});
