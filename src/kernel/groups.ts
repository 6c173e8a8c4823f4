/** A batch's lines grouped by the codes of a column, counted in the module. Invariant: what by-code.ts of fold counts. */
import type { CodeGroup, GroupBy } from '../model/batch.ts';
import type { Store } from './columns.ts';
import type { Heap } from './heap.ts';

/** Codes up to this many have a place; a dictionary of the module holds fewer. */
const PLACES = 32_768;
const GROUP_SIZE = 32;

export class Groups {
  private readonly heap: Heap;
  private readonly stores: readonly Store[];
  private readonly places: number;
  private out = 0;

  constructor(heap: Heap, stores: readonly Store[]) {
    this.heap = heap;
    this.stores = stores;
    this.places = this.isAsked() ? heap.zeros((PLACES + 1) * 4) : 0;
  }

  /** Takes room of the heap for batches of up to `lines` lines; room taken before is given up. */
  makeRoom(lines: number): void {
    if (this.isAsked()) this.out = this.heap.take(lines * GROUP_SIZE);
  }

  private isAsked(): boolean {
    return this.stores.some(({ kind }) => kind === 'dictionary');
  }

  /** The groups of the first `count` lines. */
  of({ column, time, status }: GroupBy, count: number): readonly CodeGroup[] | undefined {
    const { heap, places, out } = this;
    const store = this.stores[column];
    if (store?.kind !== 'dictionary' || store.dictionary.values.length > PLACES) return undefined;
    const times = time === undefined ? undefined : this.stores[time];
    const statuses = status === undefined ? undefined : this.stores[status];
    const states = statuses?.kind === 'dictionary' ? statuses : undefined;
    const found = heap.exports.group(
      store.codes.byteOffset,
      count,
      places,
      out,
      times?.kind === 'time' ? times.us.byteOffset : 0,
      states?.codes.byteOffset ?? 0,
      states?.codeOf.get('ok') ?? -1,
      states?.codeOf.get('error') ?? -1,
    );
    const numbers = new Int32Array(heap.buffer, out, found * 8);
    const times64 = new Float64Array(heap.buffer, out, found * 4);
    return Array.from({ length: found }, (_, n) => ({
      code: numbers[n * 8]!,
      count: numbers[n * 8 + 1]!,
      ok: numbers[n * 8 + 2]!,
      error: numbers[n * 8 + 3]!,
      firstUs: times64[n * 4 + 2]!,
      lastUs: times64[n * 4 + 3]!,
    }));
  }
}
