/**
 * Types: what `stats` counts for each type of event. Free of order: counts, and least and greatest times.
 * At most a cap of types is kept (names.ts says which); events without a type have a row of their own beside them.
 */
import { compareText } from '../base/text.ts';
import type { TypeRow } from '../model/report.ts';
import type { Grouper } from './by-code.ts';
import { type Lines, textsOf } from './columns.ts';
import { type Digest, mergeDigests } from './digest.ts';
import { keptRows, makeTable, mergeNames, type Names, newNames } from './names.ts';
import { spanOf } from './place.ts';

/** Times in microseconds, infinite where no event of the type had one. */
export interface TypeState {
  count: number;
  ok: number;
  error: number;
  firstUs: number;
  lastUs: number;
  digest: Digest | null;
}

/** Plain data. */
export interface Types {
  readonly names: Names<TypeState>;
  readonly untyped: TypeState;
}

export type TypeEntry = readonly [type: string | null, state: TypeState];

/** Columns by number in the plan. */
export interface TypeColumns {
  readonly time: number;
  readonly type: number;
  readonly status: number;
}

export interface TypeCounting {
  /** Counts the lines; returns the state of the type of line i, for who has more to add to it. */
  step(types: Types, lines: Lines): (i: number) => TypeState;
  merge(a: Types, b: Types): void;
  /** The types to answer, and the events without a type where there are any, in no order. */
  entries(types: Types): readonly TypeEntry[];
}

/** No types yet. */
export function newTypes(): Types {
  return { names: newNames(), untyped: newState() };
}

/** The counting of at most `cap` types. */
export function makeTypeCounting(
  columns: TypeColumns,
  { cap, grouper }: { readonly cap: number; readonly grouper: Grouper },
): TypeCounting {
  const table = makeTable(cap, newState);
  return {
    step(types, lines) {
      const { untyped } = types;
      const { codes, dictionary } = textsOf(lines.batch, columns.type);
      const rows = table.rowsOf(types.names, dictionary);
      const stateOf = (i: number): TypeState => {
        const code = codes[i]!;
        return code < 0 ? untyped : (rows[code] ?? table.resolve(code));
      };
      for (const group of grouper(lines, {
        column: columns.type,
        time: columns.time,
        status: columns.status,
      })) {
        const { code } = group;
        joinCounts(code < 0 ? untyped : (rows[code] ?? table.resolve(code)), group);
      }
      return stateOf;
    },
    merge(a, b) {
      mergeNames(a.names, b.names, { cap, join: joinStates });
      joinStates(a.untyped, b.untyped);
    },
    entries(types) {
      const kept = keptRows(types.names, cap);
      return types.untyped.count === 0 ? kept : [...kept, [null, types.untyped]];
    },
  };
}

/** Rows by count, then by name; events without a type are last among equals. `share` is a fraction of `events`. */
export function typeRows(entries: readonly TypeEntry[], events: number): readonly TypeRow[] {
  const sorted = [...entries].sort((a, b) => b[1].count - a[1].count || compareTypes(a[0], b[0]));
  return sorted.map(([type, { count, ok, error, firstUs, lastUs }]) => ({
    type,
    count,
    share: count / events,
    ok,
    error,
    ...spanOf(firstUs, lastUs),
  }));
}

/** By code points; null is last. */
export function compareTypes(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compareText(a, b);
}

function newState(): TypeState {
  return {
    count: 0,
    ok: 0,
    error: 0,
    firstUs: Number.POSITIVE_INFINITY,
    lastUs: Number.NEGATIVE_INFINITY,
    digest: null,
  };
}

function joinStates(into: TypeState, from: TypeState): void {
  joinCounts(into, from);
  if (into.digest === null) into.digest = from.digest;
  else if (from.digest !== null) mergeDigests(into.digest, from.digest);
}

function joinCounts(into: TypeState, from: Omit<TypeState, 'digest'>): void {
  into.count += from.count;
  into.ok += from.ok;
  into.error += from.error;
  into.firstUs = Math.min(into.firstUs, from.firstUs);
  into.lastUs = Math.max(into.lastUs, from.lastUs);
}
