/**
 * Names: one row per distinct text (a type, a session, a group), of which at most `cap` are answered.
 *
 * Law: the names kept are the `cap` least in code-point order of all that were seen, with complete rows. A name among
 * the least of all is among the least of every part, so it is never dropped on the way, and the answer does not depend
 * on order, chunks or shards; "the first seen" would, for a shard does not know what the shards before it saw.
 */
import { compareText } from '../base/text.ts';
import type { Dictionary } from '../model/batch.ts';
import type { Note } from '../model/note.ts';

/**
 * Plain data. Up to a quarter over the cap is held, so that trimming is rare. `bound` only saves work: a name behind it
 * has `cap` names before it already; null while none has.
 */
export interface Names<R> {
  readonly rows: Map<string, R>;
  bound: string | null;
}

/** Rows by the code of a dictionary, a cache in front of `Names`. */
export interface Table<R> {
  /** The rows known so far; where one is undefined, `resolve` its code. */
  rowsOf(names: Names<R>, dictionary: Dictionary): readonly (R | undefined)[];
  /** The row of a code of the dictionary last given to `rowsOf`; a row that nobody reads where the name is left out. */
  resolve(code: number): R;
  /** To be called when rows were removed from the names. */
  forget(): void;
}

/** No names yet. */
export function newNames<R>(): Names<R> {
  return { rows: new Map(), bound: null };
}

/** A table that makes rows with `make`. Rows dropped at the cap stay in it and are read by nobody. */
export function makeTable<R>(cap: number, make: () => R): Table<R> {
  const spare = make();
  let names: Names<R> | undefined;
  let dictionary: Dictionary | undefined;
  let rows: (R | undefined)[] = [];
  return {
    rowsOf(nextNames, nextDictionary) {
      if (nextNames !== names || nextDictionary !== dictionary) rows = [];
      names = nextNames;
      dictionary = nextDictionary;
      return rows;
    },
    resolve(code) {
      const row = rowOf(names!, dictionary!.values[code]!, { cap, make }) ?? spare;
      while (rows.length <= code) rows.push(undefined);
      rows[code] = row;
      return row;
    },
    forget() {
      rows = [];
      names = undefined;
    },
  };
}

/** The row of a name, made where it is new; undefined where the name is left out. */
export function rowOf<R>(
  names: Names<R>,
  name: string,
  how: { readonly cap: number; readonly make: () => R },
): R | undefined {
  const known = names.rows.get(name);
  if (known !== undefined) return known;
  if (names.bound !== null && compareText(name, names.bound) > 0) return undefined;
  const row = how.make();
  names.rows.set(name, row);
  trim(names, how.cap);
  return row;
}

/** Joins b into a, rows of one name with `join`, which changes its first argument. */
export function mergeNames<R>(
  a: Names<R>,
  b: Names<R>,
  how: { readonly cap: number; readonly join: (into: R, from: R) => void },
): void {
  for (const [name, row] of b.rows) {
    const known = a.rows.get(name);
    if (known === undefined) a.rows.set(name, row);
    else how.join(known, row);
  }
  trim(a, how.cap);
}

/** The rows to answer, at most `cap`. */
export function keptRows<R>(names: Names<R>, cap: number): readonly (readonly [string, R])[] {
  const all = [...names.rows];
  if (all.length <= cap) return all;
  return all.sort((a, b) => compareText(a[0], b[0])).slice(0, cap);
}

/** The note on `count` events whose name is not among the first `cap`; nothing where it is 0. */
export function cappedNote(
  what: 'types' | 'groups' | 'sessions',
  count: number,
  cap: number,
): readonly Note[] {
  if (count === 0) return [];
  const [events, were] = count === 1 ? ['event', 'was'] : ['events', 'were'];
  const kept = cap === 1 ? `${what.slice(0, -1)} by name is` : `${cap} ${what} by name are`;
  const message = `${count} ${events} of further ${what} ${were} left out: only the first ${kept} kept (--cap)`;
  return [{ kind: 'capped', count, message, places: [] }];
}

function trim<R>(names: Names<R>, cap: number): void {
  if (names.rows.size <= cap + Math.max(16, cap >> 2)) return;
  const sorted = [...names.rows.keys()].sort(compareText);
  names.bound = sorted[cap - 1] ?? '';
  for (const name of sorted.slice(cap)) names.rows.delete(name);
}
