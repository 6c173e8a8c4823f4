/** A server that asks for a token: who has it comes in, and it shows nowhere (promises.md row 39). */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readToken, tokenOf } from '../../src/serve/token.ts';
import { call, connect, directory, ending, served, until } from './room.ts';

const TOKEN = 'a-secret-of-some-length-0123456789';
const BEARER = { authorization: `Bearer ${TOKEN}` };
const HTML = { accept: 'text/html,*/*' };

test('without it: health alone; with it: everything', async () => {
  const server = await served({ token: TOKEN });
  for (const path of ['/', '/metrics', '/api/v1/info', '/events/stream', '/api/v1/events', '/app.js']) {
    expect([path, (await call(server, path)).status]).toEqual([path, 401]);
  }
  expect((await call(server, '/health')).status).toBe(200);
  await expect(connect(server)).rejects.toThrow('401');
  expect((await call(server, '/api/v1/info', { headers: BEARER })).status).toBe(200);
  await connect(server, BEARER);
});

const WRONG: readonly (readonly [says: string, headers: Record<string, string>])[] = [
  ['another token', { authorization: 'Bearer nonsense' }],
  ['its beginning', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }],
  ['another scheme', { authorization: `Basic ${TOKEN}` }],
  ['a cookie that is the token', { cookie: `inquest=${TOKEN}` }],
  ['an empty one', { authorization: 'Bearer ' }],
];
test.each(WRONG)('%s lets nobody in', async (_, headers) => {
  const server = await served({ token: TOKEN });
  expect((await call(server, '/api/v1/info', { headers })).status).toBe(401);
});

test('never in a query', async () => {
  const server = await served({ token: TOKEN });
  for (const name of ['token', 'access_token', 'key'])
    expect((await call(server, `/api/v1/info?${name}=${TOKEN}`)).status).toBe(401);
});

test('the page: a form, posted once, then a cookie that is not the token', async () => {
  const server = await served({ token: TOKEN });
  const form = await call(server, '/', { headers: HTML });
  expect(form.status).toBe(401);
  expect(form.text).toContain('<form method="post" action="/login">');
  expect(form.headers['content-security-policy']).toContain("default-src 'none'");
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const wrong = await call(server, '/login', { body: 'token=nonsense', headers: type });
  expect([wrong.status, wrong.headers['set-cookie']]).toEqual([401, undefined]);
  const right = await call(server, '/login', { body: `token=${TOKEN}`, headers: type });
  expect([right.status, right.headers.location]).toEqual([303, '/']);
  const [cookie = ''] = right.headers['set-cookie'] ?? [];
  expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/);
  expect(cookie).not.toContain(TOKEN);
  const headers = { cookie: cookie.split(';')[0] ?? '' };
  expect((await call(server, '/api/v1/info', { headers })).status).toBe(200);
  const socket = await connect(server, headers);
  await until(() => socket.of('connected').length === 1);
});

test('a cookie of another server lets nobody in', () => {
  const [one, other] = [tokenOf(TOKEN, 1), tokenOf(TOKEN, 2)];
  const headers = { cookie: one.cookie.split(';')[0] ?? '' };
  expect(one.admits({ headers } as never)).toBe(true);
  expect(other.admits({ headers } as never)).toBe(false);
});

describe('token files', () => {
  const ROWS: readonly (readonly [text: string, good: boolean])[] = [
    [`${TOKEN}\n`, true],
    [TOKEN, true],
    [`${TOKEN}\nanother line`, true],
    ['short', false],
    ['', false],
    ['has spaces in the middle of it', false],
    ['hâs-letters-beyond-ASCII', false],
  ];
  test.each(ROWS)('%j', (text, good) => {
    const path = join(directory(), 'token');
    writeFileSync(path, text);
    if (good) expect(readToken(path)).toBe(TOKEN);
    else expect(() => readToken(path)).toThrow(/expected a first line/);
  });
});

test('the token shows in no output: of the program, of answers, of errors, of the log', async () => {
  const home = directory();
  const log = join(home, 'log.jsonl');
  const program = join(import.meta.dirname, '../../bin/inquest.js');
  const child = spawn(
    process.execPath,
    [program, 'serve', '--host', '0.0.0.0', '--port', '0', '--log', log],
    {
      env: { ...process.env, XDG_RUNTIME_DIR: home },
    },
  );
  ending(() => void child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      output += String(data);
    });
  await until(
    () => /http:\/\/127\.0\.0\.1:\d+\//.test(output),
    () => output,
  );
  const port = Number(/:(\d+)\//.exec(output)?.[1]);
  const path = join(home, 'inquest/token');
  expect(output).toContain(path);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const token = readToken(path);
  const at = { port } as Parameters<typeof call>[0];
  const bearer = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answers = [
    await call(at, '/health'),
    await call(at, '/'),
    await call(at, '/', { headers: HTML }),
    await call(at, '/', { headers: { authorization: `Bearer ${token}x` } }),
    await call(at, '/api/v1/info', { headers: bearer }),
    await call(at, '/api/v1/nothing', { headers: bearer }),
    await call(at, '/api/v1/events?where=x', { headers: bearer }),
    await call(at, '/metrics', { headers: bearer }),
    await call(at, '/api/v1/metrics', { headers: bearer }),
    await call(at, '/events/emit', { headers: bearer, body: '{"event":"x"}' }),
    await call(at, '/login', {
      body: `token=${token}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
  ];
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  const told = [output, ...answers.flatMap(({ text, headers }) => [text, JSON.stringify(headers)])];
  if (existsSync(log)) told.push(readFileSync(log, 'utf8'));
  expect(told.filter((text) => text.includes(token))).toEqual([]);
  expect(answers.map(({ status }) => status)).toEqual([
    200, 401, 401, 401, 200, 404, 400, 200, 200, 202, 303,
  ]);
});
