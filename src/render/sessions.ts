/** `sessions-list` as a table: one session a row, a bar beside its events, and when in its span they happened. */
import { ACTIVITY, type SessionRow, type SessionsReport } from '../model/report.ts';
import { bar, greatest, narrowed, sparkline } from './chart.ts';
import { type Palette, palette } from './colour.ts';
import { shortSession } from './event-text.ts';
import { countCell, durationText, timeText } from './figure.ts';
import { inert } from './inert.ts';
import { type Cell, type Column, table } from './table.ts';
import { cut, displayWidth } from './terminal.ts';
import type { View } from './view.ts';

/** An id is short enough at its short form; one without is whole. */
const LONGEST_ID = 32;

const COLUMNS: readonly Column[] = [
  { title: 'events', kind: 'number' },
  { title: '', kind: 'picture', width: 16 },
  { title: 'ok', kind: 'number', rank: 4 },
  { title: 'error', kind: 'number', rank: 1 },
  { title: 'span', kind: 'number', rank: 3 },
  { title: 'first', kind: 'time', rank: 3 },
  { title: 'last', kind: 'time', rank: 2 },
  { title: 'activity', kind: 'picture', least: 8, width: 16, rank: 1 },
  { title: 'last type', kind: 'text', least: 10, enough: 32, rank: 4 },
];

/** The table, and a line on how many sessions there are where not all are shown; a sentence where there is none. */
export function sessionsTable(report: SessionsReport, view: View): string {
  const { sessions, total } = report;
  if (sessions.length === 0) return 'no sessions\n';
  const paints = palette(view.color);
  const most = greatest(sessions.map((session) => session.events));
  const rows = sessions.map((session) => sessionCells(session, most, view, paints));
  const more = total > sessions.length ? `${paints.dim(`${sessions.length} of ${total} sessions`)}\n` : '';
  const enough = greatest(sessions.map((session) => displayWidth(shortId(session.session_id))));
  const id: Column = { title: 'session', kind: 'text', enough: Math.min(enough, LONGEST_ID) };
  return table([id, ...COLUMNS], rows, view) + more;
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
    {
      text: '',
      draw: (width) => sparkline(narrowed(session[ACTIVITY] ?? [], width)),
      paint: paints.picture,
    },
    { text: session.last_type ?? '-', paint: paints.type },
  ];
}

/** The whole id where it fits, else its short form, which `--session` takes. */
function idText(id: string, width: number): string {
  const whole = inert(id);
  return displayWidth(whole) <= width ? whole : cut(shortId(id), width);
}

function shortId(id: string): string {
  return inert(shortSession(id));
}
