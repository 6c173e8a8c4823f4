/**
 * A cursor file goes on where the output ended. Interrupted by a signal, no line is lost and none is shown twice; killed,
 * none is lost, and what was shown last may be shown once more, for nobody can tell whether it was read.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { Position } from '../../src/model/follow.ts';
import { FULL } from '../run/ask.ts';
import { directory } from '../run/follower.ts';
import { randomOf } from './random.ts';

const BIN = resolve(import.meta.dirname, '../../bin/inquest.js');
const RUNS = FULL ? 100 : 3;

interface Run {
  readonly code: number | null;
  readonly signal: string | null;
  readonly lines: readonly string[];
  /** What stands behind the last newline. */
  readonly rest: string;
}

function start(args: readonly string[]): { readonly child: ChildProcess; readonly run: Promise<Run> } {
  const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout?.on('data', (piece: Buffer) => {
    text += piece.toString();
  });
  const run = new Promise<Run>((resolve) => {
    child.on('close', (code, signal) => {
      const lines = text.split('\n');
      resolve({ code, signal, lines: lines.slice(0, -1), rest: lines.at(-1)! });
    });
  });
  return { child, run };
}

async function runs(kill: NodeJS.Signals, seed: number): Promise<readonly Run[]> {
  const random = randomOf(seed);
  const dir = directory();
  const path = join(dir, 'log.jsonl');
  const cursor = join(dir, 'cursor');
  writeFileSync(path, '');
  let written = 0;
  let renames = 0;
  const writing = setInterval(() => {
    // What was renamed before anybody read it is no part of the log.
    if (existsSync(cursor) && random.below(120) === 0) {
      renameSync(path, `${path}.${++renames}`);
      writeFileSync(path, '');
    }
    const lines = Array.from({ length: 1 + random.below(10) }, () => `{"n":${written++}}\n`);
    appendFileSync(path, lines.join(''));
  }, 5);
  const args = ['query', '-q', '--format', 'ndjson', '--cursor-file', cursor, path];
  const done: Run[] = [];
  try {
    for (let n = 0; n < RUNS; n++) {
      const { child, run } = start([...args, '-f']);
      await new Promise((resolve) => child.stdout?.once('data', resolve));
      await new Promise((resolve) => setTimeout(resolve, random.below(60)));
      child.kill(kill);
      done.push(await run);
    }
  } finally {
    clearInterval(writing);
  }
  const last = start(args);
  done.push(await last.run);
  expect(done.at(-1)).toMatchObject({ code: 0, rest: '' });
  expect(readdirSync(dir).filter((name) => name.endsWith('.part'))).toEqual([]);
  const all = Array.from({ length: written }, (_, n) => `{"n":${n}}`);
  const shown = new Set(done.flatMap(({ lines }) => lines));
  const lost = all.filter((line) => !shown.has(line));
  expect([lost.length, lost.slice(0, 3)]).toEqual([0, []]);
  return done;
}

const numbers = ({ lines }: Run): readonly number[] =>
  lines.map((line) => (JSON.parse(line) as { n: number }).n);

test.each(['SIGINT', 'SIGTERM'] as const)(
  'interrupted by %s: each line once, in order',
  async (kill) => {
    const done = await runs(kill, 1);
    for (const { code, rest } of done.slice(0, -1))
      expect([code, rest]).toEqual([kill === 'SIGINT' ? 130 : 143, '']);
    const all = done.flatMap(numbers);
    const wrong = all.findIndex((each, n) => each !== n);
    expect([wrong, all.slice(wrong, wrong + 5)]).toEqual([-1, all.slice(-1, 4)]);
  },
  300_000,
);

test('killed: no line is lost, at most the last batch is shown again', async () => {
  const done = await runs('SIGKILL', 2);
  let next = 0;
  for (const run of done) {
    const own = numbers(run);
    // From where the one before ended, or from the beginning of its last batch.
    expect(own[0] ?? next).toBeLessThanOrEqual(next);
    expect(own).toEqual(own.map((_, n) => (own[0] ?? 0) + n));
    next = Math.max(next, (own.at(-1) ?? -1) + 1);
  }
}, 300_000);

test('a position is kept for the next run without follow too', async () => {
  const dir = directory();
  const path = join(dir, 'log.jsonl');
  const cursor = join(dir, 'cursor');
  writeFileSync(path, '{"n":1}\n{"n":2}\n{"n":');
  const args = ['query', '-q', '--format', 'ndjson', '--cursor-file', cursor, path];
  expect((await start(args).run).lines).toEqual(['{"n":1}', '{"n":2}']);
  expect((await start(args).run).lines).toEqual([]);
  appendFileSync(path, '3}\n');
  expect((await start(args).run).lines).toEqual(['{"n":3}']);
  // Rotated meanwhile: what was left of the older file, then the new one.
  appendFileSync(path, '{"n":4}\n');
  renameSync(path, `${path}.1`);
  writeFileSync(path, '{"n":5}\n');
  expect((await start(args).run).lines).toEqual(['{"n":4}', '{"n":5}']);
  // Written anew: a loss is possible.
  writeFileSync(path, '{"n":60}\n{"n":70}\n');
  const anew = await start(args).run;
  expect([anew.lines, anew.code]).toEqual([['{"n":60}', '{"n":70}'], 3]);
  const { files } = JSON.parse(readFileSync(cursor, 'utf8')) as Position;
  expect(files.at(-1)).toMatchObject({ path, offset: 18, line: 2 });
  // That an older file which was read to its end is deleted is no loss.
  for (const name of readdirSync(dir)) if (/\.\d$/.test(name)) unlinkSync(join(dir, name));
  expect(await start(args).run).toMatchObject({ code: 0, lines: [] });
});

test('what a killed reader left beside its cursor file is taken away, what others write stays', async () => {
  const dir = directory();
  const path = join(dir, 'log.jsonl');
  const cursor = join(dir, 'cursor');
  writeFileSync(path, '{"n":1}\n');
  const args = ['query', '-q', '--cursor-file', cursor, path];
  expect((await start(args).run).code).toBe(0);
  // No process has so high a number; that of this one runs.
  const names = ['cursor.4194305.part', `cursor.${process.pid}.part`, 'cursor.x.part', 'other.4194305.part'];
  for (const name of names) writeFileSync(join(dir, name), '');
  expect((await start(args).run).code).toBe(0);
  expect(readdirSync(dir).sort()).toEqual([...names.slice(1), 'cursor', 'log.jsonl'].sort());
});

test('a cursor file that cannot be written is exit 4, one that is none is exit 2', async () => {
  const dir = directory();
  const path = join(dir, 'log.jsonl');
  writeFileSync(path, '{"n":1}\n');
  const away = await start(['query', '-q', '--cursor-file', join(dir, 'no/cursor'), path]).run;
  expect(away.code).toBe(4);
  const other = join(dir, 'other.json');
  writeFileSync(other, '{"mine":true}');
  const wrong = await start(['query', '-q', '--cursor-file', other, path]).run;
  expect([wrong.code, wrong.lines, readFileSync(other, 'utf8')]).toEqual([2, [], '{"mine":true}']);
  expect(existsSync(join(dir, 'no'))).toBe(false);
});
