/** Subscriptions over real sockets: resumption without gap or repeat, the server's own messages, refusals, an end. */
import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { connect, type Received } from '../../src/net/client.ts';
import { eventStream } from '../../src/net/event-stream.ts';
import type { Notice } from '../../src/net/subscribe.ts';
import { FULL } from '../run/ask.ts';
import { serve, until } from './server.ts';

const QUICK = { backoff: { firstMs: 2, mostMs: 10 } };

function open(response: ServerResponse, retryMs = 2): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.write(`retry: ${retryMs}\n\n`);
}

const message = (n: number, data: object = { n }): string =>
  `id: ${n}\nevent: hook:x\ndata: ${JSON.stringify(data)}\n\n`;

test('events as they come, with what was asked', async () => {
  const server = await serve((_, response) => {
    open(response);
    response.write(`: heartbeat\n\nid: 7\nevent: inquest:ready\ndata: {"type":"ready","client":"c1"}\n\n`);
    response.write(message(8, { n: 8, text: 'a\u2028b\u0000' }));
    response.write('data: no JSON\n\n');
    response.write('id: 9\nevent: inquest:gap\ndata: {"type":"gap","events":4}\n\n');
    // One event in two parts, cut inside a letter.
    const bytes = Buffer.from(message(10, { n: 10, text: 'ä' }));
    const cut = bytes.indexOf(0xa4);
    response.write(bytes.subarray(0, cut));
    setTimeout(() => response.write(bytes.subarray(cut)), 20);
    return undefined;
  });
  const notices: Notice[] = [];
  const got: Received[] = [];
  const client = connect({ url: server.url, token: 'tok', ...QUICK });
  const filters = { 'event-type': ['a', 'b,c'], agent: 'x' };
  const where = '@status = error';
  for await (const each of client.subscribe({
    filters,
    where,
    tail: 3,
    onNotice: (notice) => notices.push(notice),
  })) {
    got.push(each);
    if (got.length === 2) break;
  }
  expect(got.map(({ id, event }) => [id, event])).toEqual([
    ['8', { n: 8, text: 'a\u2028b\u0000' }],
    ['10', { n: 10, text: 'ä' }],
  ]);
  expect(notices).toEqual([
    { kind: 'connected' },
    { kind: 'ready', type: 'ready', client: 'c1' },
    { kind: 'gap', type: 'gap', events: 4 },
  ]);
  const [{ path, headers }] = server.asked as [(typeof server.asked)[0]];
  expect(path).toBe('/events/stream?event-type=a&event-type=b%2Cc&agent=x&where=%40status+%3D+error&tail=3');
  expect(headers).toMatchObject({ accept: 'text/event-stream', authorization: 'Bearer tok' });
  expect(headers['last-event-id']).toBeUndefined();
});

test('a lost connection leaves no gap and no repeat', async () => {
  const disconnects = FULL ? 200 : 25;
  const each = 7;
  let connections = 0;
  const server = await serve((asked, response) => {
    connections++;
    const after = Number(asked.headers['last-event-id'] ?? 0);
    open(response);
    for (let n = after + 1; n <= after + each; n++) response.write(message(n));
    // Half an event and no end, a clean end, a message without its empty line: whatever may happen.
    if (connections <= disconnects) {
      const ways = [
        () => response.end(),
        () => response.write(message(after + each + 1).slice(0, -1), () => response.destroy()),
        () => response.write('id: 99', () => response.destroy()),
      ];
      ways[connections % 3]!();
    }
    return undefined;
  });
  const numbers: number[] = [];
  let lost = 0;
  const client = connect({ url: server.url, ...QUICK });
  const onNotice = ({ kind }: Notice): void => {
    if (kind === 'lost') lost++;
  };
  for await (const { event } of client.subscribe({ onNotice })) {
    numbers.push(event.n as number);
    if (numbers.length === disconnects * each) break;
  }
  expect(numbers).toEqual(Array.from({ length: disconnects * each }, (_, n) => n + 1));
  expect(lost).toBe(disconnects - 1);
});

