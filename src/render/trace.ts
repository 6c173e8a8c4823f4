/** `trace` as a tree of spans: how long each took, and in a terminal when, drawn on one axis of time. */
import { SPAN_ROWS, type SpanRow, type SpanStatus, type TraceReport } from '../model/span.ts';
import { bar } from './chart.ts';
import { type Paint, type Palette, palette } from './colour.ts';
import { shortSession } from './event-text.ts';
import { durationText, plural, refText, timeText } from './figure.ts';
import { inert } from './inert.ts';
import { type Cell, type Column, table } from './table.ts';
import { cut } from './terminal.ts';
import type { View } from './view.ts';

const COLUMNS: readonly Column[] = [
  { title: 'span', kind: 'text', least: 12, enough: 36, rank: 0 },
  { title: '', kind: 'picture', width: 32, rank: 8 },
  { title: 'duration', kind: 'number', rank: 1 },
  { title: 'status', kind: 'text', least: 5, rank: 2 },
  { title: 'start', kind: 'time', least: 16, rank: 3 },
  { title: 'session', kind: 'text', rank: 5 },
  { title: 'event', kind: 'place', rank: 6, yields: true },
];

const ORPHANS: readonly Column[] = [
  { title: 'end without a start', kind: 'text', least: 12, enough: 36 },
  { title: 'time', kind: 'time', least: 16, rank: 1 },
  { title: 'type', kind: 'text', least: 10, enough: 32, rank: 2 },
  { title: 'event', kind: 'place', rank: 3, yields: true },
];
/** Orphans that are shown; the report has more. */
const ORPHANS_SHOWN = 10;

/** The tree, a line that counts what is open and what has no start, and the first ends without a start. */
export function traceTable(report: TraceReport, view: View): string {
  const paints = palette(view.color);
  const rows = [...report[SPAN_ROWS]];
  const axis = axisOf(rows);
  const tree = inTree(rows).map(({ row, depth }) => spanCells(row, { depth, axis, view, paints }));
  const orphans = report.orphan_ends.slice(0, ORPHANS_SHOWN).map(({ name, title, key, at }): Cell[] => [
    { text: [name, title ?? key].filter(Boolean).join(' '), paint: paints.warning },
    { text: timeText(at.time, view), paint: paints.time },
    { text: at.type ?? '-', paint: paints.type },
    { text: refText(at), paint: paints.dim },
  ]);
  return table(COLUMNS, tree, view) + summary(report, view, paints) + table(ORPHANS, orphans, view);
}

interface Axis {
  readonly from: number;
  readonly to: number;
}

/** Seconds since the epoch, from the first start to the last instant known. */
function axisOf(rows: readonly SpanRow[]): Axis {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { start_epoch: start, end_epoch: end } of rows) {
    if (start !== undefined) from = Math.min(from, start);
    to = Math.max(to, end ?? start ?? to);
  }
  return { from, to };
}

interface Node {
  readonly row: SpanRow;
  readonly depth: number;
}

/** Each row once, behind its parent where that is shown. */
function inTree(rows: readonly SpanRow[]): readonly Node[] {
  const ids = new Set(rows.map(({ id }) => id));
  const children = new Map<string, SpanRow[]>();
  const nodes: Node[] = [];
  const stack: Node[] = [];
  for (const row of rows) {
    if (row.parent === undefined || !ids.has(row.parent)) stack.push({ row, depth: 0 });
    else if (children.has(row.parent)) children.get(row.parent)!.push(row);
    else children.set(row.parent, [row]);
  }
  stack.reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    nodes.push(node);
    const inside = children.get(node.row.id) ?? [];
    // A log that is named twice has ids twice.
    children.delete(node.row.id);
    for (const row of inside.toReversed()) stack.push({ row, depth: node.depth + 1 });
  }
  return nodes;
}

function spanCells(
  row: SpanRow,
  { depth, axis, view, paints }: { depth: number; axis: Axis; view: View; paints: Palette },
): Cell[] {
  const called = row.title ?? (row.key === row.session ? undefined : row.key);
  const text = [row.name, called].filter(Boolean).join(' ');
  const paint = statusPaint(row.status, paints);
  const seconds = row.duration_ms === undefined ? undefined : row.duration_ms / 1000;
  const ref = row.from ?? row.to;
  return [
    { text: `${'  '.repeat(depth)}${text}`, paint: paints.type },
    {
      text: '',
      draw: (width) => stretch(row, axis, width),
      paint: row.status === 'error' ? paints.error : paints.picture,
    },
    { text: durationText(seconds), paint: paints.match },
    { text: row.status, paint },
    { text: timeText(row.start, view), paint: paints.time },
    { text: row.session === undefined ? '-' : shortSession(row.session), paint: paints.dim },
    { text: ref === undefined ? '-' : refText(ref), paint: paints.dim },
  ];
}

/** The span's part of the axis; an open one is drawn faint to the end. */
function stretch(row: SpanRow, { from, to }: Axis, width: number): string {
  const { start_epoch: start, end_epoch: end = row.status === 'open' ? to : start } = row;
  if (start === undefined || end === undefined || width <= 0) return '';
  const whole = to - from;
  const before = whole > 0 ? Math.min(width - 1, Math.floor(((start - from) / whole) * width)) : 0;
  const part = whole > 0 ? Math.min((end - start) / whole, (width - before) / width) : 1;
  const drawn =
    row.status === 'open'
      ? '░'.repeat(Math.max(1, width - before))
      : bar(part, width) || bar(1 / width / 8, width);
  return ' '.repeat(before) + drawn;
}

function statusPaint(status: SpanStatus, paints: Palette): Paint {
  if (status === 'error') return paints.error;
  if (status === 'open') return paints.warning;
  return status === 'ok' ? paints.ok : paints.dim;
}

function summary(report: TraceReport, view: View, paints: Palette): string {
  const shown = report[SPAN_ROWS].length;
  const { total, open, orphans } = report;
  const spans = shown === total ? plural(total, 'span') : `${shown} of ${plural(total, 'span')}`;
  const parts = [total === 0 ? 'no span' : spans];
  if (open > 0) parts.push(`${open} open`);
  if (orphans > 0) parts.push(`${plural(orphans, 'end')} without a start`);
  const quiet = inert(parts.join(', '));
  return `${paints.dim(view.terminal ? cut(quiet, view.width) : quiet)}\n`;
}
