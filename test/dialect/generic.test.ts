import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { levelOf } from '../../src/base/level.ts';
import { printPath } from '../../src/base/path.ts';
import { genericCandidates, genericDialect } from '../../src/dialect/generic.ts';

const T = '2024-05-14T06:30:00Z';
const types = (count: number, key: string, rest: object = {}) =>
  Array.from({ length: count }, (_, n) => ({ [key]: `t${n}`, ...rest }));

/** The sample's values, and the fields chosen. */
const rows: readonly (readonly [name: string, sample: readonly unknown[], fields: Record<string, string>])[] =
  [
    ['nothing', [], {}],
    ['no objects', [[{ event: 'a' }], 'event', 5, null, true], {}],
    ['empty objects', [{}, {}], {}],
    [
      'ties in page order',
      [
        { event: 'a', type: 'x' },
        { event: 'b', type: 'y' },
      ],
      { type: 'event' },
    ],
    [
      'most lines win',
      [{ event: 'a', type: 'x' }, { event: 'b', type: 'y' }, { type: 'z' }],
      { type: 'type' },
    ],
    [
      'two types beat one',
      [
        { kind: 'Event', verb: 'get' },
        { kind: 'Event', verb: 'list' },
      ],
      { type: 'verb' },
    ],
    ['a log of one type', [{ kind: 'Event' }, { kind: 'Event', verb: 'get' }], { type: 'kind' }],
    ['1,000 types', types(1000, 'event'), { type: 'event' }],
    ['1,001 types', types(1001, 'event', { kind: 'k' }), { type: 'kind' }],
    ['integers are types', [{ EventID: 1 }, { EventID: 2 }], { type: 'EventID' }],
    [
      'fractions and empty texts are not',
      [
        { event: 1.5, type: '' },
        { event: 2.5, type: '' },
      ],
      {},
    ],
    ['objects are not', [{ event: { kind: 'alert' } }, { event: { kind: 'event' } }], {}],
    ['time as text', [{ timestamp: 'soon', datetime: T }], { time: 'datetime' }],
    ['time as a number', [{ ts: 1715668200.9 }], { time: 'ts' }],
    ['numeric text', [{ ts: '1715668200' }], { time: 'ts' }],
    ['time since a start', [{ time: 12.5, t: 3 }], {}],
    ['eight digits', [{ time: 99_999_999 }], {}],
    ['nine digits', [{ time: 100_000_000 }], { time: 'time' }],
    ['t as text', [{ t: T }], { time: 't' }],
    ['a key with an at sign', [{ '@timestamp': T }], { time: '["@timestamp"]' }],
    ['too many digits', [{ ts: 1e30 }], {}],
    ['level names', [{ level: 'WARN' }, { level: 'Info' }], { severity: 'level' }],
    ['audit levels', [{ level: 'Metadata' }, { level: 'Request' }], {}],
    ['tens', [{ level: 30 }, { lvl: '60' }, { lvl: 50 }], { severity: 'lvl' }],
    ['no tens', [{ level: 3, severity: 70, lvl: 35 }], {}],
    ['nested level', [{ log: { level: 'error' } }], { severity: 'log.level' }],
    ['flat level', [{ 'log.level': 'error' }], { severity: 'log.level' }],
    ['inherited keys', [{ constructor: { level: 'info' } }], {}],
    [
      'session and trace',
      [{ flow_id: 1600000000000001, traceId: 'x' }],
      { session: 'flow_id', trace: 'traceId' },
    ],
    ['duration', [{ duration: 3, elapsed_ms: '12.5' }], { duration: 'elapsed_ms' }],
    ['msg twice', [{ msg: 'a' }, { msg: 'b' }], { type: 'msg', message: 'msg' }],
    ['zeek', parsed('zeek'), { time: 'ts', type: '_path', session: 'uid' }],
    [
      'pino',
      parsed('pino'),
      {
        time: 'time',
        type: 'msg',
        session: 'requestId',
        trace: 'traceId',
        severity: 'level',
        message: 'msg',
        duration: 'elapsed_ms',
      },
    ],
    ['eve', parsed('eve'), { time: 'timestamp', type: 'event_type', session: 'flow_id' }],
  ];

test.each(rows)('chooses: %s', (_name, sample, fields) => check(sample, fields));

function check(sample: readonly unknown[], fields: Record<string, string>): void {
  const { dialect, fields: chosen } = genericDialect(sample);
  expect(chosen).toEqual(fields);
  const entries = Object.entries(dialect.roles).map(([role, [entry]]) => [role, printPath(entry!.path)]);
  expect(Object.fromEntries(entries)).toEqual(fields);
  const mark = fields.type ?? fields.time;
  const detect = dialect.detect.map((all) => all.map(({ path, is }) => `${printPath(path)} ${is}`));
  expect(detect).toEqual(mark === undefined ? [] : [[`${mark} present`]]);
}

const words =
  'trace debug info warning error fatal verbose information notice warn err critical crit alert emerg emergency panic ok none metadata 10 60 70 15';

test.each(words.split(' '))('knows %s as a level exactly when the kernel does', (word) => {
  expect('severity' in genericDialect([{ level: word }]).fields).toBe(levelOf(word) !== undefined);
});

test('holds every candidate in page order for lines that fit no dialect', () => {
  const { detect, roles } = genericCandidates();
  expect(detect).toEqual([]);
  expect(roles.time!.map(({ path }) => printPath(path)).join(' ')).toBe(
    'timestamp ts time ["@timestamp"] datetime date created_at eventTime requestReceivedTimestamp t',
  );
  expect(roles.time!.flatMap(({ extract }) => (extract.as === 'time' ? [extract.minDigits] : []))).toEqual([
    undefined,
    undefined,
    9,
    ...Array(6).fill(undefined),
    9,
  ]);
  expect(roles.type!.map(({ path }) => printPath(path)).join(' ')).toBe(
    'event event_type eventType type eventName eventid EventID _path kind verb action msg',
  );
});

function parsed(name: string): unknown[] {
  const text = readFileSync(`fixtures/logs/generic/${name}.jsonl`, 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}
