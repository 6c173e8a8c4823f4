/**
 * The last N matches and their neighbours: of each log its last N, from its end where it has one, then the last N of all.
 * Matches are numbered from the end here.
 */
import { mergeRows } from './merge.ts';
import type { Log } from './open.ts';
import { asShown } from './quota.ts';
import type { Numbered } from './rows.ts';

export interface End {
  /** The last matches of a log and their neighbours, in file order. */
  readonly rows: readonly Numbered[];
  /** Matches met while they were looked for. */
  readonly met: number;
}

/** The end of a log by its rows from the last one back. */
export async function endOf(backward: AsyncIterable<readonly Numbered[]>, most: number): Promise<End> {
  const rows: Numbered[] = [];
  let met = 0;
  for await (const batch of backward) {
    for (const row of batch) {
      if (row.nth > 0) met++;
      if (firstOf(row) <= most) rows.push(row);
    }
  }
  return { rows: rows.reverse(), met };
}

/** The end of a log by all its rows. */
export async function ringOf(forward: AsyncIterable<readonly Numbered[]>, most: number): Promise<End> {
  let rows: Numbered[] = [];
  let met = 0;
  let room = SLACK;
  const isLast = (row: Numbered): boolean => (row.near.at(-1) ?? row.nth) > met - most;
  for await (const batch of forward) {
    for (const row of batch) if (row.nth > 0) met++;
    for (const row of batch) rows.push(row);
    if (rows.length <= room) continue;
    rows = rows.filter(isLast);
    room = 2 * rows.length + SLACK;
  }
  const fromEnd = (nth: number): number => met - nth + 1;
  return {
    rows: rows.filter(isLast).map((row) => ({
      ...row,
      nth: row.nth === 0 ? 0 : fromEnd(row.nth),
      near: row.near.map(fromEnd).reverse(),
    })),
    met,
  };
}

/** Rows that a ring may hold beyond what it must. */
const SLACK = 4096;

/** The last `most` matches of the ends of all logs, merged as they are. */
export async function lastOfAll(
  ends: readonly End[],
  logs: readonly Log[],
  most: number,
): Promise<readonly Numbered[]> {
  const strands = ends.map(({ rows }, index) => ({
    firstUs: logs[index]!.firstUs,
    async *rows() {
      if (rows.length > 0) yield [...rows];
    },
  }));
  const merged: Numbered[] = [];
  for await (const rows of mergeRows(strands)) for (const row of rows) merged.push(row);
  const shown = logs.map(() => 0);
  let left = most;
  for (let k = merged.length - 1; k >= 0 && left > 0; k--) {
    if (merged[k]!.nth === 0) continue;
    shown[merged[k]!.source] = merged[k]!.nth;
    left--;
  }
  return merged
    .filter((row) => firstOf(row) <= shown[row.source]!)
    .map((row) => asShown(row, row.nth > 0 && row.nth <= shown[row.source]!));
}

/** The number of the first match, counted from the end, that a row is shown for. */
function firstOf(row: Numbered): number {
  return row.near[0] ?? row.nth;
}
