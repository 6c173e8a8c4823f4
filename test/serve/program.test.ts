/** `serve` as it is typed: ports, signals, a server in the background, the off-switch, webhooks. */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inquest } from '../cli/world.ts';
import { call, directory, ending, listen, until } from './room.ts';

const PROGRAM = join(import.meta.dirname, '../../bin/inquest.js');

interface Program {
  readonly child: ChildProcess;
  readonly code: Promise<number | null>;
  stdout(): string;
  stderr(): string;
}

function start(home: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Program {
  const child = spawn(process.execPath, [PROGRAM, 'serve', ...args], {
    cwd: home,
    env: { ...process.env, XDG_RUNTIME_DIR: home, ...env },
  });
  ending(() => void child.kill('SIGKILL'));
  let [out, err] = ['', ''];
  child.stdout.on('data', (data) => {
    out += String(data);
  });
  child.stderr.on('data', (data) => {
    err += String(data);
  });
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, code, stdout: () => out, stderr: () => err };
}

function portOf(program: Program): number {
  return Number(/:(\d+)\//.exec(program.stdout())?.[1]);
}

const at = (port: number) => ({ port }) as Parameters<typeof call>[0];

/** Holds a port. */
async function taken(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  ending(() => void server.close());
  return server;
}

function homeWithLog(): string {
  const home = directory();
  writeFileSync(join(home, 'a.jsonl'), '{"event":"a"}\n');
  return home;
}

test('a typed port is taken or refused; the exit code is 4 and one line', async () => {
  const home = homeWithLog();
  const { port } = (await taken(0)).address() as AddressInfo;
  const program = start(home, ['a.jsonl', '--port', String(port)]);
  expect(await program.code).toBe(4);
  expect(program.stdout()).toBe('');
  expect(program.stderr()).toBe(`inquest: port ${port} is in use; --port 0 takes any that is free\n`);
});

test('of the default port, the next ones are tried, and the one taken is printed', async () => {
  const home = homeWithLog();
  const programs = [0, 1, 2].map(() => start(home, ['a.jsonl']));
  await until(
    () => programs.every((each) => each.stdout() !== ''),
    () => programs.map((each) => each.stderr()),
  );
  const ports = programs.map(portOf);
  expect(new Set(ports).size).toBe(3);
  for (const port of ports) {
    expect(port).toBeGreaterThanOrEqual(8765);
    expect(port).toBeLessThanOrEqual(8775);
    expect((await call(at(port), '/health')).status).toBe(200);
  }
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s stops it with 0', async (signal) => {
  const program = start(homeWithLog(), ['a.jsonl', '--port', '0']);
  await until(() => program.stdout() !== '');
  await listen(at(portOf(program)));
  program.child.kill(signal);
  expect(await program.code).toBe(0);
  expect(program.stderr()).toBe('');
});

const FAULTY: readonly (readonly [args: readonly string[], stderr: RegExp])[] = [
  [['a.jsonl', '--port', '70000'], /--port: expected a port from 0 to 65535/],
  [['a.jsonl', '--host', '192.0.2.1'], /--host: is no address of this machine/],
  [['-'], /LOG: standard input can be read only once/],
  [['a.jsonl@0'], /LOG: a.jsonl@0 is one event/],
  [['a.jsonl', '--ensure', '--stop'], /--stop: contradicts --ensure/],
  [['a.jsonl', '--webhook-where', 'a = 1'], /--webhook-where: needs --webhook URL beside it/],
  [
    ['a.jsonl', '--webhook', 'http://127.0.0.1:1/', '--webhook-where', 'a ='],
    /--webhook-where: expected a value/,
  ],
  [['a.jsonl', '--webhook', 'ftp://x'], /--webhook/],
  [['a.jsonl', '--token-file', 'none'], /--token-file: the file cannot be read/],
  [['a.jsonl', '--json'], /--json: serve has no such flag/],
];
test.each(FAULTY)('%j is asked wrongly', async (args, stderr) => {
  const said = await inquest(['serve', ...args]);
  expect([said.code, said.stdout]).toEqual([2, '']);
  expect(said.stderr).toMatch(stderr);
});

test('a log that the server will make is no surprise; one that is mistyped is, with its near name', async () => {
  const home = homeWithLog();
  const programs = [
    ['--log', 'new.jsonl'],
    ['b.jsonl', '--log', 'new.jsonl'],
  ].map((args) => start(home, [...args, '--port', '0']));
  await until(() => programs.every((each) => each.stdout() !== ''));
  await until(() => programs[1]!.stderr() !== '');
  for (const each of programs) await listen(at(portOf(each)));
  expect(programs.map((each) => each.stderr())).toEqual([
    '',
    'note: no such file; did you mean "a.jsonl"?; it is waited for: b.jsonl\n',
  ]);
});

test('ensure starts one, finds it again, and stop ends it', async () => {
  const home = homeWithLog();
  const args = ['--log', 'a.jsonl'];
  const first = start(home, ['--ensure', ...args]);
  expect(await first.code).toBe(0);
  const url = first.stdout().trim();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  ending(async () => void (await start(home, ['--stop', ...args]).code));
  const port = portOf(first);
  const second = start(home, ['--ensure', ...args]);
  expect(await second.code).toBe(0);
  expect(second.stdout()).toBe(first.stdout());
  const headers = { 'content-type': 'application/json' };
  expect((await call(at(port), '/events/emit', { body: '{"event":"b"}', headers })).status).toBe(202);
  const stopped = start(home, ['--stop', ...args]);
  expect(await stopped.code).toBe(0);
  expect(stopped.stderr()).toBe('inquest: the server has stopped\n');
  await expect(call(at(port), '/health')).rejects.toThrow();
  const again = start(home, ['--stop', ...args]);
  expect([await again.code, again.stderr()]).toEqual([0, 'inquest: no server runs\n']);
  expect(readdirSync(join(home, 'inquest')).filter((name) => name.endsWith('.json'))).toEqual([]);
});

test('a stop does not wait for a log that another writer holds', async () => {
  const home = homeWithLog();
  const program = start(home, ['--log', 'a.jsonl', '--port', '0']);
  await until(() => program.stdout() !== '');
  const holder = spawn('flock', [join(home, 'a.jsonl'), 'sleep', '30'], { detached: true });
  ending(() => void process.kill(-holder.pid!, 'SIGKILL'));
  const body = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"event":"b"}' };
  await until(() => holder.pid !== undefined);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const answer = call(at(portOf(program)), '/events/emit', body);
  await new Promise((resolve) => setTimeout(resolve, 200));
  program.child.kill('SIGTERM');
  expect((await answer).status).toBe(503);
  expect(await program.code).toBe(0);
  expect(readFileSync(join(home, 'a.jsonl'), 'utf8')).toBe('{"event":"a"}\n');
});

