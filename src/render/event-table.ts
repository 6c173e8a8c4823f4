/**
 * Events as a table that streams: widths are those of the first batch, so that no row waits for the ones behind it. A
 * listing that goes on widens them with its rows, for its first batch may be one.
 *
 * Invariant: in a terminal no line is wider than `view.width`; in a pipe nothing is cut, and a long cell pushes its row.
 */
import { formatLocal } from '../base/instant.ts';
import type { Event } from '../model/event.ts';
import { type Paint, type Palette, palette } from './colour.ts';
import { citation, restText, shortSession, valueText } from './event-text.ts';
import { type Cell, type Column, measure, row } from './table.ts';
import type { Listing, View } from './view.ts';

/** In a pipe only this many columns are kept aligned: one long type must not push every row apart. */
const LOOSE_WIDTH = 32;
/** Places are alike but for their digits, so all of their columns are aligned, up to the longest path of most systems. */
const LOOSE_PLACE = 4096;

/** The head comes with the first rows, and not at all where none come. */
export function tableListing(view: View): Listing {
  const paints = palette(view.color);
  const columns = columnsOf(view);
  let widths: readonly number[] | undefined;
  let longest: readonly Cell[] = [];
  return {
    head: () => '',
    rows: (events) => {
      if (events.length === 0) return [];
      const rows = events.map((event) => cellsOf(event, view, paints));
      const head =
        widths === undefined ? [columns.map(({ title }): Cell => ({ text: title, paint: paints.head }))] : [];
      if (view.goesOn) {
        longest = columns.map((_, i) =>
          longer([...longest.slice(i, i + 1), ...rows.map((cells) => cells[i]!)]),
        );
        widths = widthsOf(columns, [longest], view);
      }
      widths ??= widthsOf(columns, rows, view);
      const fixed = widths;
      return [[...head, ...rows].map((cells) => `${row(columns, cells, fixed, !view.terminal)}\n`).join('')];
    },
    tail: () => '',
  };
}

/** The cell with the most characters, as many of them as matter. */
function longer(cells: readonly Cell[]): Cell {
  const { text } = cells.reduce((most, cell) => (cell.text.length > most.text.length ? cell : most));
  return { text: text.slice(0, LOOSE_PLACE) };
}

function columnsOf(view: View): Column[] {
  const marker: Column[] = view.context ? [{ title: ' ', kind: 'text', least: 1 }] : [];
  const place: Column[] = view.provenance ? [{ title: 'source', kind: 'place', enough: 56, rank: 1 }] : [];
  if (view.fields !== undefined) {
    const fields = view.fields.map((title): Column => ({ title, kind: 'text', least: 6, rank: 2 }));
    return [...marker, ...fields, ...place];
  }
  return [
    ...marker,
    { title: 'time', kind: 'time' },
    { title: 'type', kind: 'text', least: 12 },
    { title: 'session', kind: 'text', rank: 3 },
    ...place,
    { title: 'event', kind: 'text', least: 10, enough: 56, rank: 2 },
  ];
}

function widthsOf(columns: readonly Column[], rows: readonly (readonly Cell[])[], view: View): number[] {
  const loose = columns.map(({ kind }) => (kind === 'place' ? LOOSE_PLACE : LOOSE_WIDTH));
  const enough = loose.map((width) => (view.terminal ? view.width : width) * 2);
  const starts = rows.map((cells) => cells.map(({ text }, i): Cell => ({ text: text.slice(0, enough[i]) })));
  const widths = measure(columns, starts, view);
  // In a terminal the last column has all the room that is left, for later rows may be longer.
  if (!view.terminal) return widths.map((width, i) => Math.min(width, loose[i]!));
  const shown = widths.filter((width) => width > 0);
  const used = shown.reduce((sum, width) => sum + width + 2, -2);
  const last = widths.findLastIndex((width) => width > 0);
  return widths.map((width, i) => (i === last ? width + Math.max(0, view.width - used) : width));
}

function cellsOf(event: Event, view: View, paints: Palette): Cell[] {
  const cells = [
    ...(view.context ? [{ text: event.row.context ? '·' : ' ' }] : []),
    ...(view.fields === undefined ? mainCells(event, view, paints) : fieldCells(event, view)),
    ...(view.provenance ? [{ text: citation(event), paint: paints.dim }] : []),
    ...(view.fields === undefined ? [restCell(event, view)] : []),
  ];
  return event.row.context ? cells.map(({ text }) => ({ text, paint: paints.context })) : cells;
}

function mainCells(event: Event, view: View, paints: Palette): Cell[] {
  const time = event.time === undefined ? '-' : formatLocal(event.time, view.zone);
  const type = event.type?.text ?? '-';
  const session = event.session === undefined ? '-' : shortSession(event.session.text);
  return [
    { text: time, paint: paints.time },
    { text: type, paint: typePaint(event, paints) },
    { text: session, paint: paints.dim },
  ];
}

function typePaint(event: Event, paints: Palette): Paint {
  const severity = event.severity?.text;
  if (event.status?.text === 'error' || severity === 'error' || severity === 'fatal') return paints.error;
  return severity === 'warning' ? paints.warning : paints.type;
}

function fieldCells(event: Event, view: View): Cell[] {
  return (view.fields ?? []).map((_, i) => {
    const value = event.fields[i];
    if (value === undefined) return { text: '-' };
    if (value.us !== undefined) return { text: formatLocal(value.us, view.zone) };
    return { text: value.kind === 'string' && !value.derived ? value.text : valueText(value, true) };
  });
}

function restCell(event: Event, view: View): Cell {
  const { preferSummary } = view;
  // A line of megabytes is not spelled out to show its first hundred columns.
  const enough = view.terminal ? { enough: view.width * 4 } : {};
  return { text: restText(event, { preferSummary, marked: true, ...enough }) };
}
