/** Events and reports as the stages before hand them to render. */
import type { Event, Row, Value } from '../../src/model/event.ts';
import type { GapsReport, Ref, SessionsReport, StatsReport } from '../../src/model/report.ts';
import type { View } from '../../src/render/view.ts';

export function viewOf(part: Partial<View>): View {
  return {
    format: 'table',
    terminal: false,
    width: 80,
    color: false,
    zone: 'UTC',
    provenance: false,
    preferSummary: false,
    ...part,
  };
}

export function jsonValue(value: unknown): Value {
  const json = JSON.stringify(value);
  if (typeof value === 'string') return { kind: 'string', json, text: value };
  const kind =
    value === null
      ? 'null'
      : typeof value === 'number'
        ? 'number'
        : typeof value === 'boolean'
          ? 'boolean'
          : 'object';
  return { kind, json, text: json };
}

/** An event of this line; `parts` stands over what is filled in. */
export function eventOf(
  line: string | Uint8Array,
  parts: Partial<Event> = {},
  row: Partial<Row> = {},
): Event {
  return {
    row: {
      source: 0,
      path: 'a.jsonl',
      offset: 0,
      line: 1,
      bytes: Buffer.from(line),
      ending: '\n',
      us: 0,
      context: false,
      ...row,
    },
    time: 1_765_343_222_114_503,
    dialect: 'generic',
    fields: [],
    rest: [],
    ...parts,
  };
}

const SPAN = {
  first: '2025-12-10T05:07:02.114503Z',
  first_epoch: 1765343222.114503,
  last: '2026-01-12T05:07:02.000000Z',
  last_epoch: 1768194422,
};

export function statsOf(text: string, path = 'a.jsonl'): StatsReport {
  const type = { type: text, count: 3, share: 0.75, ok: 1, error: 2, ...SPAN };
  const figures = { min: 1, p50: 2.5, p90: 3, p95: 3, p99: 4, max: 5, mean: 2.33333, exact: false };
  return {
    report: 'stats',
    version: 1,
    events: 4,
    ...SPAN,
    span_seconds: 2851199.885497,
    sessions: 2,
    events_per_session: 2,
    types: [type, { ...type, type: null, count: 1, share: 0.25, ok: 0, error: 0 }],
    groups: [
      { value: text, count: 3 },
      { value: null, count: 1 },
    ],
    buckets: [{ start: SPAN.first, start_epoch: SPAN.first_epoch, count: 4 }],
    percentiles: [{ type: text, unit: 'ms', count: 4, ...figures }],
    sources: [{ path, dialect: 'macf', complete: true, damaged: 2 }],
    notes: [],
  };
}

export function gapsOf(text: string, path = 'a.jsonl'): GapsReport {
  const ref: Ref = {
    time: SPAN.first,
    epoch: SPAN.first_epoch,
    type: text,
    session: text,
    source: path,
    offset: 88123,
    line: 12,
  };
  return {
    report: 'gaps',
    version: 1,
    threshold_seconds: 3600,
    events: 4,
    total: 2,
    gaps: [
      { seconds: 4000, session: text, from: ref, to: ref },
      { seconds: 88000.5, from: ref, to: ref },
    ],
    longest_seconds: 88000.5,
    regressions: { count: 2, worst_seconds: 30, places: [ref] },
    sources: [],
    notes: [],
  };
}

export function sessionsOf(text: string): SessionsReport {
  const row = { session_id: text, ...SPAN, span_seconds: 60, events: 3, ok: 1, error: 1, last_type: text };
  return {
    report: 'sessions-list',
    version: 1,
    total: 3,
    sessions: [row, { ...row, events: 9 }],
    sources: [],
    notes: [],
  };
}
