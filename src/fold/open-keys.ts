/**
 * Things begun and ended, by key: of each the latest start and end up to one or two instants. Free of order.
 *
 * An ended key is kept as well, for a later shard may hold an earlier start of it. At most `cap` keys in all sets are
 * kept, the least ones (names.ts).
 */
import type { Batch } from '../model/batch.ts';
import type { OpenSet, StateSpec, Trigger } from '../model/tracked.ts';
import { cellJson, cellKey, firstThere } from './cells.ts';
import { mergeNames, type Names, newNames, rowOf } from './names.ts';
import { type Columns, type Mark, newMark, writeMark } from './place.ts';
import { isLater, type Write } from './writes.ts';

/** A key up to an instant. `balance` is starts less ends. */
export interface Side {
  start: Mark | null;
  end: Mark | null;
  balance: number;
  progress: Write | null;
}

export interface KeyRow {
  readonly set: number;
  /** Keys of the parts (keys.ts), null where absent. */
  readonly parts: readonly (string | null)[];
  events: number;
  /** Up to `atUs`, and up to `fromUs` where it is asked for. */
  readonly sides: readonly Side[];
}

/** Plain data. `events` counts every start, end and progress. */
export interface OpenKeys {
  events: number;
  readonly names: Names<KeyRow>;
}

/** What an event does to a set. */
export type Deed = 'start' | 'end' | 'progress';

export function newOpenKeys(): OpenKeys {
  return { events: 0, names: newNames() };
}

/** What events of this type may do to the set. */
export function deedsOf(set: OpenSet<number>, type: string): readonly Deed[] {
  const has = ({ types }: { readonly types: readonly string[] }): boolean => types.includes(type);
  return [
    ...(set.starts.some(has) ? (['start'] as const) : []),
    ...(set.ends.some(has) ? (['end'] as const) : []),
    ...(set.progress !== undefined && has(set.progress) ? (['progress'] as const) : []),
  ];
}

/** Counts line i of a batch, of this type, for set number `at`. */
export function touchKey(
  open: OpenKeys,
  spec: StateSpec,
  line: {
    readonly at: number;
    readonly i: number;
    readonly type: string;
    readonly deeds: readonly Deed[];
    readonly columns: Columns;
  },
): void {
  const { at, i, columns, type } = line;
  const { batch } = columns;
  const set = spec.tracked.open[at]!;
  const deeds = line.deeds.filter((deed) => isMeant(batch, i, { set, deed, type }));
  if (deeds.length === 0) return;
  open.events++;
  const parts = keyParts(batch, set, i);
  const sides = spec.fromUs === undefined ? 1 : 2;
  const row = rowOf(open.names, `${JSON.stringify(parts)}${at}`, {
    cap: spec.cap,
    make: () => newRow(at, parts, sides),
  });
  if (row === undefined) return;
  row.events++;
  const mark = newMark();
  writeMark(mark, columns, i);
  for (const [k, side] of row.sides.entries()) {
    if (k === 1 && !(mark.us <= spec.fromUs!)) continue;
    for (const deed of deeds) act(side, deed, mark, () => progressOf(batch, set, i));
  }
}

/** Joins b into a. */
export function mergeOpenKeys(a: OpenKeys, b: OpenKeys, cap: number): void {
  a.events += b.events;
  mergeNames(a.names, b.names, { cap, join: joinRows });
}

/** Whether the key is open. */
export function isOpen({ start, end, balance }: Side, set: Pick<OpenSet<number>, 'balanced'>): boolean {
  if (start === null) return false;
  return end === null || isLater(start, end) || (set.balanced === true && balance > 0);
}

function isMeant(
  batch: Batch,
  i: number,
  of: { readonly set: OpenSet<number>; readonly deed: Deed; readonly type: string },
): boolean {
  if (of.deed === 'progress') return true;
  const triggers: readonly Trigger<number>[] = of.deed === 'start' ? of.set.starts : of.set.ends;
  return triggers.some(({ types, only }) => {
    if (!types.includes(of.type)) return false;
    const key = only === undefined ? undefined : cellKey(batch, only.of, i);
    return only === undefined || only.values.some((value) => key === `s${value}`);
  });
}

function keyParts(batch: Batch, { keys }: OpenSet<number>, i: number): (string | null)[] {
  let parts: (string | null)[] = [];
  for (const key of keys) {
    parts = key.map((part) => cellKey(batch, part, i) ?? null);
    if (!parts.includes(null)) break;
  }
  return parts;
}

function newRow(set: number, parts: readonly (string | null)[], sides: number): KeyRow {
  const side = (): Side => ({ start: null, end: null, balance: 0, progress: null });
  return { set, parts, events: 0, sides: Array.from({ length: sides }, side) };
}

function act(side: Side, deed: Deed, mark: Mark, progress: () => string | undefined): void {
  if (deed === 'progress') {
    const json = side.progress === null || isLater(mark, side.progress.mark) ? progress() : undefined;
    if (json !== undefined) side.progress = { mark, json };
    return;
  }
  side.balance += deed === 'start' ? 1 : -1;
  const known = side[deed];
  if (known === null || isLater(mark, known)) side[deed] = mark;
}

function progressOf(batch: Batch, { progress }: OpenSet<number>, i: number): string | undefined {
  const column = progress && firstThere(batch, progress.of, i);
  return column && cellJson(batch, column, i);
}

function joinRows(into: KeyRow, from: KeyRow): void {
  into.events += from.events;
  for (const [k, side] of into.sides.entries()) {
    const other = from.sides[k]!;
    side.balance += other.balance;
    side.start = later(side.start, other.start);
    side.end = later(side.end, other.end);
    const { progress } = other;
    if (progress !== null && (side.progress === null || isLater(progress.mark, side.progress.mark)))
      side.progress = progress;
  }
}

function later(a: Mark | null, b: Mark | null): Mark | null {
  if (a === null || b === null) return a ?? b;
  return isLater(b, a) ? b : a;
}
