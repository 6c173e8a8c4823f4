/** What is known of one path, and of which paths the values are exact. */
import { compareText } from '../base/text.ts';
import { VALUE_KINDS } from '../model/fields.ts';
import { mergeValues, newValues, settleValues, type ValueLimits, type Values } from './field-values.ts';
import type { Names } from './names.ts';

/** Plain data. The path of no steps stands for the events themselves and counts nothing but them. */
export interface FieldState {
  events: number;
  /** How many values of each kind, in the order of VALUE_KINDS. */
  readonly kinds: number[];
  /** Objects and arrays that hold something. */
  filled: number;
  readonly values: Values;
}

/** A state by its key: `typeKey` and the path. */
export type FieldEntry = readonly [key: string, state: FieldState];

/** Stands behind a type in a key, and in no path: `printPath` writes it `\u0000`. */
const BEHIND_TYPE = '\0';
const TYPED = '=';

/** Nothing known yet. */
export function newState(): FieldState {
  return { events: 0, kinds: VALUE_KINDS.map(() => 0), filled: 0, values: newValues() };
}

/** Joins b into a. */
export function joinStates(a: FieldState, b: FieldState, limits: ValueLimits): void {
  a.events += b.events;
  a.filled += b.filled;
  for (const [kind, count] of b.kinds.entries()) a.kinds[kind]! += count;
  mergeValues(a.values, b.values, limits);
}

/** Number of values at the path. */
export function valueCount({ kinds }: FieldState): number {
  return kinds.reduce((sum, count) => sum + count, 0);
}

/** What stands before the path in the keys of a type's paths; null where the events have no type. */
export function typeKey(type: string | null): string {
  return type === null ? BEHIND_TYPE : `${TYPED}${type}${BEHIND_TYPE}`;
}

/** The type and the path of a key that begins with a `typeKey`. */
export function splitKey(key: string): { readonly type: string | null; readonly path: string } {
  const at = key.lastIndexOf(BEHIND_TYPE);
  return { type: at === 0 ? null : key.slice(TYPED.length, at), path: key.slice(at + 1) };
}

/** The entries in the order of their keys. */
export function inKeyOrder(entries: Iterable<FieldEntry>): readonly FieldEntry[] {
  return [...entries].sort((a, b) => compareText(a[0], b[0]));
}

/** The first key whose values are not exact whatever they are; null where there is none. `bound` is what is known of it. */
export function valueBound(
  sorted: readonly FieldEntry[],
  bound: string | null,
  limits: ValueLimits,
): string | null {
  let cost = 0;
  for (const [key, { values }] of sorted) {
    if (!isBefore(key, bound)) return bound;
    cost += values.cost;
    if (cost > limits.allCost) return key;
  }
  return bound;
}

/** Moves the bound of values to where they fit, and gives up the values behind it; returns the bound and the cost that is left. */
export function cutValues(
  names: Names<FieldState>,
  known: string | null,
  limits: ValueLimits,
): { readonly bound: string | null; readonly cost: number } {
  const sorted = inKeyOrder(names.rows);
  const bound = valueBound(sorted, known, limits);
  let cost = 0;
  for (const [key, { values }] of sorted) {
    if (isBefore(key, bound)) cost += values.cost;
    else settleValues(values, limits);
  }
  return { bound, cost };
}

/** Whether a key stands before the bound. */
export function isBefore(key: string, bound: string | null): boolean {
  return bound === null || compareText(key, bound) < 0;
}
