/**
 * Percentiles per type: who keeps which digest, and when all of them become sketches.
 *
 * Invariant: digests hold the values themselves exactly while there are at most `valueCap` values in all, over all types
 * and shards (cli.md, "Percentiles"); which form the answer has depends on nothing else.
 */
import type { PercentileRow } from '../model/report.ts';
import { columnOf, type Lines } from './columns.ts';
import { addToDigest, newDigest, sketchDigest, summarize } from './digest.ts';
import { eachNumber } from './numbers.ts';
import { compareTypes, type TypeEntry, type TypeState } from './types.ts';

/** Plain data: how many values there were in all, and whether every digest has been made a sketch. */
export interface Sampling {
  values: number;
  sketched: boolean;
}

/** Adds the numbers of a column to the digest of each line's type. `stateOf` knows the type of line i. */
export function sampleLines(
  sampling: Sampling,
  { batch, selection, count }: Lines,
  how: { readonly column: number; readonly valueCap: number; readonly stateOf: (i: number) => TypeState },
): void {
  const source = { bytes: batch.bytes, column: columnOf(batch, how.column) };
  let state: TypeState;
  const add = (value: number): void => {
    state.digest ??= newDigest();
    addToDigest(state.digest, value);
    if (++sampling.values > how.valueCap) sketchDigest(state.digest);
  };
  for (let k = 0; k < count; k++) {
    const i = selection[k]!;
    state = how.stateOf(i);
    eachNumber(source, i, add);
  }
}

/** Brings all digests into the form that the number of values asks for; to be called after values were added. */
export function settleDigests(sampling: Sampling, states: Iterable<TypeState>, valueCap: number): void {
  if (sampling.values <= valueCap) return;
  sampling.sketched = true;
  for (const { digest } of states) if (digest !== null) sketchDigest(digest);
}

/** A row per type that has values, most values first, then by name; events without a type are last among equals. */
export function percentileRows(
  entries: readonly TypeEntry[],
  unit: 'ms' | undefined,
): readonly PercentileRow[] {
  const answered: PercentileRow[] = [];
  for (const [type, { digest }] of entries) {
    if (digest === null) continue;
    const figures = summarize(digest);
    answered.push({
      type,
      ...(unit === undefined ? {} : { unit }),
      ...figures,
      exact: digest.values !== null,
    });
  }
  return answered.sort((a, b) => b.count - a.count || compareTypes(a.type, b.type));
}
