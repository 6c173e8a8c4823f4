/** Reports as text: a table for people, and the same rows as data. */
import { unreachable } from '../base/fault.ts';
import type { CheckReport, Report } from '../model/report.ts';
import type { TraceReport } from '../model/span.ts';
import { checkTable } from './check.ts';
import { type CsvCell, csvCell, csvParts } from './csv.ts';
import { documentParts } from './document.ts';
import { fieldsTable } from './fields.ts';
import { gapsTable } from './gaps.ts';
import { githubText } from './github.ts';
import { lineParts } from './json.ts';
import { junitText } from './junit.ts';
import { metricsTable } from './metrics.ts';
import { otlpParts } from './otlp.ts';
import { perfettoParts } from './perfetto.ts';
import { mainRows } from './record.ts';
import { sessionsTable } from './sessions.ts';
import { stateTable } from './state.ts';
import { statsTable } from './stats.ts';
import { tapText } from './tap.ts';
import { traceParts } from './trace.ts';
import { validateTable } from './validate.ts';
import type { View } from './view.ts';

/**
 * The report in the view's format, newline at the end. A `list` report has no text: its events were the answer.
 * `raw` has no meaning for a report and gives what `ndjson` gives.
 */
export function report(report: Report, view: View): string {
  return [...reportParts(report, view)].join('');
}

/** The same in parts: the rows of a trace may be millions, and are made one by one. */
export function reportParts(report: Report, view: View): Iterable<string> {
  if (report.report === 'list') return [];
  switch (view.format) {
    case 'table':
      return report.report === 'trace' ? traceParts(report, view) : [reportTable(report, view)];
    case 'json':
      return documentParts(report);
    case 'ndjson':
    case 'raw':
      return lineParts(mainRows(report).rows);
    case 'csv':
    case 'tsv':
      return csvParts(csvRows(report), view.format);
    case 'perfetto':
      return perfettoParts(traceOf(report));
    case 'otlp':
      return otlpParts(traceOf(report));
    case 'junit':
      return [junitText(checkOf(report))];
    case 'github':
      return [githubText(checkOf(report))];
    case 'tap':
      return [tapText(checkOf(report))];
    default:
      return unreachable(view.format);
  }
}

function* csvRows(report: Report): Generator<readonly CsvCell[], void, undefined> {
  const { titles, rows } = mainRows(report, 'flat');
  yield titles.map((text) => ({ text }));
  for (const row of rows) yield titles.map((title) => csvCell(row[title]));
}

function traceOf(report: Report): TraceReport {
  if (report.report !== 'trace') throw new Error('a format of traces');
  return report;
}

function checkOf(report: Report): CheckReport {
  if (report.report !== 'check') throw new Error('a format of checks');
  return report;
}

function reportTable(report: Exclude<Report, { report: 'list' | 'trace' }>, view: View): string {
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
    case 'check':
      return checkTable(report, view);
    case 'overview':
      throw new Error('an overview is drawn by the page');
    case 'query':
      return `${report.count}\n`;
    default:
      return unreachable(report);
  }
}
