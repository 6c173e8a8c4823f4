/** The client over real sockets and files: batches, the health cache, the spool, refusals; and that nothing is thrown. */
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Client, type ClientError, type ClientOptions, connect } from '../../src/net/client.ts';
import { room } from '../scan/room.ts';
import { type Answer, type Asked, type Served, serve, until } from './server.ts';

/** Times that a test can afford, as data: the same code counts them. */
const QUICK = { health: { upMs: 5000, downMs: [60, 60, 60] }, batchMs: 2, spoolLock: 'none' } as const;

interface Intake extends Served {
  /** Events that were taken, in order. */
  readonly taken: number[];
  readonly batches: number[];
  healthAsked(): number;
}

type Deciding = (events: readonly number[], asked: Asked) => Answer | undefined;

/** A server that takes events `{"n":…}` in, as `decide` says, 202 where it says nothing. */
async function intake(decide: Deciding = () => undefined): Promise<Intake> {
  const taken: number[] = [];
  const batches: number[] = [];
  const server = await serve((asked) => {
    if (asked.path === '/health') return { status: 200, body: '{"status":"ok"}' };
    if (asked.path !== '/events/emit') return 404;
    const lines = asked.body.trimEnd().split('\n');
    const events = lines.map((line) => (JSON.parse(line) as { n: number }).n);
    const answer = decide(events, asked);
    if (answer !== undefined) return answer;
    taken.push(...events);
    batches.push(events.length);
    return { status: 202, body: '{}' };
  });
  // The getters of `server` stay what they are.
  return Object.assign(server, {
    taken,
    batches,
    healthAsked: () => server.asked.filter(({ path }) => path === '/health').length,
  });
}

function connected(options: ClientOptions): { readonly client: Client; readonly errors: ClientError[] } {
  const errors: ClientError[] = [];
  const client = connect({ ...QUICK, ...options, onError: (error) => errors.push(error) });
  onTestFinished(() => client.close(0));
  return { client, errors };
}

const upTo = (count: number, from = 0): number[] => Array.from({ length: count }, (_, n) => from + n);

test('events arrive in order, together under load', async () => {
  const server = await intake();
  const { client, errors } = connected({ url: `${server.url}/` });
  client.emit({ n: 0 });
  await until(() => server.taken.length === 1);
  for (const n of upTo(5000, 1)) client.emit({ n });
  expect(await client.flush()).toBe(true);
  expect(server.taken).toEqual(upTo(5001));
  expect(server.batches.length).toBeLessThan(30);
  expect(Math.max(...server.batches)).toBe(500);
  expect(server.healthAsked()).toBe(1);
  expect(client.counts()).toEqual({ sent: 5001, spooled: 0, refused: 0, dropped: 0, waiting: 0 });
  expect(errors).toEqual([]);
});

test('a request holds no more bytes than it may', async () => {
  const server = await intake();
  const { client } = connected({ url: server.url, batchBytes: 1000 });
  for (const n of upTo(50)) client.emit({ n, text: 'x'.repeat(n === 7 ? 5000 : 300) });
  expect(await client.flush()).toBe(true);
  expect(server.taken).toEqual(upTo(50));
  const sizes = server.asked.filter(({ path }) => path === '/events/emit').map(({ body }) => body.length);
  expect(sizes.filter((size) => size > 1000)).toHaveLength(1);
});

test('what is asked goes with the token, and secrets stay here', async () => {
  const server = await intake();
  const { client } = connected({ url: server.url, token: 'tok' });
  client.emit({ n: 1, password: 'hunter2', url: 'https://me:secret@host/' });
  client.emit({ line: '{"n": 2,\n "api_key": "sk-ant-0123456789abcdef0123456789abcdef"}' });
  expect(await client.flush()).toBe(true);
  const posted = server.asked.find(({ path }) => path === '/events/emit')!;
  expect(posted.headers.authorization).toBe('Bearer tok');
  expect(posted.headers['content-type']).toBe('application/x-ndjson');
  expect(posted.body).not.toMatch(/hunter2|secret@|sk-ant/);
  expect(posted.body.trimEnd().split('\n')).toHaveLength(2);
});

