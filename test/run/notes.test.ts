/** What an answer says beside itself: one row for each kind of note and the words that matter. Source: cli.md, Note kinds. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { parsePath } from '../../src/base/path.ts';
import type { Operand, Predicate } from '../../src/model/query.ts';
import { fileOf, room, stdinOf } from '../scan/room.ts';
import { ask, MACF, type Options, where } from './ask.ts';

function event(second: number | null, more: object = {}): string {
  return `${JSON.stringify({ timestamp: second === null ? null : 1.7e9 + second, event: 'a', data: { tool: 'Read' }, ...more })}\n`;
}

const ORDERED = event(0) + event(1) + event(2, { event: 'b' });
const CRUMB = { breadcrumb: 's_aaaaaaaa/c_1/g_x', data: { session_id: 'x' } };

/** Kind, count and message of every note, in order. */
async function check(
  log: string,
  options: Options,
  expected: readonly (readonly [string, number, RegExp])[],
): Promise<void> {
  const { report } = await ask([fileOf(log)], options);
  expect(report.notes.map(({ kind, count }) => [kind, count])).toEqual(
    expected.map(([kind, count]) => [kind, count]),
  );
  for (const [n, [, , words]] of expected.entries()) expect(report.notes[n]!.message).toMatch(words);
}

type Row = readonly [
  name: string,
  log: string,
  options: Options,
  notes: readonly (readonly [kind: string, count: number, words: RegExp])[],
];

function path(text: string): Operand {
  return { kind: 'path', path: parsePath(text) };
}

const SHOWN_FIELDS: readonly Row[] = [
  [
    'a shown field near another',
    ORDERED,
    { fields: [path('data.tol')] },
    [['no-such-field', 1, /^none of the events shown has `data\.tol`; did you mean `data\.tool`\?$/]],
  ],
  ['a shown field', ORDERED, { fields: [path('data.tool'), { kind: 'role', role: 'cost' }] }, []],
  ['a field of no shown event', ORDERED, { where: '@type = unlike', fields: [path('data.tol')] }, []],
  [
    'a field that other events have',
    ORDERED + event(3, { rare: 1 }),
    { ask: { head: 2 }, fields: [path('rare')] },
    [],
  ],
  [
    'a field that is asked for twice is said once',
    ORDERED,
    { where: 'data.tool = Read or data.tol = 1', fields: [path('data.tol')] },
    [['no-such-field', 1, /data\.tol/]],
  ],
];

const ID = '5f3a9c1e-7d42-4b8a-9e10-c6b2d8f4a357';
const IN_SESSION = event(0, { session_id: ID }) + event(1, { session_id: ID });

function sessions(...texts: readonly string[]): Predicate {
  return { kind: 'or', of: texts.map((text) => ({ kind: 'session', text })) };
}

const SESSIONS: readonly Row[] = [
  [
    'a session that is not there',
    IN_SESSION,
    { where: sessions('zzzz') },
    [['no-such-field', 1, /^no event of session `zzzz` was found$/]],
  ],
  [
    'a prefix near that of a session',
    IN_SESSION,
    { where: sessions('zzzz', '5f3b') },
    [
      ['no-such-field', 1, /`zzzz` was found$/],
      ['no-such-field', 1, new RegExp(`^no event of session \`5f3b\` was found; did you mean \`${ID}\`\\?$`)],
    ],
  ],
  ['a session that is there', IN_SESSION, { where: sessions('zzzz', '5f3a') }, []],
  [
    'a near session beside another condition',
    IN_SESSION,
    { where: { kind: 'and', of: [sessions('5f3b9c1e'), where('@type = a')] } },
    [['no-such-field', 1, /^none of the first events is of session `5f3b9c1e`; did you mean/]],
  ],
  [
    'a session that is there, beside a condition that is not met',
    IN_SESSION,
    { where: { kind: 'and', of: [sessions('5f3a'), where('@type = unlike')] } },
    [],
  ],
];

const MIXED = event(0, { ms: 5, ok: true, list: [1, 'x'], no: null }) + event(1, { ms: 'slow', n: 1 });

