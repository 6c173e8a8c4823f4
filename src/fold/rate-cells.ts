/**
 * Cells of a rate: how many events, and how many of them count, in each bucket of time of each session.
 *
 * A cell is known by the text of its session and its bucket, so that at the cap the first by name are kept (names.ts).
 * Buckets are aligned to the epoch in UTC, so that a rule says the same on every machine.
 */
import { compareText } from '../base/text.ts';
import { type FullIds, joinHashes } from './join.ts';
import { keptRows, mergeNames, type Names, newNames, rowOf } from './names.ts';
import { type Columns, comparePlaces, type Mark, newMark, writeMark } from './place.ts';

/** Plain data. `hits` of the `base` count; the first of either kind stand for the cell. */
export interface Cell {
  base: number;
  hits: number;
  hit: Mark | null;
  miss: Mark | null;
}

/** Least and greatest time of a session's events, or of all of them. */
export interface Extent {
  firstUs: number;
  lastUs: number;
}

/** Plain data. Without sessions all have the empty name. */
export interface Cells {
  readonly cells: Names<Cell>;
  readonly extents: Names<Extent>;
  /** Events in cells, those of left out cells too. */
  events: number;
  /** Events without a session, or without a time where one matters. */
  placeless: number;
}

/** The cells of one session by bucket, in order of time. */
export interface SessionCells {
  readonly session: string;
  readonly cells: readonly (readonly [bucket: number, cell: Cell])[];
  readonly extent: Extent | undefined;
  /** Buckets behind this one were left out at the cap. */
  readonly lastBucket: number;
}

const DIGITS = 16;
/** Makes bucket numbers positive, so that their texts stand in the order of time. */
const SHIFT = 4e15;

/** No cells yet. */
export function newCells(): Cells {
  return { cells: newNames(), extents: newNames(), events: 0, placeless: 0 };
}

/** The cell of a session's bucket, made where it is new; undefined where it is left out. */
export function cellOf(
  { cells }: Cells,
  of: { readonly session: string; readonly bucket: number },
  cap: number,
): Cell | undefined {
  return rowOf(cells, nameOf(of), { cap, make: newCell });
}

/** Counts line i. */
export function countInto(
  cell: Cell,
  columns: Columns,
  at: { readonly i: number; readonly hit: boolean },
): void {
  cell.base++;
  if (at.hit) cell.hits++;
  if (at.hit ? cell.hit !== null : cell.miss !== null) return;
  const mark = newMark();
  writeMark(mark, columns, at.i);
  if (at.hit) cell.hit = mark;
  else cell.miss = mark;
}

/** Widens the extent of a session. */
export function reachTimes(
  { extents }: Cells,
  of: { readonly session: string; readonly reached: Extent },
  cap: number,
): void {
  const extent = rowOf(extents, of.session, { cap, make: newExtent });
  if (extent !== undefined) widen(extent, of.reached);
}

/** Joins b, of later shards, into a. */
export function mergeCells(a: Cells, b: Cells, cap: number): void {
  mergeNames(a.cells, b.cells, { cap, join: joinCell });
  mergeNames(a.extents, b.extents, { cap, join: widen });
  a.events += b.events;
  a.placeless += b.placeless;
}

/** The cells by session, a session known by its hash under its full id; and how many events are in none of them. */
export function cellsBySession(
  partial: Cells,
  cap: number,
): { readonly sessions: readonly SessionCells[]; readonly full: FullIds; readonly left: number } {
  const kept = keptRows(partial.cells, cap).toSorted(([a], [b]) => compareText(a, b));
  const left = partial.events - kept.reduce((sum, [, { base }]) => sum + base, 0);
  const bound = left > 0 ? kept.at(-1)?.[0] : undefined;
  const extents = keptRows(partial.extents, cap).filter(([id]) => lastBucketOf(id, bound) !== undefined);
  const parsed = kept.map(([name, cell]) => ({ ...parseName(name), cell }));
  const full = joinHashes(new Set([...parsed.map(({ session }) => session), ...extents.map(([id]) => id)]));
  const found = new Map<string, Found>();
  const foundOf = (id: string): Found => {
    const into = foundAt(found, full.get(id) ?? id);
    into.lastBucket = Math.min(into.lastBucket, lastBucketOf(id, bound) ?? Number.NEGATIVE_INFINITY);
    return into;
  };
  for (const [id, extent] of extents) widen(foundOf(id).extent, extent);
  for (const { session, bucket, cell } of parsed) {
    const { cells } = foundOf(session);
    const into = { ...(cells.get(bucket) ?? newCell()) };
    joinCell(into, cell);
    cells.set(bucket, into);
  }
  const sessions = [...found].map(([session, { cells, extent, lastBucket }]) => ({
    session,
    cells: [...cells].sort(([a], [b]) => a - b),
    extent: Number.isFinite(extent.firstUs) ? extent : undefined,
    lastBucket,
  }));
  return { sessions, full, left };
}

interface Found {
  readonly cells: Map<number, Cell>;
  readonly extent: Extent;
  lastBucket: number;
}

function foundAt(found: Map<string, Found>, session: string): Found {
  const known = found.get(session) ?? {
    cells: new Map(),
    extent: newExtent(),
    lastBucket: Number.POSITIVE_INFINITY,
  };
  found.set(session, known);
  return known;
}

/** The last bucket of a session that is known whole, where all cells behind the name `bound` were left out; undefined where none is. */
function lastBucketOf(session: string, bound: string | undefined): number | undefined {
  if (bound === undefined || compareText(session + '9'.repeat(DIGITS), bound) <= 0)
    return Number.POSITIVE_INFINITY;
  const last = parseName(bound);
  return last.session === session ? last.bucket : undefined;
}

function nameOf({ session, bucket }: { readonly session: string; readonly bucket: number }): string {
  return session + String(bucket + SHIFT).padStart(DIGITS, '0');
}

function parseName(name: string): { readonly session: string; readonly bucket: number } {
  return { session: name.slice(0, -DIGITS), bucket: Number(name.slice(-DIGITS)) - SHIFT };
}

function newCell(): Cell {
  return { base: 0, hits: 0, hit: null, miss: null };
}

function newExtent(): Extent {
  return { firstUs: Number.POSITIVE_INFINITY, lastUs: Number.NEGATIVE_INFINITY };
}

function widen(into: Extent, from: Extent): void {
  into.firstUs = Math.min(into.firstUs, from.firstUs);
  into.lastUs = Math.max(into.lastUs, from.lastUs);
}

function joinCell(into: Cell, from: Cell): void {
  into.base += from.base;
  into.hits += from.hits;
  into.hit = earlier(into.hit, from.hit);
  into.miss = earlier(into.miss, from.miss);
}

function earlier(a: Mark | null, b: Mark | null): Mark | null {
  if (a === null || b === null) return a ?? b;
  return comparePlaces(a, b) <= 0 ? a : b;
}
