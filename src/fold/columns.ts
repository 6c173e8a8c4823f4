/** The columns of a batch that folds read, by number in the plan. A column of another kind is a bug of the plan. */
import type { Batch, Column, Dictionary } from '../model/batch.ts';

/** The selected lines of a batch: those at selection[0, count). */
export interface Lines {
  readonly batch: Batch;
  readonly selection: Int32Array;
  readonly count: number;
}

/** A column of texts: `codes[i]` is -1 where absent. */
export interface Texts {
  readonly codes: Int32Array;
  readonly dictionary: Dictionary;
}

/** Times in microseconds, NaN where absent. */
export function timesOf(batch: Batch, column: number): Float64Array {
  const found = columnOf(batch, column);
  if (found.kind !== 'time') throw new Error(`column ${column} is ${found.kind}, not time`);
  return found.us;
}

/** Texts by code. */
export function textsOf(batch: Batch, column: number): Texts {
  const found = columnOf(batch, column);
  if (found.kind !== 'dictionary') throw new Error(`column ${column} is ${found.kind}, not dictionary`);
  return found;
}

/** The column of this number. */
export function columnOf(batch: Batch, column: number): Column {
  const found = batch.columns[column];
  if (found === undefined) throw new Error(`no column ${column}`);
  return found;
}
