/** What comes is told: one event one message, in every form; a slow client harms nobody; WebSocket messages one by one. */
import { connect as connectTcp } from 'node:net';
import { describe, expect, test } from 'vitest';
import { call, connect, emit, ending, listen, type Served, served, until } from './room.ts';

const NASTY = [
  'a\rb',
  'a\nb',
  'a\r\n\r\nb',
  'data: x\n\nid: 7\n\n',
  'a\0b',
  'a\u2028b\u2029',
  '\ud800',
  '</script>',
  '\u001b[31m',
];
const FIELDS = [
  'event',
  'session_id',
  'agent',
  'message',
  'type',
  'timestamp',
  'data',
  'workflow',
  'level',
  'summary',
];

describe('one event is one message', () => {
  test.each(['', '?view=full', '?names=type', '?names=none', '?view=full&names=type'])(
    'SSE %s',
    async (how) => {
      const server = await served();
      const stream = await listen(server, `/events/stream${how}`);
      await until(() => stream.messages.length > 0);
      const sent = NASTY.flatMap((text) =>
        FIELDS.map((field) => ({ ts: '2026-01-01T00:00:00Z', event: 'x:y', [field]: text })),
      );
      const answer = await emit(server, sent);
      expect(answer.status).toBe(202);
      await until(
        () => stream.events().length >= sent.length,
        () => stream.events().length,
      );
      const got = stream.events().map((data) => JSON.parse(data) as Record<string, unknown>);
      const own = how.includes('full') ? got.map(({ event }) => event) : got;
      expect(own).toEqual(sent.map((event) => JSON.parse(JSON.stringify(event)) as object));
      expect(stream.raw()).not.toMatch(/\0/);
    },
  );

  test('a WebSocket', async () => {
    const server = await served();
    const { messages, send, of } = await connect(server);
    send({ type: 'subscribe' });
    await until(() => of('subscribed').length > 0);
    const sent = NASTY.flatMap((text) => FIELDS.map((field) => ({ event: 'x', [field]: text })));
    await emit(server, sent);
    await until(() => of('event').length >= sent.length);
    expect(of('event').map(({ event }) => event)).toEqual(
      sent.map((event) => JSON.parse(JSON.stringify(event)) as object),
    );
    expect(messages.every(({ type }) => typeof type === 'string')).toBe(true);
  });

  test('line breaks between the tokens of an event, as another writer left them', async () => {
    const server = await served();
    const stream = await listen(server, '/events/stream?view=full');
    const socket = await connect(server);
    socket.send({ type: 'subscribe' });
    await until(() => stream.messages.length > 0 && socket.of('subscribed').length > 0);
    server.write('{"event":\r"x",\r "data":\r{"n":\r1}}');
    await until(() => stream.events().length > 0 && socket.of('event').length > 0);
    expect(JSON.parse(stream.events()[0] ?? '')).toMatchObject({ event: { event: 'x', data: { n: 1 } } });
    expect(socket.of('event')[0]).toMatchObject({ event_type: 'x', payload: { n: 1 } });
  });
});

test('names of a stream: hook for amplifier events, the type, or none', async () => {
  const server = await served();
  const ways = ['', '?names=type', '?names=none'];
  const streams = await Promise.all(ways.map((how) => listen(server, `/events${how}`)));
  await until(() => streams.every(({ messages }) => messages.length > 0));
  server.write(
    '{"ts":"2026-01-01T00:00:00Z","event":"tool:pre","data":{}}',
    '{"ts":"2026-01-01T00:00:00Z","event":"hook:tool:post","data":{}}',
  );
  await until(() => streams.every((stream) => stream.events().length === 2));
  const names = streams.map(({ messages }) => messages.slice(1).map(({ name }) => name));
  expect(names).toEqual([
    ['hook:tool:pre', 'hook:tool:post'],
    ['tool:pre', 'tool:post'],
    [undefined, undefined],
  ]);
});

const WORK: readonly (readonly [n: number, type: string, severity: string, agent: string])[] = [
  [1, 'agent.invoked', 'info', 'ann'],
  [2, 'tool.used', 'warning', 'bob'],
  [3, 'agent.failed', 'error', 'cay'],
  [4, 'task.started', 'fatal', 'dan'],
];

/** Filters, and the numbers of the events that pass. */
const SELECTIONS: readonly (readonly [query: string, numbers: readonly number[]])[] = [
  ['', [1, 2, 3, 4]],
  ['type=agent.invoked', [1]],
  ['type=agent.invoked,tool.used', [1, 2]],
  ['type=agent.invoked&type=agent.failed', [1, 3]],
  ['type=agent.*', [1, 3]],
  ['type=agent.*&where=n<2', [1]],
  ['where=n>2', [3, 4]],
  ['where=n>1&where=n<4', [2, 3]],
  ['severity=error', [3, 4]],
  ['severity=%3Derror', [3]],
  ['agent=ann', [1]],
  ['workflow=w2', [2]],
  ['where=%7B"event_type":"tool.used"%7D', [2]],
  ['since=2026-01-01T00:00:03Z', [3, 4]],
];

