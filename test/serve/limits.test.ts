/** What one client may take, and all together: one case each (promises.md rows 40 and 42). */

import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { call, connect, directory, emit, ending, listen, served, until } from './room.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

function codeOf(json: Record<string, unknown>): unknown {
  return (json.error as { code: string }).code;
}

describe('bodies', () => {
  const nested = (depth: number): string =>
    `{"event":"x","data":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
  const ROWS: readonly (readonly [says: string, body: string, status: number, code: string])[] = [
    ['of one event', '{"event":"x"}', 202, ''],
    ['of 1 MiB', `{"event":"${'x'.repeat(2 ** 20 - 12)}"}`, 202, ''],
    ['of a byte more', `{"event":"${'x'.repeat(2 ** 20 - 11)}"}`, 413, 'too-large'],
    ['64 deep', nested(64), 202, ''],
    ['65 deep', nested(65), 400, 'too-deep'],
    ['with brackets in a text', `{"event":"${'['.repeat(1000)}"}`, 202, ''],
    ['of no JSON', '{"event":', 400, 'bad-json'],
    ['of no object', '[1]', 400, 'no-object'],
    ['of two events', '{"event":"x"}\n{"event":"y"}', 400, 'bad-json'],
    ['of nothing', '', 400, 'bad-json'],
  ];
  test.each(ROWS)('%s', async (_, body, status, code) => {
    const server = await served();
    const answer = await call(server, '/events/emit', { method: 'POST', body, headers: JSON_TYPE });
    expect(answer.status).toBe(status);
    if (code !== '') expect(codeOf(answer.json)).toBe(code);
    const lines = readFileSync(server.path, 'utf8').split('\n').length - 1;
    expect(lines).toBe(status === 202 ? 1 : 0);
  });

  test('of lines: all of them, or none', async () => {
    const server = await served();
    const good = await emit(server, '{"event":"a"}\r\n\n  {"event":"b"}  \n');
    expect(good.json).toEqual({
      accepted: 2,
      events: [
        { source: server.path, offset: 0 },
        { source: server.path, offset: 14 },
      ],
    });
    const bad = await emit(server, '{"event":"c"}\n{"event":\n{"event":"d"}');
    expect(bad.status).toBe(400);
    expect(bad.text).toContain('line 2');
    expect(readFileSync(server.path, 'utf8')).toBe('{"event":"a"}\n{"event":"b"}\n');
  });

  test('in chunks that say no length', async () => {
    const server = await served();
    const answer = await new Promise<string>((resolve) => {
      const socket = connectTcp(server.port, '127.0.0.1', () => {
        socket.write(
          `POST /events/emit HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
        );
        const piece = 'x'.repeat(64 * 1024);
        for (let n = 0; n < 20; n++) socket.write(`10000\r\n${piece}\r\n`);
      });
      socket.on('error', () => undefined);
      socket.on('data', (data) => resolve(String(data)));
    });
    expect(answer).toContain('413');
  });
});

test('without --log no event is taken in', async () => {
  const path = join(directory(), 'a.jsonl');
  writeFileSync(path, '');
  const server = await served({ logs: [path] });
  const answer = await emit(server, [{ event: 'x' }]);
  expect([answer.status, codeOf(answer.json)]).toEqual([409, 'no-log']);
});

test('emit: so many a second of one client', async () => {
  const server = await served({ limits: { emitPerSecond: 5, emitBurst: 10 } });
  const ten = Array.from({ length: 10 }, (_, n) => ({ event: 'x', n }));
  expect((await emit(server, ten)).status).toBe(202);
  const refused = await emit(server, ten);
  expect([refused.status, codeOf(refused.json)]).toEqual([429, 'too-fast']);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect((await call(server, '/api/v1/metrics')).json.server).toMatchObject({
    events: { emitted: 10, rejected: 10 },
  });
});

test('what is no event is counted as refused', async () => {
  const server = await served();
  for (const body of ['{bad', '{"a":1}\n[1]\n\n']) expect((await emit(server, body)).status).toBe(400);
  const { text } = await call(server, '/metrics');
  expect(text).toMatch(/^inquest_events_rejected_total 3$/m);
});

