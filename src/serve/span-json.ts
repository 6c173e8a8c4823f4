/** The answer of a trace as JSON with its first spans: of millions, only those that are sent are made. */
import { SPAN_ROWS, type SpanRow, type TraceReport } from '../model/span.ts';

/** The report's own keys, `more` beside them, and at most `limit` spans. */
export function traceJson(report: TraceReport, limit: number, more: object = {}): string {
  // What stands behind the getter `spans` is not asked for.
  const keys = Object.keys(report).filter((key) => key !== 'spans') as (keyof TraceReport)[];
  const own = Object.fromEntries(keys.map((key) => [key, report[key]]));
  return JSON.stringify({ ...own, ...more, spans: firstOf(report[SPAN_ROWS], limit) });
}

function firstOf(rows: TraceReport[typeof SPAN_ROWS], limit: number): readonly SpanRow[] {
  return Array.from({ length: Math.min(rows.length, limit) }, (_, n) => rows.at(n));
}