test('goes on after an id of an earlier run', async () => {
  const server = await serve((asked, response) => {
    open(response);
    response.write(message(Number(asked.headers['last-event-id']) + 1));
    return undefined;
  });
  const client = connect({ url: server.url, ...QUICK });
  for await (const { id } of client.subscribe({ after: '41' })) {
    expect(id).toBe('42');
    break;
  }
});

test('a server that is away or busy is waited for', async () => {
  let count = 0;
  const server = await serve((_, response) => {
    count++;
    if (count === 1) return 503;
    if (count === 2) return { status: 429 };
    if (count === 3) return 'break';
    open(response);
    response.write(message(1));
    return undefined;
  });
  await server.stop();
  const notices: Notice[] = [];
  const client = connect({ url: server.url, ...QUICK });
  const first = client.subscribe({ onNotice: (notice) => notices.push(notice) }).next();
  await until(() => notices.length > 2);
  expect(notices[0]).toMatchObject({ kind: 'lost', message: 'nobody listens there' });
  await server.start();
  expect((await first).value).toMatchObject({ event: { n: 1 } });
  expect(notices.map((each) => ('message' in each ? each.message : ''))).toContain('the server answered 503');
});

test.each([
  [400, '{"error":{"code":"bad-where","message":"expected a value"}}', 'expected a value'],
  [401, '', 'the server answered 401'],
  [302, '', 'the server answered 302'],
])('a refusal (%i) is thrown to whoever reads', async (status, body, text) => {
  const server = await serve(() => ({ status, body, headers: { location: 'http://127.0.0.1:1/' } }));
  const client = connect({ url: server.url, ...QUICK });
  await expect(client.subscribe({ where: 'x =' }).next()).rejects.toMatchObject({
    name: 'ClientError',
    code: 'refused',
    message: text,
  });
  expect(server.asked).toHaveLength(1);
});

test('what is no event stream is refused', async () => {
  const server = await serve(() => ({ status: 200, headers: { 'content-type': 'text/html' }, body: '<p>' }));
  await expect(connect({ url: server.url }).subscribe().next()).rejects.toThrow('not text/html');
});

test('a signal ends it without an error, and leaving the loop lets the connection go', async () => {
  let closed = 0;
  const server = await serve((_, response) => {
    open(response);
    response.on('close', () => closed++);
    response.write(message(1));
    return undefined;
  });
  const client = connect({ url: server.url, ...QUICK });
  for await (const { id } of client.subscribe()) {
    expect(id).toBe('1');
    break;
  }
  await until(() => closed === 1);
  const stop = new AbortController();
  const ids: string[] = [];
  for await (const { id } of client.subscribe({ signal: stop.signal })) {
    ids.push(id);
    stop.abort();
  }
  expect(ids).toEqual(['1']);
  await until(() => closed === 2);
});

test('silence is a lost connection, and so is a message without an end', async () => {
  const server = await serve((_, response) => {
    open(response);
    if (server.asked.length > 2) response.write(message(5));
    else if (server.asked.length === 2) response.write(`data: ${'x'.repeat(3000)}`);
    return undefined;
  });
  const seen: string[] = [];
  for await (const each of eventStream(server.url, { ...QUICK, silentMs: 60, mostUnits: 1000 })) {
    seen.push(each.kind === 'lost' ? each.message : each.kind);
    if (each.kind === 'message') break;
  }
  expect(seen).toEqual([
    'connected',
    'no sign of life',
    'connected',
    'a message is too long',
    'connected',
    'message',
  ]);
});

test('a slow reader makes the server wait', async () => {
  let written = 0;
  const data = { n: 1, text: 'x'.repeat(10_000) };
  const server = await serve(async (_, response) => {
    open(response);
    const closed = new Promise((resolve) => response.once('close', resolve));
    while (!response.destroyed && written < 20_000) {
      written++;
      if (!response.write(message(written, data)))
        await Promise.race([closed, new Promise((resolve) => response.once('drain', resolve))]);
    }
    return undefined;
  });
  const client = connect({ url: server.url, ...QUICK });
  let read = 0;
  for await (const { id } of client.subscribe()) {
    read++;
    expect(id).toBe(String(read));
    if (read === 1) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      // What lies in the sockets' buffers: some MB at most, of 200 that would come.
      expect(written).toBeLessThan(5000);
    }
    if (read === 100) break;
  }
});
