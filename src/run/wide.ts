/** Walks one log forward with several threads: its shards are scanned at once, its rows come in file order. */
import type { Plan } from '../model/plan.ts';
import type { Tuning } from '../model/query.ts';
import type { Log } from './open.ts';
import { unpack } from './pack.ts';
import { inOrder } from './pool.ts';
import type { Numbered } from './rows.ts';
import { shardsOf } from './shards.ts';
import type { Tally } from './tally.ts';
import { shardCount, threadsFor } from './threads.ts';
import { type Watch, watchOf } from './watch.ts';

export interface WideWalk {
  readonly plan: Plan;
  readonly log: Log;
  readonly tuning: Tuning;
  /** How many matches are of interest; asked anew before each shard. */
  most(): number;
}

/** Whether a log is worth several threads: the only one, read forward, without neighbours. */
export function isWide(plan: Plan, logs: readonly Log[], tuning: Tuning): boolean {
  if (plan.fold.kind !== 'list' || logs.length !== 1 || threadsFor([logs[0]!.source], tuning) < 2)
    return false;
  const { context, contextSession, head } = plan.fold.listing;
  return context === 0 && contextSession === 0 && head === undefined;
}

/** The rows of the log, a shard's at a time. */
export async function* walkWide(what: WideWalk, watch: Watch): AsyncGenerator<Numbered[], void, undefined> {
  const { plan, log, tuning, most } = what;
  const { source } = log;
  const threads = threadsFor([source], tuning);
  const jobs = shardsOf(source, shardCount(source, { tuning, threads, want: 'rows' }), 0).map((shard) => ({
    shards: [{ ...shard, source: 0 }],
    want: 'rows' as const,
  }));
  const setting = { plan, logs: [log], chunkSize: watch.chunkSize };
  let nth = 0;
  let linesBefore = 0;
  for await (const done of inOrder(jobs, { setting, threads, watch: watchOf(watch), crew: watch.crew })) {
    const part = done.parts[0]!;
    const tally = fromHead(part.tally, linesBefore);
    watch.onTally(tally);
    for (const { offset, why } of part.truncated) watch.onTruncated(source.path, offset, why);
    const rows = done.rows
      ? unpack(done.rows, { source: 0, path: source.path, nth, linesBefore, tally })
      : [];
    linesBefore += part.tally.lines;
    nth += rows.length;
    if (rows.length > 0) yield rows;
    if (nth >= most()) return;
  }
}

/** The tally with lines counted from the head of the log, as that of shard 0. */
function fromHead(tally: Tally, linesBefore: number): Tally {
  const marks = new Map(
    [...tally.marks].map(([key, mark]) => {
      const places = mark.places.map(({ offset, line }) => ({ offset, line: line + linesBefore }));
      return [key, { ...mark, places }] as const;
    }),
  );
  return { ...tally, shard: 0, marks };
}
