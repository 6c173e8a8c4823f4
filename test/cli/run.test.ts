/** `inquest run` as a program of its own: what it passes on, how it ends, and what the log then says. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { directory, eventsOf, judged } from '../write/logs.ts';

const PROGRAM = resolve(import.meta.dirname, '../../bin/inquest.js');
const env = { PATH: process.env.PATH, TZ: 'UTC' };

interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(log: string, ...command: readonly string[]): Ran {
  const child = spawnSync(process.execPath, [PROGRAM, 'run', '--log', log, '--', ...command], {
    env,
    input: 'from outside\n',
    encoding: 'utf8',
  });
  return { code: child.status, signal: child.signal, stdout: child.stdout, stderr: child.stderr };
}

const CODES: readonly (readonly [script: string, code: number, ended: object])[] = [
  ['true', 0, { type: 'cli_command_completed', result_summary: 'exit code 0', exit_code: 0 }],
  ['false', 1, { type: 'cli_command_failed', error: 'exit code 1', exit_code: 1 }],
  ['exit 77', 77, { type: 'cli_command_failed', error: 'exit code 77', exit_code: 77 }],
  ['kill -9 $$', 137, { error: 'killed by SIGKILL', exit_code: 137, signal: 'SIGKILL' }],
  ['kill -SEGV $$', 139, { error: 'killed by SIGSEGV', exit_code: 139, signal: 'SIGSEGV' }],
];

test.each(CODES)('sh -c "%s" ends as it would alone', async (script, code, ended) => {
  const log = join(directory(), 'log.jsonl');
  expect(run(log, 'sh', '-c', script)).toEqual({ code, signal: null, stdout: '', stderr: '' });
  const [started, end] = eventsOf(log);
  expect(started).toMatchObject({ type: 'cli_command_started', command: 'sh', args: ['-c', script] });
  expect(end).toMatchObject({ command: 'sh', correlation_id: started?.correlation_id, ...ended });
  expect(Number(end?.duration_ms)).toBeGreaterThanOrEqual(0);
  expect(await judged(log)).toMatchObject({
    findings: [],
    events: 2,
    dialect: 'mnemosyne',
    spans: [code === 0 ? 'cli_command ok' : 'cli_command error'],
  });
});

test.each(['TERM', 'INT', 'HUP'])('killed by SIG%s, it is seen to end by the same', (name) => {
  const log = join(directory(), 'log.jsonl');
  const { code, signal } = run(log, 'sh', '-c', `kill -${name} $$`);
  expect({ code, signal }).toEqual({ code: null, signal: `SIG${name}` });
  expect(eventsOf(log)[1]).toMatchObject({ error: `killed by SIG${name}` });
});

test('the streams are its own, and arguments come through as they are', () => {
  const log = join(directory(), 'log.jsonl');
  const args = ['-c', 'cat; printf "%s|" "$@"; echo err >&2', 'sh', '--help', '-q', '--', '', 'a b', 'é'];
  expect(run(log, 'sh', ...args)).toEqual({
    code: 0,
    signal: null,
    stdout: 'from outside\n--help|-q|--||a b|é|',
    stderr: 'err\n',
  });
  expect(eventsOf(log)[0]?.args).toEqual(args);
});

describe('what cannot be run', () => {
  const rows: readonly (readonly [name: string, code: number, says: string])[] = [
    ['no-such-command-at-all', 127, 'command not found'],
    ['./no-such-file', 127, 'no such file'],
    ['./plain', 126, 'it is not executable'],
    ['./directory', 126, 'it is not executable'],
    ['./orphan', 127, 'the interpreter that it names is missing'],
  ];
  test.each(rows)('%s is %i', (name, code, says) => {
    const root = directory();
    writeFileSync(join(root, 'plain'), 'echo\n');
    mkdirSync(join(root, 'directory'));
    writeFileSync(join(root, 'orphan'), '#!/no/such/interpreter\n');
    chmodSync(join(root, 'orphan'), 0o755);
    const child = spawnSync(process.execPath, [PROGRAM, 'run', '--log', 'log.jsonl', '--', name], {
      cwd: root,
      env,
      encoding: 'utf8',
    });
    // Root may run anything that has one executable bit; a file without any is refused all the same.
    expect({ code: child.status, stderr: child.stderr }).toEqual({
      code,
      stderr: `inquest: ${name}: ${says}\n`,
    });
    expect(eventsOf(join(root, 'log.jsonl'))[1]).toMatchObject({ error: says, exit_code: code });
  });
});

/** Starts a run and waits until its command says that it is ready. */
async function started(log: string, script: string): Promise<ChildProcess & { text(): string }> {
  const child = spawn(process.execPath, [PROGRAM, 'run', '--log', log, '--', 'sh', '-c', script], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  await new Promise<void>((ready) => {
    child.stdout?.on('data', (bytes: Buffer) => {
      text += bytes.toString();
      if (text.includes('ready')) ready();
    });
  });
  return Object.assign(child, { text: () => text });
}

function end(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((ended) => child.once('close', (code, signal) => ended({ code, signal })));
}

describe('signals go through', () => {
  const loop = 'echo ready; while :; do sleep 0.05; done';
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s ends the command, then us', async (signal) => {
    const log = join(directory(), 'log.jsonl');
    const child = await started(log, loop);
    child.kill(signal);
    expect(await end(child)).toEqual({ code: null, signal });
    expect(eventsOf(log)[1]).toMatchObject({ type: 'cli_command_failed', signal });
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGUSR1', 'SIGUSR2', 'SIGQUIT', 'SIGALRM'] as const)(
    'a command that handles %s goes on, and its own code counts',
    async (signal) => {
      const log = join(directory(), 'log.jsonl');
      const child = await started(log, `trap 'echo got; exit 5' ${signal.slice(3)}; ${loop}`);
      child.kill(signal);
      expect(await end(child)).toEqual({ code: 5, signal: null });
      expect(child.text()).toBe('ready\ngot\n');
      expect(eventsOf(log)[1]).toMatchObject({ type: 'cli_command_failed', exit_code: 5 });
    },
  );
});

