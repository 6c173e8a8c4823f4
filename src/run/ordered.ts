/** Listings that must see every match before the first is shown: by time, reversed, each content once. */
import { canonicalJson } from '../base/canonical.ts';
import { contentHash } from '../base/content-hash.ts';
import type { Row } from '../model/event.ts';
import type { Note } from '../model/note.ts';
import { sorted } from '../plan/lower.ts';
import { breather } from '../scan/cut.ts';
import { readLine } from '../scan/line.ts';
import { SHRANK } from '../scan/source.ts';
import type { Listed, ListRun } from './list.ts';
import { addRef, byTime, newRefs, type Refs } from './refs.ts';
import type { Numbered } from './rows.ts';

/** Rows fetched and shown at once. */
const BATCH = 256;

/** Shows the rows in the listing's order. `count` is the matches that were held and are not repetitions. */
export async function listOrdered(run: ListRun, rows: AsyncIterable<readonly Numbered[]>): Promise<Listed> {
  const { listing } = run;
  const refs = await collect(run, rows);
  const all = sorted(listing) ? byTime(refs) : Uint32Array.from({ length: refs.count }, (_, n) => n);
  const once = listing.distinct ? onceEach(run, refs, all) : all;
  const order = sorted(listing) ? limited(run, refs, once) : once;
  if (listing.reverse) order.reverse();
  const breathe = breather();
  for (let at = 0; at < order.length; at += BATCH) {
    await breathe();
    run.watch.signal.throwIfAborted();
    const rows = Array.from(order.subarray(at, at + BATCH), (n) => fetch(run, refs, n));
    await run.show(rows.filter((row) => row !== undefined));
  }
  const count = once.length - once.reduce((sum, n) => sum + Number(isNeighbour(refs, n)), 0);
  return { count: listing.distinct ? count : count + refs.left, notes: cappedNotes(refs) };
}

async function collect(run: ListRun, rows: AsyncIterable<readonly Numbered[]>): Promise<Refs> {
  const { plan, logs, listing } = run;
  const cap = plan.fold.kind === 'list' ? plan.fold.cap : 0;
  const refs = newRefs();
  const lastUs = logs.map(() => Number.NEGATIVE_INFINITY);
  const hashOf = listing.distinct ? hashing(logs) : () => 0;
  for await (const batch of rows) {
    for (const row of batch) {
      if (refs.count >= cap) {
        if (!row.context) refs.left++;
        continue;
      }
      const us = Number.isNaN(row.us) ? lastUs[row.source]! : row.us;
      lastUs[row.source] = us;
      if (!logs[row.source]!.source.seekable) refs.held.set(refs.count, row);
      if (row.near.length > 0)
        refs.around.set(refs.count, { context: row.context, nth: row.nth, near: row.near });
      addRef(refs, row, { us, hash: hashOf(row) });
    }
  }
  return refs;
}

/**
 * What rows of equal content have in common. In logs that are read alike an event's time is of its content: it tells most
 * events apart without reading them.
 */
function hashing(logs: ListRun['logs']): (row: Row) => number {
  const alike = new Set(logs.map(({ reading }) => reading)).size === 1;
  const bits = new Float64Array(1);
  const words = new Uint32Array(bits.buffer);
  return ({ us, bytes }) => {
    if (!alike || Number.isNaN(us)) return contentHash(bytes);
    bits[0] = us;
    return Math.imul(words[0]! ^ Math.imul(words[1]!, 0x85ebca6b), 0xc2b2ae35) >>> 0;
  };
}

/** The refs in their order without the matches whose content an earlier one has. Equal hashes are compared in full. */
function onceEach(run: ListRun, refs: Refs, order: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const { hash } = refs;
  const isMatch = (place: number): boolean => !isNeighbour(refs, order[place]!);
  const places = Uint32Array.from(order.keys()).filter(isMatch);
  places.sort((a, b) => hash[order[a]!]! - hash[order[b]!]! || a - b);
  const dropped = new Uint8Array(order.length);
  for (let from = 0, to = 0; from < places.length; from = to) {
    run.watch.signal.throwIfAborted();
    while (to < places.length && hash[order[places[to]!]!] === hash[order[places[from]!]!]) to++;
    if (to - from === 1) continue;
    const seen = new Set<string>();
    for (const place of places.subarray(from, to)) {
      const row = fetch(run, refs, order[place]!);
      const text = row && canonicalJson(row.bytes);
      if (text === undefined) continue;
      if (seen.has(text)) dropped[place] = 1;
      seen.add(text);
    }
  }
  return chosen(
    refs,
    order,
    order.filter((_, place) => isMatch(place) && dropped[place] === 0),
  );
}

/** The first or last N matches of the order, and their neighbours. */
function limited(run: ListRun, refs: Refs, order: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const { head, tail } = run.listing;
  if (head === undefined && tail === undefined) return order;
  const matches = order.filter((n) => !isNeighbour(refs, n));
  const from = tail === undefined ? 0 : Math.max(0, matches.length - tail);
  return chosen(refs, order, matches.subarray(from, from + (head ?? tail ?? 0)));
}

/** Of the order what was chosen, and what stands in its neighbourhood, as neighbours. */
function chosen(
  refs: Refs,
  order: Uint32Array<ArrayBuffer>,
  matches: Uint32Array<ArrayBuffer>,
): Uint32Array<ArrayBuffer> {
  const { around, source } = refs;
  if (around.size === 0 || matches.length === order.length) return matches;
  const kept = new Set(Array.from(matches, (n) => `${source[n]} ${around.get(n)!.nth}`));
  return order.filter((n) => {
    const place = around.get(n)!;
    if (!kept.has(`${source[n]} ${place.nth}`)) around.set(n, { ...place, context: true });
    return place.near.some((nth) => kept.has(`${source[n]} ${nth}`));
  });
}

function isNeighbour(refs: Refs, n: number): boolean {
  return refs.around.get(n)?.context ?? false;
}

/** The row of a ref; undefined, with a note, where the log has become shorter since the row was met. */
function fetch(run: ListRun, refs: Refs, n: number): Row | undefined {
  const context = isNeighbour(refs, n);
  const held = refs.held.get(n);
  if (held) return { ...held, context };
  const index = refs.source[n]!;
  const { source } = run.logs[index]!;
  const offset = refs.offset[n]!;
  const { bytes, ending } = readLine(source, offset, run.plan.maxLine);
  if (bytes.length === 0 || (ending === '' && offset + bytes.length < (source.size ?? 0))) {
    run.watch.onTruncated(source.path, offset, SHRANK);
    return undefined;
  }
  return {
    source: index,
    path: source.path,
    offset,
    ...(refs.line[n] === 0 ? {} : { line: refs.line[n]! }),
    bytes,
    ending,
    us: refs.us[n]!,
    context,
  };
}

function cappedNotes(refs: Refs): readonly Note[] {
  if (refs.left === 0) return [];
  const matches = refs.left === 1 ? 'match was' : 'matches were';
  const message = `${refs.left} more ${matches} left out: an ordered listing holds ${refs.count} (--cap moves it)`;
  return [{ kind: 'capped', count: refs.left, message, places: [] }];
}
