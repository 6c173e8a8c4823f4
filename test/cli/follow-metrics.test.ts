/** `metrics --follow`: lines and documents in a pipe, a screen in a terminal that is given back however it ends. */
import { appendFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { fileOf } from '../scan/room.ts';
import { allOf, inquest } from './world.ts';

const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';

function event(more: object): string {
  const event = { timestamp: new Date().toISOString(), session_id: 's', event_type: 'tool.used', ...more };
  return `${JSON.stringify(event)}\n`;
}

/** Waits for what is to come; the test's own time is the limit. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(20);
}

test('one line an interval, of what is there and of what comes', async () => {
  const log = fileOf(event({ duration_ms: 7 }));
  const { stdout, text } = terminal(80, 24);
  let stop: () => void = () => {};
  const args = ['metrics', '-f', '--interval', '100ms', '--tz', 'UTC', log];
  const running = inquest(args, { stdout, onStart: (send) => (stop = () => send('SIGINT')) });
  await until(() => /^\d{4}-\d\d-\d\d [\d:.]+Z {2}window=1m events=1 .* p95_duration_ms=7 /.test(text()));
  appendFileSync(log, event({ event_type: 'agent.invoked', agent: 'a' }));
  await until(() => / events=2 .* agents_active=1 /.test(text()));
  stop();
  expect(await running).toMatchObject({ code: 130, stderr: '' });
  expect(text().split('\n').length).toBeGreaterThan(2);
});

test.each(['--json', '--format=ndjson'])('%s is one document a line', async (format) => {
  const log = fileOf(event({}) + event({ event_type: 'evil\u001b[2J\u202e' }));
  const { code, stdout } = await inquest([
    ...['metrics', '-f', '--for', '400ms', '--interval', '100ms', '--window', '10s,1m', format, log],
  ]);
  expect(code).toBe(0);
  expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  const documents = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { windows: object[] });
  expect(documents.length).toBeGreaterThan(1);
  expect(documents.at(-1)).toMatchObject({
    report: 'metrics',
    totals: { total_events: 2 },
    windows: [{ window_size_seconds: 10, total_events: 2 }, { window_size_seconds: 60 }],
  });
});

interface Terminal {
  readonly stdout: PassThrough & { columns?: number; rows?: number };
  text(): string;
}

function terminal(columns: number, rows: number): Terminal {
  const stdout = Object.assign(new PassThrough({ highWaterMark: 2 ** 28 }), { columns, rows });
  let text = '';
  return { stdout, text: () => (text += allOf(stdout).toString()) };
}

/** The lines of the last picture, without colours. */
function picture(text: string): readonly string[] {
  const [last = ''] = text.split('\u001b[H').slice(-1);
  const [shown = ''] = last.split('\u001b[J');
  return shown.replaceAll(/\u001b\[[\d;?]*[A-Za-z]/g, '').split('\r\n');
}

test('a screen within the terminal, drawn anew in place, given back at the end', async () => {
  const log = fileOf(event({ event_type: 'evil\u001b[2J\u009b31m' }) + event({ duration_ms: 5 }));
  const { stdout, text } = terminal(100, 30);
  const running = inquest(['metrics', '-f', '--for', '3s', '--interval', '100ms', log], {
    stdout,
    terminal: 100,
  });
  await until(() => picture(text())[0]?.includes('2 events') === true);
  const wide = picture(text());
  expect(wide.length).toBeLessThanOrEqual(30);
  expect(wide.every((line) => [...line].length <= 100)).toBe(true);
  expect(wide.join('\n')).toMatch(/events\/s at most, last 1m/);
  expect(wide.join('\n')).toContain('evil\\x1b[2J');
  Object.assign(stdout, { columns: 40, rows: 10 });
  stdout.emit('resize');
  const narrow = picture(text());
  expect(narrow.length).toBeLessThanOrEqual(10);
  expect(narrow.every((line) => [...line].length <= 40)).toBe(true);
  expect(await running).toMatchObject({ code: 0, stderr: '' });
  expect(text().startsWith(ENTER)).toBe(true);
  expect(text().endsWith(LEAVE)).toBe(true);
  expect(text().split(ENTER).length + text().split(LEAVE).length).toBe(4);
});

test('an interrupt gives the terminal back', async () => {
  const { stdout, text } = terminal(80, 24);
  let stop: () => void = () => {};
  const running = inquest(['metrics', '-f', fileOf(event({}))], {
    stdout,
    terminal: 80,
    onStart: (send) => (stop = () => send('SIGINT')),
  });
  await until(() => text().includes('1 events'));
  stop();
  expect((await running).code).toBe(130);
  expect(text().endsWith(LEAVE)).toBe(true);
});

test('a terminal that knows no cursor has lines', async () => {
  const { stdout, text } = terminal(80, 24);
  await inquest(['metrics', '-f', '--for', '300ms', fileOf(event({}))], {
    stdout,
    terminal: 80,
    env: { TERM: 'dumb' },
  });
  expect(text()).toMatch(/^\d{4}.* events=1 /);
  expect(text()).not.toContain('\u001b');
});

test('a log that comes later is followed, and said to be waited for', async () => {
  const log = `${fileOf('')}.later.jsonl`;
  const { stdout, text } = terminal(80, 24);
  let stop: () => void = () => {};
  const running = inquest(['metrics', '-f', '--interval', '100ms', log], {
    stdout,
    onStart: (send) => (stop = () => send('SIGINT')),
  });
  await until(() => text().includes('events=0 '));
  appendFileSync(log, event({}));
  await until(() => text().includes('events=1 '));
  stop();
  expect((await running).stderr).toContain('waited for');
});

test.each([
  [['--follow', '--at', 'now'], '--follow: contradicts --at'],
  [['--follow', '--format', 'csv'], 'csv has an end'],
  [['--follow', '--expect', 'some'], 'contradicts --expect'],
  [['--interval', '1s'], 'needs --follow'],
  [['--for', '1s'], 'needs --follow'],
])('%j is asked wrongly', async (flags, text) => {
  const { code, stderr } = await inquest(['metrics', ...flags, fileOf('')]);
  expect(code).toBe(2);
  expect(stderr).toContain(text);
});