const KINDS: readonly Row[] = [
  [
    'a duration beside numbers',
    event(0, { ms: 700 }),
    { where: 'ms > 5s' },
    [['no-such-field', 1, /^`ms` holds numbers, `5s` is text$/]],
  ],
  [
    'a number beside text',
    event(0),
    { where: 'event = 10' },
    [['no-such-field', 1, /text, `10` is a number$/]],
  ],
  [
    'text beside booleans',
    MIXED,
    { where: 'ok = "true"' },
    [['no-such-field', 1, /booleans, `true` is text$/]],
  ],
  ['a boolean', MIXED, { where: 'n = true' }, [['no-such-field', 1, /numbers, `true` is a boolean$/]]],
  [
    'an array',
    MIXED,
    { where: 'list = x and n = 7' },
    [['no-such-field', 1, /`list` holds arrays, `x` is text$/]],
  ],
  ['elements of both kinds', MIXED, { where: 'list[*] = y' }, []],
  ['values of both kinds', MIXED, { where: 'ms = quick' }, []],
  [
    'a list of values',
    MIXED,
    { where: 'n in (a, b)' },
    [['no-such-field', 1, /`n` holds numbers, `a` is text$/]],
  ],
  ['a list with one value that fits', MIXED, { where: 'n in (a, 7)' }, []],
  ['null', MIXED, { where: 'n = null' }, []],
  ['a comparison that is denied', MIXED, { where: 'not (n != a) and n = 7' }, []],
  ['a comparison beside which something matched', MIXED, { where: 'n = a or ms = slow' }, []],
  ['nothing was looked for', MIXED, { where: 'n = a', ask: { head: 0 } }, []],
  [
    'percentiles of text',
    ORDERED,
    { ask: { kind: 'stats', percentiles: path('data.tool') } },
    [['no-such-field', 1, /^none of these events has a number at `data\.tool`$/]],
  ],
  [
    'percentiles of a role that no event has',
    ORDERED,
    { ask: { kind: 'stats', percentiles: { kind: 'role', role: 'cost' } } },
    [['no-such-field', 1, /`@cost`$/]],
  ],
  [
    'percentiles of nothing is said once',
    ORDERED,
    { ask: { kind: 'stats', percentiles: path('data.tol') } },
    [['no-such-field', 1, /^no event has `data\.tol`/]],
  ],
  ['percentiles of numbers', ORDERED, { ask: { kind: 'stats', percentiles: path('timestamp') } }, []],
];

describe('notes', () => {
  const rows: readonly Row[] = [
    ['nothing to say', ORDERED, {}, []],
    [
      'a near field',
      ORDERED,
      { where: 'data.tol = Read' },
      [['no-such-field', 1, /no(?:ne of the first events)? .*has `data.tol`; did you mean `data.tool`\?/]],
    ],
    [
      'a near field, read whole',
      ORDERED,
      { where: 'data.tol = Read', strict: true },
      [['no-such-field', 1, /^no event has `data.tol`; did you mean `data.tool`\?$/]],
    ],
    [
      'a field that is nothing like any',
      ORDERED,
      { where: 'exists zzzzzzzz' },
      [['no-such-field', 1, /^no event has `zzzzzzzz`$/]],
    ],
    ['a field that another event has', ORDERED, { where: 'data.tool = Edit' }, []],
    ['a field of another kind of reading', event(0, { 'a.b': 'x' }), { where: 'a.b = text' }, []],
    ['elements', event(0, { v: ['x'] }), { where: 'v[*] = yy or v[0] = zz' }, []],
    [
      'a field beside which something matched',
      ORDERED,
      { where: 'data.tool = Read or data.tol = 1' },
      [['no-such-field', 1, /data\.tol/]],
    ],
    [
      'a field to group by',
      ORDERED,
      { ask: { kind: 'stats', by: { kind: 'path', path: parsePath('data.tol') } } },
      [['no-such-field', 1, /data\.tol/]],
    ],
    [
      'a near type',
      event(0, CRUMB) + event(1, { ...CRUMB, event: 'my_own_event' }),
      { where: '@type = my_own_evnt' },
      [['no-such-field', 1, /type `my_own_evnt`; did you mean `my_own_event`\?/]],
    ],
    [
      'a near type of the dialect',
      event(0, CRUMB),
      { where: '@type = tool_call_strted' },
      [['no-such-field', 1, /did you mean `tool_call_started`\?/]],
    ],
    ['a type that is merely absent', event(0, CRUMB), { where: '@type = tool_call_started' }, []],
    ['a type that is there, and does not match', ORDERED, { where: '@type = a and data.tool = Edit' }, []],
    ...SHOWN_FIELDS,
    ...SESSIONS,
    ...KINDS,
    [
      'a time field',
      ORDERED,
      { reader: { timeField: parsePath('timestmp') } },
      [
        ['no-time', 3, /3 events have no time/],
        ['no-such-field', 1, /`timestmp`; did you mean `timestamp`\?/],
      ],
    ],
    [
      'a type field',
      ORDERED,
      { reader: { typeField: parsePath('evnt') }, ask: { kind: 'stats' } },
      [['no-such-field', 1, /`evnt`; did you mean `event`\?/]],
    ],
    [
      'a session field that is there',
      event(0, { sid: 'x' }),
      { reader: { sessionField: parsePath('sid') } },
      [],
    ],
    [
      'an empty window',
      ORDERED,
      { where: '@time > 2026-01-01' },
      [['empty-window', 1, /the log spans 2023-11-14T22:13:20\.000000Z to 2023-11-14T22:13:22\.000000Z$/]],
    ],
    [
      'a window of none of these',
      ORDERED,
      { where: '@time > 2026-01-01 and @type = a' },
      [['empty-window', 1, /spans/]],
    ],
    ['no window', ORDERED, { where: '@time > 2026-01-01 or @type = a' }, []],
    ['nothing was asked for', ORDERED, { where: '@time > 2026-01-01', ask: { head: 0 } }, []],
    [
      'a zone',
      '{"timestamp":"2026-01-01T00:00:00","event":"a"}\n{"timestamp":"2026-01-01T00:00:01Z","event":"b"}\n',
      {},
      [['zone-assumed', 1, /1 time names no zone; UTC was assumed/]],
    ],
    [
      'another zone',
      '{"timestamp":"2026-01-01T00:00:00","event":"a"}\n',
      { reader: { logZone: 'Asia/Tokyo' } },
      [['zone-assumed', 1, /Asia\/Tokyo/]],
    ],
    [
      'another dialect',
      event(0, CRUMB) + event(1, CRUMB) + event(2),
      {},
      [['mixed-dialect', 1, /1 event fits another dialect/]],
    ],
    ['no time', event(0) + event(null) + event(null), {}, [['no-time', 2, /2 events have no time/]]],
    [
      'disorder',
      event(5) + event(1) + event(3) + event(2),
      {},
      [['disorder', 2, /2 of these events are earlier than the one before/]],
    ],
    ['disorder that was asked to be repaired', event(5) + event(1), { ask: { sort: 'time' } }, []],
    [
      'an end that is not the newest',
      event(9) + event(1) + event(2),
      { ask: { tail: 2 } },
      [['disorder', 1, /newest events by time do not stand at the end/]],
    ],
    ['an end that is', event(1) + event(9), { ask: { tail: 1 } }, []],
    ['bytes that are not UTF-8', ORDERED.replace('Read', '\udcff'), {}, []],
    [
      'damage',
      `${ORDERED}{"timestamp": 17\n{]\n`,
      {},
      [
        ['damaged', 1, /cut off/],
        ['damaged', 1, /no JSON/],
      ],
    ],
    ['damage that the plan passes by', `${ORDERED}{"timestamp": 17\n{]\n`, { where: '@type = unlike' }, []],
  ];
  test.each(rows)('%s', (_, log, options, expected) => check(log, options, expected));
});

