/** What a client asks while it is still being brought to the stream loses nothing and repeats nothing (promises.md rows 35 and 37). */

import { appendFileSync } from 'node:fs';
import { connect as connectTo } from 'node:net';
import { expect, test } from 'vitest';
import { Client } from '../../src/serve/client.ts';
import { newCounters } from '../../src/serve/counters.ts';
import { call, connect, ending, listen, type Served, type Socket, served, until } from './room.ts';

/** A log that takes a while to be caught up with. */
function withPast(server: Served, count = 60_000): void {
  const lines = Array.from(
    { length: count },
    (_, n) => `{"timestamp":${1764105000 + n},"event":"old","n":${n}}\n`,
  );
  appendFileSync(server.path, lines.join(''));
}

const news = (messages: readonly Record<string, unknown>[]): readonly unknown[] =>
  messages.filter(({ event_type }) => event_type === 'new').map(({ event }) => (event as { n: number }).n);

/** A WebSocket that is being given what was there. */
async function catchingUp(): Promise<{ readonly server: Served; readonly socket: Socket }> {
  const server = await served();
  withPast(server);
  const socket = await connect(server);
  await until(() => socket.of('connected').length === 1);
  socket.send({ type: 'subscribe', after: '-' });
  await until(() => socket.of('event').length > 0);
  return { server, socket };
}

test.each([
  ['subscribes again', [{ type: 'subscribe' }]],
  ['leaves and subscribes again', [{ type: 'unsubscribe' }, { type: 'subscribe' }]],
  ['goes on from the beginning again', [{ type: 'subscribe', after: '-' }]],
])('who %s while it is caught up gets every new event, once', async (_, then) => {
  const { server, socket } = await catchingUp();
  for (const message of then) socket.send(message);
  await until(() => socket.of('subscribed').length === 2);
  for (let n = 0; n < 5; n++) server.write(JSON.stringify({ timestamp: 1764205000 + n, event: 'new', n }));
  await until(
    () => news(socket.of('event')).length >= 5,
    () => socket.messages.at(-1),
  );
  // What is given again would stand before this one.
  server.write(JSON.stringify({ timestamp: 1764205009, event: 'last' }));
  await until(() => socket.of('event').some(({ event_type }) => event_type === 'last'));
  expect(news(socket.of('event'))).toEqual([0, 1, 2, 3, 4]);
});

test('a cursor that is none is told of, though an earlier join was under way', async () => {
  const { socket } = await catchingUp();
  socket.send({ type: 'subscribe', after: 'no cursor' });
  await until(
    () => socket.of('reset').length === 1,
    () => socket.messages.at(-1),
  );
});

test('a tail that finds nothing still says where the stream is', async () => {
  const server = await served();
  withPast(server, 10);
  const first = await listen(server, '/events/stream?tail=2&event-type=new');
  await until(() => first.messages.length > 0);
  first.leave();
  for (let n = 0; n < 3; n++) server.write(JSON.stringify({ timestamp: 1764205000 + n, event: 'new', n }));
  const again = await listen(server, '/events/stream?tail=2&event-type=new', {
    'last-event-id': first.messages.at(-1)!.id,
  });
  await until(
    () => again.events().length === 3,
    () => again.raw(),
  );
});

test('whoever does not read is told of a reset when it reads again, before what comes then', () => {
  const said: string[] = [];
  let waiting = 0;
  let drained = (): void => undefined;
  const client = new Client(
    {
      id: 'c',
      kind: 'sse',
      limitBytes: 100,
      counters: newCounters(),
      control: ({ type }) => Buffer.from(type),
      wire: {
        write: (bytes) => void said.push(Buffer.from(bytes).toString()),
        waiting: () => waiting,
        drained: () => new Promise((resolve) => (drained = resolve)),
        end: () => undefined,
      },
    },
    { kind: 'websocket' },
  );
  waiting = 101;
  client.tell({ type: 'pong' });
  client.tell({ type: 'reset' });
  client.give(Buffer.from('event'), 1, 'here');
  expect(said).toEqual([]);
  waiting = 0;
  drained();
  client.tellGap();
  client.give(Buffer.from('event'), 1, 'there');
  expect(said).toEqual(['reset', 'gap', 'event']);
});

test('a target that is no path is refused, and the server lives', async () => {
  const server = await served();
  for (const path of ['//', '//x/health', '/\\x', '///'])
    expect([path, (await call(server, path)).status]).toEqual([path, 403]);
  for (const head of ['Host: x', `Host: 127.0.0.1:${server.port}`]) {
    const answer = await raw(
      server,
      `GET // HTTP/1.1\r\n${head}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 403 /);
  }
  expect((await call(server, '/health?x=1')).status).toBe(200);
});

test('a refused upgrade is over, though its client stays', async () => {
  const server = await served();
  const answer = raw(
    server,
    'GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  );
  expect(await answer).toMatch(/^HTTP\/1.1 403 /);
  await server.stop();
});

/** What is answered, up to the end of the connection, which this side keeps open. */
function raw(server: Served, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectTo({ port: server.port, host: '127.0.0.1', allowHalfOpen: true }, () =>
      socket.write(text),
    );
    let answer = '';
    socket.on('data', (data) => {
      answer += String(data);
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
    ending(() => void socket.destroy());
  });
}
