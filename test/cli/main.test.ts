import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { fileSink } from '../../src/cli/world.ts';
import { fileOf } from '../scan/room.ts';
import { inquest } from './world.ts';

const MACF = 'fixtures/logs/macf/agent_events_log.jsonl';
const LINES = readFileSync(MACF, 'utf8').trimEnd().split('\n');

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'main-'));
  writeFileSync(join(directory, 'torn.jsonl'), `${LINES.slice(0, 5).join('\n')}\n{"timestamp": 17`);
});
afterAll(() => rmSync(directory, { recursive: true }));

/** The arguments of a line; `LOG` is the macf fixture, `DIR` the test's directory. */
function words(line: string): readonly string[] {
  const parts = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  return parts.map((part) => part.replace(/^LOG$/, MACF).replace('DIR', directory));
}

test.each<[line: string, code: number, stdout: RegExp, stderr: RegExp]>([
  ['', 2, /^$/, /^Usage: inquest <command>/],
  ['--help', 0, /^Usage: inquest <command>/, /^$/],
  ['help where', 0, /^The language of --where/, /^$/],
  ['help wher', 2, /^$/, /did you mean "where"/],
  ['stats -h', 0, /^Usage: inquest stats/, /^$/],
  ['--version', 0, /^inquest \d+\.\d+\.\d+\n$/, /^$/],
  ['stat LOG', 2, /^$/, /did you mean "stats"/],
  ['query LOG --since x --where a --tz X/Y', 2, /^$/, /--tz.*--since.*--where/s],
  ['query DIR/none.jsonl', 3, /.*/, /none\.jsonl/],
  ['query --format raw LOG', 0, /^\{"timestamp"/, /^/],
  ['query --where exists.not=1 --format raw LOG', 0, /^$/, /^/],
  ['query -e --where exists.not=1 --format raw LOG', 1, /^$/, /^/],
  ['query --expect none --format raw -n 0 LOG', 1, /^$/, /^/],
  [`query --expect =${LINES.length} --format raw -n 2 LOG`, 0, /^([^\n]+\n){2}$/, /^/],
  ['show --format ndjson LOG', 0, /^([^\n]+\n){10}$/, /^/],
  ['query --count LOG', 0, new RegExp(`^${LINES.length}\n$`), /^/],
  ['query --count --format ndjson LOG', 0, new RegExp(`^{"count":${LINES.length}}\n$`), /^/],
  ['stats LOG', 0, /compaction_detected/, /^/],
  ['stats --explain LOG', 0, /macf/, /^$/],
  ['query --explain --json --since @last-1h LOG', 0, /"where": "@time >= @last-1h"/, /^$/],
  ['query --explain DIR/none.jsonl', 3, /./, /none\.jsonl/],
  ['gaps --expect some LOG', 0, /./, /^/],
  ['gaps --threshold 300d --expect none LOG', 0, /./, /^/],
  ['query DIR/torn.jsonl --format raw', 0, /^([^\n]+\n){5}$/, /torn/],
  ['query -q DIR/torn.jsonl --format raw', 0, /^([^\n]+\n){5}$/, /^$/],
  ['query --strict DIR/torn.jsonl --format raw', 3, /^([^\n]+\n){5}$/, /torn/],
  ['query --strict -q DIR/torn.jsonl --format raw', 3, /^([^\n]+\n){5}$/, /^$/],
])('inquest %s exits %d', async (line, code, stdout, stderr) => {
  const outcome = await inquest(words(line));
  expect(outcome).toEqual({
    code,
    stdout: expect.stringMatching(stdout),
    stderr: expect.stringMatching(stderr),
  });
});

const ASKING = COMMANDS.filter((row) => 'ask' in row);
/** Those of `replay` take minutes, or a server: test/cli/replay.test.ts plays shorter ones. */
const EXAMPLES = ASKING.filter(({ name }) => name !== 'replay').flatMap(({ examples }) =>
  examples.map(({ line }) => line),
);

test.each(EXAMPLES)('%s answers from the fixtures', async (line) => {
  const { code, stdout } = await inquest(words(line).slice(1));
  expect([0, 1]).toContain(code);
  expect(stdout).not.toBe('');
});

test.each([
  'show',
  'history',
  'query',
  'stats',
  'gaps',
  'sessions-list',
  'query-set union --query \'@type like "*"\' --query a=1',
])('standard output of %s --json is one JSON document', async (command) => {
  const { stdout } = await inquest(words(`${command} --json LOG`));
  expect(() => JSON.parse(stdout)).not.toThrow();
});

test('standard input is read when it is no terminal and no log is named', async () => {
  const stdin = Readable.from([`${LINES.slice(0, 3).join('\n')}\n`]);
  const { code, stdout } = await inquest(['query', '--count'], { stdin });
  expect([code, stdout]).toEqual([0, '3\n']);
});

test('a full device is exit 4 and one line', async () => {
  const fd = openSync('/dev/full', 'w');
  const { code, stderr } = await inquest(words('query --format raw LOG'), { stdout: fileSink(fd) });
  closeSync(fd);
  expect([code, stderr]).toEqual([4, 'inquest: cannot write the output: no space left on device\n']);
});

test('a reader that leaves ends an endless question quietly', async () => {
  const stdin = endless();
  const stdout = new PassThrough();
  stdout.once('data', () => stdout.destroy(Object.assign(new Error('gone'), { code: 'EPIPE' })));
  const { code, stderr } = await inquest(['query', '--format', 'raw', '-'], { stdin, stdout });
  expect([code, stderr, stdin.destroyed]).toEqual([0, '', true]);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s leaves whole lines and exits %d', async (signal, expected) => {
  const stdin = endless();
  const stdout = new PassThrough();
  const chunks: Buffer[] = [];
  const { code } = await inquest(['query', '--format', 'raw', '-'], {
    stdin,
    stdout,
    onStart: (send) => {
      stdout.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (chunks.length === 3) send(signal);
      });
    },
  });
  expect(code).toBe(expected);
  expect(Buffer.concat(chunks).toString()).toMatch(/^(\{[^\n]+\}\n)+$/);
});

test('a bug of ours is exit 70 with its stack', async () => {
  const env = new Proxy<Record<string, string>>(
    {},
    {
      get() {
        throw new Error('no such\u001b[2J thing');
      },
    },
  );
  const { code, stderr } = await inquest(['query', '-'], { env });
  expect(code).toBe(70);
  expect(stderr).toMatch(/bug of inquest.*no such\\x1b\[2J thing\n {2} +at /s);
});

/** A log that never ends. */
function endless(): Readable {
  const block = `${LINES.join('\n')}\n`;
  return new Readable({
    read() {
      this.push(block);
    },
  });
}

test('a rule on types that no event has is green with a word', async () => {
  const rules = fileOf(
    [
      'rules:',
      '  - {name: o, kind: order, first: aaaaaaa, then: session_started, key: "@session"}',
      '  - {name: p, kind: pairs, start: bbbbbbb, end: session_started, key: "@session"}',
      '  - {name: c, kind: count, type: ccccccc, expect: none}',
    ].join('\n'),
    'rules.yaml',
  );
  const { code, stderr } = await inquest(['check', '--rules', rules, MACF]);
  expect(code).toBeLessThan(2);
  expect(stderr).toBe(
    ['aaaaaaa', 'bbbbbbb'].map((type) => `note: none of the first events is of type \`${type}\`\n`).join(''),
  );
});