describe('nothing is thrown', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  test.each<[string, unknown]>([
    ['a circle', cyclic],
    ['a big integer', { n: 1n }],
    ['nothing', undefined],
    ['null', null],
    ['a text', 'event'],
    ['a list', [1]],
    ['what says that it is nothing', { toJSON: () => undefined }],
    [
      'what throws',
      Object.defineProperty({}, 'x', {
        enumerable: true,
        get: () => {
          throw new Error('no');
        },
      }),
    ],
    ['a line that is no JSON', { line: '{"half' }],
    ['a line that is no object', { line: '[1]' }],
    ['a line of null', { line: 'null' }],
  ])('%s is told of', async (_, event) => {
    const { client, errors } = connected({ url: 'http://127.0.0.1:1' });
    client.emit(event as Record<string, unknown>);
    expect(errors.map(({ code, count }) => [code, count])).toEqual([['invalid', 1]]);
    expect(client.counts()).toMatchObject({ refused: 1 });
    expect(client.counts().waiting).toBe(0);
  });

  test('and what onError throws is let go', async () => {
    const client = connect({
      ...QUICK,
      url: 'http://127.0.0.1:1',
      onError: () => {
        throw new Error('own');
      },
    });
    client.emit(cyclic);
    client.emit({ n: 1 });
    await client.close(100);
    expect(client.counts()).toMatchObject({ dropped: 1, waiting: 0 });
  });
});

test('a server that is away is asked once in a while, not for every event', async () => {
  const server = await intake();
  await server.stop();
  const { client, errors } = connected({ url: server.url, health: { upMs: 5000, downMs: [200, 60_000] } });
  client.emit({ n: 0 });
  await until(() => client.counts().waiting === 1);
  await server.start();
  for (const n of upTo(50, 1)) client.emit({ n });
  expect(server.asked).toEqual([]);
  await until(() => server.taken.length === 51);
  expect(server.taken).toEqual(upTo(51));
  expect(server.healthAsked()).toBe(1);
  expect(errors).toEqual([]);
});

test('without a spool, memory is bounded', async () => {
  const { client, errors } = connected({ url: 'http://127.0.0.1:1', mostEvents: 10 });
  for (const n of upTo(25)) client.emit({ n });
  expect(client.counts()).toMatchObject({ waiting: 10, dropped: 15 });
  expect(errors.every(({ code }) => code === 'dropped')).toBe(true);
  expect(await client.flush(100)).toBe(false);
});

