/** promises.md row 23: a cell that a spreadsheet would run is made inert, in CSV and in TSV, in rows, titles and reports. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inquest } from '../../cli/world.ts';

const STARTS = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
const BODIES = [
  '1+1',
  'SUM(A1:A9)',
  'cmd|" /C calc"!A0',
  'HYPERLINK("http://x","y")',
  '1,2',
  'a\nb',
  '"',
  ' ',
  '',
];
const CELLS: readonly string[] = STARTS.flatMap((start) => BODIES.map((body) => start + body));

let log = '';
let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'csv-'));
  log = join(directory, '=1+1.jsonl');
  const events = CELLS.map((cell, n) => ({
    ts: 1_765_353_600 + n,
    event: cell,
    session_id: cell,
    k: cell,
    n: -n,
  }));
  writeFileSync(log, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
});
afterAll(() => rmSync(directory, { recursive: true }));

test.each([
  ['query', ['query'], CELLS.length],
  ['query --fields', ['query', '--fields', 'k,@type,n'], CELLS.length],
  ['query --provenance', ['query', '--fields', 'k', '--provenance', '--sort', 'time'], CELLS.length],
  ['stats', ['stats'], new Set(CELLS).size],
  ['sessions-list', ['sessions-list'], new Set(CELLS).size],
  ['gaps', ['gaps', '--threshold', '0s'], CELLS.length - 1],
])('%s', async (_, args, rows) => {
  for (const format of ['csv', 'tsv'] as const) {
    const { code, stdout, stderr } = await inquest([...args, '--format', format, log]);
    expect([code, stderr]).toEqual([0, '']);
    const [titles, ...cells] = parsed(stdout, format);
    expect(cells.map((row) => row.length)).toEqual(Array(rows).fill(titles!.length));
    expect([titles!, ...cells].flat().filter(runs)).toEqual([]);
  }
});

test('a number stays a number, and a text is kept behind its quote', async () => {
  const { stdout } = await inquest(['query', '--fields', 'n,k', '--format', 'csv', '-n', '2', log]);
  expect(stdout).toBe(`n,k\r\n0,'=1+1\r\n-1,'=SUM(A1:A9)\r\n`);
});

/** A spreadsheet takes the cell for a formula, where it is no plain number. */
function runs(cell: string): boolean {
  return /^[=+\-@\t\r＝＋－＠]/.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell);
}

/** The cells of RFC 4180, or of the same with tabs. */
function parsed(text: string, format: 'csv' | 'tsv'): string[][] {
  const [separator, end] = format === 'csv' ? [',', '\r\n'] : ['\t', '\n'];
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = 0; at < text.length; ) {
    let cell = '';
    if (text[at] === '"') {
      const [quoted = ''] = /"(?:[^"]|"")*"/y.exec(text.slice(at)) ?? [];
      at += quoted.length;
      cell = quoted.slice(1, -1).replaceAll('""', '"');
    } else {
      const stop = nearest(text, at, [separator, end]);
      cell = text.slice(at, stop);
      at = stop;
    }
    row.push(cell);
    if (text.startsWith(separator, at)) at += separator.length;
    else {
      if (!text.startsWith(end, at)) throw new Error(`no end of a cell at ${at}: ${text.slice(at, at + 20)}`);
      at += end.length;
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

function nearest(text: string, from: number, marks: readonly string[]): number {
  return Math.min(...marks.map((mark) => text.indexOf(mark, from)).filter((at) => at >= 0));
}
