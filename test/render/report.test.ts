import { expect, test } from 'vitest';
import { ACTIVITY, type Report, type SessionsReport, type StatsReport } from '../../src/model/report.ts';
import { report } from '../../src/render/report.ts';
import { displayWidth } from '../../src/render/terminal.ts';
import type { View } from '../../src/render/view.ts';
import { gapsOf, sessionsOf, statsOf, viewOf } from './rows.ts';

const COUNT: Report = { report: 'query', version: 1, count: 42, sources: [], notes: [] };
/** `stats` without some of its parts. */
function statsWithout(...keys: readonly ('groups' | 'buckets' | 'percentiles')[]): StatsReport {
  const kept = Object.entries(statsOf('t')).filter(([key]) => !keys.some((each) => each === key));
  return Object.fromEntries(kept) as object as StatsReport;
}

/** Sessions with this activity, the last one over and over. */
function active(...slices: readonly (readonly number[])[]): SessionsReport {
  const sessions = sessionsOf('s').sessions.map((row, i) => ({
    ...row,
    [ACTIVITY]: slices[i] ?? slices.at(-1)!,
  }));
  return { ...sessionsOf('s'), sessions };
}

const PLAIN = statsWithout('groups', 'buckets', 'percentiles');

const REPORTS: readonly Report[] = [
  statsOf('tool_call'),
  gapsOf('tool_call'),
  sessionsOf('1b969d39-6075-4547-9b4b-7c349eaa0a9a'),
  COUNT,
];

test.each(REPORTS)('json of $report is the report', (of) => {
  const text = report(of, viewOf({ format: 'json' }));
  expect(JSON.parse(text)).toEqual(of);
  expect(text.endsWith('}\n')).toBe(true);
});

test.each<[Report, readonly unknown[]]>([
  [PLAIN, statsOf('t').types],
  [statsOf('t'), statsOf('t').groups!],
  [statsWithout('groups'), statsOf('t').buckets!],
  [statsWithout('groups', 'buckets'), statsOf('t').percentiles!],
  [gapsOf('t'), gapsOf('t').gaps],
  [sessionsOf('s'), sessionsOf('s').sessions],
  [COUNT, [{ count: 42 }]],
])('ndjson gives the main rows', (of, rows) => {
  const lines = report(of, viewOf({ format: 'ndjson' }))
    .trimEnd()
    .split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(rows);
});

test('ndjson of many rows is whole', () => {
  const types = Array.from({ length: 5000 }, (_, i) => ({
    type: `t${i}`,
    count: 1,
    share: 0,
    ok: 0,
    error: 0,
  }));
  const lines = report({ ...PLAIN, types }, viewOf({ format: 'ndjson' }))
    .trimEnd()
    .split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(types);
});

test.each<[Report, string, string]>([
  [statsOf('t'), 'value,count', 't,3'],
  [
    { ...statsOf('t'), groups: [{ value: { a: [1, 'x'] }, count: 1 }] },
    'value,count',
    '"{""a"":[1,""x""]}",1',
  ],
  [statsWithout('groups'), 'start,start_epoch,count', '2025-12-10T05:07:02.114503Z,1765343222.114503,4'],
  [
    statsWithout('groups', 'buckets'),
    'type,unit,count,min,p50,p90,p95,p99,max,mean,exact',
    't,ms,4,1,2.5,3,3,4,5,2.33333,false',
  ],
  [
    PLAIN,
    'type,count,share,ok,error,first,first_epoch,last,last_epoch',
    't,3,0.75,1,2,2025-12-10T05:07:02.114503Z,1765343222.114503,2026-01-12T05:07:02.000000Z,1768194422',
  ],
  [
    sessionsOf('=s'),
    'session_id,first,first_epoch,last,last_epoch,span_seconds,events,ok,error,last_type',
    "'=s,2025-12-10T05:07:02.114503Z,1765343222.114503,2026-01-12T05:07:02.000000Z,1768194422,60,3,1,1,'=s",
  ],
  [COUNT, 'count', '42'],
])('csv rows', (of, head, first) => {
  expect(
    report(of, viewOf({ format: 'csv' }))
      .split('\r\n')
      .slice(0, 2),
  ).toEqual([head, first]);
});

test('csv of gaps has the same columns whatever is missing', () => {
  const { gaps, ...rest } = gapsOf('t');
  const bare = gaps.map((gap) => ({
    seconds: gap.seconds,
    from: { source: 'a', offset: 1 },
    to: { source: 'a', offset: 2 },
  }));
  const heads = [gapsOf('t'), { ...rest, gaps: bare }, { ...rest, gaps: [] }].map(
    (of) => report(of, viewOf({ format: 'csv' })).split('\r\n')[0],
  );
  expect(new Set(heads).size).toBe(1);
});

