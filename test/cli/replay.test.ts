/** `replay` into a pipe and into a server: the events' own bytes in order, what is refused, a server that is away. */
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { parseSpeed } from '../../src/cli/replay.ts';
import { type Answer, type Asked, type Served, serve, until } from '../net/server.ts';
import { MACF } from '../run/ask.ts';
import { fileOf } from '../scan/room.ts';
import { allOf, inquest } from './world.ts';

const ARGS = ['replay', '--speed', 'max'];
const OWN = readFileSync(MACF, 'utf8');

/** A server that takes lines in; `decide` may answer otherwise. */
async function intake(
  decide: (asked: Asked) => Answer | undefined = () => undefined,
): Promise<Served & { text(): string }> {
  let text = '';
  const server = await serve((asked) => {
    const answer = decide(asked);
    if (answer !== undefined) return answer;
    text += asked.body;
    return 202;
  });
  return Object.assign(server, { text: () => text });
}

test('into a pipe: the events as they are, and how many', async () => {
  const { code, stdout, stderr } = await inquest([...ARGS, MACF]);
  expect(code).toBe(0);
  expect(stdout).toBe(OWN);
  expect(stderr).toMatch(/^116 events sent in \d+\.\d s\n$/);
});

test('filters choose; a last line without an ending gets one; -q says nothing', async () => {
  const log = fileOf('{"event":"a"}\r\n{"event":"b"}\n{"event":"a","n":1}');
  const { stdout, stderr } = await inquest([...ARGS, '-q', '-t', 'a', log]);
  expect(stdout).toBe('{"event":"a"}\r\n{"event":"a","n":1}\n');
  expect(stderr).toBe('');
});

test('at its own pace: what is not due is not there yet, and an interrupt ends the wait', async () => {
  const now = 1_764_000_000;
  const log = fileOf(
    `{"time":${now},"event":"a"}\n{"time":${now},"event":"b"}\n{"time":${now + 3600},"event":"c"}\n`,
  );
  const stdout = new PassThrough({ highWaterMark: 2 ** 28 });
  let text = '';
  let stop: () => void = () => {};
  const running = inquest(['replay', log], { stdout, onStart: (send) => (stop = () => send('SIGINT')) });
  await until(() => {
    text += allOf(stdout).toString();
    return text.includes('"b"');
  });
  stop();
  const { code, stderr } = await running;
  text += allOf(stdout).toString();
  expect({ code, lines: text.split('\n').length }).toEqual({ code: 130, lines: 3 });
  expect(stderr).toMatch(
    /^note: the next event comes in (?:59 m|1 h).*; --max-gap cuts silences short\n2 events sent in /,
  );
});

describe('into a server', () => {
  test('all events, in order, in few requests, with the token', async () => {
    const server = await intake();
    const args = [...ARGS, '--to', `${server.url}/`, '--json', MACF];
    const { code, stdout, stderr } = await inquest(args, { env: { INQUEST_TOKEN: 'tok' } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(server.text()).toBe(OWN);
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0]).toMatchObject({
      method: 'POST',
      path: '/events/emit',
      headers: { 'content-type': 'application/x-ndjson', authorization: 'Bearer tok' },
    });
    expect(JSON.parse(stdout)).toMatchObject({
      report: 'replay',
      version: 1,
      sent: 116,
      refused: 0,
      left: 0,
    });
  });

  test('what is refused is told and the others go on', async () => {
    const refusing = ({ body }: Asked): Answer | undefined =>
      body.includes('mode_change')
        ? { status: 400, body: '{"error":{"message":"no\\u001b[2J mode"}}' }
        : undefined;
    const server = await intake(refusing);
    const { code, stderr } = await inquest([...ARGS, '--to', server.url, MACF]);
    expect(code).toBe(4);
    expect(stderr).toMatch(/^error: 2 events refused: no\\x1b\[2J mode\n114 events sent in /);
    const lines = OWN.split('\n').filter((line) => !line.includes('mode_change'));
    expect(server.text()).toBe(lines.join('\n'));
  });

  test('a server that is busy is waited for', async () => {
    let count = 0;
    const busy = (): Answer | undefined =>
      ++count === 1 ? { status: 503, headers: { 'retry-after': '0' } } : undefined;
    const server = await intake(busy);
    const { code, stderr } = await inquest([...ARGS, '--to', server.url, MACF]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^note: status 503; another try in 0\.0 s\n116 events sent/);
    expect(server.text()).toBe(OWN);
  });

  test.each<[string, Answer, string]>([
    ['takes no events', { status: 409, body: '{"error":{"message":"without --log"}}' }, 'without --log'],
    ['asks for a token', 401, 'status 401'],
    ['is none', 404, 'status 404'],
  ])('one that %s is told of at once', async (_, answer, text) => {
    const server = await intake(() => answer);
    const { code, stderr } = await inquest([...ARGS, '--to', server.url, MACF]);
    expect(code).toBe(4);
    expect(stderr).toContain(`error: 116 events, and all after them, were not sent: ${text}`);
    expect(server.asked).toHaveLength(1);
  });

  test('one that is not there is given up after three tries', async () => {
    const server = await intake();
    await server.stop();
    const { code, stderr } = await inquest([...ARGS, '--to', server.url, MACF]);
    await server.start();
    expect(code).toBe(4);
    expect(stderr.match(/^note: nobody listens there; another try in /gm)).toHaveLength(2);
    expect(stderr).toContain('were not sent: nobody listens there');
  });

  test('an interrupt ends a wait, and what was sent is told', async () => {
    let count = 0;
    const server = await intake(() =>
      ++count > 1 ? { status: 503, headers: { 'retry-after': '3000' } } : undefined,
    );
    const log = fileOf('{"a":1}\n'.repeat(600));
    let stop: () => void = () => {};
    const running = inquest([...ARGS, '--to', server.url, '--json', log], {
      onStart: (send) => (stop = () => send('SIGTERM')),
    });
    await until(() => count === 2);
    await new Promise((resolve) => setTimeout(resolve, 100));
    stop();
    const { code, stdout } = await running;
    expect(code).toBe(143);
    expect(JSON.parse(stdout)).toMatchObject({ sent: 500, left: 100 });
  });
});

test.each([
  ['10x', 10],
  ['0.5x', 0.5],
  ['3', 3],
  ['max', Number.POSITIVE_INFINITY],
])('--speed %s', (text, speed) => {
  expect(parseSpeed(text)).toBe(speed);
});

test.each([
  [['--speed', 'fast'], 'expected a speed'],
  [['--speed', '0'], 'expected a speed'],
  [['--to', 'nowhere'], 'expected an address'],
  [['--to', 'http://me:secret@host'], 'give it in a header'],
  [['--json'], 'events go as they are'],
  [['--format', 'csv'], 'events go as they are'],
  [['--max-gap', 'x'], 'expected a duration'],
  [['--token-file', '/none'], '--token-file'],
])('%j is asked wrongly', async (flags, text) => {
  const { code, stderr } = await inquest(['replay', ...flags, MACF]);
  expect(code).toBe(2);
  expect(stderr).toContain(text);
  expect(stderr).not.toContain('secret');
});
