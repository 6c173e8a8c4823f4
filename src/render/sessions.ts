/** `sessions-list` as a table: one session a row, a bar beside its events. */
import type { SessionRow, SessionsReport } from '../model/report.ts';
import { bar, greatest } from './chart.ts';
import { shortSession } from './event-text.ts';
import { countCell, durationText, timeText } from './figure.ts';
import { inert } from './inert.ts';
import { type Cell, type Column, table } from './table.ts';
import { cut, displayWidth, type Palette, palette } from './terminal.ts';
import type { View } from './view.ts';

const COLUMNS: readonly Column[] = [
  { title: 'session', kind: 'text', enough: 8 },
  { title: 'events', kind: 'number' },
  { title: '', kind: 'picture', width: 16, rank: 5 },
  { title: 'ok', kind: 'number', rank: 4 },
  { title: 'error', kind: 'number', rank: 1 },
  { title: 'span', kind: 'number', rank: 3 },
  { title: 'first', kind: 'time', rank: 3 },
  { title: 'last', kind: 'time', rank: 2 },
  { title: 'last type', kind: 'text', least: 10, rank: 4 },
];

/** The table, and a line on how many sessions there are where not all are shown; a sentence where there is none. */
export function sessionsTable(report: SessionsReport, view: View): string {
  const { sessions, total } = report;
  if (sessions.length === 0) return 'no sessions\n';
  const paints = palette(view.color);
  const most = greatest(sessions.map((session) => session.events));
  const rows = sessions.map((session) => sessionCells(session, most, view, paints));
  const more = total > sessions.length ? `${paints.dim(`${sessions.length} of ${total} sessions`)}\n` : '';
  return table(COLUMNS, rows, view) + more;
}

function sessionCells(session: SessionRow, most: number, view: View, paints: Palette): Cell[] {
  return [
    { text: session.session_id, draw: (width) => idText(session.session_id, width) },
    { text: String(session.events) },
    { text: '', draw: (width) => bar(session.events / most, width), paint: paints.picture },
    countCell(session.ok, paints.ok, paints),
    countCell(session.error, paints.error, paints),
    { text: durationText(session.span_seconds) },
    { text: timeText(session.first, view), paint: paints.time },
    { text: timeText(session.last, view), paint: paints.time },
    { text: session.last_type ?? '-', paint: paints.type },
  ];
}

/** The whole id where it fits, else its short form, which `--session` takes. */
function idText(id: string, width: number): string {
  const whole = inert(id);
  return displayWidth(whole) <= width ? whole : cut(inert(shortSession(id)), width);
}
