/** The answer of `fields`: states as rows, and notes on what was left out. */
import { compareText } from '../base/text.ts';
import { type FieldRow, type FieldsSpec, VALUE_KINDS } from '../model/fields.ts';
import type { Note } from '../model/note.ts';
import { keyValue, numberValue } from './field-keys.ts';
import {
  type FieldEntry,
  type FieldState,
  inKeyOrder,
  isBefore,
  splitKey,
  valueBound,
  valueCount,
} from './field-state.ts';
import { DEPTH_MOST, PATH_MOST } from './field-tree.ts';
import { distinctOf, type ValueLimits } from './field-values.ts';
import type { FieldsAnswer } from './fold.ts';
import { keptRows, type Names } from './names.ts';

/** All that was seen: what a runner's partial holds. */
export interface FieldsPartial {
  events: number;
  /** Values met, but the events themselves; those at paths that are too long; objects and arrays too deep to be looked into. */
  met: number;
  long: number;
  deep: number;
  readonly names: Names<FieldState>;
  /** Values of this key and those behind it are not exact. */
  valueBound: string | null;
  /** What values cost, at most. */
  cost: number;
}

interface Named {
  readonly row: FieldRow;
  readonly state: FieldState;
}

/** The rows by type and path. Leaves the partial as it was. */
export function fieldsAnswer(
  partial: FieldsPartial,
  spec: FieldsSpec & { readonly rows: number },
  limits: ValueLimits,
): FieldsAnswer {
  const typed = spec.type !== undefined;
  const kept = inKeyOrder(keptRows(partial.names, spec.rows));
  const bound = valueBound(kept, partial.valueBound, limits);
  const named: Named[] = [];
  let counted = 0;
  const all = new Map<string | null, number>();
  for (const [key, state] of kept) {
    const { type, path } = typed ? splitKey(key) : { type: null, path: key };
    if (path === '') {
      all.set(type, state.events);
      continue;
    }
    counted += valueCount(state);
    const head = typed ? { type, path } : { path };
    const row = rowOf([key, state], all.get(type) ?? state.events, { bound, limits });
    named.push({ row: { ...head, ...row }, state });
  }
  named.sort(byName);
  return {
    events: partial.events,
    fields: chosen(named, spec.top).map(({ row }) => row),
    total: named.length,
    notes: notesOf(partial, { kept: named.length, left: partial.met - partial.long - counted }),
  };
}

function rowOf(
  [key, state]: FieldEntry,
  all: number,
  { bound, limits }: { readonly bound: string | null; readonly limits: ValueLimits },
): Omit<FieldRow, 'type' | 'path'> {
  const { events, values } = state;
  const kinds = VALUE_KINDS.map((kind, k) => [kind, state.kinds[k]!] as const);
  const head = {
    events,
    share: events / all,
    types: Object.fromEntries(kinds.filter(([, count]) => count > 0)),
  };
  if (!holdsScalar(state)) return head;
  const { count, exact, examples } = distinctOf(values, isBefore(key, bound), limits);
  return {
    ...head,
    distinct: count,
    exact,
    ...(values.min === null ? {} : { min: numberValue(values.min) }),
    ...(values.max === null ? {} : { max: numberValue(values.max) }),
    examples: examples.map(keyValue),
  };
}

/** The rows of most events; those that only hold other rows come behind all that hold values, or nothing. */
function chosen(named: readonly Named[], top: number | undefined): readonly Named[] {
  if (top === undefined) return named;
  const rank = ({ state }: Named): number => Number(!holdsScalar(state) && state.filled > 0);
  return named
    .toSorted(
      (a, b) => rank(a) - rank(b) || b.row.share - a.row.share || b.row.events - a.row.events || byName(a, b),
    )
    .slice(0, top)
    .sort(byName);
}

function holdsScalar(state: FieldState): boolean {
  return VALUE_KINDS.some((kind, k) => kind !== 'object' && kind !== 'array' && state.kinds[k]! > 0);
}

function byName({ row: a }: Named, { row: b }: Named): number {
  const untyped = Number(a.type !== null) - Number(b.type !== null);
  return untyped || compareText(a.type ?? '', b.type ?? '') || compareText(a.path, b.path);
}

function notesOf(
  { long, deep }: FieldsPartial,
  { kept, left }: { readonly kept: number; readonly left: number },
): Note[] {
  const by = kept === 1 ? 'path by name is' : `${kept} paths by name are`;
  return [
    ...note(left, (values) => `${values} of further paths left out: only the first ${by} kept (--cap)`),
    ...note(long, (values) => `${values} left out: their paths are longer than ${PATH_MOST} characters`),
    ...note(deep, (values) => `${values} not looked into: paths have at most ${DEPTH_MOST} steps`),
  ];
}

function note(count: number, sentence: (values: string) => string): Note[] {
  if (count === 0) return [];
  const values = count === 1 ? '1 value was' : `${count} values were`;
  return [{ kind: 'capped', count, message: sentence(values), places: [] }];
}
