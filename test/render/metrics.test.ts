/** Metrics as tables, as a screen and as lines: what fits, what a picture shows, what a hostile log cannot do. */
import { describe, expect, test } from 'vitest';
import { agentbus } from '../../src/dialect/agentbus.ts';
import type { MetricsBody, MetricsReport } from '../../src/model/metrics.ts';
import { skyline } from '../../src/render/chart.ts';
import { metricsJson, metricsLine, metricsScreen } from '../../src/render/live-metrics.ts';
import { report } from '../../src/render/report.ts';
import { liveMetrics } from '../../src/run/metrics.ts';
import { LIVE, PAYLOADS } from './payloads.ts';
import { viewOf } from './rows.ts';

const NOW = 1_764_000_000;
/** Thirteen, and two more that begin work. */
const TYPES = agentbus.types.filter((type) => /^(tool|cost|snapshot|approval)\./.test(type));

function bodyOf(events: readonly object[]): MetricsBody {
  const live = liveMetrics({ now: () => NOW * 1e6, windowsUs: [60e6, 3600e6] });
  for (const [n, event] of events.entries()) {
    const whole = { timestamp: new Date((NOW - n) * 1000).toISOString(), session_id: 's', ...event };
    live.take({ row: { path: 'a', bytes: Buffer.from(JSON.stringify(whole)) } });
  }
  const windows = live.windowsUs.map((windowUs) => live.snapshot(windowUs));
  return { at: windows[0]!.to, at_epoch: windows[0]!.to_epoch, totals: live.totals(), windows };
}

function reportOf(body: MetricsBody, path = 'a'): MetricsReport {
  const source = { path, dialect: 'agentbus', complete: false };
  return { report: 'metrics', version: 1, ...body, sources: [source], notes: [] };
}

const BUSY = bodyOf([
  ...Array.from({ length: 90 }, (_, n) => ({
    event_type: TYPES[n % TYPES.length],
    duration_ms: n,
    tokens_used: 10,
    cost_usd: 0.01,
  })),
  { event_type: 'agent.invoked', agent: 'a' },
  { event_type: 'task.started', task_id: 't', progress_pct: 25 },
]);

const COUNT = 92;

describe.each([40, 60, 80, 120, 200])('in %i columns', (width) => {
  const view = viewOf({ format: 'table', terminal: true, width });

  test('no line of the table is wider', () => {
    const lines = report(reportOf(BUSY), view).split('\n');
    expect(lines.filter((line) => [...line].length > width)).toEqual([]);
    expect(lines.join('\n')).toContain('window');
  });

  test.each([3, 10, 24, 50])('a screen of %i lines fits', (height) => {
    const lines = metricsScreen(BUSY, view, { height, names: ['a-log.jsonl'], said: 'note: x' });
    expect(lines.length).toBeLessThanOrEqual(height);
    expect(lines.filter((line) => [...line].length > width)).toEqual([]);
    expect(lines[0]).toContain(`${COUNT} events`);
    expect(lines.at(-1)).toBe('note: x');
  });
});

test('what there is none of takes no room', () => {
  const text = report(reportOf(bodyOf([{ event_type: 'a' }])), viewOf({ format: 'table' }));
  expect(text).not.toMatch(/tokens|agents|work|ms of/);
  expect(report(reportOf(bodyOf([])), viewOf({ format: 'table' }))).toMatch(/1m +0 +0 +0/);
});

test('work, with the progress of tasks, and only some of many types', () => {
  const text = report(reportOf(BUSY), viewOf({ format: 'table' }));
  expect(text).toMatch(/^work +active +1m done +failed +1h done +failed$/m);
  expect(text).toMatch(/^tasks \(25%\) +1 /m);
  expect(text).toContain(`12 of ${TYPES.length + 2} types`);
});

test('a line and a document of the narrowest window and of all', () => {
  expect(metricsLine(BUSY, viewOf({ format: 'table' }))).toMatch(
    /^2025-11-24 16:00:00\.000000Z {2}window=1m events=60 events_per_second=1 errors=9 .*cost_per_hour=33\.6\n$/,
  );
  expect(JSON.parse(metricsJson(BUSY))).toMatchObject({ report: 'metrics', windows: [{}, {}] });
});

test('a skyline has a step for an eighth of a line, and one for whatever is not nothing', () => {
  expect(skyline([0, 1, 8, 16, 0.001], 2)).toEqual(['   █ ', ' ▁██▁']);
  expect(skyline([], 2)).toEqual(['', '']);
  expect(skyline([0, 0], 1)).toEqual(['  ']);
});

test('no text of a log drives the terminal', () => {
  for (const payload of PAYLOADS) {
    const windows = BUSY.windows.map((each) => ({ ...each, events_by_type: { [payload]: 3 } }));
    const body = { ...BUSY, windows };
    const view = viewOf({ format: 'table', terminal: true, width: 100 });
    const texts = [
      ...(['table', 'json', 'ndjson', 'csv'] as const).map((format) =>
        report(reportOf(body, payload), { ...view, format }),
      ),
      metricsScreen(body, view, { height: 40, names: [payload], said: payload }).join('\n'),
      metricsLine(body, view),
      metricsJson(body),
    ];
    const live = texts.map((text) => LIVE.exec(text.replaceAll('\r\n', '\n'))?.[0]);
    expect({ payload, live }).toEqual({ payload, live: texts.map(() => undefined) });
  }
});
