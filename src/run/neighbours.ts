/**
 * The neighbours that `--context` and `--context-session` ask for: up to N events on both sides of each match, in its log
 * or in its session. Source: cli.md, Selecting.
 */
import { type Batch, LINE_EVENT } from '../model/batch.ts';
import type { Listing } from '../model/query.ts';
import { type Numbered, type Origin, rowOf, sessionOf } from './rows.ts';

/** Which way a walk goes through its log. */
export type Direction = 'forward' | 'backward';

export interface Neighbours {
  /**
   * The matches and neighbours that a batch settles, of the first `most` matches of the walk: an event behind them is a
   * neighbour, whether it matches or not. In log order without `contextSession`.
   */
  take(
    batch: Batch,
    selected: { readonly selection: Int32Array; readonly count: number },
    most: number,
  ): Numbered[];
  /** Matches that were taken. */
  taken(): number;
  /** No event to come is a neighbour of a match that was taken. */
  settled(): boolean;
}

/** Turns the events of batches, in one direction, into numbered rows. */
export function neighbours(listing: Listing, origin: Origin, direction: Direction): Neighbours {
  const size = Math.max(listing.context, listing.contextSession);
  const bySession = listing.contextSession > 0;
  const windows = new Map<string | undefined, Window>();
  let matched = 0;
  let open = 0;
  return { take, taken: () => matched, settled: () => open === 0 };

  function take(
    batch: Batch,
    { selection, count }: Parameters<Neighbours['take']>[1],
    most: number,
  ): Numbered[] {
    const out: Numbered[] = [];
    const isMatch = new Uint8Array(batch.count);
    for (let k = 0; k < count; k++) isMatch[selection[k]!] = 1;
    for (let n = 0; n < batch.count; n++) {
      const i = direction === 'forward' ? n : batch.count - 1 - n;
      if (batch.class[i] !== LINE_EVENT) continue;
      const nth = isMatch[i] === 1 && matched < most ? ++matched : 0;
      const session = bySession ? sessionOf(batch, i, origin.session) : undefined;
      if (!bySession || session !== undefined) step(windowOf(session), batch, { i, nth, out });
      // In no session an event has no neighbours there.
      else if (nth > 0) out.push(rowOf(batch, i, { origin, nth, near: [nth] }));
    }
    return out;
  }

  function step(
    window: Window,
    batch: Batch,
    { i, nth, out }: { i: number; nth: number; out: Numbered[] },
  ): void {
    const near = window.matches > 0 ? window.events.flatMap(({ row }) => (row.nth > 0 ? [row.nth] : [])) : [];
    if (nth > 0) {
      for (const event of window.events) {
        if (event.near.length === 0) out.push(event.row);
        event.near.push(nth);
      }
      near.push(nth);
      if (window.matches++ === 0) open++;
    }
    const row = rowOf(batch, i, { origin, nth, near });
    if (near.length > 0) out.push(row);
    window.events.push({ row, near });
    if (window.events.length > size && window.events.shift()!.row.nth > 0 && --window.matches === 0) open--;
  }

  function windowOf(session: string | undefined): Window {
    const window = windows.get(session) ?? { events: [], matches: 0 };
    windows.set(session, window);
    return window;
  }
}

/** The last events of a log or session, as many as neighbours are shown, and how many of them are matches. */
interface Window {
  /** `near` is that of the row, which later matches add to. */
  readonly events: { readonly row: Numbered; readonly near: number[] }[];
  matches: number;
}
