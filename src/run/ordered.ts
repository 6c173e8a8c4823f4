/** Listings that must see every match before the first is shown: by time, reversed, each content once. */
import { canonicalJson, hashText } from '../base/canonical.ts';
import type { Row } from '../model/event.ts';
import type { Note } from '../model/note.ts';
import { readLine } from '../scan/line.ts';
import type { ListRun } from './list.ts';
import { addRef, byTime, newRefs, type Refs } from './refs.ts';

/** Rows fetched and shown at once. */
const BATCH = 256;

export async function listOrdered(
  run: ListRun,
  rows: AsyncGenerator<Row[], void, undefined>,
): Promise<{ readonly count: number; readonly notes: readonly Note[] }> {
  const { listing } = run;
  const refs = await collect(run, rows);
  const sorted = listing.sort === 'time' || listing.distinct;
  let order = sorted ? byTime(refs) : Uint32Array.from({ length: refs.count }, (_, n) => n);
  if (listing.distinct) order = await onceEach(run, refs, order);
  const count = order.length;
  if (listing.head !== undefined) order = order.subarray(0, listing.head);
  if (listing.tail !== undefined) order = order.subarray(Math.max(0, order.length - listing.tail));
  if (listing.reverse) order = order.slice().reverse();
  for (let at = 0; at < order.length; at += BATCH) {
    run.watch.signal.throwIfAborted();
    const shown = [...order.subarray(at, at + BATCH)].map((n) => fetch(run, refs, n));
    await run.show(shown);
  }
  return { count, notes: cappedNotes(refs) };
}

async function collect(run: ListRun, rows: AsyncGenerator<Row[], void, undefined>): Promise<Refs> {
  const { plan, logs, listing } = run;
  const cap = plan.fold.kind === 'list' ? plan.fold.cap : 0;
  const refs = newRefs();
  const lastUs = logs.map(() => Number.NEGATIVE_INFINITY);
  for await (const batch of rows) {
    for (const row of batch) {
      if (refs.count >= cap) {
        refs.left++;
        continue;
      }
      const us = Number.isNaN(row.us) ? lastUs[row.source]! : row.us;
      lastUs[row.source] = us;
      if (!logs[row.source]!.source.seekable) refs.held.set(refs.count, row);
      const hash = listing.distinct ? hashText(canonicalJson(row.bytes)) : Number(row.context);
      addRef(refs, row, { us, hash });
    }
  }
  return refs;
}

/** The refs in their order without those whose content an earlier one has. Equal hashes are compared in full. */
async function onceEach(run: ListRun, refs: Refs, order: Uint32Array): Promise<Uint32Array<ArrayBuffer>> {
  const { hash } = refs;
  const places = Uint32Array.from({ length: order.length }, (_, place) => place);
  places.sort((a, b) => hash[order[a]!]! - hash[order[b]!]! || a - b);
  const dropped = new Uint8Array(order.length);
  for (let from = 0, to = 0; from < places.length; from = to) {
    run.watch.signal.throwIfAborted();
    while (to < places.length && hash[order[places[to]!]!] === hash[order[places[from]!]!]) to++;
    if (to - from === 1) continue;
    const seen = new Set<string>();
    for (const place of places.subarray(from, to)) {
      const text = canonicalJson(fetch(run, refs, order[place]!).bytes);
      if (seen.has(text)) dropped[place] = 1;
      seen.add(text);
    }
  }
  return order.filter((_, place) => dropped[place] === 0) as Uint32Array<ArrayBuffer>;
}

function fetch(run: ListRun, refs: Refs, n: number): Row {
  const held = refs.held.get(n);
  if (held) return held;
  const index = refs.source[n]!;
  const { source } = run.logs[index]!;
  const { bytes, ending } = readLine(source, refs.offset[n]!, run.plan.maxLine);
  return {
    source: index,
    path: source.path,
    offset: refs.offset[n]!,
    ...(refs.line[n] === 0 ? {} : { line: refs.line[n]! }),
    bytes,
    ending,
    us: refs.us[n]!,
    context: !run.listing.distinct && refs.hash[n] === 1,
  };
}

function cappedNotes(refs: Refs): readonly Note[] {
  if (refs.left === 0) return [];
  const message = `${refs.left} more matches were left out: an ordered listing holds ${refs.count} (--cap moves it)`;
  return [{ kind: 'capped', count: refs.left, message, places: [] }];
}
