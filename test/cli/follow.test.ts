/** `--follow` on the command line: formats, ends, checks, whoever leaves. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { Signal } from '../../src/cli/world.ts';
import { liveServer, message, sse } from '../net/live-server.ts';
import { directory } from '../run/follower.ts';
import { allOf, inquest, type Outcome } from './world.ts';

const line = (n: number): string => `{"ts":"2026-03-04T00:00:0${n}Z","event":"a:b","data":{"n":${n}}}`;

function logOf(...numbers: number[]): string {
  const path = join(directory(), 'log.jsonl');
  writeFileSync(path, numbers.map((n) => `${line(n)}\n`).join(''));
  return path;
}

interface Running {
  readonly stdout: PassThrough;
  /** What was written so far. */
  text(): string;
  /** Waits until the text holds it. */
  until(part: string): Promise<void>;
  send(signal: Signal): void;
  readonly outcome: Promise<Outcome>;
}

function running(args: readonly string[]): Running {
  const stdout = new PassThrough({ highWaterMark: 2 ** 20 });
  let text = '';
  stdout.on('data', (piece: Buffer) => {
    text += piece.toString();
  });
  let send: (signal: Signal) => void = () => undefined;
  const outcome = inquest(args, {
    stdout,
    onStart: (sender) => {
      send = sender;
    },
  });
  return {
    stdout,
    text: () => text,
    async until(part) {
      const end = performance.now() + 10_000;
      while (!text.includes(part)) {
        if (performance.now() > end) throw new Error(`no ${part} in ${text}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    send: (signal) => send(signal),
    outcome,
  };
}

test.each<readonly [format: string, end: string]>([
  ['json', `[${line(1)},\n${line(2)}]\n`],
  ['ndjson', `${line(1)}\n${line(2)}\n`],
  ['raw', `${line(1)}\n${line(2)}\n`],
  [
    'csv',
    'time,type,session,rest\r\n2026-03-04T00:00:01.000000Z,a:b,,data.n=1\r\n2026-03-04T00:00:02.000000Z,a:b,,data.n=2\r\n',
  ],
  [
    'table',
    'time                         type  session  event\n2026-03-04 00:00:01.000000Z  a:b   -        data.n=1\n2026-03-04 00:00:02.000000Z  a:b   -        data.n=2\n',
  ],
])('interrupted as %s: whole lines, a whole document', async (format, whole) => {
  const path = logOf(1);
  const run = running(['query', '-f', '--format', format, '--tz', 'UTC', path]);
  await run.until(':01');
  appendFileSync(path, `${line(2)}\n${line(3).slice(0, 20)}`);
  await run.until(':02');
  run.send('SIGINT');
  expect((await run.outcome).code).toBe(130);
  expect(run.text()).toBe(whole);
});

test('interrupted before the first event a document is whole too', async () => {
  const run = running(['query', '-f', '--json', logOf()]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  run.send('SIGTERM');
  expect((await run.outcome).code).toBe(143);
  expect(run.text()).toBe('[]\n');
});

test('whoever leaves ends it with the next event', async () => {
  const path = logOf(1);
  const run = running(['query', '-f', '--format', 'ndjson', path]);
  await run.until(':01');
  run.stdout.destroy();
  appendFileSync(path, `${line(2)}\n`);
  expect(await run.outcome).toMatchObject({ code: 0, stderr: '' });
});

test.each<readonly [args: readonly string[], code: number, lines: number]>([
  [['-n', '1'], 0, 1],
  [['-n', '2', '--expect', '>=2'], 0, 2],
  [['--for', '50ms'], 0, 2],
  [['--for', '50ms', '--expect', 'none'], 1, 2],
  [['--for', '50ms', '-e', '--where', 'n = 9'], 1, 0],
  [['--until', '2026-03-04T00:00:02Z', '--expect', '=1'], 0, 1],
  [['--before', '2026-03-04', '-e'], 1, 0],
])('it ends by itself: %j', async (args, code, lines) => {
  const outcome = await inquest(['query', '-f', '-q', '--format', 'ndjson', ...args, logOf(1, 2)]);
  expect([outcome.code, outcome.stdout.split('\n').length - 1]).toEqual([code, lines]);
});

test('what is lost is a warning, and the evidence incomplete', async () => {
  const path = logOf(1, 2, 3);
  const run = running(['query', '-f', '--for', '2s', '--format', 'ndjson', path]);
  await run.until(':03');
  writeFileSync(path, `${line(4)}\n`);
  await run.until(':04');
  const { code, stderr } = await run.outcome;
  expect(code).toBe(3);
  expect(stderr).toMatch(
    /^warning: the log was cut after it had been read up to this place; .*: .*log\.jsonl@177\n$/,
  );
});

test('a live source on the command line, for so long', async () => {
  const { url, requests } = await liveServer((response) => {
    sse(response, [1, 2].map((n) => message(line(n), { id: n })).join(''));
  });

  const outcome = await inquest(['stats', '--for', '1s', '--json', url], {
    env: { INQUEST_TOKEN: 'secret' },
  });
  expect(JSON.parse(outcome.stdout)).toMatchObject({
    events: 2,
    sources: [{ path: url, dialect: 'amplifier' }],
  });
  expect(requests[0]?.headers.authorization).toBe('Bearer secret');
  const followed = await inquest(['query', '-f', '-n', '2', '--format', 'ndjson', '--provenance', url]);
  expect(followed).toMatchObject({ code: 0, stderr: '' });
  expect(followed.stdout.split('\n')[1]).toBe(
    `{"source":"${url}","offset":${line(1).length + 1},"line":2,"event":${line(2)}}`,
  );
});

test('a URL that is no event stream is one clear line', async () => {
  const { url } = await liveServer((response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
  );
  const outcome = await inquest(['query', url]);
  expect(outcome).toMatchObject({
    code: 3,
    stderr: `error: could not be read: it answers with text/html, not with an event stream: ${url}\n`,
  });
  expect(await inquest(['query', 'http://'])).toMatchObject({
    code: 3,
    stderr: 'error: could not be read: it is no URL: http://\n',
  });
});

test('a slow reader makes the log wait', async () => {
  const path = join(directory(), 'log.jsonl');
  const count = 20_000;
  writeFileSync(path, Array.from({ length: count }, (_, n) => `{"n":${n}}\n`).join(''));
  const stdout = new PassThrough({ highWaterMark: 1024 });
  const outcome = inquest(['query', '-f', '-q', '-n', String(count), '--format', 'ndjson', path], { stdout });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(stdout.readableLength).toBeLessThan(200_000);
  let text = '';
  for (let ended = false; !ended; ) {
    text += allOf(stdout).toString();
    ended = (await Promise.race([outcome, new Promise((resolve) => setTimeout(resolve, 1))])) !== undefined;
  }
  text += allOf(stdout).toString();
  expect(text.split('\n')).toHaveLength(count + 1);
});
