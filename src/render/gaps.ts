/** `gaps` as a table: each silence with the events on its two sides, drawn to scale beside the longest. */
import type { GapRow, GapsReport } from '../model/report.ts';
import { bar, greatest } from './chart.ts';
import { type Palette, palette } from './colour.ts';
import { shortSession } from './event-text.ts';
import { durationText, plural, refText, timeText } from './figure.ts';
import { inert } from './inert.ts';
import { type Cell, type Column, table } from './table.ts';
import { cut } from './terminal.ts';
import type { View } from './view.ts';

const COLUMNS: readonly Column[] = [
  { title: 'gap', kind: 'number' },
  { title: '', kind: 'picture', width: 20, rank: 8 },
  { title: 'from', kind: 'time', least: 16, rank: 1 },
  { title: 'to', kind: 'time', least: 16, rank: 4 },
  { title: 'session', kind: 'text', rank: 5 },
  { title: 'before', kind: 'text', least: 10, enough: 32, rank: 3 },
  { title: 'after', kind: 'text', least: 10, enough: 32, rank: 3 },
  { title: 'last event', kind: 'place', rank: 6, yields: true },
  { title: 'next event', kind: 'place', rank: 7, yields: true },
];

/** The table and how many gaps there are where not all are shown, or a sentence where there is no gap; and a line on times that go backwards where there are any. */
export function gapsTable(report: GapsReport, view: View): string {
  const paints = palette(view.color);
  const longest = greatest(report.gaps.map((gap) => gap.seconds));
  const rows = report.gaps.map((gap) => gapCells(gap, longest, view, paints));
  const none = sentence(
    `no gap longer than ${durationText(report.threshold_seconds)} in ${plural(report.events, 'event')}`,
    view,
  );
  const { gaps, total } = report;
  const more = total > gaps.length ? `${paints.dim(`${gaps.length} of ${plural(total, 'gap')}`)}\n` : '';
  const main = rows.length === 0 ? none : table(COLUMNS, rows, view) + more;
  return main + regressions(report, view, paints);
}

function gapCells(gap: GapRow, longest: number, view: View, paints: Palette): Cell[] {
  const { from, to } = gap;
  const session = gap.session ?? from.session;
  return [
    { text: durationText(gap.seconds), paint: paints.match },
    { text: '', draw: (width) => bar(gap.seconds / longest, width), paint: paints.picture },
    { text: timeText(from.time, view), paint: paints.time },
    { text: timeText(to.time, view), paint: paints.time },
    { text: session === undefined ? '-' : shortSession(session), paint: paints.dim },
    { text: from.type ?? '-', paint: paints.type },
    { text: to.type ?? '-', paint: paints.type },
    { text: refText(from), paint: paints.dim },
    { text: refText(to), paint: paints.dim },
  ];
}

function regressions(report: GapsReport, view: View, paints: Palette): string {
  const { count, worst_seconds: worst, places } = report.regressions;
  if (count === 0) return '';
  const by = worst === undefined ? '' : `, at worst by ${durationText(Math.abs(worst))}`;
  const at =
    places.length === 0 ? '' : `: ${places.map(refText).join(', ')}${count > places.length ? ', …' : ''}`;
  return paints
    .warning(sentence(`time goes backwards ${plural(count, 'time')}${by}${at}`, view).trimEnd())
    .concat('\n');
}

function sentence(text: string, view: View): string {
  const quiet = inert(text);
  return `${view.terminal ? cut(quiet, view.width) : quiet}\n`;
}
