/**
 * Lists events: streamed in file order, the last ones read from the ends of files, or held by reference and put in
 * order. Invariant: whatever the way, the same query gives the same rows in the same order.
 */

import { sessionTestOf } from '../match/session.ts';
import type { Row } from '../model/event.ts';
import type { Note } from '../model/note.ts';
import type { Plan } from '../model/plan.ts';
import type { Listing } from '../model/query.ts';
import { ordered } from '../plan/lower.ts';
import { disorderNotes, newest, newOrder, type Order, orderRow } from './disorder.ts';
import type { HeldRows } from './latest.ts';
import { mergeRows, type Strand } from './merge.ts';
import type { Log } from './open.ts';
import { listOrdered } from './ordered.ts';
import type { Direction } from './rows.ts';
import { type Watch, walk } from './walk.ts';

export interface ListRun {
  readonly plan: Plan;
  readonly logs: readonly Log[];
  readonly listing: Listing;
  /** Every match is counted, so no log is left early and none is read from its end. */
  readonly whole: boolean;
  readonly watch: Watch;
  /** By log: the rows that were held while the session was looked for in a log that can be read only once. */
  readonly held: ReadonlyMap<number, HeldRows>;
  /** Takes the rows in their order. */
  show(rows: readonly Row[]): Promise<void>;
}

/** Lists; gives the number of matches that were met and what must be said of their order. */
export async function list(
  run: ListRun,
): Promise<{ readonly count: number; readonly notes: readonly Note[] }> {
  const { listing } = run;
  const order = newOrder(run.logs.length);
  const strands = run.logs.map((_, index) => strandOf(run, index, order));
  if (ordered(listing)) {
    const { count, notes } = await listOrdered(run, mergeRows(strands));
    return { count, notes: [...notes, ...disorderNotes(run.logs, order, listing.sort === 'time')] };
  }
  const count =
    listing.tail === undefined ? await stream(run, mergeRows(strands)) : await listTail(run, order);
  return { count, notes: disorderNotes(run.logs, order, false) };
}

function strandOf(run: ListRun, index: number, order: Order): Strand {
  const log = run.logs[index]!;
  return {
    firstUs: log.firstUs,
    async *rows() {
      for await (const rows of direct(run, index, 'forward')) {
        for (const row of rows) orderRow(order, row);
        yield rows;
      }
    },
  };
}

function direct(run: ListRun, index: number, direction: Direction): AsyncGenerator<Row[], void, undefined> {
  const { plan, listing, watch } = run;
  const held = run.held.get(index);
  if (held) return heldRows(plan, held);
  return walk({ plan, log: run.logs[index]!, index, listing, direction }, watch);
}

/** The rows of the session, which was not known when they were read. */
async function* heldRows(plan: Plan, held: HeldRows): AsyncGenerator<Row[], void, undefined> {
  const test = sessionTestOf(plan.test);
  const rows = held.filter(({ session }) => test(session)).map(({ row }) => row);
  if (rows.length > 0) yield rows;
}

async function stream(run: ListRun, rows: AsyncGenerator<Row[], void, undefined>): Promise<number> {
  const { head = Number.POSITIVE_INFINITY, context, contextSession } = run.listing;
  let count = 0;
  let trailing = Math.max(context, contextSession);
  for await (const batch of rows) {
    const out: Row[] = [];
    for (const row of batch) {
      if (!row.context) count++;
      else if (count >= head && trailing-- <= 0) continue;
      if (count > head) trailing = 0;
      else out.push(row);
    }
    if (out.length > 0) await run.show(out);
    if (!run.whole && count >= head && (trailing <= 0 || count > head)) break;
  }
  return count;
}

/** The last N matches: of each log its last N, from its end where it has one; then the last N of all. */
async function listTail(run: ListRun, order: Order): Promise<number> {
  const tail = run.listing.tail!;
  let met = 0;
  const ends: Row[][] = [];
  for (const [index, log] of run.logs.entries()) {
    const fromEnd = log.source.seekable && !run.whole;
    const end = fromEnd ? await lastRows(run, index, tail) : await ringRows(run, index, tail);
    met += end.met;
    ends.push(end.rows);
    for (const row of end.rows) orderRow(order, row);
  }
  const strands = ends.map((rows, index) => ({
    firstUs: run.logs[index]!.firstUs,
    async *rows() {
      if (rows.length > 0) yield rows;
    },
  }));
  const merged: Row[] = [];
  for await (const rows of mergeRows(strands)) merged.push(...rows);
  const kept = lastMatches(merged, tail, Math.max(run.listing.context, run.listing.contextSession));
  const { test } = run.plan;
  if (test.kind === 'and' && test.of.length === 0) newest(order, kept);
  if (run.listing.reverse) kept.reverse();
  if (kept.length > 0) await run.show(kept);
  return run.whole ? met : kept.filter((row) => !row.context).length;
}

async function lastRows(run: ListRun, index: number, tail: number): Promise<{ rows: Row[]; met: number }> {
  const rows: Row[] = [];
  let met = 0;
  let trailing = Math.max(run.listing.context, run.listing.contextSession);
  if (tail === 0) return { rows, met };
  scan: for await (const batch of direct(run, index, 'backward')) {
    for (const row of batch) {
      if (!row.context) {
        if (met === tail) break scan;
        met++;
      } else if (met === tail && trailing-- <= 0) break scan;
      rows.push(row);
    }
    if (met === tail && trailing <= 0) break;
  }
  return { rows: rows.reverse(), met };
}

async function ringRows(run: ListRun, index: number, tail: number): Promise<{ rows: Row[]; met: number }> {
  let rows: Row[] = [];
  let met = 0;
  const context = Math.max(run.listing.context, run.listing.contextSession);
  const slack = 1024 + 2 * (tail + 1) * (context + 1);
  for await (const batch of direct(run, index, 'forward')) {
    for (const row of batch) if (!row.context) met++;
    rows.push(...batch);
    if (rows.length > slack) rows = lastMatches(rows, tail, context);
  }
  return { rows: lastMatches(rows, tail, context), met };
}

/** The last `tail` matches with up to `context` neighbours before the first of them. */
function lastMatches(rows: readonly Row[], tail: number, context: number): Row[] {
  let at = rows.length;
  for (let left = tail; at > 0 && (left > 0 || rows[at - 1]!.context); at--) {
    if (!rows[at - 1]!.context) left--;
    else if (left === 0 && !leadsIn(rows, at - 1, context)) break;
  }
  return rows.slice(at);
}

/** A context row before the first kept match is kept when it stands within `context` rows of it. */
function leadsIn(rows: readonly Row[], at: number, context: number): boolean {
  for (let k = 1; k <= context; k++) if (rows[at + k] && !rows[at + k]!.context) return true;
  return false;
}
