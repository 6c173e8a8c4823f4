/**
 * promises.md row 17, from end to end: no text of a log, of a file's name or of the command line reaches a terminal with a
 * character in it that drives one.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quote } from '../../../src/base/quoted.ts';
import { inert } from '../../../src/render/inert.ts';
import { inquest } from '../../cli/world.ts';
import { LIVE, PAYLOADS } from '../../render/payloads.ts';
import { FULL } from '../../run/ask.ts';

const COMMANDS: readonly (readonly string[])[] = [
  ['show', '-n', '100'],
  ['history'],
  ['query', '-C', '1'],
  ['query', '--provenance', '--summary'],
  ['query', '--count'],
  ['query-set', 'union', '--query', '@type like "*"', '--query', 'exists k'],
  ['stats', '--by', 'k', '--bucket', '1h', '--percentiles', 'n'],
  ['stats', '--by', '@session'],
  ['gaps', '--threshold', '0s'],
  ['gaps', '--threshold', '0s', '--per', 'session'],
  ['sessions-list'],
  ['query', '--explain'],
];
const LISTINGS: ReadonlySet<string> = new Set(['show', 'history', 'query', 'query-set']);

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'inert-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** The places in an event where a payload may stand. C1, DEL, bidi and the like stand there raw; JSON must escape C0. */
const PLACES: Readonly<Record<string, (payload: string, n: number) => object>> = {
  value: (payload, n) => ({ ts: timeOf(n), event: 'call', session_id: 'one', k: payload, n }),
  key: (payload, n) => ({
    ts: timeOf(n),
    event: 'call',
    session_id: 'one',
    [payload]: { [payload]: n },
    k: n,
  }),
  type: (payload, n) => ({ ts: timeOf(n), event: payload, session_id: 'one', k: 1, n }),
  session: (payload, n) => ({ ts: timeOf(n), event: 'call', session_id: `${payload}-${n % 7}`, k: 1, n }),
};

test.each(Object.keys(PLACES))('in a %s', async (place) => {
  const make = PLACES[place]!;
  const log = join(directory, `${place}.jsonl`);
  writeFileSync(log, PAYLOADS.map((payload, n) => `${JSON.stringify(make(payload, n))}\n`).join(''));
  for (const command of COMMANDS) await check([...command, log]);
});

test('a value is shown, written out', async () => {
  const log = join(directory, 'shown.jsonl');
  writeFileSync(
    log,
    PAYLOADS.map((payload) => `${JSON.stringify({ event: 'call', k: payload })}\n`).join(''),
  );
  const { stdout } = await inquest(['query', '--fields', 'k', log], { terminal: 200 });
  expect(stdout.trimEnd().split('\n').slice(1)).toEqual(PAYLOADS.map((payload) => inert(payload).trimEnd()));
});

test('in a file name and a directory name', async () => {
  const line = (n: number) => JSON.stringify({ ts: timeOf(n), event: 'call', session_id: 'one', k: 'a', n });
  const tree = join(directory, 'names');
  // A directory each takes its time.
  const some = FULL ? PAYLOADS : PAYLOADS.filter((_, n) => n % 3 === 0);
  for (const [n, payload] of some.entries()) {
    const name = payload.replaceAll(/[\0/]/g, '');
    mkdirSync(join(tree, name), { recursive: true });
    writeFileSync(join(tree, name, `${name}.jsonl`), `${line(2 * n)}\n${line(2 * n - 3)}\n{"torn`);
    writeFileSync(join(tree, name, `${name}.log`), 'no log\n');
  }
  for (const command of COMMANDS) await check([...command, tree]);
});

test('a newline in a name or a value begins no line of the output', async () => {
  const log = join(directory, 'x\nFORGED.jsonl');
  const event = {
    ts: timeOf(0),
    event: 'x\nFORGED',
    session_id: 'x\nFORGED',
    k: 'x\nFORGED',
    'x\nFORGED': 1,
  };
  writeFileSync(
    log,
    `${JSON.stringify(event)}\n${JSON.stringify({ ...event, ts: timeOf(9), n: 1 })}\n{"torn`,
  );
  for (const command of COMMANDS) {
    for (const format of formatsOf(command).filter((each) => each !== 'csv')) {
      const { stdout, stderr } = await inquest([...command, '--format', format, log], { terminal: 100 });
      expect(`${stdout}${stderr}`, `${command} ${format}`).not.toMatch(/^FORGED/m);
    }
  }
});

