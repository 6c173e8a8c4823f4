/** The programs of examples/ run on what is built, against a server on a real socket. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { serve, until } from './net/server.ts';

const ROOT = resolve(import.meta.dirname, '..');

test('react.mjs tells of an agent that fails three times', async () => {
  let stream: ServerResponse | undefined;
  const server = await serve(({ path }, response) => {
    if (path === '/health') return 200;
    if (path === '/events/emit') return 202;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('id: 0\nevent: inquest:ready\ndata: {"type":"ready"}\n\n');
    stream = response;
    return undefined;
  });
  const child = spawn(process.execPath, [join(ROOT, 'examples/react.mjs'), server.url], { cwd: ROOT });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (part) => (stdout += String(part)));
  child.stderr.on('data', (part) => (stderr += String(part)));
  await until(() => stream !== undefined);
  expect(server.asked[0]?.path).toBe('/events/stream?where=%40type+%3D+agent.failed');
  for (const [n, second] of [0, 90, 100, 110, 120].entries()) {
    const timestamp = new Date(1_764_000_000_000 + second * 1000).toISOString();
    const event = { event_type: 'agent.failed', timestamp, session_id: 's', agent: n === 3 ? 'other' : 'a' };
    stream?.write(`id: ${n + 1}\ndata: ${JSON.stringify(event)}\n\n`);
  }
  await until(() => server.asked.some(({ path }) => path === '/events/emit'));
  expect(stdout.split('\n').slice(0, 5)).toEqual([
    '1 a failed, 1 in a minute',
    '2 a failed, 1 in a minute',
    '3 a failed, 2 in a minute',
    '4 other failed, 1 in a minute',
    '5 a failed, 3 in a minute',
  ]);
  const emitted = server.asked.filter(({ path }) => path === '/events/emit');
  expect(emitted.map(({ body }) => JSON.parse(body) as object)).toMatchObject([
    { event_type: 'decision', agent: 'watcher', question: 'is a stuck?' },
  ]);
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number | null];
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'stream: connected\nstream: ready\n' });
});
