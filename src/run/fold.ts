/** Folds logs: shards one after the other, partials merged in order, finished into an answer. */
import type { Answer } from '../fold/fold.ts';
import { makeFold } from '../fold/folds.ts';
import type { Plan, Shard } from '../model/plan.ts';
import { forward } from '../scan/chunks.ts';
import type { Log } from './open.ts';
import { openShard } from './shard.ts';
import { shardsOf } from './shards.ts';
import type { Watch } from './watch.ts';

/** Lines before each shard in its log; undefined where the log's head was not read. */
export type LinesBefore = (shard: number) => number | undefined;

export interface Folded {
  readonly answer: Answer;
  readonly linesBefore: LinesBefore;
}

/** Runs the plan's fold over its logs, each cut into up to `shards` shards. Tallies go to the watch. */
export async function foldLogs(
  plan: Plan,
  logs: readonly Log[],
  how: { readonly shards: number; readonly watch: Watch },
): Promise<Folded> {
  const fold = makeFold(plan.fold);
  const placed: { shard: Shard; before: number | undefined }[] = [];
  let merged: unknown;
  for (const [index, log] of logs.entries()) {
    let before: number | undefined = log.source.range ? undefined : 0;
    for (const shard of shardsOf(log.source, how.shards, placed.length)) {
      placed.push({ shard: { ...shard, source: index }, before });
      const run = openShard(plan, { source: index, shard: shard.index, utf16: log.utf16 });
      const partial = fold.init();
      const chunks = forward(log.source, {
        ...(shard.to < 0 ? {} : { from: shard.from, to: shard.to }),
        chunkSize: how.watch.chunkSize,
        maxLine: plan.maxLine,
        onTruncated: (offset, why) => how.watch.onTruncated(log.source.path, offset, why),
      });
      for await (const chunk of chunks) {
        how.watch.signal.throwIfAborted();
        const { batch, selection, count } = run.take(chunk);
        if (count > 0) fold.step(partial, batch, selection, count);
        how.watch.onRead();
      }
      merged = placed.length === 1 ? partial : fold.merge(merged, partial);
      if (before !== undefined) before += run.tally.lines;
      how.watch.onTally(run.tally);
    }
  }
  const linesBefore: LinesBefore = (shard) => placed[shard]?.before;
  const sourceOf = (shard: number): string => plan.sources[placed[shard]!.shard.source]!.path;
  const answer = fold.finish(placed.length === 0 ? fold.init() : merged, { sourceOf, linesBefore });
  return { answer, linesBefore };
}