test.each(SELECTIONS)('a stream of %s', async (query, numbers) => {
  const server = await served();
  const stream = await listen(server, `/events/stream?${query}`);
  const all = await listen(server);
  expect(stream.answer.statusCode).toBe(200);
  await until(() => stream.messages.length > 0 && all.messages.length > 0);
  for (const [n, event_type, severity, agent] of WORK)
    server.write(
      JSON.stringify({
        timestamp: `2026-01-01T00:00:0${n}Z`,
        event_type,
        severity,
        agent,
        workflow_id: `w${n}`,
        n,
      }),
    );
  await until(() => server.bugs.length > 0 || stream.events().length >= numbers.length);
  // What is behind them was judged when a stream of everything has it.
  await until(() => all.events().length === WORK.length);
  const got = stream.events().map((data) => (JSON.parse(data) as { n: number }).n);
  expect(got).toEqual(numbers);
  expect(server.bugs).toEqual([]);
});

test('a stalled client holds 1 MiB at most and is told of its gap; the others miss nothing', async () => {
  const server = await served({ limits: { emitPerSecond: 1e6, emitBurst: 1e6 } });
  const quick = await listen(server);
  const stalled = await stall(server);
  await until(() => quick.messages.length > 0);
  const text = 'x'.repeat(10_000);
  const batch = Array.from({ length: 90 }, (_, n) => ({ event: 'big', n, text }));
  let sent = 0;
  let most = 0;
  for (let round = 0; round < 20; round++) {
    expect((await emit(server, batch)).status).toBe(202);
    sent += batch.length;
    const so = sent;
    await until(
      () => quick.events().length >= so,
      () => quick.events().length,
    );
    for (const { buffered_bytes } of await clientsOf(server)) most = Math.max(most, buffered_bytes);
  }
  expect(most).toBeLessThanOrEqual(2 ** 20 + 20_000);
  expect((await clientsOf(server)).some(({ dropped }) => dropped > 0)).toBe(true);
  const rest = stalled.resume();
  await until(
    () => rest().includes('inquest:gap'),
    () => rest().length,
  );
  const gap = /event: inquest:gap\ndata: (.*)\n/.exec(rest())?.[1] ?? '{}';
  const { missed, reason } = JSON.parse(gap) as { missed: number; reason: string };
  const had = rest().match(/^data: \{"event":"big"/gm)?.length ?? 0;
  expect(reason).toBe('slow-client');
  expect(had + missed).toBe(sent);
});

interface Figures {
  readonly buffered_bytes: number;
  readonly dropped: number;
}

async function clientsOf(server: Served): Promise<readonly Figures[]> {
  const { json } = await call(server, '/api/v1/metrics');
  return (json.server as { clients: Figures[] }).clients;
}

/** A client that opens a stream and reads nothing of it until it resumes. */
function stall(server: Served): Promise<{ resume(): () => string }> {
  return new Promise((resolve) => {
    const socket = connectTcp(server.port, '127.0.0.1', () => {
      socket.pause();
      socket.write(`GET /events/stream HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`, () =>
        resolve({
          resume() {
            const parts: Buffer[] = [];
            socket.on('data', (part) => parts.push(part));
            socket.resume();
            return () => unchunked(Buffer.concat(parts).toString());
          },
        }),
      );
    });
    socket.on('error', () => undefined);
    ending(() => void socket.destroy());
  });
}

/** Chunk sizes stand on lines of their own. */
function unchunked(text: string): string {
  return text.replace(/\r\n[0-9a-f]+\r\n/g, '');
}

describe('messages of a WebSocket', () => {
  test('connected says who and what', async () => {
    const server = await served();
    const { messages } = await connect(server);
    await until(() => messages.length > 0);
    expect(messages[0]).toMatchObject({
      type: 'connected',
      client_id: 'c1',
      filters: ['event_type', 'agent', 'severity', 'workflow'],
      windows: ['1m', '5m', '15m', '1h'],
    });
  });

  test('nothing before subscribe, nothing after unsubscribe', async () => {
    const server = await served();
    const { of, send } = await connect(server);
    await until(() => of('connected').length > 0);
    const other = await listen(server);
    await until(() => other.messages.length > 0);
    await emit(server, [{ event: 'a' }]);
    await until(() => other.events().length === 1);
    send({ type: 'subscribe' });
    await until(() => of('subscribed').length === 1);
    await emit(server, [{ event: 'b' }]);
    await until(() => of('event').length === 1);
    send({ type: 'unsubscribe' });
    await until(() => of('unsubscribed').length === 1);
    await emit(server, [{ event: 'c' }]);
    await until(() => other.events().length === 3);
    expect(of('event').map(({ event_type }) => event_type)).toEqual(['b']);
  });

  test('ping, set_window, metrics each second', async () => {
    const server = await served();
    const { of, send } = await connect(server);
    send({ type: 'ping' });
    send({ type: 'set_window', window: '5m' });
    send({ type: 'set_window', window: 900 });
    await until(() => of('window_set').length === 2 && of('metrics').length > 0);
    expect(of('pong')[0]).toMatchObject({ type: 'pong' });
    expect(of('window_set').map(({ window }) => window)).toEqual(['5m', '15m']);
    expect(of('metrics').at(-1)).toMatchObject({ window: '15m', metrics: { window_size_seconds: 900 } });
  });

  const FILTERS: readonly (readonly [message: object, numbers: readonly number[]])[] = [
    [{ filters: [{ filter_type: 'event_type', values: ['agent.invoked', 'tool.used'] }] }, [1, 2]],
    [{ filter_type: 'event_type', values: ['agent.failed'] }, [3]],
    [{ filter_type: 'event_type', values: 'tool.*' }, [2]],
    [{ filters: [{ filter_type: 'agent', values: ['ann'] }] }, [1, 3]],
    [{ filters: [{ filter_type: 'workflow', values: ['w2'] }] }, [2]],
    [{ filters: [{ filter_type: 'severity', values: ['error', 'warning'] }] }, [2, 3]],
    [
      {
        filters: [
          { filter_type: 'agent', values: ['ann'] },
          { filter_type: 'severity', values: ['error'] },
        ],
      },
      [3],
    ],
    [{ where: 'n >= 2', filters: [{ filter_type: 'agent', values: ['ann'] }] }, [3]],
  ];
  test.each(FILTERS)('subscribe %j', async (message, numbers) => {
    const server = await served();
    const { of, send } = await connect(server);
    send({ type: 'subscribe', ...message });
    await until(() => of('subscribed').length > 0);
    const timestamp = '2026-01-01T00:00:00Z';
    await emit(server, [
      { timestamp, event_type: 'agent.invoked', agent: 'ann', workflow_id: 'w1', n: 1 },
      { timestamp, event_type: 'tool.used', agent: 'bob', workflow_id: 'w2', severity: 'warning', n: 2 },
      { timestamp, event_type: 'agent.failed', agent: 'ann', workflow_id: 'w1', severity: 'error', n: 3 },
    ]);
    await until(
      () => of('event').length >= numbers.length,
      () => of('event'),
    );
    expect(of('event').map(({ event }) => (event as { n: number }).n)).toEqual(numbers);
  });

  const WRONG: readonly (readonly [message: unknown, code: string])[] = [
    ['no json', 'bad-json'],
    ['[]', 'bad-message'],
    [{ type: 'subscrbe' }, 'bad-type'],
    [{}, 'bad-type'],
    [{ type: 'subscribe', filters: 'x' }, 'bad-message'],
    [{ type: 'subscribe', filters: [{ filter_type: 'colour', values: ['red'] }] }, 'bad-message'],
    [{ type: 'subscribe', filters: [{ filter_type: 'agent', values: [1] }] }, 'bad-message'],
    [{ type: 'subscribe', filters: [{ filter_type: 'severity', values: ['bad'] }] }, 'bad-message'],
    [{ type: 'subscribe', where: 'data.tool =' }, 'where-syntax'],
    [{ type: 'subscribe', where: 'a in $secrets' }, 'where-syntax'],
    [{ type: 'subscribe', where: '@time > @first' }, 'no-edge'],
    [{ type: 'set_window', window: '2m' }, 'bad-window'],
    [
      {
        type: 'subscribe',
        filters: Array.from({ length: 17 }, () => ({ filter_type: 'agent', values: ['a'] })),
      },
      'too-many-filters',
    ],
    [`${'['.repeat(65)}${']'.repeat(65)}`, 'too-deep'],
  ];
  test.each(WRONG)('%j is answered with an error, and the connection stays', async (message, code) => {
    const server = await served();
    const { of, send } = await connect(server);
    send(message);
    await until(() => of('error').length === 1);
    expect(of('error')[0]).toMatchObject({ error: { code } });
    send({ type: 'ping' });
    await until(() => of('pong').length === 1);
    expect(server.bugs).toEqual([]);
  });

  test('a message over 64 KiB closes the connection', async () => {
    const server = await served();
    const { socket, send } = await connect(server);
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    send({ type: 'ping', text: 'x'.repeat(64 * 1024) });
    expect(await closed).toBe(1009);
  });
});
