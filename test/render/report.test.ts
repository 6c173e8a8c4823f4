import { expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { report } from '../../src/render/report.ts';
import { displayWidth } from '../../src/render/terminal.ts';
import type { View } from '../../src/render/view.ts';
import { gapsOf, sessionsOf, statsOf, viewOf } from './rows.ts';

const COUNT: Report = { report: 'query', version: 1, count: 42, sources: [], notes: [] };
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
  [statsOf('t'), statsOf('t').types],
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
  const lines = report({ ...statsOf('t'), types }, viewOf({ format: 'ndjson' }))
    .trimEnd()
    .split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(types);
});

test.each<[Report, string, string]>([
  [
    statsOf('t'),
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
      'session  events               ok  error  span  first       last        last type',
      's             3  ███▋          1      1   1 m  2025-12-10  2026-01-12  s',
      's             9  ███████████   1      1   1 m  2025-12-10  2026-01-12  s',
      '2 of 3 sessions',
    ],
  ],
])('table %j', (view, of, lines) => {
  expect(report(of, viewOf(view)).trimEnd().split('\n')).toEqual(lines);
});

test('pictures stand in a terminal alone', () => {
  for (const of of REPORTS.slice(0, 3)) {
    expect(report(of, viewOf({ terminal: true, width: 100 }))).toMatch(/█/);
    expect(report(of, viewOf({}))).not.toMatch(/[█▏▎▍▌▋▊▉]/);
  }
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
