import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { splitLine } from '../../src/cli/line.ts';
import { type Question, readQuestion } from '../../src/cli/question.ts';
import { printPredicate } from '../../src/query/print.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'question-'));
  writeFileSync(join(directory, 'log.jsonl'), '{}\n');
  writeFileSync(join(directory, 'names'), 'Read\r\n\n Grep \n');
  writeFileSync(join(directory, 'bad.json'), '{"name": 5}');
});
afterAll(() => rmSync(directory, { recursive: true }));

const CONTEXT = { env: {}, cwd: '/', stdinIsTerminal: true, nowUs: Date.UTC(2025, 11, 10) * 1000 };

/** The question of a line; `DIR` in it is the test's directory. Its faults, short, where it has some. */
function asked(line: string, env: Readonly<Record<string, string>> = {}): Question | string {
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  const typed = splitLine(words.map((word) => word.replace('DIR', directory)));
  if (typed.kind !== 'line') return typed.kind;
  const read = readQuestion(typed.line, { ...CONTEXT, env });
  if ('question' in read) return read.question;
  return read.faults.map(({ parts }) => `${parts.flag} ${parts.code}`).join(', ');
}

test.each<[line: string, ask: object]>([
  ['show DIR/log.jsonl', { kind: 'list', tail: 10, reverse: false, sort: 'file', distinct: false }],
  ['show -n 0 --reverse DIR/log.jsonl', { tail: 0, reverse: true }],
  ['history DIR/log.jsonl', { kind: 'list', session: 'latest' }],
  ['history -n 3 DIR/log.jsonl', { session: 'latest', tail: 3 }],
  ['query -n 3 -C 2 DIR/log.jsonl', { head: 3, context: 2, contextSession: 0 }],
  ['query --tail 3 --sort time DIR/log.jsonl', { tail: 3, sort: 'time' }],
  ['query --count DIR/log.jsonl', { kind: 'count' }],
  ['query-set union --query a=1 --query b=1 DIR/log.jsonl', { kind: 'list', sort: 'time', distinct: true }],
  ['stats DIR/log.jsonl', { kind: 'stats' }],
  [
    'stats --by @agent --bucket 1h --percentiles data.ms --top 3 DIR/log.jsonl',
    { by: { kind: 'role', role: 'agent' }, bucketUs: 3_600_000_000, percentiles: { kind: 'path' }, top: 3 },
  ],
  ['gaps DIR/log.jsonl', { kind: 'gaps', thresholdUs: 3_600_000_000, perSession: false, sort: 'time' }],
  [
    'gaps --threshold 90 --per session --sort length DIR/log.jsonl',
    { thresholdUs: 90_000_000, perSession: true, sort: 'length' },
  ],
  ['sessions-list --sort span DIR/log.jsonl', { kind: 'sessions', sort: 'span' }],
])('%s asks %j', (line, ask) => {
  expect(asked(line)).toMatchObject({ query: { ask } });
});

test('a named session is not the latest', () => {
  const question = asked('history --session 1b96 DIR/log.jsonl');
  expect(typeof question === 'object' && 'session' in question.query.ask).toBe(false);
});

test.each<[line: string, where: string]>([
  ['query-set union --query a=1 --query b=1 DIR/log.jsonl', 'a = 1 or b = 1'],
  [
    'query-set intersection --query10 c=1 --query2 b=1 --query1 a=1 DIR/log.jsonl',
    'a = 1 and b = 1 and c = 1',
  ],
  [
    'query-set subtraction --query a=1 --query b=1 --query c=1 DIR/log.jsonl',
    'a = 1 and not (b = 1) and not (c = 1)',
  ],
  ['query-set union -t x --query a=1 --query b=1 DIR/log.jsonl', '@type = "x" and (a = 1 or b = 1)'],
  [`query-set union --query '{"event_type":"x"}' --query b=1 DIR/log.jsonl`, '@type = "x" or b = 1'],
  ['query --where DIR/log.jsonl --where a=1 DIR/log.jsonl', ''],
  ["query --values t=DIR/names --where 'a in $t' DIR/log.jsonl", 'a in ("Read", "Grep")'],
])('%s selects %s', (line, where) => {
  const question = asked(line);
  if (where === '') expect(question).toMatch('--where where-syntax');
  else if (typeof question === 'string') expect(question).toBe(where);
  else expect(printPredicate(question.query.where)).toBe(where);
});