test('many who ensure at once have one server', async () => {
  const home = homeWithLog();
  const args = ['a.jsonl', '--pid-file', 'run/server.json'];
  mkdirSync(join(home, 'run'), { mode: 0o700 });
  ending(async () => void (await start(home, ['--stop', ...args]).code));
  const programs = [0, 1, 2, 3].map(() => start(home, ['--ensure', ...args]));
  expect(await Promise.all(programs.map(({ code }) => code))).toEqual([0, 0, 0, 0]);
  expect(new Set(programs.map(({ stdout }) => stdout())).size).toBe(1);
  expect(existsSync(join(home, 'run/server.json'))).toBe(true);
});

test('a server that cannot start says why', async () => {
  const home = homeWithLog();
  const { port } = (await taken(0)).address() as AddressInfo;
  const program = start(home, ['--ensure', 'a.jsonl', '--port', String(port)]);
  expect(await program.code).toBe(4);
  expect(program.stderr()).toContain(`port ${port} is in use`);
});

test('a file of a process that is another one now stops nothing', async () => {
  const home = homeWithLog();
  const bystander = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'ignore' });
  ending(() => void bystander.kill());
  const instance = { pid: bystander.pid, url: 'http://127.0.0.1:9/', instance: 'x' };
  writeFileSync(join(home, 'old.json'), JSON.stringify(instance));
  const program = start(home, ['--stop', 'a.jsonl', '--pid-file', 'old.json']);
  expect([await program.code, program.stderr()]).toEqual([0, 'inquest: no server runs\n']);
  expect(bystander.exitCode).toBeNull();
});

test('INQUEST_DISABLE_SERVE switches it off', async () => {
  const home = homeWithLog();
  for (const args of [['a.jsonl'], ['--ensure', 'a.jsonl']]) {
    const program = start(home, args, { INQUEST_DISABLE_SERVE: '1' });
    expect(await program.code).toBe(0);
    expect(program.stdout()).toBe('');
    expect(program.stderr()).toContain('INQUEST_DISABLE_SERVE');
  }
  expect(existsSync(join(home, 'inquest'))).toBe(false);
});

test('--webhook posts what matches, and only that', async () => {
  const home = homeWithLog();
  const bodies: Record<string, unknown>[] = [];
  const receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (data) => {
      body += String(data);
    });
    request.on('end', () => {
      bodies.push(JSON.parse(body) as Record<string, unknown>);
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  ending(() => void receiver.close());
  const { port } = receiver.address() as AddressInfo;
  const hook = ['--webhook', `http://127.0.0.1:${port}/hook`, '--webhook-where', '@type = bad'];
  const program = start(home, ['a.jsonl', '--port', '0', ...hook]);
  await until(() => program.stdout() !== '');
  const stream = await listen(at(portOf(program)));
  await until(() => stream.messages.length > 0);
  appendFileSync(
    join(home, 'a.jsonl'),
    '{"event":"good"}\n{"event":"bad","n":1}\n{"event":"good"}\n{"event":"bad","n":2}\n',
  );
  await until(
    () => bodies.length === 2,
    () => [bodies, program.stderr()],
  );
  expect(bodies.map(({ event }) => event)).toEqual([
    { event: 'bad', n: 1 },
    { event: 'bad', n: 2 },
  ]);
});
