/** Rows of spans that are there already, as an answer gives them; arrays, so that they can be compared. */
import type { SpanRow, SpanRows } from '../src/model/span.ts';

export type MadeRows = SpanRows & readonly SpanRow[];

/** The rows as an answer gives them. */
export function madeRows(rows: readonly SpanRow[]): MadeRows {
  const numbers = new Map(rows.map(({ id }, n) => [id, n]));
  const us = (epoch: number | undefined): number => (epoch === undefined ? Number.NaN : epoch * 1e6);
  const made = {
    idOf: (n: number) => rows[n]!.id,
    parentOf: (n: number) => numbers.get(rows[n]!.parent ?? '') ?? -1,
    startUs: (n: number) => us(rows[n]!.start_epoch),
    endUs: (n: number) => us(rows[n]!.end_epoch),
    isOpen: (n: number) => rows[n]!.status === 'open',
  };
  const hidden = Object.entries(made).map(([name, value]) => [name, { value }]);
  return Object.defineProperties([...rows], Object.fromEntries(hidden)) as readonly SpanRow[] as MadeRows;
}