test.each<[line: string, part: object]>([
  ['query --json DIR/log.jsonl', { wish: { format: 'json' } }],
  ['query --json --format json DIR/log.jsonl', { wish: { format: 'json' } }],
  ['query --format csv --format tsv DIR/log.jsonl', { wish: { format: 'tsv' } }],
  ['query --fields a,@type DIR/log.jsonl', { wish: { fields: { titles: ['a', '@type'] } } }],
  [
    'query --tz Europe/Berlin --log-tz Asia/Tokyo DIR/log.jsonl',
    { query: { zone: 'Europe/Berlin', reader: { logZone: 'Asia/Tokyo' } } },
  ],
  ['query --max-line 64k DIR/log.jsonl', { query: { reader: { maxLine: 65_536 } } }],
  ['query DIR/log.jsonl', { query: { reader: { maxLine: 16_777_216, logZone: 'UTC' }, strict: false } }],
  [
    'query --cap 5 --strict --explain -e DIR/log.jsonl',
    { query: { cap: 5, strict: true }, check: { strict: true, exitStatus: true }, explain: true },
  ],
  [
    "query --expect '<3' DIR/log.jsonl",
    { query: { strict: true }, check: { strict: false, expect: { op: '<', count: 3 } } },
  ],
  ['query -e -n 0 DIR/log.jsonl', { query: { strict: true }, check: { strict: false } }],
  [
    'query --dialect macf --time-field a.b DIR/log.jsonl',
    { query: { reader: { dialect: 'macf', timeField: [{ key: 'a' }, { key: 'b' }] } } },
  ],
  ['query DIR/log.jsonl@0 -', { query: { logs: [{ offset: 0 }, { path: '-' }] } }],
])('%s means %j', (line, part) => {
  expect(asked(line)).toMatchObject(part);
});

test.each<[line: string, faults: string]>([
  ['query', 'LOG no-log'],
  ['query --json --format csv DIR/log.jsonl', '--json contradiction'],
  ['query --format xml --color sometimes DIR/log.jsonl', '--format bad-choice, --color bad-choice'],
  ['query -n 1 --tail 2 DIR/log.jsonl', '--tail contradiction'],
  ['query --count -n 1 --fields a DIR/log.jsonl', '--limit contradiction, --fields contradiction'],
  ['query -C 1 --context-session 1 DIR/log.jsonl', '--context-session contradiction'],
  ['query -n x --cap 0 DIR/log.jsonl', '--limit bad-number, --cap bad-number'],
  ['query --format raw --provenance DIR/log.jsonl', '--format contradiction'],
  ['stats --format raw DIR/log.jsonl', '--format contradiction'],
  ['stats --percentiles @type DIR/log.jsonl', '--percentiles not-a-number'],
  [
    'stats --by @typ --bucket 0 --top 0 DIR/log.jsonl',
    '--by unknown-role, --bucket bad-duration, --top bad-number',
  ],
  ['gaps --per seson --sort size DIR/log.jsonl', '--per bad-choice, --sort bad-choice'],
  ['query --tz Europe/Berln --log-tz Nowhere/At DIR/log.jsonl', '--tz unknown-zone, --log-tz unknown-zone'],
  [
    'query --dialect mcaf --type-field a..b DIR/log.jsonl',
    '--dialect unknown-dialect, --type-field bad-path',
  ],
  ['query --dialect-file DIR/none DIR/log.jsonl', '--dialect-file unreadable-file'],
  ['query --max-line 1G DIR/log.jsonl', '--max-line bad-size'],
  ['query --max-line huge DIR/log.jsonl', '--max-line bad-size'],
  ['query --values names --values a=DIR/none DIR/log.jsonl', '--values bad-values, --values unreadable-file'],
  ['query --fields a,,b DIR/log.jsonl', '--fields bad-field'],
  ['query-set', 'OP no-operation, --query too-few-queries, LOG no-log'],
  ['query-set unoin --query a=1 DIR/log.jsonl', 'OP bad-choice, --query too-few-queries'],
  ['query-set union --query1 a=1 --query1 b=1 DIR/log.jsonl', '--query1 repeated-query'],
  ['query-set union --query a=1 --query2 b=1 DIR/log.jsonl', '--query2 contradiction'],
  [
    'query-set union --query a= --query2 {"x":1} DIR/log.jsonl',
    '--query2 contradiction, --query where-syntax, --query2 bad-filter',
  ],
  [
    'query --bogus --where a --since x -n y --expect z DIR/log.jsonl',
    '--bogus unknown-flag, --limit bad-number, --expect bad-expect, --since bad-time, --where where-syntax',
  ],
])('%s is asked wrongly: %s', (line, faults) => {
  expect(asked(line)).toBe(faults);
});

test('a dialect file with mistakes tells each of them', () => {
  expect(asked('query --dialect-file DIR/bad.json DIR/log.jsonl')).toMatch(
    /^(--dialect-file [\w-]+(, )?){2,}$/,
  );
});

test('the knobs of tests come from the environment', () => {
  const env = { INQUEST_CHUNK_SIZE: '7', INQUEST_SHARDS: '2', INQUEST_PREFILTER: 'everything' };
  expect(asked('query DIR/log.jsonl', env)).toMatchObject({
    query: { tuning: { chunkSize: 7, shards: 2, prefilter: 'everything' } },
  });
  expect(asked('query DIR/log.jsonl', { INQUEST_CHUNK_SIZE: '0', INQUEST_PREFILTER: 'of' })).toBe(
    'INQUEST_CHUNK_SIZE bad-number, INQUEST_PREFILTER bad-choice',
  );
});