test('256 clients, streams and sockets together', async () => {
  const server = await served({ limits: { clients: 3 } });
  await listen(server);
  await connect(server);
  const third = await listen(server);
  const fourth = await listen(server);
  expect(fourth.answer.statusCode).toBe(503);
  await expect(connect(server)).rejects.toThrow('503');
  third.leave();
  await until(() => server.bugs.length === 0);
  for (let tries = 0; tries < 200; tries++) {
    const again = await listen(server);
    if (again.answer.statusCode === 200) return;
    again.leave();
  }
  throw new Error('the place was not given back');
});

test('16 filters a client', async () => {
  const server = await served();
  const of = (count: number): string => Array.from({ length: count }, (_, n) => `where=n>${n}`).join('&');
  expect((await listen(server, `/events/stream?${of(16)}`)).answer.statusCode).toBe(200);
  expect((await listen(server, `/events/stream?${of(17)}`)).answer.statusCode).toBe(400);
});

describe('time', () => {
  test('a head that is never finished', async () => {
    const server = await served({ limits: { headersMs: 300, requestMs: 600 } });
    expect(await answerTo(server.port, 'GET /health HTTP/1.1\r\nHost: ')).toMatch(/^(HTTP\/1\.1 408|$)/);
  });

  test('a body that never comes', async () => {
    const server = await served({ limits: { headersMs: 300, requestMs: 600 } });
    const head = `POST /events/emit HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n`;
    expect(await answerTo(server.port, head)).toMatch(/^(HTTP\/1\.1 4\d\d|$)/);
    expect(server.bugs).toEqual([]);
  });

  test('a connection without a request', async () => {
    const server = await served({ limits: { idleMs: 300 } });
    const head = `GET /health HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`;
    expect(await answerTo(server.port, head)).toMatch(/^HTTP\/1\.1 200/);
  });

  test('an idle stream shows a sign of life, and stays', async () => {
    const server = await served({
      limits: { heartbeatMs: 100, requestMs: 500, headersMs: 400, idleMs: 400 },
    });
    const stream = await listen(server);
    await until(() => (stream.raw().match(/^: idle$/gm) ?? []).length >= 3, stream.raw);
    expect(stream.answer.destroyed).toBe(false);
  });

  test('a WebSocket that does not answer is let go; one that does, stays', async () => {
    const server = await served({ limits: { idleMs: 500 } });
    const silent = new WebSocket(`ws://127.0.0.1:${server.port}/ws`, { autoPong: false });
    ending(() => silent.terminate());
    const alive = await connect(server);
    await new Promise((resolve) => silent.on('close', resolve));
    expect(alive.socket.readyState).toBe(alive.socket.OPEN);
  });
});

/** What comes until the other side ends the connection. */
function answerTo(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connectTcp(port, '127.0.0.1', () => socket.write(text));
    let got = '';
    socket.on('data', (data) => {
      got += String(data);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(got));
    ending(() => void socket.destroy());
  });
}

describe('expressions from the network', () => {
  test('read no file', async () => {
    const server = await served();
    const paths = ['/api/v1/events', '/api/v1/stats', '/api/v1/where', '/events/stream'];
    for (const path of paths) {
      const answer = await call(server, `${path}?where=${encodeURIComponent('a in $passwd')}`);
      expect([path, answer.status, codeOf(answer.json)]).toEqual([path, 400, 'where-syntax']);
    }
  });

  test('long ones and many are refused', async () => {
    const server = await served();
    const asked = { where: `a = "${'x'.repeat(20_000)}"` };
    const long = await call(server, '/api/v1/query', { body: JSON.stringify(asked), headers: JSON_TYPE });
    expect([long.status, codeOf(long.json)]).toEqual([400, 'too-long']);
    const many = { where: Array.from({ length: 300 }, () => 'a = 1') };
    const refused = await call(server, '/api/v1/query', { body: JSON.stringify(many), headers: JSON_TYPE });
    expect(refused.status).toBe(400);
  });
});

