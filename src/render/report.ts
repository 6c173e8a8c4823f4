/** Reports as text: a table for people, and the same rows as data. */
import { unreachable } from '../base/fault.ts';
import type { Report } from '../model/report.ts';
import type { TraceReport } from '../model/span.ts';
import { csv, csvCell } from './csv.ts';
import { document } from './document.ts';
import { fieldsTable } from './fields.ts';
import { gapsTable } from './gaps.ts';
import { lines } from './json.ts';
import { metricsTable } from './metrics.ts';
import { otlpText } from './otlp.ts';
import { perfettoText } from './perfetto.ts';
import { mainRows } from './record.ts';
import { sessionsTable } from './sessions.ts';
import { stateTable } from './state.ts';
import { statsTable } from './stats.ts';
import { traceTable } from './trace.ts';
import { validateTable } from './validate.ts';
import type { View } from './view.ts';

/**
 * The report in the view's format, newline at the end. A `list` report has no text: its events were the answer.
 * `raw` has no meaning for a report and gives what `ndjson` gives.
 */
export function report(report: Report, view: View): string {
  if (report.report === 'list') return '';
  switch (view.format) {
    case 'table':
      return reportTable(report, view);
    case 'json':
      return document(report);
    case 'ndjson':
    case 'raw':
      return lines(mainRows(report).rows);
    case 'csv':
    case 'tsv': {
      const { titles, rows } = mainRows(report, 'flat');
      const head = titles.map((text) => ({ text }));
      return csv([head, ...rows.map((row) => titles.map((title) => csvCell(row[title])))], view.format);
    }
    case 'perfetto':
      return perfettoText(traceOf(report));
    case 'otlp':
      return otlpText(traceOf(report));
    default:
      return unreachable(view.format);
  }
}

function traceOf(report: Report): TraceReport {
  if (report.report !== 'trace') throw new Error('a format of traces');
  return report;
}

function reportTable(report: Exclude<Report, { report: 'list' }>, view: View): string {
  switch (report.report) {
    case 'stats':
      return statsTable(report, view);
    case 'gaps':
      return gapsTable(report, view);
    case 'sessions-list':
      return sessionsTable(report, view);
    case 'fields':
      return fieldsTable(report, view);
    case 'state':
      return stateTable(report, view);
    case 'validate':
      return validateTable(report, view);
    case 'metrics':
      return metricsTable(report, view);
    case 'trace':
      return traceTable(report, view);
    case 'overview':
      throw new Error('an overview is drawn by the page');
    case 'query':
      return `${report.count}\n`;
    default:
      return unreachable(report);
  }
}
