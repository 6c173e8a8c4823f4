/**
 * promises.md rows 32 and 34: following gives each whole line once, tells of what may be lost, and shows no line before it
 * is whole. The limit of it: a file that nobody looked at before it was deleted or cut leaves no trace, so the writer
 * here waits until the first line of a file was read before it does either.
 */
import {
  appendFileSync,
  closeSync,
  openSync,
  renameSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FULL } from '../run/ask.ts';
import { directory, type How, type Reader, reading } from '../run/follower.ts';
import { type Random, randomOf } from './random.ts';

const RUNS = FULL ? 100 : 10;
const ACTIONS = FULL ? 200 : 100;

/** A line and the file that it was written to; files are numbered as they are made or emptied. */
interface Written {
  readonly line: string;
  readonly file: number;
}

class Writer {
  readonly written: Written[] = [];
  private readonly path: string;
  private readonly reader: Reader;
  private readonly random: Random;
  private file = 0;
  private half = '';
  private renames = 0;

  constructor(path: string, reader: Reader, random: Random) {
    this.path = path;
    this.reader = reader;
    this.random = random;
  }

  async act(): Promise<string> {
    const choice = this.random.below(100);
    if (choice < 45) return this.write(1 + this.random.below(5));
    if (choice < 60) return this.writeHalf();
    if (choice < 85) return this.pause();
    if (choice < 91) return this.rotate();
    if (choice < 96) return this.truncate();
    return this.remove();
  }

  /** Ends an unfinished line. */
  finish(): void {
    if (this.half !== '') this.write(1);
  }

  private write(count: number): string {
    let text = '';
    for (let n = 0; n < count; n++) {
      const line = this.half === '' ? this.next() : this.half;
      text += this.half === '' ? `${line}\n` : `${line.slice(line.length >> 1)}\n`;
      this.half = '';
      this.written.push({ line, file: this.file });
    }
    appendFileSync(this.path, text);
    return `write ${count}`;
  }

  private writeHalf(): string {
    if (this.half === '') {
      this.half = this.next();
      appendFileSync(this.path, this.half.slice(0, this.half.length >> 1));
    }
    return 'half';
  }

  private async pause(): Promise<string> {
    const ms = this.random.below(this.random.below(5) === 0 ? 40 : 5);
    await new Promise((resolve) => setTimeout(resolve, ms));
    return 'pause';
  }

  private rotate(): string {
    this.finish();
    renameSync(this.path, `${this.path}.${++this.renames}`);
    writeFileSync(this.path, '');
    this.file++;
    return 'rotate';
  }

  private async truncate(): Promise<string> {
    await this.seen();
    this.half = '';
    truncateSync(this.path);
    this.file++;
    return 'truncate';
  }

  private async remove(): Promise<string> {
    await this.seen();
    this.finish();
    unlinkSync(this.path);
    if (this.random.below(2) === 0) await this.pause();
    writeFileSync(this.path, '');
    this.file++;
    return 'delete';
  }

  /** The present file is known to the reader. */
  private async seen(): Promise<void> {
    let first = this.written.find(({ file }) => file === this.file);
    if (!first) {
      this.write(1);
      first = this.written.at(-1)!;
    }
    await this.reader.until(`${first.line} is read`, () => this.reader.lines.includes(first.line));
  }

  private count = 0;

  private next(): string {
    return JSON.stringify({ n: ++this.count, text: 'x'.repeat(this.random.below(60)) });
  }
}