describe('a log that cannot be written', () => {
  test('says so and changes nothing else', () => {
    const root = directory();
    for (const log of [join(root, 'no', 'log.jsonl'), root, '/dev/full']) {
      const { code, stdout, stderr } = run(log, 'sh', '-c', 'echo out; exit 3');
      expect({ code, stdout }).toEqual({ code: 3, stdout: 'out\n' });
      expect(stderr).toMatch(/^inquest: this run is not in the log: .+\n$/);
    }
  });

  test('a broken command line runs nothing', () => {
    const root = directory();
    const mark = join(root, 'mark');
    const line = ['run', '--dialect', 'macf', '--log', join(root, 'log.jsonl'), '--', 'touch', mark];
    expect(spawnSync(process.execPath, [PROGRAM, ...line], { env }).status).toBe(2);
    expect(() => readFileSync(mark)).toThrow('ENOENT');
  });
});

test('secrets in arguments do not reach the log, but the command has them', () => {
  const log = join(directory(), 'log.jsonl');
  const { stdout } = run(
    log,
    'echo',
    '--password',
    'hunter2',
    '--token=hunter3',
    'https://me:hunter4@example.com',
  );
  expect(stdout).toBe('--password hunter2 --token=hunter3 https://me:hunter4@example.com\n');
  expect(readFileSync(log, 'utf8')).not.toContain('hunter');
});

test('a macf log is written as one', async () => {
  const log = join(directory(), 'log.jsonl');
  writeFileSync(
    log,
    readFileSync(resolve(import.meta.dirname, '../../fixtures/logs/macf/agent_events_log.jsonl')),
  );
  const before = (await judged(log)).events;
  expect(run(log, 'true').code).toBe(0);
  const ended = eventsOf(log).at(-1);
  expect(ended).toMatchObject({
    event: 'cli_command_completed',
    data: { session_id: 'e4c60b93-92af-4d17-b5c8-7f3a1e86d20c', command: 'true', success: true },
  });
  const after = await judged(log);
  expect(after).toMatchObject({ events: before + 2, dialect: 'macf' });
  expect(after.spans).toContain('cli_command ok');
  expect(after.findings.filter((code) => code.startsWith('damaged') || code === 'unknown-type')).toEqual([]);
});
