/** `inquest append` beyond its cases: each dialect's log goes on as it began, batches as they come, failures and signals. */
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { APPEND, RUN } from '../../src/cli/write-commands.ts';
import { directory, eventsOf, judged, linesOf } from '../write/logs.ts';
import { inquest } from './world.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, 'bin/inquest.js');
const LOGS = join(ROOT, 'fixtures/logs');

const FIXTURES: readonly (readonly [
  dialect: string,
  file: string,
  args: readonly string[],
  written: object,
])[] = [
  [
    'macf',
    'macf/agent_events_log.jsonl',
    ['mode_change', '--set', 'mode=AUTO'],
    { event: 'mode_change', data: { session_id: 'e4c60b93-92af-4d17-b5c8-7f3a1e86d20c', mode: 'AUTO' } },
  ],
  [
    'study',
    'study/telemetry/n45_timing/event_stream.ndjson',
    ['study_blocked', '--session', 'n45', '--set', 'reason=null'],
    { event_type: 'study_blocked', event_data: { study_name: 'n45', reason: null } },
  ],
  [
    'mnemosyne',
    'mnemosyne/events.jsonl',
    ['session-ended', '--session', 'a1b2'],
    {
      ...{ type: 'session_ended', instance_id: 'a1b2' },
    },
  ],
  [
    'agentbus',
    'agentbus/events.jsonl',
    ['tool.used', '--data', '{"tool":"Read","agent":"a","success":true}'],
    { event_type: 'tool.used', tool: 'Read', success: true },
  ],
  [
    'amplifier',
    'amplifier/sessions/b9e93a31-18bd-4365-9c6e-65ddbf89bed2/events.jsonl',
    ['session-ended'],
    { event: 'session:end', data: {} },
  ],
  [
    'generic',
    'generic/eve.jsonl',
    ['alert', '--session', '5', '--set', 'alert.signature=x'],
    {
      ...{ event_type: 'alert', flow_id: '5', alert: { signature: 'x' } },
    },
  ],
  ['generic', 'generic/zeek.jsonl', ['conn'], { _path: 'conn' }],
];