test('places are the first ones, with lines where the head was read', async () => {
  const log = fileOf(event(0) + event(null).repeat(7));
  const { report } = await ask([log]);
  const size = event(null).length;
  const first = event(0).length;
  expect(report.notes[0]).toMatchObject({
    count: 7,
    places: [0, 1, 2, 3, 4].map((n) => ({ source: log, offset: first + n * size, line: n + 2 })),
  });
  const shards = await ask([log], { ask: { kind: 'stats' }, tuning: { shards: 3 } });
  expect(shards.report.notes[0]).toEqual(report.notes[0]);
});

test('notes of a log that is not read whole speak of what is shown', async () => {
  const log = fileOf(event(0) + event(null) + event(null) + event(null));
  const { report } = await ask([log], { ask: { head: 2 } });
  expect(report.notes).toMatchObject([{ kind: 'no-time', count: 1, places: [{ line: 2 }] }]);
  const tail = await ask([log], { ask: { tail: 2 } });
  expect(tail.report.notes).toMatchObject([{ kind: 'no-time', count: 2 }]);
});

test('the end of a compressed log is not known without reading it', async () => {
  const path = join(room(), 'log.gz');
  writeFileSync(path, gzipSync(ORDERED));
  const { report } = await ask([path], { where: '@time > 2026-01-01 and data.tool = Read' });
  expect(report.notes).toMatchObject([
    {
      kind: 'empty-window',
      message: 'nothing between these times; the log begins at 2023-11-14T22:13:20.000000Z',
    },
  ]);
});

test('a log that cannot be read is a note, and the others are answered', async () => {
  const none = join(room(), 'none.jsonl');
  const { report, events } = await ask([none, MACF]);
  expect(report.notes).toMatchObject([{ kind: 'unreadable', places: [{ source: none }] }]);
  expect(events.length).toBe(116);
});

test('a compressed log that ends early is said once, with its offset', async () => {
  const path = join(room(), 'log.gz');
  const whole = gzipSync(ORDERED.repeat(200));
  writeFileSync(path, whole.subarray(0, whole.length - 20));
  for (const options of [
    {},
    { ask: { kind: 'stats' } },
    { ask: { session: 'latest' } },
    { where: '@time <= @last' },
  ] as const) {
    const { report } = await ask([path], options);
    expect(report.notes.filter(({ kind }) => kind === 'truncated-input')).toHaveLength(1);
  }
});

test('history on standard input that ends early says so, too', async () => {
  const whole = gzipSync(event(0, CRUMB).repeat(200));
  const { report } = await ask(['-'], {
    ask: { session: 'latest' },
    stdin: stdinOf([whole.subarray(0, whole.length - 20)]),
  });
  expect(report.notes.filter(({ kind }) => kind === 'truncated-input')).toHaveLength(1);
});
