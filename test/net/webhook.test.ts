/** Webhooks over real sockets: delivery, repetition, giving up, a full queue, redirects, signatures. */
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { waitMs } from '../../src/net/backoff.ts';
import { signatureHeaders } from '../../src/net/signature.ts';
import { openWebhook, type WebhookOptions, type WebhookTrouble } from '../../src/net/webhook.ts';
import { serve, until } from './server.ts';

/** Waits that a test can afford, as data: the same code counts them. */
const QUICK = { backoff: { firstMs: 4, mostMs: 20 } };

function opened(options: WebhookOptions): {
  readonly webhook: ReturnType<typeof openWebhook>;
  readonly troubles: WebhookTrouble[];
} {
  const troubles: WebhookTrouble[] = [];
  const webhook = openWebhook({ ...QUICK, ...options, onTrouble: (trouble) => troubles.push(trouble) });
  return { webhook, troubles };
}

const event = (n: number): { id: string; json: string } => ({ id: `log@${n}`, json: `{"n":${n}}` });

test('posts each event, in order where one request runs at a time', async () => {
  const server = await serve(() => 204);
  const { webhook } = opened({ url: `${server.url}/hook?x=1`, parallel: 1, headers: { 'x-own': 'yes' } });
  for (let n = 0; n < 20; n++) webhook.post(event(n));
  await until(() => webhook.counts().sent === 20);
  expect(server.asked.map(({ body }) => body)).toEqual(Array.from({ length: 20 }, (_, n) => `{"n":${n}}`));
  expect(server.asked[0]).toMatchObject({
    method: 'POST',
    path: '/hook?x=1',
    headers: { 'content-type': 'application/json', 'webhook-id': 'log@0', 'x-own': 'yes' },
  });
  expect(webhook.counts()).toMatchObject({ refused: 0, dropped: 0, waiting: 0, failures: 0 });
  await webhook.close();
});

test.each([
  ['a server error', () => 500 as const],
  ['too many requests', () => ({ status: 429, headers: { 'retry-after': '0' } })],
  ['a broken connection', () => 'break' as const],
])('tries again after %s, with the same id', async (_, first) => {
  let count = 0;
  const server = await serve(() => (++count <= 3 ? first() : 200));
  const { webhook, troubles } = opened({ url: server.url });
  webhook.post(event(1));
  await until(() => webhook.counts().sent === 1);
  expect(server.asked.map(({ headers }) => headers['webhook-id'])).toEqual(Array(4).fill('log@1'));
  expect(webhook.counts()).toMatchObject({ sent: 1, failures: 3 });
  expect(troubles[0]?.kind).toBe('waiting');
  await webhook.close();
});

test('nobody is there at first', async () => {
  const server = await serve(() => 200);
  await server.stop();
  const { webhook } = opened({ url: server.url, tries: 1000 });
  webhook.post(event(1));
  await until(() => webhook.counts().failures > 2);
  await server.start();
  await until(() => webhook.counts().sent === 1);
  await webhook.close();
});

test('what is refused is not tried again; what never works is given up', async () => {
  const server = await serve(({ body }) => (body.includes('1') ? 422 : 503));
  const { webhook, troubles } = opened({ url: server.url, tries: 3, parallel: 1 });
  webhook.post(event(1));
  webhook.post(event(2));
  await until(() => webhook.counts().waiting === 0);
  expect(server.asked).toHaveLength(4);
  expect(webhook.counts()).toMatchObject({ sent: 0, refused: 1, givenUp: 1, failures: 4 });
  expect(troubles.map(({ kind }) => kind)).toEqual(['refused', 'waiting', 'given-up']);
  await webhook.close();
});

