/**
 * A calm table: no lines, a quiet head, two spaces between columns, numbers to the right.
 *
 * Invariants: every cell is inert; in a terminal no line is wider than `view.width`; in a pipe nothing is cut and there
 * are no pictures.
 */
import Table from 'cli-table3';
import { type Paint, palette } from './colour.ts';
import { inert } from './inert.ts';
import { type ColumnKind, fitColumns, GAP, narrowTime, type Track } from './layout.ts';
import { cut, cutStart, displayWidth } from './terminal.ts';
import type { View } from './view.ts';

export interface Column {
  readonly title: string;
  readonly kind: ColumnKind;
  /** Width below which it is not shown; 8 columns when left out, 10 for a time, 6 for a picture. */
  readonly least?: number;
  /** Width at which others may have theirs; 24 columns when left out. */
  readonly enough?: number;
  /** Columns of a lower rank are served first; 0 when left out. */
  readonly rank?: number;
  /** Gives way to the other columns; a picture always does. */
  readonly yields?: boolean;
  /** Width of a picture where there is room. */
  readonly width?: number;
}

export interface Cell {
  readonly text: string;
  readonly paint?: Paint;
  /** Draws a picture of this many columns, in place of the text. */
  readonly draw?: (width: number) => string;
}

export type TableView = Pick<View, 'terminal' | 'width' | 'color'>;

/** One cell stands here for one display column, because the table package measures text by an older Unicode. */
const STAND_IN = '\ue000';
const STAND_INS = /\ue000+/g;
const LEAST: Readonly<Record<ColumnKind, number>> = { text: 8, number: 1, time: 10, place: 16, picture: 6 };
const EMPTY: Cell = { text: '' };
/** Rows that the table package sets; its time grows with their square, so the rows behind them are set as a stream's. */
const ROWS_SET = 64;
const BARE = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' '.repeat(GAP),
};

/** Rows that are made when they are asked for. */
export interface MadeRows {
  readonly length: number;
  cells(n: number): readonly Cell[];
}

/** Rows that are written at once. */
const BATCH = 256;

/** The table as lines, each ended by a newline; the empty string where there are no rows. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  view: TableView,
): string {
  return [...tableParts(columns, { length: rows.length, cells: (n) => rows[n]! }, view)].join('');
}

/** The same in parts of whole lines. Rows are gone through twice: what they take, then what they say. */
export function* tableParts(
  columns: readonly Column[],
  rows: MadeRows,
  view: TableView,
): Generator<string, void, undefined> {
  if (rows.length === 0) return;
  const widths = widthsOf(columns, rows, view);
  const { head } = palette(view.color);
  const titles = columns.map((column): Cell => ({ text: column.title, paint: head }));
  const first: (readonly Cell[])[] = [titles];
  for (let n = 0; n < Math.min(rows.length, ROWS_SET); n++) first.push(rows.cells(n));
  let text = set(columns, first, widths);
  for (let n = ROWS_SET; n < rows.length; n++) {
    text += `${row(columns, rows.cells(n), widths, false)}\n`;
    if (n % BATCH !== 0) continue;
    yield text;
    text = '';
  }
  yield text;
}

/** The width of each column, 0 where it is not shown: as wide as its widest cell, and in a terminal so that all fit. */
export function measure(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  view: TableView,
): number[] {
  return widthsOf(columns, { length: rows.length, cells: (n) => rows[n]! }, view);
}

function widthsOf(columns: readonly Column[], rows: MadeRows, view: TableView): number[] {
  const naturals = columns.map(({ title, kind }) => (kind === 'picture' ? 0 : displayWidth(inert(title))));
  for (let n = 0; n < rows.length; n++) {
    const cells = rows.cells(n);
    for (let i = 0; i < columns.length; i++) {
      const text = cells[i]?.text ?? '';
      if (columns[i]!.kind === 'picture') continue;
      const width = displayWidth(inert(text));
      if (width > naturals[i]!) naturals[i] = width;
    }
  }
  const tracks = columns.map((column, i): Track => {
    const { kind, least = LEAST[kind], enough = 24, rank = 0, width = 0 } = column;
    const { yields = kind === 'picture' } = column;
    const natural = kind === 'picture' ? (view.terminal ? width : 0) : naturals[i]!;
    return { kind, natural, least, enough, rank, yields };
  });
  return view.terminal ? fitColumns(tracks, view.width) : tracks.map((track) => track.natural);
}

/**
 * One line of cells, without newline or trailing spaces, for rows that stream. In a `loose` line nothing is cut: a cell
 * that is too long pushes the next ones.
 */
export function row(
  columns: readonly Column[],
  cells: readonly Cell[],
  widths: readonly number[],
  loose: boolean,
): string {
  let line = '';
  let owed = 0;
  for (const { column, index, width } of visible(columns, widths)) {
    const cell = cells[index] ?? EMPTY;
    const text = loose ? inert(cell.text) : shape(column.kind, cell, width);
    const space = index === columns.length - 1 ? 0 : Math.max(0, width - displayWidth(text));
    const [before, after] = column.kind === 'number' ? [space, 0] : [0, space];
    owed += before;
    if (text !== '') {
      line += ' '.repeat(owed) + paint(cell, text);
      owed = 0;
    }
    owed += after + GAP;
  }
  return withoutTail(line);
}

/** Some rows as lines, set by the table package. */
function set(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  widths: readonly number[],
): string {
  const shown = visible(columns, widths);
  const texts: string[] = [];
  const grid = new Table({
    chars: BARE,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colWidths: shown.map(({ width }) => width),
  });
  for (const cells of rows) {
    for (const { column, index, width } of shown) {
      const cell = cells[index] ?? EMPTY;
      const text = shape(column.kind, cell, width);
      const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
      texts.push(column.kind === 'number' ? space + paint(cell, text) : paint(cell, text) + space);
    }
    grid.push(shown.map(({ width }) => STAND_IN.repeat(width)));
  }
  let next = 0;
  const text = grid.toString().replace(STAND_INS, () => texts[next++] ?? '');
  return text
    .split('\n')
    .map((line) => `${withoutTail(line)}\n`)
    .join('');
}

function visible(
  columns: readonly Column[],
  widths: readonly number[],
): { column: Column; index: number; width: number }[] {
  return columns
    .map((column, index) => ({ column, index, width: widths[index] ?? 0 }))
    .filter(({ width }) => width > 0);
}

/** No regular expression: on a long run of spaces that is not the end, one takes time by its square. */
function withoutTail(line: string): string {
  let end = line.length;
  while (line[end - 1] === ' ') end--;
  return line.slice(0, end);
}

function paint(cell: Cell, text: string): string {
  return cell.paint === undefined || text === '' ? text : cell.paint(text);
}

/** The cell's text within the width: cut at the end, or as its kind narrows. */
function shape(kind: ColumnKind, cell: Cell, width: number): string {
  if (cell.draw !== undefined) return cell.draw(width);
  if (kind === 'place') return cutStart(inert(cell.text), width);
  if (kind === 'time') return narrowTime(inert(cell.text), width);
  // A value of megabytes costs no more than what can be seen of it.
  const enough = width * 8 + 32;
  return cut(cell.text.length > enough ? `${inert(cell.text.slice(0, enough))}…` : inert(cell.text), width);
}
