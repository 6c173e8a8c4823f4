/** A window of time that held nothing: from when to when the logs go. */
import { formatUtc } from '../base/instant.ts';
import type { Note } from '../model/note.ts';
import type { Plan, Test } from '../model/plan.ts';
import type { Predicate, Query } from '../model/query.ts';
import type { Edges } from '../plan/bounds.ts';
import { backward } from '../scan/chunks.ts';
import { Kernels } from './kernels.ts';
import type { Log } from './open.ts';
import { openShard } from './shard.ts';
import { noneSelected, type Tally } from './tally.ts';
import type { Watch } from './watch.ts';

/** What a query read, and how its logs may be looked at again. */
interface Read {
  readonly tallies: readonly Tally[];
  readonly watch: Watch;
}

/** A note of kind `empty-window` where nothing matched between time bounds; it gives the span of the log. */
export async function emptyWindowNote(
  { query, plan }: { readonly query: Query; readonly plan: Plan },
  logs: readonly Log[],
  read: Read,
): Promise<readonly Note[]> {
  if (!hasTime(query.where) || !noneSelected(query.ask, read.tallies)) return [];
  const { firstUs, lastUs } = await spanAtEnds(plan, logs, read);
  const begin = Number.isNaN(firstUs) ? undefined : formatUtc(firstUs);
  const end = Number.isNaN(lastUs) ? undefined : formatUtc(lastUs);
  const where =
    begin && end
      ? `the log spans ${begin} to ${end}`
      : begin
        ? `the log begins at ${begin}`
        : 'no event has a time';
  const what = isReversed(plan.test) ? 'the window ends before it begins' : 'nothing between these times';
  return [{ kind: 'empty-window', count: 1, message: `${what}; ${where}`, places: [] }];
}

/** Whether the times that all must hold leave no instant. */
function isReversed(test: Test): boolean {
  const all = test.kind === 'and' ? test.of : [test];
  const bounds = all.flatMap((part) => (part.kind === 'time' ? [part] : []));
  const from = Math.max(...bounds.filter(({ op }) => op === '>' || op === '>=').map(({ us }) => us));
  const to = Math.min(...bounds.filter(({ op }) => op === '<' || op === '<=').map(({ us }) => us));
  return from > to;
}

/** Whether a predicate bounds the time. */
function hasTime(where: Predicate): boolean {
  if (where.kind === 'and' || where.kind === 'or') return where.of.some(hasTime);
  return where.kind === 'not' ? hasTime(where.of) : where.kind === 'time';
}

/**
 * Least and greatest time in microseconds, NaN where not known: of all events of logs that were read whole, else of the
 * sample at the log's beginning and of its last event that has a time, which costs a few reads. What a prefilter passed
 * plays no part. The end of a log that is no plain file stays unknown.
 */
async function spanAtEnds(plan: Plan, logs: readonly Log[], { tallies, watch }: Read): Promise<Edges> {
  // No line is skipped on the way to the last time.
  const everyLine = { ...plan, sources: plan.sources.map((source) => ({ ...source, needles: null })) };
  const kernels = new Kernels(everyLine);
  const first: number[] = [];
  const last: number[] = [];
  let known = true;
  for (const [index, log] of logs.entries()) {
    const own = tallies.filter(({ source }) => source === index);
    if (plan.sources[index]!.complete) {
      first.push(...own.map(({ firstUs }) => firstUs));
      last.push(...own.map(({ lastUs }) => lastUs));
    } else {
      first.push(log.firstUs);
      last.push(
        log.greatestUs,
        log.source.seekable ? await lastTime(everyLine, log, { index, kernels, watch }) : Number.NaN,
      );
      known &&= log.source.seekable;
    }
  }
  return {
    firstUs: least(first),
    lastUs: known ? -least(last.map((us) => -us)) : Number.NaN,
  };
}

function least(times: readonly number[]): number {
  const timed = times.filter((us) => !Number.isNaN(us));
  return timed.length === 0 ? Number.NaN : Math.min(...timed);
}

async function lastTime(
  plan: Plan,
  log: Log,
  { index, kernels, watch }: { index: number; kernels: Kernels; watch: Watch },
): Promise<number> {
  const shard = openShard(plan, { source: index, shard: 0, kernel: kernels.of(index, log.utf16) });
  const time = plan.columns.findIndex((column) => column.kind === 'role' && column.role === 'time');
  for await (const chunk of backward(log.source, { chunkSize: watch.chunkSize, maxLine: plan.maxLine })) {
    watch.signal.throwIfAborted();
    const { batch } = shard.take(chunk);
    const column = batch.columns[time];
    for (let i = batch.count - 1; column?.kind === 'time' && i >= 0; i--) {
      if (!Number.isNaN(column.us[i]!)) return column.us[i]!;
    }
  }
  return Number.NaN;
}