test('a full queue drops what comes, counts it and tells of it', async () => {
  const server = await serve(() => new Promise(() => {}));
  const { webhook, troubles } = opened({ url: server.url, mostEvents: 5, parallel: 1 });
  for (let n = 0; n < 100; n++) webhook.post(event(n));
  expect(webhook.counts()).toMatchObject({ dropped: 94, waiting: 6 });
  expect(troubles).toEqual([{ kind: 'dropped', count: 1, message: 'too many wait' }]);
  const small = opened({ url: server.url, mostBytes: 20, parallel: 1 });
  for (let n = 0; n < 10; n++) small.webhook.post(event(n));
  expect(small.webhook.counts().dropped).toBe(8);
  await Promise.all([webhook.close(), small.webhook.close()]);
  expect(webhook.counts()).toMatchObject({ dropped: 100, waiting: 0, sent: 0 });
});

test('a receiver that never answers is left after the time', async () => {
  let count = 0;
  const server = await serve(() => (++count === 1 ? new Promise<undefined>(() => {}) : 200));
  const { webhook, troubles } = opened({ url: server.url, timeoutMs: 50 });
  webhook.post(event(1));
  await until(() => webhook.counts().sent === 1);
  expect(troubles).toEqual([{ kind: 'waiting', count: 1, message: 'no answer within 0.05 s' }]);
  await webhook.close();
});

test('closing waits for what is under way as long as it is told to', async () => {
  const server = await serve(async () => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    return 200;
  });
  const { webhook } = opened({ url: server.url });
  for (let n = 0; n < 8; n++) webhook.post(event(n));
  await webhook.close(10_000);
  expect(webhook.counts()).toMatchObject({ sent: 8, dropped: 0 });
  webhook.post(event(9));
  expect(webhook.counts().dropped).toBe(1);
});

test('redirects are followed on the same host alone, and never in a way that loses the body', async () => {
  const other = await serve(() => 200);
  const rows: readonly (readonly [number, string, boolean])[] = [
    [308, '/b', true],
    [307, '/b', true],
    [302, '/b', false],
    [307, `${other.url}/b`, false],
    [308, 'ftp://127.0.0.1/b', false],
    [307, '/a', false],
  ];
  for (const [status, location, arrives] of rows) {
    const server = await serve(({ path }) => (path === '/b' ? 200 : { status, headers: { location } }));
    const { webhook } = opened({ url: `${server.url}/a`, secret: 'x' });
    webhook.post(event(1));
    await until(() => webhook.counts().waiting === 0);
    expect([status, location, webhook.counts().sent]).toEqual([status, location, arrives ? 1 : 0]);
    if (arrives) expect(server.asked.at(-1)).toMatchObject({ path: '/b', method: 'POST', body: '{"n":1}' });
    await webhook.close();
  }
  expect(other.asked).toEqual([]);
});

test('signatures are those of the Standard Webhooks specification', async () => {
  const headers = signatureHeaders('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    seconds: 1_614_265_330,
    body: '{"test": 2432232314}',
  });
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  const server = await serve(() => 200);
  const { webhook } = opened({ url: server.url, secret: 'plain text' });
  webhook.post({ id: 'a b\u00e9\n', json: '{"ä":1}' });
  await until(() => webhook.counts().sent === 1);
  const [{ headers: sent, body }] = server.asked as [(typeof server.asked)[0]];
  expect(sent['webhook-id']).toBe('a_b__');
  const text = `${sent['webhook-id']}.${sent['webhook-timestamp']}.${body}`;
  const expected = createHmac('sha256', 'plain text').update(text).digest('base64');
  expect(sent['webhook-signature']).toBe(`v1,${expected}`);
  await webhook.close();
});

test.each([
  ['nonsense', 'expected an address'],
  ['file:///etc/passwd', 'expected an address'],
  ['https://me:secret@host/', 'give it in a header'],
])('%s is no address', (url, message) => {
  expect(() => openWebhook({ url })).toThrow(message);
  expect(() => openWebhook({ url })).not.toThrow(/me:secret/);
});

test('waits double up to the most, and half of each is chance', () => {
  const waits = (random: number): number[] =>
    [1, 2, 3, 7, 100].map((n) => waitMs(n, { firstMs: 1000, mostMs: 60_000, random: () => random }));
  expect(waits(0)).toEqual([500, 1000, 2000, 30_000, 30_000]);
  expect(waits(1)).toEqual([1000, 2000, 4000, 60_000, 60_000]);
});
