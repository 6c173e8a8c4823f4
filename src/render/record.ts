/** The main rows of a report as data: what NDJSON prints a line each, and CSV under fixed titles. */
import { unreachable } from '../base/fault.ts';
import type { CheckReport, Report, StatsReport } from '../model/report.ts';
import { SPAN_ROWS, type TraceReport } from '../model/span.ts';

export interface Records {
  /** Keys of the flat rows, in order. They are the same for every report of the kind, whatever its rows hold. */
  readonly titles: readonly string[];
  readonly rows: Iterable<Readonly<Record<string, unknown>>>;
}

const SPAN = ['first', 'first_epoch', 'last', 'last_epoch'];
const PERCENTILES = ['type', 'unit', 'count', 'min', 'p50', 'p90', 'p95', 'p99', 'max', 'mean', 'exact'];
const METRICS = [
  ...['window_size_seconds', 'from', 'from_epoch', 'to', 'to_epoch', 'timestamp'],
  ...['total_events', 'total_errors', 'events_per_second'],
  ...['agents_active', 'agents_completed', 'agents_failed', 'agents_per_minute'],
  ...['workflows_active', 'workflows_completed', 'workflows_failed'],
  ...['tasks_active', 'tasks_completed', 'tasks_failed', 'task_progress_avg'],
  ...['tests_running', 'tests_passed', 'tests_failed'],
  ...['avg', 'p50', 'p95', 'p99'].map((figure) => `${figure}_agent_duration_ms`),
  ...['avg', 'p50', 'p95', 'p99'].map((figure) => `${figure}_duration_ms`),
  ...['percentiles_exact', 'total_tokens', 'tokens_per_second', 'total_cost', 'cost_per_hour'],
  ...['events_by_type', 'activity', 'step_seconds'],
];
const RULE = [
  ...['name', 'kind', 'level', 'ok', 'expected', 'value', 'message', 'events'],
  ...['sessions_judged', 'sessions_failed', 'source', 'offset', 'line', 'rule_file', 'rule_line'],
];
const REF = ['time', 'epoch', 'type', 'session', 'source', 'offset', 'line'];

/**
 * The rows: types, gaps, sessions, or the count; of `stats` the part that was asked for beside the types, groups before
 * buckets before percentiles. `flat` rows hold no objects: a key inside a key is joined by `_`; a value that is itself a
 * cell stays whole.
 */
export function mainRows(report: Report, shape: 'nested' | 'flat' = 'nested'): Records {
  if (report.report === 'check' && shape === 'flat') return ruleRecords(report);
  const { titles, rows } = records(report);
  return { titles, rows: shape === 'nested' ? rows : each(rows, (row) => flat(row, titles)) };
}

function records(report: Report): Records {
  switch (report.report) {
    case 'stats':
      return statsRecords(report);
    case 'gaps': {
      const ends = ['from', 'to'].flatMap((end) => REF.map((key) => `${end}_${key}`));
      return { titles: ['seconds', 'session', ...ends], rows: report.gaps.map(copy) };
    }
    case 'sessions-list': {
      const counts = ['span_seconds', 'events', 'ok', 'error', 'last_type'];
      return { titles: ['session_id', ...SPAN, ...counts], rows: report.sessions.map(copy) };
    }
    case 'fields': {
      const titles = ['path', 'events', 'share', 'types', 'distinct', 'exact', 'min', 'max', 'examples'];
      const typed = report.fields.some(({ type }) => type !== undefined);
      return { titles: typed ? ['type', ...titles] : titles, rows: report.fields.map(copy) };
    }
    case 'validate': {
      const titles = ['code', 'level', 'count', 'lines', 'message', 'details', 'places'];
      return { titles, rows: report.findings.map(copy) };
    }
    case 'state': {
      const titles = ['field', 'value', 'since', 'since_epoch', ...REF.map((key) => `event_${key}`)];
      return { titles, rows: Object.entries(report.fields).map(([field, row]) => ({ field, ...row })) };
    }
    case 'metrics':
      return { titles: METRICS, rows: report.windows.map(copy) };
    case 'trace':
      return traceRecords(report);
    case 'check':
      return { titles: RULE, rows: report.rules.map(copy) };
    case 'overview':
      return { titles: ['start', 'start_epoch', 'count', 'error'], rows: report.buckets.map(copy) };
    case 'query':
    case 'list':
      return { titles: ['count'], rows: [{ count: report.count }] };
    default:
      return unreachable(report);
  }
}

function statsRecords({ types, groups, buckets, percentiles }: StatsReport): Records {
  if (groups !== undefined) return { titles: ['value', 'count'], rows: groups.map(copy) };
  if (buckets !== undefined) return { titles: ['start', 'start_epoch', 'count'], rows: buckets.map(copy) };
  if (percentiles !== undefined) return { titles: PERCENTILES, rows: percentiles.map(copy) };
  return { titles: ['type', 'count', 'share', 'ok', 'error', ...SPAN], rows: types.map(copy) };
}

function traceRecords(report: TraceReport): Records {
  const titles = [
    ...['id', 'parent', 'name', 'title', 'key', 'session', 'agent', 'status'],
    ...['start', 'start_epoch', 'end', 'end_epoch', 'duration_ms', 'amended', 'children'],
    ...['from', 'to'].flatMap((end) => REF.map((key) => `${end}_${key}`)),
  ];
  return { titles, rows: each(report[SPAN_ROWS], copy) };
}

/** Made one by one: there may be millions. */
function each<A, B>(rows: Iterable<A>, make: (row: A) => B): Iterable<B> {
  return {
    *[Symbol.iterator]() {
      for (const row of rows) yield make(row);
    },
  };
}

/** Of sessions how many, and of places the first. */
function ruleRecords({ rules }: CheckReport): Records {
  const rows = rules.map(({ rule, sessions, places: [first], ...row }) => ({
    ...row,
    ...(sessions && { sessions_judged: sessions.judged, sessions_failed: sessions.failed }),
    ...(first && { source: first.source, offset: first.offset, line: first.line }),
    ...{ rule_file: rule.file, rule_line: rule.line },
  }));
  return { titles: RULE, rows };
}

function copy(row: object): Readonly<Record<string, unknown>> {
  return { ...row };
}

function flat(
  row: Readonly<Record<string, unknown>>,
  titles: readonly string[],
): Readonly<Record<string, unknown>> {
  const pairs = Object.entries(row).flatMap(([key, value]): [string, unknown][] =>
    isObject(value) && !titles.includes(key)
      ? Object.entries(value).map(([inner, leaf]) => [`${key}_${inner}`, leaf])
      : [[key, value]],
  );
  return Object.fromEntries(pairs);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