test.each<[Partial<View>, Report, string[]]>([
  [{}, COUNT, ['42']],
  [{}, { ...COUNT, report: 'list' }, ['']],
  [{}, { ...sessionsOf('s'), sessions: [], total: 0 }, ['no sessions']],
  [
    {},
    { ...gapsOf('t'), gaps: [], regressions: { count: 0, places: [] } },
    ['no gap longer than 1 h in 4 events'],
  ],
  [
    {},
    sessionsOf('s'),
    [
      'session  events  ok  error  span  first                        last                         last type',
      's             3   1      1   1 m  2025-12-10 05:07:02.114503Z  2026-01-12 05:07:02.000000Z  s',
      's             9   1      1   1 m  2025-12-10 05:07:02.114503Z  2026-01-12 05:07:02.000000Z  s',
      '2 of 3 sessions',
    ],
  ],
  [
    { terminal: true },
    sessionsOf('s'),
    [
      'session  events  ok  error  span  first             last              last type',
      's             3   1      1   1 m  2025-12-10 05:07  2026-01-12 05:07  s',
      's             9   1      1   1 m  2025-12-10 05:07  2026-01-12 05:07  s',
      '2 of 3 sessions',
    ],
  ],
  [
    { terminal: true, width: 108 },
    active([1, 0, 2, 8, 0, 0, 0, 0, 0, 0, 4], [3]),
    [
      'session  events               ok  error  span  first                last                 activity  last type',
      's             3  ███▋          1      1   1 m  2025-12-10 05:07:02  2026-01-12 05:07:02  ▁█   ▄    s',
      's             9  ███████████   1      1   1 m  2025-12-10 05:07:02  2026-01-12 05:07:02  █         s',
      '2 of 3 sessions',
    ],
  ],
  [
    { parts: { by: 'data.\x1btool', bucketUs: 5400e6, percentiles: '@duration' } },
    { ...statsOf('t'), types: [] },
    [
      'events    4',
      'first     2025-12-10 05:07:02.114503Z',
      'last      2026-01-12 05:07:02.000000Z',
      'span      32 d 23 h',
      'sessions  2 (2 events a session)',
      'source    a.jsonl (macf)',
      'damaged   2 lines',
      '',
      'data.\\x1btool  count',
      't                  3',
      'null               1',
      '',
      'bucket of 1 h 30 m           count',
      '2025-12-10 05:07:02.114503Z      4',
      '',
      '@duration percentiles (ms)',
      'type  count  min   p50  p90  p95  p99  max  mean',
      't         4   ~1  ~2.5   ~3   ~3   ~4   ~5  ~2.3',
      '~ within 1 %, from a sketch',
    ],
  ],
])('table %j', (view, of, lines) => {
  expect(report(of, viewOf(view)).trimEnd().split('\n')).toEqual(lines);
});

test('pictures stand in a terminal alone', () => {
  for (const of of REPORTS.slice(0, 3)) {
    expect(report(of, viewOf({ terminal: true, width: 160 }))).toMatch(/█/);
    expect(report(of, viewOf({}))).not.toMatch(/[█▏▎▍▌▋▊▉]/);
  }
});

/** The widths at which a column's title or a cell is there. */
function widthsWith(of: Report, text: string | RegExp): readonly number[] {
  const widths = Array.from({ length: 70 }, (_, i) => 20 + 3 * i);
  return widths.filter((width) => report(of, viewOf({ terminal: true, width })).search(text) >= 0);
}

test.each<Report>([
  { ...PLAIN, types: statsOf('tool_call_completed').types },
  { ...gapsOf('tool_call_completed'), regressions: { count: 0, places: [] } },
  sessionsOf('session_20251125_100000'),
  sessionsOf('1b969d39-6075-4547-9b4b'),
])('no bar stands beside a text that is cut: $report', (of) => {
  // A place that is cut begins with the sign, a text ends with it.
  const cut = widthsWith(of, /\S…/);
  const barred = widthsWith(of, /█/);
  expect(cut.length * barred.length).toBeGreaterThan(0);
  expect(barred.filter((width) => cut.includes(width))).toEqual([]);
});

test('a sparkline gives way before the bars', () => {
  const barred = widthsWith(active([1, 2, 3]), /█/);
  const sparked = widthsWith(active([1, 2, 3]), 'activity');
  expect(sparked.length).toBeGreaterThan(0);
  expect(sparked.filter((width) => !barred.includes(width))).toEqual([]);
  expect(sparked[0]!).toBeGreaterThan(barred[0]!);
});

test('a failed count is red, and the places can be typed back', () => {
  expect(report(statsOf('t'), viewOf({ color: true, terminal: true }))).toContain('\x1b[31m2\x1b[39m');
  expect(report(gapsOf('t'), viewOf({}))).toContain('a.jsonl@88123');
});

test.each([{}, { terminal: true }, { terminal: true, color: true, width: 120 }])(
  'a table of many rows is one table, %j',
  (view) => {
    const one = sessionsOf('s').sessions[0]!;
    const sessions = Array.from({ length: 1000 }, (_, i) => ({
      ...one,
      session_id: `漢-${i % 7}`,
      last_type: i % 2 ? 'x ' : ' ',
    }));
    const lines = report({ ...sessionsOf('s'), sessions, total: 1000 }, viewOf(view))
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(1001);
    // Rows repeat every 14; the first ones are set by the table package, the others are not.
    expect(lines.slice(1)).toEqual(sessions.map((_, i) => lines[1 + (i % 14)]));
  },
);

test.each([30, 40, 80, 120])('every line fits %i columns', (width) => {
  const texts = [
    '漢字かな'.repeat(40),
    '🎉👍🏽🇩🇪❤️'.repeat(30),
    'ก็'.repeat(200),
    '\ue000\ue001'.repeat(60),
    '\x1b[31m'.repeat(50),
    '',
  ];
  for (const text of texts) {
    for (const of of [statsOf(text, text), gapsOf(text, text), sessionsOf(text)]) {
      for (const line of report(of, viewOf({ terminal: true, width })).split('\n')) {
        expect(displayWidth(line), line).toBeLessThanOrEqual(width);
      }
    }
  }
});
