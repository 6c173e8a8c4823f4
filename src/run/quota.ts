/**
 * The first N matches of rows that come in order, and their neighbours. Invariant: a row is shown exactly when it is one
 * of those matches or stands in the neighbourhood of one; the others are not waited for.
 */
import type { Numbered } from './rows.ts';

export interface Quota {
  /** Matches that are shown; infinite where nothing limits them. */
  readonly limit: number;
  /** Every match is met and counted, also behind the limit. */
  readonly whole: boolean;
  /** Matches met, and how many of each log are shown. */
  met: number;
  readonly shown: number[];
  /** Neighbours whose match has not come yet, and what stands behind them. */
  waiting: Numbered[];
}

export function newQuota(
  limit: number | undefined,
  how: { readonly logs: number; readonly whole: boolean },
): Quota {
  const shown = new Array<number>(how.logs).fill(0);
  return { limit: limit ?? Number.POSITIVE_INFINITY, whole: how.whole, met: 0, shown, waiting: [] };
}

/** How many matches of a log are still of interest, those met included. */
export function mostOf(quota: Quota, log: number): number {
  if (quota.whole) return Number.POSITIVE_INFINITY;
  return quota.met < quota.limit ? quota.limit : quota.shown[log]!;
}

/** The rows that are settled by the next ones, in order. */
export function takeRows(quota: Quota, rows: readonly Numbered[]): readonly Numbered[] {
  if (quota.limit === Number.POSITIVE_INFINITY) {
    for (const row of rows) if (row.nth > 0) quota.met++;
    return rows;
  }
  const out: Numbered[] = [];
  for (const row of rows) {
    if (row.nth > 0 && quota.met++ < quota.limit) quota.shown[row.source] = row.nth;
    quota.waiting.push(row);
    let settled = 0;
    for (const next of quota.waiting) {
      const first = next.near[0] ?? next.nth;
      const shown = quota.shown[next.source]!;
      if (first <= shown) out.push(asShown(next, next.nth > 0 && next.nth <= shown));
      else if (quota.met < quota.limit) break;
      settled++;
    }
    quota.waiting.splice(0, settled);
  }
  return out;
}

/** The row as a match or as a neighbour of one. */
export function asShown(row: Numbered, match: boolean): Numbered {
  return row.context === !match ? row : { ...row, context: !match };
}