test.each(FIXTURES)('%s: %s goes on as it began', async (dialect, file, args, written) => {
  const log = join(directory(), 'log.jsonl');
  copyFileSync(join(LOGS, file), log);
  const before = await judged(log);
  const { code, stdout, stderr } = await inquest(['append', ...args, '--log', log]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(`${linesOf(log).at(-1)}\n`);
  expect(eventsOf(log).at(-1)).toMatchObject(written);
  const after = await judged(log);
  // What was found before is found still; an event of today among those of a fixture may come out of order, and one that is
  // written alone may begin or end a span by itself.
  const others = after.findings.filter(
    (code) => !before.findings.includes(code) && !code.startsWith('span-'),
  );
  expect(others.filter((code) => code !== 'regression')).toEqual([]);
  expect(after).toMatchObject({ events: before.events + 1, dialect });
  expect(after.notes.includes('mixed-dialect')).toBe(before.notes.includes('mixed-dialect'));
});

test.each([
  ['-', /--log: expected a file, found -/],
  ['new.jsonl.gz', /--log: events are not compressed, as such a name says/],
])('a log called %s is none to write to', async (name, stderr) => {
  const path = name === '-' ? name : join(directory(), name);
  const said = await inquest(['append', 'deploy', '--log', path]);
  expect([said.code, said.stdout]).toEqual([2, '']);
  expect(said.stderr).toMatch(stderr);
});

test('times are written as the log writes them', async () => {
  const rows: readonly (readonly [line: string, written: RegExp])[] = [
    ['{"ts":1765343222,"event":"a"}', /^\{"ts":1765368000\.0,"event":"b"\}$/],
    ['{"t":1765343222123,"event":"a"}', /^\{"t":1765368000000,"event":"b"\}$/],
    ['{"ts":1765343222123456,"event":"a"}', /^\{"ts":1765368000000000,"event":"b"\}$/],
    ['{"ts":1765343222123456789,"event":"a"}', /^\{"ts":1765368000000000000,"event":"b"\}$/],
    [
      '{"time":"2025-01-01T00:00:00+02:00","kind":"a"}',
      /^\{"time":"2025-12-10T12:00:00.000000\+00:00","kind":"b"\}$/,
    ],
    [
      '{"@timestamp":"2025-01-01T00:00:00Z","verb":"a"}',
      /^\{"@timestamp":"2025-12-10T12:00:00.000000Z","verb":"b"\}$/,
    ],
  ];
  for (const [line, written] of rows) {
    const log = join(directory(), 'log.jsonl');
    writeFileSync(log, `${line}\n`);
    expect((await inquest(['append', 'b', '--log', log])).code).toBe(0);
    expect(linesOf(log).at(-1)).toMatch(written);
  }
});

test('on a terminal, what is printed drives nothing', async () => {
  const log = join(directory(), 'log.jsonl');
  const stdout = new PassThrough();
  await inquest(['append', 'a', '--set', 'x=\u202e\u009b', '--log', log], { stdout, terminal: 80 });
  expect(String(stdout.read())).toContain('"x":"\\u{202e}\\x9b"');
  expect(readFileSync(log, 'utf8')).toContain('"x":"\u202e\u009b"');
});

test.each([APPEND, RUN])('the examples in the help of $name do what they say', ({ examples }) => {
  const root = directory();
  writeFileSync(join(root, 'events.jsonl'), '{"ts":1765343222,"event":"a"}\n');
  writeFileSync(join(root, 'make'), '#!/bin/sh\necho made "$@"\n', { mode: 0o755 });
  const program = `inquest() { '${process.execPath}' '${PROGRAM}' "$@"; }`;
  for (const { line } of examples) {
    const env = { PATH: `${root}:${process.env.PATH}` };
    const child = spawnSync('sh', ['-c', `${program}; ${line}`], { cwd: root, env, encoding: 'utf8' });
    expect({ line, code: child.status, stderr: child.stderr }).toEqual({ line, code: 0, stderr: '' });
    expect(child.stdout).not.toBe('');
  }
});

describe('what is no log', () => {
  test('is refused, with exit 4', async () => {
    const root = directory();
    mkdirSync(join(root, 'directory'));
    writeFileSync(join(root, 'target'), '');
    symlinkSync(join(root, 'target'), join(root, 'link'));
    spawnSync('mkfifo', [join(root, 'pipe')]);
    for (const name of ['directory', 'link', 'pipe']) {
      const { code, stdout, stderr } = await inquest(['append', 'a', '--log', join(root, name)]);
      expect({ name, code, stdout }).toEqual({ name, code: 4, stdout: '' });
      expect(stderr).toMatch(/^inquest: .+ is a .+, not a log\n$/);
    }
    expect(readFileSync(join(root, 'target'), 'utf8')).toBe('');
  });

  test('a log that is locked is waited for as long as was said', async () => {
    const log = join(directory(), 'log.jsonl');
    writeFileSync(log, '');
    const holder = spawn('flock', [log, 'sh', '-c', 'echo held; cat'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await new Promise((held) => holder.stdout.once('data', held));
    const { code, stderr } = await inquest(['append', 'a', '--lock-wait', '50ms', '--log', log]);
    expect(code).toBe(4);
    expect(stderr).toContain('is locked by another writer: waited 0.05 s');
    holder.stdin.end();
    await new Promise((ended) => holder.once('close', ended));
    expect((await inquest(['append', 'a', '--lock-wait', '50ms', '--log', log])).code).toBe(0);
    expect(eventsOf(log)).toHaveLength(1);
  });
});

describe('batches', () => {
  const batch = (log: string, text: string | Buffer) =>
    inquest(['append', '--batch', '--log', log], { stdin: Readable.from([Buffer.from(text)]) });

  test('many events, whatever the pieces they come in', async () => {
    const lines = Array.from(
      { length: 3000 },
      (_, n) => `{"ts":${n + 1},"event":"a","text":"é${'x'.repeat(n % 90)}"}`,
    );
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    for (const size of [7, 1000, 65_536]) {
      const log = join(directory(), 'log.jsonl');
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
        bytes.subarray(n * size, (n + 1) * size),
      );
      const { code, stdout } = await inquest(['append', '--batch', '--log', log], {
        stdin: Readable.from(pieces),
      });
      expect({ code, stdout }).toEqual({ code: 0, stdout: '3000\n' });
      expect(linesOf(log)).toEqual(lines);
    }
  });

  test('too long, too deep, not UTF-8, a BOM, CRLF: each line for itself', async () => {
    const log = join(directory(), 'log.jsonl');
    const deep = (levels: number): string => `{"ts":1,"a":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    const { code, stdout, stderr } = await batch(
      log,
      Buffer.concat([
        Buffer.from('\ufeff{"ts":1}\r\n'),
        Buffer.from(`{"ts":2,"a":"${'x'.repeat(16 * 2 ** 20)}"}\n`),
        Buffer.from(`${deep(999)}\n${deep(1000)}\n`),
        Buffer.from([0x7b, 0xff, 0x7d, 0x0a]),
        Buffer.from('{"ts":3}'),
      ]),
    );
    expect({ code, stdout }).toEqual({ code: 4, stdout: '3\n' });
    expect(stderr.split('\n').map((line) => /line (\d+)/.exec(line)?.[1])).toEqual([
      '2',
      '4',
      '5',
      undefined,
    ]);
    expect(linesOf(log)).toEqual(['{"ts":1}', deep(999), '{"ts":3}']);
  });

  test('of many damaged lines the first ten are named', async () => {
    const log = join(directory(), 'log.jsonl');
    const { code, stdout, stderr } = await batch(log, 'x\n'.repeat(1000));
    expect({ code, stdout }).toEqual({ code: 4, stdout: '0\n' });
    expect(stderr.trim().split('\n')).toHaveLength(11);
    expect(stderr).toContain('990 more lines of the input were not written');
  });

  test('events are written as they come, not when the input ends', async () => {
    const log = join(directory(), 'log.jsonl');
    const stdin = new PassThrough();
    const done = inquest(['append', 'tick', '--batch', '--log', log], { stdin });
    stdin.write('{"n":1}\n{"n":');
    await until(() => lines(log) === 1);
    stdin.write('2}\n');
    await until(() => lines(log) === 2);
    stdin.end();
    expect((await done).stdout).toBe('2\n');
  });

  test('a program that is told to stop has written whole lines', async () => {
    const log = join(directory(), 'log.jsonl');
    const child = spawn(process.execPath, [PROGRAM, 'append', '--batch', '--log', log], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    child.stdin.write('{"ts":1}\n{"ts":2}\n{"ts":');
    await until(() => lines(log) === 2);
    child.kill('SIGTERM');
    const code = await new Promise((ended) => child.once('close', ended));
    expect(code).toBe(143);
    expect(readFileSync(log, 'utf8')).toBe('{"ts":1}\n{"ts":2}\n');
  });

  test('what was written before the log failed is counted', async () => {
    const log = join(directory(), 'log.jsonl');
    const line = `{"ts":1,"a":"${'x'.repeat(1000)}"}\n`;
    const child = spawnSync(
      'sh',
      ['-c', `ulimit -f 16; exec "$0" "$@"`, process.execPath, PROGRAM, 'append', '--batch', '--log', log],
      { input: line.repeat(100), encoding: 'utf8' },
    );
    expect(child.status).toBe(4);
    expect(Number(child.stdout)).toBe(linesOf(log).length);
    expect(Number(child.stdout)).toBeGreaterThan(0);
    expect(child.stderr).toContain('larger than a file may be');
  });
});

function lines(log: string): number {
  try {
    return linesOf(log).length;
  } catch {
    return 0;
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setTimeout(5);
}
