/** The figures of a window, from its slices, which stay as they are. Rates are over the whole of the window. */
import { epochSeconds, formatUtc } from '../base/instant.ts';
import { addToSum, meanOf, mergeSums, newSum, type Sum } from '../base/sum.ts';
import { compareText } from '../base/text.ts';
import type { MetricsSnapshot, WorkKind } from '../model/metrics.ts';
import { type Digest, summarize, unionOf } from './digest.ts';
import type { Slice } from './slice.ts';
import type { UnderWay } from './work-keys.ts';

/** Times in microseconds. */
export interface Window {
  readonly atUs: number;
  readonly windowUs: number;
  /** How much later than it should the window may begin. */
  readonly stepUs: number;
  readonly typeCap: number;
  readonly underWay: UnderWay;
  readonly activity: readonly number[];
}

export function snapshotOf(slices: readonly Slice[], window: Window): MetricsSnapshot {
  const { atUs, windowUs, underWay } = window;
  const seconds = windowUs / 1e6;
  const fromUs = atUs - windowUs;
  const events = total(slices, (slice) => slice.events);
  const of = (kind: WorkKind, what: 'started' | 'completed' | 'failed'): number =>
    total(slices, (slice) => slice.works[kind][what]);
  const tokens = sumOf(slices.map((slice) => slice.tokens));
  const cost = sumOf(slices.map((slice) => slice.cost));
  const agents = unionOf(slices.map((slice) => slice.agentDurations));
  const all = unionOf(slices.map((slice) => slice.durations));
  const { active, progress } = underWay;
  const types = byType(slices, window.typeCap);
  const typed = Object.values(types).reduce((sum, count) => sum + count, 0);
  const others = events - total(slices, (slice) => slice.untyped) - typed;
  return {
    timestamp: epochSeconds(atUs),
    window_size_seconds: seconds,
    from: formatUtc(fromUs),
    from_epoch: epochSeconds(fromUs),
    to: formatUtc(atUs),
    to_epoch: epochSeconds(atUs),
    total_events: events,
    total_errors: total(slices, (slice) => slice.errors),
    events_by_type: types,
    ...(others === 0 ? {} : { events_of_other_types: others }),
    agents_active: active.agents,
    agents_completed: of('agents', 'completed'),
    agents_failed: of('agents', 'failed'),
    workflows_active: active.workflows,
    workflows_completed: of('workflows', 'completed'),
    workflows_failed: of('workflows', 'failed'),
    tasks_active: active.tasks,
    tasks_completed: of('tasks', 'completed'),
    tasks_failed: of('tasks', 'failed'),
    ...(progress.length === 0 ? {} : { task_progress_avg: mean(progress) }),
    tests_running: active.tests,
    tests_passed: of('tests', 'completed'),
    tests_failed: of('tests', 'failed'),
    ...agentDurations(agents),
    ...durations(all),
    ...(all.count === 0 && agents.count === 0
      ? {}
      : { percentiles_exact: all.values !== null && agents.values !== null }),
    total_tokens: tokens,
    total_cost: cost,
    events_per_second: events / seconds,
    agents_per_minute: (of('agents', 'started') * 60) / seconds,
    tokens_per_second: tokens / seconds,
    cost_per_hour: (cost * 3600) / seconds,
    activity: window.activity,
    step_seconds: window.stepUs / 1e6,
  };
}

function total(slices: readonly Slice[], of: (slice: Slice) => number): number {
  return slices.reduce((sum, slice) => sum + of(slice), 0);
}

function sumOf(sums: readonly Sum[]): number {
  const sum = newSum();
  for (const each of sums) mergeSums(sum, each);
  return meanOf(sum, 1);
}

function mean(values: readonly number[]): number {
  const sum = newSum();
  for (const value of values) addToSum(sum, value);
  return meanOf(sum, values.length);
}

/** The least `cap` names, for that is what every slice has whole. */
function byType(slices: readonly Slice[], cap: number): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { types } of slices)
    for (const [type, { count }] of types.rows) counts.set(type, (counts.get(type) ?? 0) + count);
  let entries = [...counts];
  if (entries.length > cap) entries = entries.sort((a, b) => compareText(a[0], b[0])).slice(0, cap);
  entries.sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]));
  return Object.fromEntries(entries);
}

function agentDurations(digest: Digest): Partial<MetricsSnapshot> {
  if (digest.count === 0) return {};
  const { mean, p50, p95, p99 } = summarize(digest);
  return {
    avg_agent_duration_ms: mean,
    p50_agent_duration_ms: p50,
    p95_agent_duration_ms: p95,
    p99_agent_duration_ms: p99,
  };
}

function durations(digest: Digest): Partial<MetricsSnapshot> {
  if (digest.count === 0) return {};
  const { mean, p50, p95, p99 } = summarize(digest);
  return { avg_duration_ms: mean, p50_duration_ms: p50, p95_duration_ms: p95, p99_duration_ms: p99 };
}