/** What people paste: the wrong word is named in the error. */
const WRONG: readonly ((payload: string) => readonly string[])[] = [
  (payload) => [payload],
  (payload) => ['help', payload],
  (payload) => ['query', `--${payload}`, '-'],
  (payload) => ['query', `--json=${payload}`, '-'],
  (payload) => [
    'query',
    '--since',
    payload,
    '--severity',
    payload,
    '--tz',
    payload,
    '--expect',
    payload,
    '-',
  ],
  (payload) => [
    'query',
    '--where',
    payload,
    '--format',
    payload,
    '--fields',
    payload,
    '--max-line',
    payload,
    '-',
  ],
  (payload) => ['query', '--where', `a ~ ${quote(`(${payload}`)}`, '--where', `a = 'x${payload}`, '-'],
  (payload) => ['query-set', payload, '--query', `{"${payload}":1}`, '--query', payload, '-'],
  (payload) => ['query', '--dialect', payload, '--values', payload, '--values', `x=/none/${payload}`, '-'],
  (payload) => ['gaps', '--threshold', payload, '--per', payload, '--dialect-file', `/none/${payload}`, '-'],
  (payload) => ['query', `/none/${payload}.jsonl`],
  (payload) => ['query', '--explain', '--where', `k = ${quote(payload)}`, `/none/${payload}.jsonl`],
];

test.each(WRONG.map((make) => [make('…').join(' '), make] as const))(
  'in the error of %s',
  async (_, make) => {
    for (const payload of PAYLOADS) await check(make(payload), ['table']);
  },
);

test('in the hints of an empty answer, and in a dialect file', async () => {
  const log = join(directory, 'hints.jsonl');
  const file = join(directory, 'dialect.json');
  for (const payload of PAYLOADS) {
    writeFileSync(log, `${JSON.stringify({ event: `aaaa${payload}`, [`kkkk${payload}`]: 1 })}\n`);
    writeFileSync(
      file,
      JSON.stringify({ name: payload, detect: [[{ path: payload, is: payload }]], [payload]: 1 }),
    );
    await check(['query', '-t', 'aaaa', '--where', 'kkkk = 1', log], ['table']);
    await check(['query', '--time-field', 'kkkk', '--explain', log], ['table', 'json']);
    await check(['query', '--dialect-file', file, log], ['table']);
  }
});

/** Runs the line for a terminal in each format that its command takes, and the table for a pipe too. */
async function check(args: readonly string[], formats: readonly string[] = formatsOf(args)): Promise<void> {
  for (const format of formats) {
    const typed = format === 'table' ? args : [...args, '--format', format];
    // Without colour, every escape sequence would be the log's.
    const { code, stdout, stderr } = await inquest([...typed], {
      terminal: 100,
      columns: 100,
      env: { NO_COLOR: '1' },
    });
    expect(code, stderr).not.toBe(70);
    expect([found(stdout, format), found(stderr, 'table')], typed.join(' ')).toEqual(['', '']);
  }
  if (formats.length < 2) return;
  const piped = await inquest([...args]);
  expect([found(piped.stdout, 'table'), found(piped.stderr, 'table')], args.join(' ')).toEqual(['', '']);
}

function formatsOf(args: readonly string[]): readonly string[] {
  const isListing = LISTINGS.has(args[0]!) && !args.includes('--count');
  if (args.includes('--summary')) return ['table'];
  return [
    'table',
    'json',
    'ndjson',
    'csv',
    'tsv',
    ...(isListing && !args.includes('--provenance') ? ['raw'] : []),
  ];
}

/** The first live character with what stands around it; the empty string where there is none. */
function found(text: string, format: string): string {
  // Row ends of CSV and cell ends of TSV are ours.
  const quiet =
    format === 'csv' ? text.replaceAll('\r\n', '\n') : format === 'tsv' ? text.replaceAll('\t', ' ') : text;
  const live = LIVE.exec(quiet);
  return live === null ? '' : JSON.stringify(quiet.slice(Math.max(0, live.index - 30), live.index + 30));
}

function timeOf(n: number): string {
  return new Date(Date.UTC(2025, 11, 10) + n * 7000).toISOString();
}
