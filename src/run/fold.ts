/** Folds logs: each cut into shards, done by this thread or several, partials merged in order, finished into an answer. */
import type { Answer, ConsumeContext, Consumer, Fold } from '../fold/fold.ts';
import { makeFold } from '../fold/folds.ts';
import { compileTest } from '../match/compile.ts';
import type { Plan, Shard } from '../model/plan.ts';
import type { Tuning } from '../model/query.ts';
import type { Part } from './job.ts';
import type { Log } from './open.ts';
import { inOrder } from './pool.ts';
import { beginsUs, byTime } from './schedule.ts';
import { shardsOf } from './shards.ts';
import { shardCount, threadsFor } from './threads.ts';
import { type Watch, watchOf } from './watch.ts';

/** Shards of fewer bytes than this in all are one job. */
const JOB_BYTES = 4 * 2 ** 20;

/** Lines before each shard in its log; undefined where the log's head was not read. */
export type LinesBefore = (shard: number) => number | undefined;

export interface Folded {
  readonly answer: Answer;
  readonly linesBefore: LinesBefore;
}

/** Runs the plan's fold over its logs. Tallies go to the watch. */
export async function foldLogs(
  plan: Plan,
  logs: readonly Log[],
  how: { readonly tuning: Tuning; readonly watch: Watch },
): Promise<Folded> {
  const { tuning, watch } = how;
  const fold = makeFold(plan.fold, compileTest);
  const threads = threadsFor(
    logs.map(({ source }) => source),
    tuning,
  );
  const timed = fold.consumer !== undefined && logs.length > 1;
  const shards = cut(logs, ({ source }) =>
    shardCount(source, { tuning, threads: timed ? Math.max(2, threads) : threads, want: 'partial' }),
  );
  const setting = { plan, logs, chunkSize: watch.chunkSize };
  const order = timed ? byTime(shards, logs, plan) : shards;
  const jobs = gathered(order, tuning).map((some) => ({ shards: some, want: 'partial' as const }));
  const lines = new Lines(logs);
  const parts: Part[] = [];
  const taker = takerOf(fold, { beginsUs: logs.map(beginsUs), logOf: (shard) => shards[shard]!.source });
  const left = new Int32Array(logs.length);
  for (const { source } of shards) left[source]!++;
  let n = 0;
  for await (const done of inOrder(jobs, { setting, threads, watch: watchOf(watch), crew: watch.crew })) {
    if (done.partial !== undefined) taker.take(done.partial);
    if (done.more) continue;
    for (const [k, part] of done.parts.entries()) {
      const shard = jobs[n]!.shards[k]!;
      lines.add(shard, part.tally.lines);
      parts[shard.index] = part;
      left[shard.source]!--;
      if (left[shard.source] === 0) taker.endLog(shard.source);
    }
    n++;
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

function cut(logs: readonly Log[], countOf: (log: Log) => number): readonly Shard[] {
  const shards: Shard[] = [];
  for (const [source, log] of logs.entries()) {
    for (const shard of shardsOf(log.source, countOf(log), shards.length)) shards.push({ ...shard, source });
  }
  return shards;
}

/** Small shards are done together, so that no thread waits for the next one's message. */
function gathered(shards: readonly Shard[], tuning: Tuning): readonly (readonly Shard[])[] {
  if (tuning.shards > 1) return shards.map((shard) => [shard]);
  const jobs: Shard[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const shard of shards) {
    const bytes = shard.to < 0 ? Number.POSITIVE_INFINITY : shard.to - shard.from;
    if (size + bytes > JOB_BYTES) {
      jobs.push([]);
      size = 0;
    }
    jobs.at(-1)!.push(shard);
    size += bytes;
  }
  return jobs;
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
