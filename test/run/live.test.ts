/** Live sources as logs: read to their end, followed, merged with files, gone on with by a cursor. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { liveServer, message, type Respond, sse } from '../net/live-server.ts';
import { ask } from './ask.ts';
import { directory, reading } from './follower.ts';

const EVENT = (n: number): string =>
  JSON.stringify({ timestamp: `2026-03-04T00:00:0${n}Z`, event: 'tick', session_id: `s${n}`, n });

const three: Respond = (response) => {
  sse(response, [1, 2, 3].map((n) => message(EVENT(n), { id: n })).join(''));
  response.end();
};

test('without follow a live source is a log that ends', async () => {
  const { url } = await liveServer(three);
  const { events, report } = await ask([url], { where: 'n > 1', fields: [] });
  expect(events.map(({ row }) => `${row.path}@${row.offset}`)).toEqual([
    `${url}@${EVENT(1).length + 1}`,
    `${url}@${2 * EVENT(1).length + 2}`,
  ]);
  expect(report.sources).toMatchObject([{ path: url, dialect: 'generic' }]);
  const stats = await ask([url], { ask: { kind: 'stats' } });
  expect(stats.report).toMatchObject({ events: 3, sessions: 3, first: '2026-03-04T00:00:01.000000Z' });
});

test('what cannot be read is a note, and the others are answered', async () => {
  const { url } = await liveServer((response) => void response.writeHead(404).end());
  const path = join(directory(), 'log.jsonl');
  writeFileSync(path, `${EVENT(1)}\n`);
  const { report } = await ask([url, path], { ask: { kind: 'count' } });
  expect(report).toMatchObject({ count: 1 });
  expect(report.notes.filter(({ kind }) => kind === 'unreadable')).toMatchObject([
    { places: [{ source: url }] },
  ]);
});

test('a password is not shown', async () => {
  const { url } = await liveServer(three);
  const { events, report } = await ask([url.replace('//', '//me:secret@')], { fields: [] });
  expect(JSON.stringify([events.map(({ row }) => row.path), report])).not.toContain('secret');
  expect(events[0]?.row.path).toBe(url);
});

test('followed, a live source goes on after its server ended the answer', async () => {
  const { url, open } = await liveServer((response, request) => {
    const from = Number(request.headers['last-event-id'] ?? 0) + 1;
    sse(response, `retry: 5\n\n${message(EVENT(from), { id: from })}`);
    if (from < 5) response.end();
  });
  const reader = reading([url], { where: 'n != 2' });
  await reader.have(4);
  expect(reader.lines).toEqual([1, 3, 4, 5].map(EVENT));
  expect(reader.told).toEqual([]);
  await reader.stop();
  await reader.until('the connection is let go', () => open.size === 0);
});

test('files and live sources are merged by time', async () => {
  const path = join(directory(), 'log.jsonl');
  writeFileSync(path, `${EVENT(1)}\n`);
  let send: (text: string) => void = () => undefined;
  const { url } = await liveServer((response) => {
    sse(response);
    send = (text) => void response.write(text);
  });
  const reader = reading([url, path], { mergeMs: 300 });
  await reader.have(1);
  await reader.until('a connection', () => send.length === 1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  appendFileSync(path, `${EVENT(4)}\n`);
  await new Promise((resolve) => setTimeout(resolve, 50));
  send(message(EVENT(3)));
  await reader.have(3);
  expect(reader.lines).toEqual([1, 3, 4].map(EVENT));
});

test('a position in a live source is the id of the last message that was handed on', async () => {
  const { url, requests } = await liveServer((response, request) => {
    const from = Number(request.headers['last-event-id'] ?? 0) + 1;
    sse(response, Array.from({ length: 3 }, (_, n) => message(EVENT(from + n), { id: from + n })).join(''));
  });
  const first = reading([url], { ask: { head: 2 } });
  await first.have(2);
  await first.stop();
  expect(first.position()?.live).toEqual([{ url, lastEventId: '2' }]);
  const second = reading([url], { from: first.position()! });
  await second.have(3);
  expect(second.lines).toEqual([3, 4, 5].map(EVENT));
  expect(requests.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '2']);
});

test('a live source that is not there yet is waited for', async () => {
  const server = await liveServer(three);
  await server.stop();
  const reader = reading([server.url]);
  await reader.until('a note', () => reader.told.includes('waiting'));
  const report = await reader.stop();
  expect(report.count).toBe(0);
});

test('a server that says that it lost something is believed', async () => {
  const { url } = await liveServer((response) => {
    sse(response, message('{"missed":3}', { event: 'gap' }) + message(EVENT(1), { id: 1 }));
  });
  const reader = reading([url]);
  await reader.have(1);
  await reader.until('a note', () => reader.told.includes('gap'));
  const { notes } = await reader.stop();
  expect(notes.find(({ kind }) => kind === 'gap')?.message).toBe(
    'the server says that 3 messages were left out',
  );
});
