/** Folds logs: each cut into shards, done by this thread or several, partials merged in order, finished into an answer. */
import type { Answer, ConsumeContext, Consumer, Fold } from '../fold/fold.ts';
import { makeFold } from '../fold/folds.ts';
import { compileTest } from '../match/compile.ts';
import type { Plan, Shard } from '../model/plan.ts';
import type { Tuning } from '../model/query.ts';
import { cut, type Group, gathered, isKnown, takenOver } from './groups.ts';
import type { Done, Job, Part } from './job.ts';
import { Keeper } from './keeper.ts';
import type { Kept, Standing } from './kept.ts';
import type { Log } from './open.ts';
import { inOrder } from './pool.ts';
import { beginsUs, byTime } from './schedule.ts';
import { shardCount, threadsFor } from './threads.ts';
import { type Watch, watchOf } from './watch.ts';

/** Lines before each shard in its log; undefined where the log's head was not read. */
export type LinesBefore = (shard: number) => number | undefined;

export interface Folded {
  readonly answer: Answer;
  readonly linesBefore: LinesBefore;
}

interface How {
  readonly tuning: Tuning;
  readonly watch: Watch;
  /** What earlier answers left, for folds whose partials may be kept. */
  readonly kept?: Kept | undefined;
}

/** Runs the plan's fold over its logs. Tallies go to the watch. */
export async function foldLogs(plan: Plan, logs: readonly Log[], how: How): Promise<Folded> {
  const fold = makeFold(plan.fold, compileTest);
  if (how.kept === undefined || !fold.asShard) return folded(plan, logs, { ...how, fold, standing: [] });
  const { standing, leave } = await how.kept.ask(plan, logs, how.watch.signal);
  try {
    return await folded(plan, logs, { ...how, fold, standing });
  } finally {
    leave();
  }
}

interface HowFolded extends How {
  readonly fold: Fold<unknown>;
  /** By log; nothing where nothing is kept of it. */
  readonly standing: readonly (Standing | undefined)[];
}

async function folded(plan: Plan, logs: readonly Log[], how: HowFolded): Promise<Folded> {
  const { tuning, watch, fold, standing } = how;
  const threads = threadsFor(
    logs.map(({ source }) => source),
    tuning,
    standing.reduce((sum, each) => sum + (each?.had?.to ?? 0), 0),
  );
  const timed = fold.consumer !== undefined && logs.length > 1;
  const cutting = { tuning, threads: timed ? Math.max(2, threads) : threads, want: 'partial' } as const;
  const shards = cut(logs, standing, (size) => shardCount({ size }, cutting));
  const order = timed ? byTime(shards, logs, plan) : shards;
  const groups = gathered(order, { tuning, standing });
  const jobs = groups.flatMap((some): readonly Job[] =>
    isKnown(some[0]!, standing) ? [] : [{ shards: some, want: 'partial' }],
  );
  const lines = new Lines(logs);
  const parts: Part[] = [];
  const keeper = new Keeper(fold, standing);
  const taker = takerOf(fold, { beginsUs: logs.map(beginsUs), logOf: (shard) => shards[shard]!.source });
  const left = new Int32Array(logs.length);
  for (const { source } of shards) left[source]!++;
  const setting = { plan, logs, chunkSize: watch.chunkSize };
  const work = inOrder(jobs, { setting, threads, watch: watchOf(watch), crew: watch.crew });
  for await (const { some, done } of inTurn(groups, work, { standing, fold })) {
    const partial = keeper.pass(some[0]!, done);
    if (partial !== undefined) taker.take(partial);
    if (done.more) continue;
    for (const [k, part] of done.parts.entries()) {
      const shard = some[k]!;
      lines.add(shard, part.tally.lines);
      parts[shard.index] = part;
      left[shard.source]!--;
      if (left[shard.source] === 0) taker.endLog(shard.source);
    }
  }
  for (const [index, { tally, truncated }] of parts.entries()) {
    const { path } = logs[shards[index]!.source]!.source;
    for (const { offset, why } of truncated) watch.onTruncated(path, offset, why);
    watch.onTally(tally);
  }
  const linesBefore: LinesBefore = (shard) => lines.before(shard);
  const sourceOf = (shard: number): string => plan.sources[shards[shard]!.source]!.path;
  return { answer: taker.finish({ sourceOf, linesBefore }), linesBefore };
}

/** Who takes partials in their order: an ordered fold's consumer, else all are joined. */
function takerOf(fold: Fold<unknown>, context: ConsumeContext): Consumer<unknown> {
  if (fold.consumer) return fold.consumer(context);
  let merged: unknown;
  return {
    take(partial) {
      merged = merged === undefined ? partial : fold.merge(merged, partial);
    },
    endLog: () => undefined,
    finish: (finishing) => fold.finish(merged ?? fold.init(), finishing),
  };
}

/** What comes of each group of shards, in their order: of one that is known what is known, else what is worked out. */
async function* inTurn(
  groups: readonly Group[],
  work: AsyncGenerator<Done, void, undefined>,
  { standing, fold }: Pick<HowFolded, 'standing' | 'fold'>,
): AsyncGenerator<{ readonly some: Group; readonly done: Done }, void, undefined> {
  try {
    for (const some of groups) {
      const first = some[0]!;
      const isHad = isKnown(first, standing);
      if (isHad) yield { some, done: takenOver(first, standing, fold) };
      for (let more = !isHad; more; ) {
        const { value } = await work.next();
        if (!value) return;
        yield { some, done: value };
        more = value.more === true;
      }
    }
  } finally {
    await work.return();
  }
}

/** Counts the lines before each shard, as shards come in order. */
class Lines {
  private readonly ends: (number | undefined)[];
  private readonly starts: (number | undefined)[] = [];

  constructor(logs: readonly Log[]) {
    this.ends = logs.map(({ source }) => (source.range ? undefined : 0));
  }

  add(shard: Shard, lines: number): void {
    const before = this.ends[shard.source];
    this.starts[shard.index] = before;
    if (before !== undefined) this.ends[shard.source] = before + lines;
  }

  before(shard: number): number | undefined {
    return this.starts[shard];
  }
}
