/** `trace` as a tree of spans: how long each took, and in a terminal when, drawn on one axis of time. */
import { SPAN_ROWS, type SpanRow, type SpanRows, type SpanStatus, type TraceReport } from '../model/span.ts';
import { bar } from './chart.ts';
import { type Paint, type Palette, palette } from './colour.ts';
import { shortSession } from './event-text.ts';
import { durationText, plural, refText, timeText } from './figure.ts';
import { inert } from './inert.ts';
import { type Cell, type Column, table, tableParts } from './table.ts';
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
/** Levels that are drawn apart. */
const DEEPEST = 200;
/** Orphans that are shown; the report has more. */
const ORPHANS_SHOWN = 10;

/** The tree, a line that counts what is open and what has no start, and the first ends without a start. In parts. */
export function* traceParts(report: TraceReport, view: View): Generator<string, void, undefined> {
  const paints = palette(view.color);
  const rows = report[SPAN_ROWS];
  const axis = axisOf(rows);
  const tree = inTree(rows);
  const cells = (k: number): readonly Cell[] =>
    spanCells(rows.at(tree.order[k]!), { depth: tree.depths[k]!, axis, view, paints });
  yield* tableParts(COLUMNS, { length: rows.length, cells }, view);
  const orphans = report.orphan_ends.slice(0, ORPHANS_SHOWN).map(({ name, title, key, at }): Cell[] => [
    { text: [name, title ?? key].filter(Boolean).join(' '), paint: paints.warning },
    { text: timeText(at.time, view), paint: paints.time },
    { text: at.type ?? '-', paint: paints.type },
    { text: refText(at), paint: paints.dim },
  ]);
  yield summary(report, view, paints) + table(ORPHANS, orphans, view);
}

interface Axis {
  readonly from: number;
  readonly to: number;
}

/** Seconds since the epoch, from the first start to the last instant known. */
function axisOf(rows: SpanRows): Axis {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (let n = 0; n < rows.length; n++) {
    const startUs = rows.startUs(n);
    const endUs = Number.isNaN(rows.endUs(n)) ? startUs : rows.endUs(n);
    if (startUs < from) from = startUs;
    if (endUs > to) to = endUs;
  }
  return { from: from / 1e6, to: to / 1e6 };
}

/** Rows by their place in the tree, and how deep they lie in it. */
interface Tree {
  readonly order: Uint32Array;
  readonly depths: Uint8Array;
}

/** Each row once, behind its parent where that is shown. */
function inTree(rows: SpanRows): Tree {
  const { length } = rows;
  const order = new Uint32Array(length);
  const depths = new Uint8Array(length);
  // Of each row the first that lies in it, and the next that lies where it does. The last of all are the roots.
  const firsts = new Int32Array(length + 1).fill(-1);
  const nexts = new Int32Array(length).fill(-1);
  for (let n = length - 1; n >= 0; n--) {
    const parent = rows.parentOf(n);
    const home = parent < 0 ? length : parent;
    nexts[n] = firsts[home]!;
    firsts[home] = n;
  }
  const open = [firsts[length]!];
  let count = 0;
  while (open.length > 0) {
    const n = open.pop()!;
    if (n < 0) continue;
    depths[count] = Math.min(open.length, DEEPEST);
    order[count++] = n;
    open.push(nexts[n]!, firsts[n]!);
  }
  return { order, depths };
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
