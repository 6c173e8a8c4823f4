/** Listings of more rows than a call takes arguments, and of logs that become shorter meanwhile (promises.md rows 13, 14). */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryOf } from '../../src/run/query-of.ts';
import { run } from '../../src/run/run.ts';

const BIN = resolve(import.meta.dirname, '../../bin/inquest.js');
const EVENTS = 140_000;

let directory = '';

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'inquest-long-'));
  const lines = Array.from(
    { length: EVENTS },
    (_, n) => `{"timestamp":${1_700_000_000 + n},"event":"a","n":${n}}\n`,
  );
  writeFileSync(join(directory, 'log.jsonl'), lines.join(''));
});

afterAll(() => rmSync(directory, { recursive: true }));

function linesOf(...args: readonly string[]): number {
  const { status, stdout } = spawnSync(process.execPath, [BIN, ...args, '--format', 'ndjson', '-q'], {
    maxBuffer: 2 ** 28,
  });
  expect(status).toBe(0);
  return stdout.toString('latin1').split('\n').length - 1;
}

describe('long listings', () => {
  it('show the last 130,000 events', () => {
    const log = join(directory, 'log.jsonl');
    expect(linesOf('show', '-n', '130000', log)).toBe(130_000);
    expect(linesOf('query', '--tail', '130000', '--strict', log)).toBe(130_000);
  });

  it('say where an ordered log became shorter, and show no empty lines', async () => {
    const log = join(directory, 'shrinks.jsonl');
    const line = (n: number) => `{"timestamp":${1_700_000_000 + n},"event":"a"}\n`;
    writeFileSync(log, Array.from({ length: 2000 }, (_, n) => line(n)).join(''));
    const ask = { kind: 'list', sort: 'time' } as const;
    const seen: number[] = [];
    const report = await run(queryOf({ logs: [{ path: log }], ask }), {
      show(events) {
        seen.push(...events.map(({ row }) => row.bytes.length));
        truncateSync(log, 300 * line(0).length + 7);
      },
    });
    expect(seen).toHaveLength(300);
    expect(Math.min(...seen)).toBe(line(0).length - 1);
    expect(report.notes.map(({ kind }) => kind)).toEqual(['truncated-input']);
  });
});