async function check(seed: number, how: How): Promise<{ readonly lost: number; readonly gaps: number }> {
  const random = randomOf(seed);
  const path = join(directory(), 'log.jsonl');
  writeFileSync(path, '');
  const reader = reading([path], { watch: how, pollMs: 5 });
  const writer = new Writer(path, reader, random);
  const acts: string[] = [];
  for (let n = 0; n < ACTIONS; n++) acts.push(await writer.act());
  writer.finish();
  appendFileSync(path, '{"last":true}\n');
  await reader.until('the last line', () => reader.lines.includes('{"last":true}'));
  const { notes } = await reader.stop();
  const story = `seed ${seed}: ${acts.join(', ')}`;

  const seen = reader.lines.slice(0, -1);
  expect(new Set(seen).size, `${story}: a line was repeated`).toBe(seen.length);
  const known = new Map(writer.written.map((each, n) => [each.line, { ...each, n }]));
  expect(
    seen.filter((line) => !known.has(line)),
    `${story}: a line that nobody wrote`,
  ).toEqual([]);
  const inOrder = seen.map((line) => known.get(line)!.n);
  expect(inOrder, `${story}: the order`).toEqual([...inOrder].sort((a, b) => a - b));

  const read = new Set(seen);
  const lost = writer.written.filter(({ line }) => !read.has(line));
  const gaps = gapsBetween(reader);
  for (const { line } of lost) {
    const { n } = known.get(line)!;
    const before = Math.max(-1, ...inOrder.filter((each) => each < n));
    const after = Math.min(Number.POSITIVE_INFINITY, ...inOrder.filter((each) => each > n));
    const told = gaps.some(
      (gap) =>
        gap.before === (writer.written[before]?.line ?? '') &&
        gap.after === (writer.written[after]?.line ?? '{"last":true}'),
    );
    expect(told, `${story}: ${line} was lost and nothing said`).toBe(true);
  }
  const others = notes.filter(({ kind }) => kind !== 'gap' && kind !== 'no-time');
  expect(others, story).toEqual([]);
  return { lost: lost.length, gaps: gaps.length };
}

/** Between which lines gaps were told. */
function gapsBetween(reader: Reader): readonly { readonly before: string; readonly after: string }[] {
  const gaps: { before: string; after: string }[] = [];
  let before = '';
  let open = false;
  for (const batch of reader.batches) {
    if (batch.kind === 'note' && batch.note.kind === 'gap') open = true;
    if (batch.kind !== 'events') continue;
    const lines = batch.events.map(({ row }) => Buffer.from(row.bytes).toString());
    if (open) gaps.push({ before, after: lines[0]! });
    open = false;
    before = lines.at(-1)!;
  }
  return gaps;
}

test.each(['hints', 'poll'] as const)(
  'row 32: each whole line once, losses are told (%s)',
  async (how) => {
    let lost = 0;
    let gaps = 0;
    for (let run = 0; run < RUNS / 2; run++) {
      const outcome = await check(run * 2 + (how === 'poll' ? 1 : 0), how);
      lost += outcome.lost;
      gaps += outcome.gaps;
    }
    // Cuts were met, and told of.
    expect(gaps).toBeGreaterThan(0);
    expect(lost).toBeGreaterThanOrEqual(0);
  },
  600_000,
);

test.each(['hints', 'poll'] as const)(
  'row 34: one byte at a time (%s)',
  async (how) => {
    const path = join(directory(), 'log.jsonl');
    writeFileSync(path, '');
    const reader = reading([path], { watch: how, pollMs: 1 });
    const records = Array.from({ length: 1000 }, (_, n) => `{"n":${n},"é":"${'😀'.repeat(n % 3)}"}`);
    const fd = openSync(path, 'a');
    for (const [n, record] of records.entries()) {
      for (const byte of Buffer.from(`${record}\n`)) {
        writeSync(fd, Buffer.of(byte));
        // Every byte of some records is looked at, most are written as fast as it goes.
        if (n % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        else if (byte % 16 === n % 16) await new Promise((resolve) => setImmediate(resolve));
        expect(reader.lines.length).toBeLessThanOrEqual(n + (byte === 10 ? 1 : 0));
      }
    }
    closeSync(fd);
    await reader.have(records.length);
    expect(reader.lines).toEqual(records);
    const { sources, notes } = await reader.stop();
    expect(notes.map(({ kind }) => kind)).toEqual(['no-time']);
    expect(sources).toMatchObject([{ events: 1000, damaged: 0, lines: 1000 }]);
  },
  120_000,
);
