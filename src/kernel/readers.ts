/** Reads events as the dialect that they fit: the log's own first, then the others, then what fits none. */
import type { Batch } from '../model/batch.ts';
import { putText, type Store } from './columns.ts';
import type { KernelSpec } from './kernel.ts';
import { bareType, makeReader, type Reader } from './reader.ts';

/** Reads the event of line i, whose JSON text begins at `from`, into the columns of the batch. */
export type ReadEvent = (
  batch: Pick<Batch, 'bytes' | 'dialect' | 'zoneless'>,
  i: number,
  from: number,
) => void;

/** A function that reads events into `stores`. Readers are made when a line first needs them. */
export function eventReader(spec: KernelSpec, stores: readonly Store[]): ReadEvent {
  const dialects = [...spec.reading.dialects, spec.reading.fallback];
  const last = dialects.length - 1;
  const readers: (Reader | undefined)[] = [];
  const typeStores = spec.columns.flatMap((column, n) =>
    column.kind === 'role' && column.role === 'type' ? [stores[n]!] : [],
  );
  return (batch, i, from) => {
    const { bytes } = batch;
    const isObject = bytes[from] === 0x7b;
    let d = isObject ? 0 : last;
    while (!readerOf(d).fits(bytes, from) && d < last) d++;
    batch.dialect[i] = d;
    batch.zoneless[i] = readerOf(d).fill(i) ? 1 : 0;
    if (isObject) return;
    for (const store of typeStores) if (store.kind === 'dictionary') putText(store, i, bareType(bytes, from));
  };

  function readerOf(d: number): Reader {
    const reader = readers[d] ?? makeReader(dialects[d]!, spec, stores);
    readers[d] = reader;
    return reader;
  }
}
