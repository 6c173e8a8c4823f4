/** Reports as text: a table for people, and the same rows as data. */
import { unreachable } from '../base/fault.ts';
import type { Report } from '../model/report.ts';
import { csv, csvCell } from './csv.ts';
import { document } from './document.ts';
import { gapsTable } from './gaps.ts';
import { lines } from './json.ts';
import { mainRows } from './record.ts';
import { sessionsTable } from './sessions.ts';
import { statsTable } from './stats.ts';
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
    default:
      return unreachable(view.format);
  }
}

function reportTable(report: Exclude<Report, { report: 'list' }>, view: View): string {
  switch (report.report) {
    case 'stats':
      return statsTable(report, view);
    case 'gaps':
      return gapsTable(report, view);
    case 'sessions-list':
      return sessionsTable(report, view);
    case 'query':
      return `${report.count}\n`;
    default:
      return unreachable(report);
  }
}
