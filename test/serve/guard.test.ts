/** Who may come in: each row is tried as an emit and as a WebSocket; where it is refused, the log is as it was. */
import { readFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { expect, test } from 'vitest';
import { call, connect, served } from './room.ts';

type Headers = Readonly<Record<string, string>>;

/** PORT stands for the server's. */
const ROWS: readonly (readonly [says: string, headers: Headers, lets: boolean])[] = [
  ['the address', { host: '127.0.0.1:PORT' }, true],
  ['the name', { host: 'localhost:PORT' }, true],
  ['the name, in capitals', { host: 'LocalHost:PORT' }, true],
  ['the address of IPv6', { host: '[::1]:PORT' }, true],
  ['another name', { host: 'evil.example:PORT' }, false],
  ['another name that begins like ours', { host: 'localhost.evil.example:PORT' }, false],
  ['another name that ends like ours', { host: 'evil-localhost:PORT' }, false],
  ['our name with a dot behind', { host: 'localhost.:PORT' }, false],
  ['another port', { host: '127.0.0.1:1' }, false],
  ['no port', { host: '127.0.0.1' }, false],
  ['our name with a user', { host: 'evil@localhost:PORT' }, false],
  ['another loopback address', { host: '127.0.0.2:PORT' }, false],
  ['every address', { host: '0.0.0.0:PORT' }, false],
  ['the address as a number', { host: '2130706433:PORT' }, false],
  ['the address of IPv6 without brackets', { host: '::1:PORT' }, false],
  ['our name with a path', { host: 'localhost:PORT/x' }, false],
  ['our origin', { origin: 'http://127.0.0.1:PORT' }, true],
  ['the origin of the name', { host: 'localhost:PORT', origin: 'http://localhost:PORT' }, true],
  ['an origin that is not the host', { origin: 'http://localhost:PORT' }, false],
  ['another origin', { origin: 'http://evil.example' }, false],
  ['another origin with our port', { origin: 'http://evil.example:PORT' }, false],
  ['our origin over TLS', { origin: 'https://127.0.0.1:PORT' }, false],
  ['our origin with another port', { origin: 'http://127.0.0.1:1' }, false],
  ['no origin at all', { origin: 'null' }, false],
  ['an empty origin', { origin: '' }, false],
  ['a file', { origin: 'file://' }, false],
  ['an extension', { origin: 'chrome-extension://abcdef' }, false],
  ['the same origin, as the browser says', { 'sec-fetch-site': 'same-origin' }, true],
  ['typed by the user', { 'sec-fetch-site': 'none' }, true],
  ['another site', { 'sec-fetch-site': 'cross-site' }, false],
  ['the same site', { 'sec-fetch-site': 'same-site' }, false],
];

test('there are 31 rows', () => expect(ROWS).toHaveLength(31));

test.each(ROWS)('%s', async (_, headers, lets) => {
  const server = await served();
  const typed = Object.fromEntries(
    Object.entries({ host: '127.0.0.1:PORT', ...headers }).map(([name, value]) => [
      name,
      value.replace('PORT', String(server.port)),
    ]),
  );
  const emitted = await call(server, '/events/emit', {
    body: '{"event":"x"}',
    headers: { ...typed, 'content-type': 'application/json' },
  });
  expect(emitted.status).toBe(lets ? 202 : 403);
  const opened = await connect(server, typed).then(
    () => 101,
    (error: Error) => Number(error.message),
  );
  expect(opened).toBe(lets ? 101 : 403);
  expect(readFileSync(server.path, 'utf8')).toBe(lets ? '{"event":"x"}\n' : '');
  const others = Object.keys(emitted.headers).filter((name) => name.startsWith('access-control-'));
  expect(others).toEqual([]);
});

const RAW: readonly (readonly [says: string, head: string])[] = [
  ['two hosts', 'GET /health HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nHost: evil.example'],
  ['no host', 'GET /health HTTP/1.0'],
  ['an empty host', 'GET /health HTTP/1.1\r\nHost:'],
  ['a target with a host of its own', 'GET http://evil.example/health HTTP/1.1\r\nHost: 127.0.0.1:PORT'],
  [
    'two origins',
    'GET /health HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nOrigin: http://127.0.0.1:PORT\r\nOrigin: http://evil.example',
  ],
];

test.each(RAW)('%s', async (_, head) => {
  const server = await served();
  const answer = await raw(
    server.port,
    `${head.replaceAll('PORT', String(server.port))}\r\nConnection: close\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 40[03] /);
});

test('a preflight is answered without a permission', async () => {
  const server = await served();
  const headers = { origin: `http://127.0.0.1:${server.port}`, 'access-control-request-method': 'POST' };
  const answer = await call(server, '/events/emit', { method: 'OPTIONS', headers });
  expect(answer.status).toBe(405);
  expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test('a simple form is no event', async () => {
  const server = await served();
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', '']) {
    const answer = await call(server, '/events/emit', {
      body: '{"event":"x"}',
      headers: { 'content-type': type },
    });
    expect(answer.status).toBe(415);
  }
  expect(readFileSync(server.path, 'utf8')).toBe('');
});

test('--allow-host adds a name, over TLS too', async () => {
  const server = await served({ allowHosts: ['inquest.example'] });
  const host = 'inquest.example';
  const status = async (headers: Headers) => (await call(server, '/health', { headers })).status;
  expect(await status({ host })).toBe(200);
  expect(await status({ host: `${host}:${server.port}` })).toBe(200);
  expect(await status({ host, origin: `https://${host}` })).toBe(200);
  expect(await status({ host, origin: 'https://evil.example' })).toBe(403);
  expect(await status({ host: 'other.example' })).toBe(403);
});

function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp(port, '127.0.0.1', () => socket.write(text));
    let got = '';
    socket.on('data', (part) => {
      got += String(part);
    });
    socket.on('close', () => resolve(got));
    socket.on('error', reject);
  });
}
