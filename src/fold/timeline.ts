/**
 * A timeline whose slices are as fine as a number of them allows: their size is not known before the last event. It begins
 * with the finest size and goes over to the next where the slices become too many. Every size is a whole multiple of the
 * one before, so slices join without a remainder.
 *
 * Law: the size is the least with which the span of all events has at most `most` slices and these hold at most MOST_CELLS
 * counts. A part of the events never needs a larger size than all of them, so no order, chunk or shard changes the answer.
 */
import { DAY_US, epochSeconds, formatUtc } from '../base/instant.ts';
import type { SliceRow } from '../model/overview.ts';
import { type Lines, textsOf, timesOf } from './columns.ts';

/** Counts by slice, and by type within it. Plain data. */
interface Cell {
  count: number;
  error: number;
  readonly types: Map<string, { count: number }>;
}

export interface Timeline {
  /** Index of SIZES. */
  size: number;
  firstUs: number;
  lastUs: number;
  /** Counts of types in all cells. */
  counts: number;
  /** By the slice's number: its start divided by its size. */
  cells: Map<number, Cell>;
}

/** Columns by number in the plan. */
export interface TimelineColumns {
  readonly time: number;
  readonly type: number;
  readonly status: number;
}

export interface Slicing {
  step(timeline: Timeline, lines: Lines): void;
  merge(a: Timeline, b: Timeline): void;
  /** Slices from the first time to the last, with a count for each of `types`. */
  rows(timeline: Timeline, types: readonly string[]): readonly SliceRow[];
}

const MINUTE_US = 60e6;
/** Sizes that a person would name. */
const SIZES: readonly number[] = [
  ...[1e3, 5e3, 10e3, 50e3, 100e3, 500e3, 1e6, 5e6, 15e6, 30e6],
  ...[1, 5, 15, 30, 60, 180, 360, 720].map((minutes) => minutes * MINUTE_US),
  ...Array.from({ length: 24 }, (_, n) => 2 ** n * DAY_US),
];
const MOST_CELLS = 200_000;

/** No slices yet. */
export function newTimeline(): Timeline {
  return {
    size: 0,
    firstUs: Number.POSITIVE_INFINITY,
    lastUs: Number.NEGATIVE_INFINITY,
    counts: 0,
    cells: new Map(),
  };
}

/** The size of a timeline's slices, in microseconds. */
export function sliceUs({ size }: Timeline): number {
  return SIZES[size]!;
}

/** Slicing into at most `most` slices. */
export function makeSlicing(columns: TimelineColumns, most: number): Slicing {
  return {
    step(timeline, lines) {
      const { batch, selection, count } = lines;
      const times = timesOf(batch, columns.time);
      const types = textsOf(batch, columns.type);
      const statuses = textsOf(batch, columns.status);
      const error = statuses.dictionary.values.indexOf('error');
      let counters: ({ count: number } | undefined)[] = [];
      let cell: Cell | undefined;
      let fromUs = Number.POSITIVE_INFINITY;
      let toUs = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < count; k++) {
        const i = selection[k]!;
        const us = times[i]!;
        if (Number.isNaN(us)) continue;
        if (cell === undefined || us < fromUs || us >= toUs) {
          widen(timeline, us, most);
          const sizeUs = SIZES[timeline.size]!;
          const slice = Math.floor(us / sizeUs);
          cell = cellAt(timeline, slice);
          counters = [];
          fromUs = slice * sizeUs;
          toUs = fromUs + sizeUs;
        }
        // Inside a slice that is counted already, a wider span needs no larger size.
        if (us < timeline.firstUs) timeline.firstUs = us;
        if (us > timeline.lastUs) timeline.lastUs = us;
        cell.count++;
        if (error >= 0 && statuses.codes[i] === error) cell.error++;
        const code = types.codes[i]!;
        if (code < 0) continue;
        const counter = counters[code];
        if (counter) counter.count++;
        else counters[code] = counted(timeline, cell, types.dictionary.values[code]!);
      }
      settle(timeline, most);
    },
    merge(a, b) {
      a.firstUs = Math.min(a.firstUs, b.firstUs);
      a.lastUs = Math.max(a.lastUs, b.lastUs);
      const size = Math.max(a.size, b.size);
      coarsen(a, size);
      coarsen(b, size);
      for (const [slice, cell] of b.cells) join(a, slice, cell);
      settle(a, most);
    },
    rows: rowsOf,
  };
}

function widen(timeline: Timeline, us: number, most: number): void {
  if (us >= timeline.firstUs && us <= timeline.lastUs) return;
  timeline.firstUs = Math.min(timeline.firstUs, us);
  timeline.lastUs = Math.max(timeline.lastUs, us);
  settle(timeline, most);
}

/** Goes over to larger slices while there are too many, or too much stands in them. */
function settle(timeline: Timeline, most: number): void {
  while (timeline.size < SIZES.length - 1 && (slicesIn(timeline) > most || timeline.counts > MOST_CELLS))
    coarsen(timeline, timeline.size + 1);
}

function slicesIn({ firstUs, lastUs, size }: Timeline): number {
  if (!(firstUs <= lastUs)) return 0;
  return Math.floor(lastUs / SIZES[size]!) - Math.floor(firstUs / SIZES[size]!) + 1;
}

function coarsen(timeline: Timeline, size: number): void {
  if (size === timeline.size) return;
  const ratio = SIZES[size]! / SIZES[timeline.size]!;
  const { cells } = timeline;
  timeline.size = size;
  timeline.counts = 0;
  timeline.cells = new Map();
  for (const [slice, cell] of cells) join(timeline, Math.floor(slice / ratio), cell);
}

function join(timeline: Timeline, slice: number, from: Cell): void {
  const cell = cellAt(timeline, slice);
  cell.count += from.count;
  cell.error += from.error;
  for (const [type, { count }] of from.types) {
    const counter = cell.types.get(type);
    if (counter) counter.count += count;
    else {
      cell.types.set(type, { count });
      timeline.counts++;
    }
  }
}

function cellAt(timeline: Timeline, slice: number): Cell {
  let cell = timeline.cells.get(slice);
  if (cell === undefined) {
    cell = { count: 0, error: 0, types: new Map() };
    timeline.cells.set(slice, cell);
  }
  return cell;
}

function counted(timeline: Timeline, cell: Cell, type: string): { count: number } {
  let counter = cell.types.get(type);
  if (counter === undefined) {
    counter = { count: 0 };
    cell.types.set(type, counter);
    timeline.counts++;
  }
  counter.count++;
  return counter;
}

function rowsOf(timeline: Timeline, types: readonly string[]): readonly SliceRow[] {
  const sizeUs = SIZES[timeline.size]!;
  const first = Math.floor(timeline.firstUs / sizeUs);
  return Array.from({ length: slicesIn(timeline) }, (_, n) => {
    const cell = timeline.cells.get(first + n);
    const us = (first + n) * sizeUs;
    return {
      start: formatUtc(us),
      start_epoch: epochSeconds(us),
      count: cell?.count ?? 0,
      error: cell?.error ?? 0,
      counts: types.map((type) => cell?.types.get(type)?.count ?? 0),
    };
  });
}