test('a stop under load is clean: every stream ends, the port is free, what was acknowledged is written', async () => {
  const server = await served({ limits: { emitPerSecond: 1e6, emitBurst: 1e6 } });
  const streams = await Promise.all(Array.from({ length: 20 }, () => listen(server)));
  const socketed = await Promise.all(Array.from({ length: 20 }, () => connect(server)));
  for (const { send } of socketed) send({ type: 'subscribe' });
  let accepted = 0;
  let running = true;
  const load = (async () => {
    while (running) {
      const answer = await emit(
        server,
        Array.from({ length: 50 }, (_, n) => ({ event: 'x', n })),
      ).catch(() => undefined);
      if (answer?.status === 202) accepted += 50;
    }
  })();
  await until(() => accepted > 500);
  const began = performance.now();
  await server.stop();
  running = false;
  // A guard against hanging, as wide as the promise.
  expect(performance.now() - began).toBeLessThan(2000);
  await load;
  await until(() => streams.every(({ answer }) => answer.destroyed || answer.complete));
  await until(() => socketed.every(({ socket }) => socket.readyState === socket.CLOSED));
  await expect(call(server, '/health')).rejects.toThrow();
  const lines = readFileSync(server.path, 'utf8').trimEnd().split('\n');
  expect(lines.length).toBeGreaterThanOrEqual(accepted);
  expect(lines.every((line) => line.startsWith('{"event":"x"'))).toBe(true);
  expect(server.bugs).toEqual([]);
});

test('a client that hears nothing holds up no stop', async () => {
  const server = await served();
  const socket = connectTcp(server.port, '127.0.0.1', () => {
    socket.pause();
    socket.write(`GET /events/stream HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`);
  });
  ending(() => void socket.destroy());
  const deaf = await connect(server);
  deaf.socket.pause();
  const began = performance.now();
  await server.stop();
  expect(performance.now() - began).toBeLessThan(2000);
});

test('a stream asked for behind another question on one connection waits for its answer', async () => {
  const server = await served();
  server.write('{"event":"tool.used","n":1}');
  const socket = connectTcp(server.port, '127.0.0.1');
  let said = '';
  socket.on('data', (data) => {
    said += String(data);
  });
  const ask = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`;
  socket.write(ask('/api/v1/stats') + ask('/events/stream?tail=1'));
  await until(() => said.includes('tool.used","n":1}'));
  const [answer = '', stream = ''] = said.split(/(?=HTTP\/1\.1 200 OK\r\ncontent-type: text\/event-stream)/i);
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n.*"events":1.*\}$/s);
  expect(stream).toMatch(
    /\r\n\r\nretry: 1000\n\n.*event: inquest:ready.*data: \{"event":"tool.used","n":1\}/s,
  );
  await emit(server, [{ event: 'tool.used', n: 2 }]);
  await until(() => said.includes('"n":2'));
  socket.destroy();
});

test('streams that are asked for one behind another go with their connection', async () => {
  const server = await served();
  const socket = connectTcp(server.port, '127.0.0.1');
  socket.write(`GET /events/stream HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`.repeat(5));
  const open = async (): Promise<unknown> => (await call(server, '/api/v1/metrics')).json.server;
  await expect.poll(open, { timeout: 10_000 }).toMatchObject({ connections: { sse: 5 } });
  socket.destroy();
  await expect.poll(open, { timeout: 10_000 }).toMatchObject({ connections: { sse: 0 } });
});

test('who closes its side and reads late is given what waited', async () => {
  const server = await served({ limits: { bufferBytes: 64 * 2 ** 20 } });
  const socket = connectTcp({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
  socket.write(`GET /events/stream HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`);
  await once(socket, 'data');
  socket.pause();
  const events = 1200;
  const text = 'x'.repeat(20_000);
  server.write(...Array.from({ length: events }, (_, n) => JSON.stringify({ event: 'a', n, text })));
  const metrics = async (): Promise<unknown> => (await call(server, '/api/v1/metrics')).json;
  await expect.poll(metrics, { timeout: 20_000 }).toMatchObject({ server: { events: { received: events } } });
  socket.end();
  // Time for the server to see the end, and an event behind it.
  await new Promise((resolve) => setTimeout(resolve, 100));
  server.write('{"event":"late"}');
  await expect
    .poll(metrics, { timeout: 10_000 })
    .toMatchObject({ server: { events: { received: events + 1 } } });
  let said = '';
  socket.on('data', (data) => {
    said += data.toString('latin1');
  });
  socket.resume();
  await once(socket, 'end');
  expect(said.match(/"event":"a"/g)).toHaveLength(events);
});
