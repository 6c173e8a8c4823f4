/** The columns of a batch while they are being filled. Each is a Column of the contract that can grow and be cleared. */
import { isExactDouble, scaled } from '../base/number.ts';
import type { Column } from '../model/batch.ts';

/** A dictionary is replaced by a fresh one, between batches, once it holds this many strings. */
export const DICTIONARY_BOUND = 65_536;

export interface TimeStore {
  readonly kind: 'time';
  us: Float64Array;
}

export interface NumberStore {
  readonly kind: 'number';
  values: Float64Array;
  exact: Uint8Array;
  derived: Uint8Array;
}

/** Codes by text. */
export type Codes = Pick<Map<string, number>, 'get' | 'set'>;

export interface DictionaryStore {
  readonly kind: 'dictionary';
  codes: Int32Array;
  derived: Uint8Array;
  dictionary: { values: string[] };
  codeOf: Codes;
  /** Takes in a text that `codeOf` does not know; gives its code. */
  add(text: string): number;
}

export interface RangeStore {
  readonly kind: 'range';
  tag: Uint8Array;
  from: Int32Array;
  to: Int32Array;
}

export interface ManyStore {
  readonly kind: 'many';
  first: Int32Array;
  tag: Uint8Array;
  from: Int32Array;
  to: Int32Array;
  size: number;
}

export type Store = TimeStore | NumberStore | DictionaryStore | RangeStore | ManyStore;

/** An empty store of a kind; `prepare` gives it room. */
export function makeStore(kind: Column['kind']): Store {
  switch (kind) {
    case 'time':
      return { kind, us: new Float64Array(0) };
    case 'number':
      return { kind, values: new Float64Array(0), exact: new Uint8Array(0), derived: new Uint8Array(0) };
    case 'dictionary':
      return makeDictionary();
    case 'range':
      return { kind, tag: new Uint8Array(0), from: new Int32Array(0), to: new Int32Array(0) };
    case 'many':
      return {
        kind,
        first: new Int32Array(1),
        tag: new Uint8Array(16),
        from: new Int32Array(16),
        to: new Int32Array(16),
        size: 0,
      };
  }
}

/** Makes room for `count` lines and marks all of them absent. */
export function prepare(store: Store, count: number): void {
  switch (store.kind) {
    case 'time':
      if (store.us.length < count) store.us = new Float64Array(count);
      store.us.fill(Number.NaN, 0, count);
      return;
    case 'number':
      if (store.values.length < count) {
        store.values = new Float64Array(count);
        store.exact = new Uint8Array(count);
        store.derived = new Uint8Array(count);
      }
      store.values.fill(Number.NaN, 0, count);
      return;
    case 'dictionary':
      if (store.codes.length < count) {
        store.codes = new Int32Array(count);
        store.derived = new Uint8Array(count);
      }
      store.codes.fill(-1, 0, count);
      if (store.dictionary.values.length >= DICTIONARY_BOUND) {
        store.dictionary = { values: [] };
        store.codeOf = new Map();
      }
      return;
    case 'range':
      if (store.tag.length < count) {
        store.tag = new Uint8Array(count);
        store.from = new Int32Array(count);
        store.to = new Int32Array(count);
      }
      store.tag.fill(0, 0, count);
      return;
    case 'many':
      if (store.first.length < count + 1) store.first = new Int32Array(count + 1);
      store.first.fill(0, 0, count + 1);
      store.size = 0;
  }
}

/** Writes a text as the code of line i. */
export function putText(store: DictionaryStore, i: number, text: string): void {
  let code = store.codeOf.get(text);
  if (code === undefined) {
    code = store.add(text);
    store.codeOf.set(text, code);
  }
  store.codes[i] = code;
}

/** Writes a number as written in `text`, times `scale`. */
export function putNumber(store: NumberStore, i: number, text: string, scale: number): void {
  store.values[i] = scaled(text, scale);
  store.exact[i] = isExactDouble(text) ? 1 : 0;
}

/** Adds a value to the line being filled in a many column. */
export function putMany(store: ManyStore, tag: number, from: number, to: number): void {
  const n = store.size++;
  if (n === store.tag.length) {
    store.tag = widen(store.tag, new Uint8Array(n * 2));
    store.from = widen(store.from, new Int32Array(n * 2));
    store.to = widen(store.to, new Int32Array(n * 2));
  }
  store.tag[n] = tag;
  store.from[n] = from;
  store.to[n] = to;
}

function makeDictionary(): DictionaryStore {
  const store: DictionaryStore = {
    kind: 'dictionary',
    codes: new Int32Array(0),
    derived: new Uint8Array(0),
    dictionary: { values: [] },
    codeOf: new Map(),
    add: (text) => store.dictionary.values.push(text) - 1,
  };
  return store;
}

function widen<A extends Uint8Array | Int32Array>(old: A, wider: A): A {
  wider.set(old);
  return wider;
}
