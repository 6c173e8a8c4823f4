/** Columns that lie in the module's memory, so that the module and the plain path fill the same arrays. */
import type { Store } from './columns.ts';
import type { HeapDictionary } from './heap.ts';

/** A store whose texts go into the module's dictionary. */
export function shared(store: Store, dictionary: HeapDictionary | undefined): Store {
  if (store.kind !== 'dictionary' || !dictionary) return store;
  return { ...store, add: (text) => dictionary.add(text) };
}

/** Bytes a line in each of a store's arrays, in the order of the program's outputs. */
export function widths(store: Store): readonly number[] {
  switch (store.kind) {
    case 'time':
      return [8];
    case 'number':
      return [8, 1, 1];
    case 'dictionary':
      return [4, 1];
    case 'range':
      return [1, 4, 4];
    case 'many':
      throw new Error('the module makes no many column');
  }
}

/** Lays a store's arrays on the module's memory. */
export function view(
  store: Store,
  buffer: ArrayBuffer,
  [a = 0, b = 0, c = 0]: readonly number[],
  lines: number,
): void {
  switch (store.kind) {
    case 'time':
      store.us = new Float64Array(buffer, a, lines);
      return;
    case 'number':
      store.values = new Float64Array(buffer, a, lines);
      store.exact = new Uint8Array(buffer, b, lines);
      store.derived = new Uint8Array(buffer, c, lines);
      return;
    case 'dictionary':
      store.codes = new Int32Array(buffer, a, lines);
      store.derived = new Uint8Array(buffer, b, lines);
      return;
    case 'range':
      store.tag = new Uint8Array(buffer, a, lines);
      store.from = new Int32Array(buffer, b, lines);
      store.to = new Int32Array(buffer, c, lines);
      return;
    case 'many':
      throw new Error('the module makes no many column');
  }
}

/** Marks line i absent. What else its arrays say of it is of an earlier batch, or of memory laid out anew. */
export function blank(store: Store, i: number): void {
  if (store.kind === 'time') store.us[i] = Number.NaN;
  else if (store.kind === 'number') {
    store.values[i] = Number.NaN;
    store.exact[i] = 0;
    store.derived[i] = 0;
  } else if (store.kind === 'dictionary') {
    store.codes[i] = -1;
    store.derived[i] = 0;
  } else if (store.kind === 'range') store.tag[i] = 0;
}
