/**
 * Lists events: streamed in file order, the last ones read from the ends of files, or held by reference and put in
 * order. Invariant: whatever the way, the same query gives the same rows in the same order.
 */
import type { Row } from '../model/event.ts';
import type { Note } from '../model/note.ts';
import type { Plan } from '../model/plan.ts';
import type { Listing, Tuning } from '../model/query.ts';
import { ordered, sorted } from '../plan/lower.ts';
import { disorderNotes, newest, newOrder, type Order, orderRow } from './disorder.ts';
import { Kernels } from './kernels.ts';
import type { HeldLines } from './latest.ts';
import { mergeRows } from './merge.ts';
import type { Direction } from './neighbours.ts';
import type { Log } from './open.ts';
import { listOrdered } from './ordered.ts';
import { mostOf, newQuota, type Quota, takeRows } from './quota.ts';
import type { Numbered } from './rows.ts';
import { type End, endOf, lastOfAll, ringOf } from './tail.ts';
import { tell } from './tally.ts';
import { walk } from './walk.ts';
import type { Watch } from './watch.ts';
import { isWide, walkWide } from './wide.ts';

export interface ListRun {
  readonly plan: Plan;
  readonly logs: readonly Log[];
  readonly listing: Listing;
  /** Every match is counted, so no log is left early and none is read from its end. */
  readonly whole: boolean;
  readonly watch: Watch;
  readonly tuning: Tuning;
  /** By log: the lines that were held while the session was looked for in a log that can be read only once. */
  readonly held: ReadonlyMap<number, HeldLines>;
  /** Takes the rows in their order. */
  show(rows: readonly Row[]): Promise<void>;
}

interface Run extends ListRun {
  readonly kernels: Kernels;
}

/** What a listing says beside its rows; `count` is the matches before `-n`, as far as they were met. */
export interface Listed {
  readonly count: number;
  readonly notes: readonly Note[];
}

/** Lists; gives the number of matches that were met and what must be said of their order. */
export async function list(asked: ListRun): Promise<Listed> {
  const run = { ...asked, kernels: new Kernels(asked.plan) };
  const { listing } = run;
  const order = newOrder(run.logs.length);
  if (!ordered(listing) && listing.tail !== undefined) {
    const count = await listTail(run, listing.tail, order);
    return { count, notes: disorderNotes(run.logs, order, false) };
  }
  const isSorted = sorted(listing);
  // What is sorted is cut when it is.
  const limit = isSorted ? undefined : listing.head;
  const quota = newQuota(limit, { logs: run.logs.length, whole: run.whole });
  const rows = settledRows(run, quota, order);
  if (ordered(listing)) {
    const { count, notes } = await listOrdered(run, rows);
    return {
      count: isSorted ? count : quota.met,
      notes: [...notes, ...disorderNotes(run.logs, order, isSorted)],
    };
  }
  for await (const shown of rows) await run.show(shown);
  return { count: quota.met, notes: disorderNotes(run.logs, order, false) };
}

/** All rows in file order that the quota lets through, several logs merged. */
async function* settledRows(run: Run, quota: Quota, order: Order): AsyncGenerator<readonly Numbered[]> {
  const strands = run.logs.map((log, index) => ({
    firstUs: log.firstUs,
    async *rows() {
      for await (const rows of rowsOf(run, {
        index,
        direction: 'forward',
        most: () => mostOf(quota, index),
      })) {
        for (const row of rows) orderRow(order, row);
        yield rows;
      }
    },
  }));
  for await (const rows of mergeRows(strands)) {
    const settled = takeRows(quota, rows);
    tellOf(settled);
    if (settled.length > 0) yield settled;
  }
}

/** The last N matches: of each log its last N, from its end where it has one; then the last N of all. */
async function listTail(run: Run, tail: number, order: Order): Promise<number> {
  const ends: End[] = [];
  for (const [index, { source }] of run.logs.entries()) {
    const fromEnd = source.seekable && !run.whole;
    const end = fromEnd
      ? await endOf(rowsOf(run, { index, direction: 'backward', most: () => tail }), tail)
      : await ringOf(
          rowsOf(run, { index, direction: 'forward', most: () => Number.POSITIVE_INFINITY }),
          tail,
        );
    for (const row of end.rows) orderRow(order, row);
    ends.push(end);
  }
  const rows = await lastOfAll(ends, run.logs, tail);
  tellOf(rows);
  const { test } = run.plan;
  if (test.kind === 'and' && test.of.length === 0) newest(order, rows);
  if (rows.length > 0) await run.show(run.listing.reverse ? rows.toReversed() : rows);
  return run.whole
    ? ends.reduce((sum, { met }) => sum + met, 0)
    : rows.reduce((sum, { context }) => sum + Number(!context), 0);
}

/** Notes of a log that is not read whole speak of the matches that are shown. */
function tellOf(rows: readonly Numbered[]): void {
  for (const { notices, context, tally, offset, line = 0 } of rows) {
    if (notices > 0 && !context) tell(tally, notices, { offset, line: line - 1 });
  }
}

interface Part {
  readonly index: number;
  readonly direction: Direction;
  most(): number;
}

function rowsOf(run: Run, part: Part): AsyncGenerator<Numbered[], void, undefined> {
  const { plan, listing, watch, logs, tuning, kernels } = run;
  const wide = part.direction === 'forward' && run.held.size === 0 && isWide(plan, logs, tuning);
  if (wide) return walkWide({ plan, log: logs[0]!, tuning, most: part.most }, watch);
  return walk(
    { plan, listing, kernels, log: logs[part.index]!, held: run.held.get(part.index), ...part },
    watch,
  );
}
