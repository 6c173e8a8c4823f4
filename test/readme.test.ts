/**
 * README.md holds: each `$ ` line of a console block is run from the project's root and prints exactly what stands under
 * it, standard error in its place; the library's example prints the text block below it. `UPDATE=1` writes what was
 * printed into README.md instead.
 */
import { execFile, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

interface Step {
  /** What is typed, without `$ `; a line that ends in a backslash goes on in the next. */
  readonly typed: string;
  readonly shown: string;
}

/** A fenced block: `first` and `end` are the line numbers of its fences, from 0. */
interface Block {
  readonly language: string;
  readonly first: number;
  readonly end: number;
  readonly lines: readonly string[];
}

const ROOT = resolve(import.meta.dirname, '..');
const README = join(ROOT, 'README.md');
const UPDATE = process.env.UPDATE === '1';
const JQ = spawnSync('jq', ['--version']).status === 0;
/** Stands between the outputs of two commands; no log holds it, for JSON writes it escaped. */
const SEPARATOR = '\u001e';

/** Where the examples that write do so. */
const SCRATCH = mkdtempSync(join(tmpdir(), 'readme-scratch-'));

const lines = readFileSync(README, 'utf8').split('\n');
const blocks = blocksOf(lines);
const consoles = blocks.filter(({ language }) => language === 'console');
const fresh = new Map<Block, readonly string[]>();

describe('README.md, console blocks', () => {
  for (const [index, block] of consoles.entries()) {
    const steps = stepsOf(block);
    it(titleOf(block, steps), async () => {
      const exports = consoles
        .slice(0, index)
        .flatMap(stepsOf)
        .map(({ typed }) => typed)
        .filter((typed) => typed.startsWith('export '));
      const outputs = await runSteps(steps, exports);
      expect(outputs.filter((output) => output.includes('this is a bug of inquest'))).toEqual([]);
      if (UPDATE && !isShort(steps))
        fresh.set(
          block,
          steps.flatMap(({ typed }, at) => printed(typed, outputs[at]!)),
        );
      else for (const [at, step] of steps.entries()) check(step, outputs[at]!);
    });
  }
});

describe('README.md, the library', () => {
  for (const block of blocks.filter(({ language }) => language === 'js')) {
    it(block.lines[0]!, async () => {
      const below = blocks.find(({ first, language }) => first > block.end && language === 'text')!;
      const output = await runExample(block.lines.join('\n'));
      if (UPDATE) fresh.set(below, output.split('\n').slice(0, -1));
      else expect(output).toBe(`${below.lines.join('\n')}\n`);
    });
  }
});

describe('README.md, the page', () => {
  it('has tables of at most 100 columns', () => {
    expect(lines.filter((line) => line.startsWith('|') && [...line].length > 100)).toEqual([]);
  });

  it('names files that are there', () => {
    const named = lines.flatMap((line) =>
      [...line.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1]!),
    );
    expect(named.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('ends every block and shows commands in every console', () => {
    expect(lines.filter((line) => line.startsWith('```')).length).toBe(2 * blocks.length);
    expect(consoles.filter((block) => stepsOf(block).length === 0)).toEqual([]);
  });
});

afterAll(() => {
  rmSync(SCRATCH, { recursive: true });
  if (fresh.size === 0) return;
  const updated = [...lines];
  for (const [block, body] of [...fresh].sort(([a], [b]) => b.first - a.first)) {
    updated.splice(block.first + 1, block.end - block.first - 1, ...body);
  }
  writeFileSync(README, updated.join('\n'));
});

function check({ typed, shown }: Step, output: string): void {
  if (isLeftOnly(typed)) expect(output.split('\n').join(''), typed).toMatch(/^[[{].*[\]}]$/);
  else expect(output, typed).toBe(shown);
}

function blocksOf(all: readonly string[]): readonly Block[] {
  const found: Block[] = [];
  for (let first = 0; first < all.length; first++) {
    const language = /^```(\w+)$/.exec(all[first]!)?.[1];
    if (language === undefined) continue;
    const end = all.indexOf('```', first);
    found.push({ language, first, end, lines: all.slice(first + 1, end) });
    first = end;
  }
  return found;
}

function stepsOf({ lines: body }: Block): readonly Step[] {
  const starts = body.flatMap((line, at) => (line.startsWith('$ ') ? [at] : []));
  return starts.map((start, index) => {
    let after = start + 1;
    while (body[after - 1]!.endsWith('\\')) after++;
    const typed = body.slice(start, after).join('\n').slice(2);
    const shown = body.slice(after, starts[index + 1] ?? body.length);
    return { typed, shown: shown.map((line) => `${line}\n`).join('') };
  });
}

function titleOf({ first }: Block, steps: readonly Step[]): string {
  const typed = steps[0]?.typed.split('\n')[0] ?? 'nothing';
  return `line ${first + 2}: ${typed}${isShort(steps) ? ' (no jq here: only what goes into it is checked)' : ''}`;
}

function isShort(steps: readonly Step[]): boolean {
  return steps.some(({ typed }) => isLeftOnly(typed));
}

function isLeftOnly(typed: string): boolean {
  return !JQ && typed.includes('| jq ');
}

/** Runs the steps in one shell, so that `$?` is the status of the step before. */
async function runSteps(steps: readonly Step[], exports: readonly string[]): Promise<readonly string[]> {
  const script = [
    'exec 2>&1 </dev/null',
    `inquest() { '${process.execPath}' bin/inquest.js "$@"; }`,
    ...exports,
    'status=0',
    ...steps.map(({ typed }) => {
      const command = isLeftOnly(typed) ? typed.slice(0, typed.indexOf('| jq ')) : typed;
      return `(exit $status)\n${command}\nstatus=$?\nprintf '${SEPARATOR}'`;
    }),
    'exit 0',
  ].join('\n');
  return (await output('sh', ['-c', script])).split(SEPARATOR);
}

/** Runs the example as a user's file beside an installed package. */
async function runExample(text: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'readme-'));
  try {
    mkdirSync(join(directory, 'node_modules'));
    symlinkSync(ROOT, join(directory, 'node_modules/inquest'));
    writeFileSync(join(directory, 'example.mjs'), text);
    return await output(process.execPath, [join(directory, 'example.mjs')]);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** What the program printed; CSV's CRLF becomes LF, for a README holds no other. */
async function output(command: string, args: readonly string[]): Promise<string> {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, TZ: 'UTC', LC_ALL: 'C', TMPDIR: SCRATCH };
  const { stdout } = await promisify(execFile)(command, args, { cwd: ROOT, env });
  return stdout.replaceAll('\r\n', '\n');
}

function printed(typed: string, text: string): readonly string[] {
  return `$ ${typed}\n${text}`.split('\n').slice(0, text.endsWith('\n') || text === '' ? -1 : undefined);
}
