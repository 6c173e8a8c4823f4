/**
 * Whole command lines and what they answer: every directory of fixtures/cases that holds a `cmd` is a case. `stdout`,
 * `stderr` and `exit` are what it must give, byte for byte; `stdin` and `env` are optional. All run in this process with
 * a fixed clock, in UTC and without a terminal; the first of each command once more through bin/, in the full form the
 * first of each command and exit code.
 *
 * `$TMP` in a line is a directory of its own; `before` is what its log.jsonl holds at first, `after` what it holds then.
 *
 * UPDATE=1 writes what the program gives now. It is then to be read against cli.md: a wrong answer is never frozen.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { COMMAND_NAMES, FLAGS } from '../src/cli/flags.ts';
import { NOTE_KINDS } from '../src/model/note.ts';
import { allOf, inquest } from './cli/world.ts';
import { FULL } from './run/ask.ts';

const ROOT = resolve(import.meta.dirname, '..');
const CASES = join(ROOT, 'fixtures/cases');
const UPDATE = process.env.UPDATE === '1';

interface Case {
  /** `query/since`, as the directory is called. */
  readonly name: string;
  readonly args: readonly string[];
  readonly stdin?: Buffer;
  readonly env: Readonly<Record<string, string>>;
  /** What the log that is written to holds at first. */
  readonly before?: Buffer;
  readonly expected: Answer;
}

interface Answer {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly exit: number;
  /** Of `$TMP/log.jsonl`, where it is there. */
  readonly log?: Buffer;
}

const cases: readonly Case[] = readdirSync(CASES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('/cmd'))
  .sort()
  .map((file) => readCase(join(CASES, dirname(file))));

test.each(cases)('$name', async (each) => {
  const given = await inDirectory(each, inProcess);
  if (UPDATE) write(each, given);
  else check(given, each.expected);
});

const first = new Map(
  cases.map((each) => [`${each.args[0]} ${FULL ? each.expected.exit : ''}`, each] as const).reverse(),
);

test.skipIf(UPDATE).each([...first.values()])('$name through bin/', async (each) => {
  const given = await inDirectory(each, ({ args, stdin, env }) => {
    const child = spawnSync(process.execPath, [join(ROOT, 'bin/inquest.js'), ...args], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, TZ: 'UTC', ...env },
      ...(stdin === undefined ? { stdio: ['ignore', 'pipe', 'pipe'] } : { input: stdin }),
    });
    return { stdout: child.stdout, stderr: child.stderr, exit: child.status ?? -1 };
  });
  check(given, each.expected);
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
    // So are these, of logs that are followed; gaps are met where logs change (test/promises/follow.test.ts).
    if (cases.some(({ expected }) => /it is waited for/.test(String(expected.stderr)))) kinds.add('waiting');
    kinds.add('gap');
    expect(NOTE_KINDS.filter((kind) => !kinds.has(kind))).toEqual([]);
    expect(new Set(cases.map(({ expected }) => expected.exit))).toEqual(new Set([0, 1, 2, 3, 4]));
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
  const before = bytes('before');
  const after = bytes('after');
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
      ...(after && { log: after }),
    },
    ...(before && { before }),
  };
}

/** The words of a line as a shell parts them: 'as it is', "as it is", or up to white space. */
function words(line: string): readonly string[] {
  const found = line.trim().matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g);
  return [...found].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, (_, single?: string, double?: string) => single ?? double ?? ''),
  );
}

/** Runs a case where `$TMP` stands for a directory of its own. */
async function inDirectory(each: Case, run: (each: Case) => Answer | Promise<Answer>): Promise<Answer> {
  const texts = [...each.args, ...Object.values(each.env)];
  if (!texts.some((text) => text.includes('$TMP'))) return run(each);
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'inquest-case-'));
  const log = join(directory, 'log.jsonl');
  const placed = (text: string): string => text.replaceAll('$TMP', directory);
  const unplaced = (bytes: Buffer): Buffer =>
    bytes.includes(directory) ? Buffer.from(bytes.toString().replaceAll(directory, '$TMP')) : bytes;
  try {
    if (each.before) writeFileSync(log, each.before);
    const env = Object.fromEntries(Object.entries(each.env).map(([name, text]) => [name, placed(text)]));
    const { stdout, stderr, exit } = await run({ ...each, args: each.args.map(placed), env });
    return {
      stdout: unplaced(stdout),
      stderr: unplaced(stderr),
      exit,
      ...(existsSync(log) && { log: readFileSync(log) }),
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
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

function shown({ stdout, stderr, exit, log }: Answer): object {
  return { stdout: stdout.toString(), stderr: stderr.toString(), exit, log: log?.toString() };
}

function write({ name }: Case, { stdout, stderr, exit, log }: Answer): void {
  if (log) writeFileSync(join(CASES, name, 'after'), log);
  writeFileSync(join(CASES, name, 'stdout'), stdout);
  writeFileSync(join(CASES, name, 'stderr'), stderr);
  writeFileSync(join(CASES, name, 'exit'), `${exit}\n`);
}
