/**
 * Whole command lines and what they answer: every directory of fixtures/cases that holds a `cmd` is a case. `stdout`,
 * `stderr` and `exit` are what it must give, byte for byte; `stdin` and `env` are optional. All run in this process with
 * a fixed clock, in UTC and without a terminal; the first of each command and exit code once more through bin/.
 *
 * UPDATE=1 writes what the program gives now. It is then to be read against cli.md: a wrong answer is never frozen.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { COMMAND_NAMES, FLAGS } from '../src/cli/flags.ts';
import { NOTE_KINDS } from '../src/model/note.ts';
import { allOf, inquest } from './cli/world.ts';

const ROOT = resolve(import.meta.dirname, '..');
const CASES = join(ROOT, 'fixtures/cases');
const UPDATE = process.env.UPDATE === '1';

interface Case {
  /** `query/since`, as the directory is called. */
  readonly name: string;
  readonly args: readonly string[];
  readonly stdin?: Buffer;
  readonly env: Readonly<Record<string, string>>;
  readonly expected: Answer;
}

interface Answer {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly exit: number;
}

const cases: readonly Case[] = readdirSync(CASES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('/cmd'))
  .sort()
  .map((file) => readCase(join(CASES, dirname(file))));

test.each(cases)('$name', async (each) => {
  const given = await inProcess(each);
  if (UPDATE) write(each, given);
  else check(given, each.expected);
});

const first = new Map(
  cases.map((each) => [`${each.args[0]} ${each.expected.exit}`, each] as const).reverse(),
);

test.skipIf(UPDATE).each([...first.values()])('$name through bin/', (each) => {
  const { args, stdin, env, expected } = each;
  const child = spawnSync(process.execPath, [join(ROOT, 'bin/inquest.js'), ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, TZ: 'UTC', ...env },
    ...(stdin === undefined ? { stdio: ['ignore', 'pipe', 'pipe'] } : { input: stdin }),
  });
  check({ stdout: child.stdout, stderr: child.stderr, exit: child.status ?? -1 }, expected);
});

test.skipIf(UPDATE)(
  'the cases meet every command, every flag, every note and the exit codes of an answer',
  () => {
    const typed = new Set(cases.flatMap(({ args }) => args.map((arg) => arg.replace(/=.*$/s, ''))));
    const dashed = FLAGS.filter(
      ({ name, short }) => !typed.has(`--${name}`) && !(short !== undefined && typed.has(`-${short}`)),
    );
    expect(dashed.map(({ name }) => name)).toEqual([]);
    expect(COMMAND_NAMES.filter((name) => !typed.has(name))).toEqual([]);
    const kinds = new Set(
      cases.flatMap(({ expected }) =>
        [...expected.stdout.toString().matchAll(/"kind":"([a-z0-9-]+)"/g)].map(([, kind]) => kind),
      ),
    );
    // Disorder is said of listings, whose notes stand in no report.
    if (cases.some(({ expected }) => /earlier than the one before/.test(String(expected.stderr))))
      kinds.add('disorder');
    expect(NOTE_KINDS.filter((kind) => !kinds.has(kind))).toEqual([]);
    expect(new Set(cases.map(({ expected }) => expected.exit))).toEqual(new Set([0, 1, 2, 3]));
  },
);

function readCase(directory: string): Case {
  const text = (name: string): string => readFileSync(join(directory, name), 'utf8');
  const bytes = (name: string): Buffer | undefined =>
    existsSync(join(directory, name)) ? readFileSync(join(directory, name)) : undefined;
  const [program, ...args] = words(text('cmd'));
  const name = relative(CASES, directory);
  if (program !== 'inquest') throw new Error(`${name}: the line begins with inquest`);
  const stdin = bytes('stdin');
  const env = (bytes('env')?.toString() ?? '').split('\n').filter((line) => line !== '');
  return {
    name,
    args,
    ...(stdin && { stdin }),
    env: Object.fromEntries(env.map((line) => line.split(/=(.*)/s).slice(0, 2))) as Record<string, string>,
    expected: {
      stdout: bytes('stdout') ?? Buffer.alloc(0),
      stderr: bytes('stderr') ?? Buffer.alloc(0),
      exit: Number(bytes('exit')?.toString() ?? -1),
    },
  };
}

/** The words of a line as a shell parts them: 'as it is', "as it is", or up to white space. */
function words(line: string): readonly string[] {
  const found = line.trim().matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g);
  return [...found].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, (_, single?: string, double?: string) => single ?? double ?? ''),
  );
}

async function inProcess({ args, stdin, env }: Case): Promise<Answer> {
  const stdout = new PassThrough({ highWaterMark: 2 ** 28 });
  const { code, stderr } = await inquest(args, {
    stdout,
    env,
    ...(stdin && { stdin: Readable.from([stdin]) }),
  });
  return {
    stdout: allOf(stdout),
    stderr: Buffer.from(stderr),
    exit: code,
  };
}

function check(given: Answer, expected: Answer): void {
  // Text first, for its differences can be read; then the bytes.
  expect(shown(given)).toEqual(shown(expected));
  expect(given.stdout.equals(expected.stdout)).toBe(true);
}

function shown({ stdout, stderr, exit }: Answer): object {
  return { stdout: stdout.toString(), stderr: stderr.toString(), exit };
}

function write({ name }: Case, { stdout, stderr, exit }: Answer): void {
  writeFileSync(join(CASES, name, 'stdout'), stdout);
  writeFileSync(join(CASES, name, 'stderr'), stderr);
  writeFileSync(join(CASES, name, 'exit'), `${exit}\n`);
}