describe('a spool', () => {
  const files = (spool: string): string[] =>
    readdirSync(dirname(spool)).filter((name) => name.startsWith(basename(spool)));

  test('holds what is emitted while the server is away, and is sent first, in order', async () => {
    const server = await intake();
    await server.stop();
    const spool = join(room(), 'spool.jsonl');
    const { client } = connected({ url: server.url, spool });
    for (const n of upTo(700)) client.emit({ n });
    await until(() => client.counts().spooled === 700);
    expect(
      readFileSync(spool, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toEqual(upTo(700).map((n) => ({ n })));
    for (const n of upTo(5, 700)) client.emit({ n });
    await server.start();
    for (const n of upTo(5, 705)) client.emit({ n });
    await until(() => server.taken.length === 710);
    expect(server.taken).toEqual(upTo(710));
    expect(await client.flush()).toBe(true);
    expect(files(spool)).toEqual([]);
  });

  test('outlives the program; the next one sends it', async () => {
    const server = await intake();
    await server.stop();
    const spool = join(room(), 'spool.jsonl');
    const first = connected({ url: server.url, spool });
    for (const n of upTo(10)) first.client.emit({ n });
    await first.client.close();
    expect(first.client.counts()).toMatchObject({ spooled: 10, waiting: 0, dropped: 0 });
    await server.start();
    const { client } = connected({ url: server.url, spool });
    await until(() => server.taken.length === 10);
    client.emit({ n: 10 });
    expect(await client.flush()).toBe(true);
    expect(server.taken).toEqual(upTo(11));
  });

  test('what a program that is gone was sending is sent again from its beginning, a torn end aside', async () => {
    const server = await intake();
    const spool = join(room(), 'spool.jsonl');
    // No process has a number beyond the greatest that there can be.
    writeFileSync(`${spool}.4194305-1.sending`, '{"n":0}\n\n{"n":1}\n');
    writeFileSync(`${spool}.4194306-2.sending`, '{"n":2}\n{"n":3}\n{"n":');
    writeFileSync(`${spool}.${process.ppid}-3.sending`, '{"n":99}\n');
    writeFileSync(spool, '{"n":4}\n');
    const { client } = connected({ url: server.url, spool });
    client.emit({ n: 5 });
    await until(() => server.taken.length === 6);
    expect(server.taken).toEqual(upTo(6));
    expect(files(spool)).toEqual([`${basename(spool)}.${process.ppid}-3.sending`]);
  });

  test('goes on where it was broken off', async () => {
    let broken = 0;
    const server = await intake((events) => (events.includes(1200) && broken++ < 2 ? 'break' : undefined));
    await server.stop();
    const spool = join(room(), 'spool.jsonl');
    const { client } = connected({ url: server.url, spool, batchEvents: 100 });
    for (const n of upTo(2500)) client.emit({ n });
    await until(() => client.counts().spooled === 2500);
    await server.start();
    await until(() => server.taken.length >= 2500);
    expect(server.taken).toEqual(upTo(2500));
    expect(broken).toBe(3);
  });

  test('is bounded, and says what it dropped', async () => {
    const spool = join(room(), 'spool.jsonl');
    const { client, errors } = connected({ url: 'http://127.0.0.1:1', spool, spoolMostBytes: 80 });
    for (const n of upTo(30)) client.emit({ n });
    await until(() => client.counts().dropped > 0);
    await client.flush(100);
    const { spooled, dropped } = client.counts();
    expect(spooled + dropped).toBe(30);
    expect(readFileSync(spool).length).toBeLessThanOrEqual(80);
    expect(errors.at(-1)).toMatchObject({ code: 'dropped', message: 'the spool is full' });
  });

  test('that cannot be written is told of, and events wait in memory', async () => {
    const spool = room();
    const server = await intake();
    await server.stop();
    const { client, errors } = connected({ url: server.url, spool });
    client.emit({ n: 0 });
    await until(() => errors.length > 0);
    expect(errors[0]?.code).toBe('spool');
    expect(client.counts()).toMatchObject({ waiting: 1, spooled: 0 });
    await server.start();
    await until(() => server.taken.length === 1);
  });

  test('that vanishes meanwhile does no harm', async () => {
    const server = await intake();
    await server.stop();
    const spool = join(room(), 'spool.jsonl');
    const { client } = connected({ url: server.url, spool });
    client.emit({ n: 0 });
    await until(() => client.counts().spooled === 1);
    renameSync(spool, `${spool}.gone`);
    await server.start();
    client.emit({ n: 1 });
    await until(() => server.taken.length === 1);
    expect(server.taken).toEqual([1]);
    expect(existsSync(spool)).toBe(false);
  });
});

test('one event that is refused takes no other with it', async () => {
  const refusing: Deciding = (events) =>
    events.some((n) => n % 100 === 42)
      ? { status: 400, body: '{"error":{"code":"x","message":"no 42"}}' }
      : undefined;
  const server = await intake(refusing);
  const { client, errors } = connected({ url: server.url });
  for (const n of upTo(500)) client.emit({ n });
  expect(await client.flush()).toBe(true);
  expect(server.taken).toEqual(upTo(500).filter((n) => n % 100 !== 42));
  expect(client.counts()).toMatchObject({ sent: 495, refused: 5 });
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatchObject({ code: 'refused', count: 5, message: 'no 42' });
});

test('a server that says later is given the time that it asks for', async () => {
  let count = 0;
  const server = await intake(() =>
    ++count <= 2 ? { status: 429, headers: { 'retry-after': '0' } } : undefined,
  );
  const { client, errors } = connected({ url: server.url });
  for (const n of upTo(10)) client.emit({ n });
  expect(await client.flush()).toBe(true);
  expect(server.taken).toEqual(upTo(10));
  expect(errors).toEqual([]);
});

test('events that a server wrote before it failed are not sent twice', async () => {
  let count = 0;
  const body =
    '{"error":{"code":"partly-written","message":"4 of the events were written, the others were not"}}';
  const server = await intake(() =>
    ++count === 1 ? { status: 503, headers: { 'retry-after': '0' }, body } : undefined,
  );
  const { client } = connected({ url: server.url });
  for (const n of upTo(10)) client.emit({ n });
  expect(await client.flush()).toBe(true);
  expect(server.taken).toEqual(upTo(6, 4));
  expect(client.counts().sent).toBe(10);
});

test('a server that takes no events of ours is left alone for a while', async () => {
  let closed = true;
  const server = await intake(() =>
    closed ? { status: 401, body: '{"error":{"message":"a token"}}' } : undefined,
  );
  const { client, errors } = connected({ url: server.url });
  for (const n of upTo(10)) client.emit({ n });
  await until(() => errors.length > 0);
  expect(errors[0]).toMatchObject({ code: 'refused', count: 10, message: 'a token (401)' });
  closed = false;
  await until(() => server.taken.length === 10);
  expect(server.taken).toEqual(upTo(10));
});

test.each(['nonsense', 'ftp://host', 'http://me:pw@host'])('%s is no address', (url) => {
  expect(() => connect({ url })).toThrow(/address/);
});

test('the address may be set in the environment', async () => {
  const before = process.env.INQUEST_SERVER;
  process.env.INQUEST_SERVER = 'http://127.0.0.1:9/base/';
  expect(connect().url).toBe('http://127.0.0.1:9/base');
  delete process.env.INQUEST_SERVER;
  expect(connect().url).toBe('http://127.0.0.1:8765');
  if (before !== undefined) process.env.INQUEST_SERVER = before;
});
