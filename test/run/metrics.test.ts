/**
 * Live metrics are those of the command, where a window ends with a slice; memory and time do not grow with what is taken
 * in; a clock that is ahead and events that come late harm no window.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { MetricsSnapshot } from '../../src/model/metrics.ts';
import { type LiveMetrics, liveMetrics } from '../../src/run/metrics.ts';
import { queryOf } from '../../src/run/query-of.ts';
import { run } from '../../src/run/run.ts';
import { FIXTURES } from './ask.ts';

const MINUTE_US = 60e6;

test.each(FIXTURES)('as the command counts: %s', async (path) => {
  const asked = await run(queryOf({ logs: [path], ask: { kind: 'metrics' } }));
  const atUs = Math.ceil((asked.at_epoch! * 1e6) / MINUTE_US) * MINUTE_US;
  const report = await run(
    queryOf({ logs: [path], ask: { kind: 'metrics', at: { kind: 'instant', us: atUs } } }),
  );
  const live = liveMetrics({ now: () => atUs });
  for (const line of readFileSync(path, 'utf8').split('\n')) if (line !== '') take(live, line, path);
  expect(live.windowsUs).toEqual([MINUTE_US, 5 * MINUTE_US, 15 * MINUTE_US, 60 * MINUTE_US]);
  expect(report.windows).toHaveLength(4);
  for (const [n, windowUs] of live.windowsUs.entries())
    expect(figures(live.snapshot(windowUs))).toEqual(figures(report.windows[n]!));
  expect(live.totals()).toEqual(report.totals);
});

/** What does not depend on how a window is cut. */
function figures({ step_seconds, ...rest }: MetricsSnapshot): Omit<MetricsSnapshot, 'step_seconds'> {
  expect(step_seconds).toBeLessThanOrEqual(60);
  return rest;
}

function take(live: LiveMetrics, line: string, path = 'events.jsonl'): void {
  live.take({ row: { path, bytes: Buffer.from(line) } });
}

function event(seconds: number, more: object): string {
  return JSON.stringify({
    timestamp: new Date(seconds * 1000).toISOString(),
    session_id: 's',
    ...more,
  });
}

const NOW = 1_764_000_000;

describe('a clock', () => {
  test('windows go on without events', () => {
    let now = NOW;
    const live = liveMetrics({ now: () => now * 1e6 });
    take(live, event(now, { event_type: 'agent.invoked', agent: 'a' }));
    expect(live.snapshot(60e6)).toMatchObject({ total_events: 1, agents_active: 1, agents_per_minute: 1 });
    now += 59;
    expect(live.snapshot(60e6).total_events).toBe(1);
    now += 2;
    expect(live.snapshot(60e6)).toMatchObject({ total_events: 0, agents_active: 1 });
    expect(live.snapshot(300e6).total_events).toBe(1);
    expect(live.totals().total_events).toBe(1);
  });

  test('late events count where they belong, and those ahead when their time has come', () => {
    let now = NOW;
    const live = liveMetrics({ now: () => now * 1e6 });
    for (const seconds of [now, now - 200, now - 10_000, now + 30, now + 1e9])
      take(live, event(seconds, { event_type: 'tool.used', duration_ms: 5 }));
    expect(live.snapshot(60e6).total_events).toBe(1);
    expect(live.snapshot(300e6).total_events).toBe(2);
    expect(live.snapshot(3600e6).total_events).toBe(2);
    now += 31;
    expect(live.snapshot(60e6).total_events).toBe(2);
    expect(live.totals().total_events).toBe(5);
  });

  test('work that ended long ago is forgotten, what is under way is not', () => {
    let now = NOW;
    const live = liveMetrics({ now: () => now * 1e6, windowsUs: [60e6] });
    take(live, event(now, { event_type: 'task.started', task_id: 'open', progress_pct: 25 }));
    for (let n = 0; n < 3000; n++) {
      take(live, event(now, { event_type: 'task.started', task_id: `t${n}` }));
      take(live, event(now, { event_type: 'task.completed', task_id: `t${n}`, status: 'passed' }));
      if (n % 100 === 0) now += 7;
      live.snapshot(60e6);
    }
    expect(live.snapshot(60e6)).toMatchObject({ tasks_active: 1, task_progress_avg: 25 });
  });
});

test('lines that are no events, and events of any dialect, in one log', () => {
  const live = liveMetrics({ now: () => NOW * 1e6 });
  take(live, '{"half');
  take(live, '');
  take(live, '[1]');
  take(live, event(NOW, { event_type: 'agent.failed', agent: 'a', duration_ms: 10 }));
  take(live, `{"ts":"${new Date(NOW * 1000).toISOString()}","event":"tool:pre","data":{"tool_name":"Task"}}`);
  take(live, event(NOW, { id: 'x', type: 'cli_command_started', command: 'doctor' }));
  expect(live.snapshot(60e6)).toMatchObject({
    total_events: 3,
    total_errors: 1,
    agents_active: 2,
    agents_failed: 1,
    p99_agent_duration_ms: 10,
  });
  expect(live.totals()).toMatchObject({ total_events: 4, untimed_events: 1 });
});

test('a window of any size up to the widest', () => {
  const live = liveMetrics({ now: () => NOW * 1e6 });
  for (let age = 0; age < 3600; age += 10) take(live, event(NOW - age, { event_type: 'tool.used' }));
  expect(live.snapshot(120e6).total_events).toBe(12);
  expect(live.snapshot(10e6).total_events).toBe(1);
  expect(live.snapshot(60e6, (NOW - 120) * 1e6).total_events).toBe(6);
  expect(() => live.snapshot(7200e6)).toThrow(RangeError);
});

test('percentiles of many are within 1 % and say so', () => {
  const live = liveMetrics({ now: () => NOW * 1e6 });
  const lengths = Array.from({ length: 20_000 }, (_, n) => 1 + ((n * 7919) % 20_000));
  for (const ms of lengths)
    take(live, event(NOW, { event_type: 'agent.completed', agent: 'a', duration_ms: ms }));
  const snapshot = live.snapshot(3600e6);
  expect(snapshot).toMatchObject({ agents_completed: 20_000, percentiles_exact: false });
  for (const [key, exact] of [
    ['p50_agent_duration_ms', 10_000],
    ['p95_agent_duration_ms', 19_000],
    ['p99_agent_duration_ms', 19_800],
  ] as const)
    expect(Math.abs(snapshot[key]! / exact - 1)).toBeLessThan(0.01);
});
