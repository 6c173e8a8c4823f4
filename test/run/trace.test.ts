/** Traces of several logs: paired by time, however they are stored, cut and read. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tuning } from '../../src/model/query.ts';
import { SPAN_ROWS, type TraceReport } from '../../src/model/span.ts';
import { ask } from './ask.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'inquest-trace-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const KEY = { kind: 'path', path: [{ key: 'key' }] } as const;
const ASK = {
  kind: 'trace',
  pair: { start: ['start'], end: ['end'], key: KEY },
  texts: false,
  errors: false,
} as const;

const line = (event: string, key: string, second: number): string =>
  `${JSON.stringify({ ts: new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString(), event, key })}\n`;

/** Writes logs of lines; the paths. */
function logs(name: string, ...all: readonly (readonly string[])[]): readonly string[] {
  return all.map((lines, n) => {
    const path = join(dir, `${name}${n}.jsonl`);
    writeFileSync(path, lines.join(''));
    return path;
  });
}

async function trace(paths: readonly string[], tuning: Partial<Tuning> = {}): Promise<TraceReport> {
  const { report } = await ask(paths, { ask: ASK, tuning });
  return report as TraceReport;
}

/** `KEY LOG@LINE-LOG@LINE` of each span. */
function shown(report: TraceReport): readonly string[] {
  const place = (ref: { source: string; line?: number } | undefined): string =>
    ref === undefined ? '?' : `${/(\d)\.jsonl/.exec(ref.source)?.[1]}:${ref.line}`;
  return [...report[SPAN_ROWS]].map(({ key, from, to }) => `${key} ${place(from)}-${place(to)}`);
}

describe('several logs', () => {
  it('are one stream in the order of times', async () => {
    const paths = logs(
      'order',
      [line('start', 'a', 1), line('end', 'b', 4), line('start', 'a', 20), line('start', 'c', 30)],
      [line('start', 'b', 2), line('end', 'a', 10), line('end', 'a', 25)],
      [line('start', 'd', 50), line('end', 'c', 60)],
    );
    const expected = ['a 0:1-1:2', 'b 1:1-0:2', 'a 0:3-1:3', 'c 0:4-2:2', 'd 2:1-?'];
    expect(shown(await trace(paths))).toEqual(expected);
    expect(shown(await trace(paths.toReversed()))).toEqual(expected);
    expect((await trace(paths)).notes).toEqual([]);
  });

  it('give the same however they are cut, read and stored', async () => {
    const seconds = Array.from({ length: 400 }, (_, n) => n);
    const some = (log: number): string[] =>
      seconds
        .filter((n) => n % 3 === log)
        .map((n) => line((n * 7) % 4 < 2 ? 'start' : 'end', `k${(n * 13) % 17}`, n));
    const paths = logs('cut', some(0), some(1), some(2));
    const whole = await trace(paths);
    expect(whole.total).toBeGreaterThan(100);
    for (const tuning of [
      { shards: 7 },
      { threads: 2, shards: 5 },
      { chunkSize: 64 },
      { kernel: 'scalar' },
    ] as const) {
      const cut = await trace(paths, tuning);
      expect(shown(cut)).toEqual(shown(whole));
      expect({ ...cut, [SPAN_ROWS]: [] }).toEqual({ ...whole, [SPAN_ROWS]: [] });
    }
    const packed = paths.map((path, n) => {
      writeFileSync(`${path}.gz`, gzipSync(some(n).join('')));
      return `${path}.gz`;
    });
    expect(shown(await trace(packed))).toEqual(shown(whole));
  });

  it('hold open spans up to the cap, and say what was given up', async () => {
    const starts = Array.from({ length: 50 }, (_, n) => line('start', `k${n}`, n));
    const ends = Array.from({ length: 50 }, (_, n) => line('end', `k${n}`, 100 + n));
    const paths = logs('cap', [...starts, ...ends]);
    const { report } = await ask(paths, { ask: { ...ASK, slowest: 3 }, cap: 10 });
    expect(report).toMatchObject({
      total: 50,
      open: 40,
      orphans: 40,
      notes: [
        { kind: 'orphan', count: 40 },
        { kind: 'capped', count: 40 },
      ],
    });
  });

  it('notes what stands farther from its place than the window reaches', async () => {
    const many = 70_000;
    const lines = Array.from({ length: many }, (_, n) => line('start', `k${n}`, 100 + n));
    const paths = logs('late', [...lines, line('end', 'k0', 1)]);
    const { report } = await ask(paths, { ask: { ...ASK, slowest: 1 } });
    expect(report.notes.filter(({ kind }) => kind === 'disorder')).toMatchObject([
      { count: 1, places: [{ line: many + 1 }] },
    ]);
  });
});
