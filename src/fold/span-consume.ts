/** All records of an ordered fold taken at once, as `finish` of a fold has them: what a consumer gives piece by piece. */
import type { Answer, ConsumeContext, Consumer, FinishContext } from './fold.ts';
import { FLOATS, OFFSET, type SpanRecords } from './span-pack.ts';

/** The answer of a consumer that takes one partial, which holds the records of all shards. */
export function consumeAll<P, A extends Answer>(
  consumer: (context: ConsumeContext) => Consumer<P, A>,
  of: { readonly partial: P & { readonly records: SpanRecords }; readonly context: FinishContext },
): A {
  const { partial, context } = of;
  const logs = logsOf(partial.records, context);
  const whole = consumer({
    beginsUs: logs.paths.map(() => Number.NEGATIVE_INFINITY),
    logOf: (shard) => logs.byShard.get(shard)!,
  });
  whole.take(partial);
  for (const log of logs.paths.keys()) whole.endLog(log);
  return whole.finish(context);
}

/** The logs of shards that come in order; a log that is named twice begins anew, which its offsets tell. */
function logsOf(
  { packs }: SpanRecords,
  context: FinishContext,
): { readonly paths: readonly string[]; readonly byShard: ReadonlyMap<number, number> } {
  const paths: string[] = [];
  const byShard = new Map<number, number>();
  let offset = Number.POSITIVE_INFINITY;
  for (const { shard, floats, count } of packs) {
    if (count === 0) continue;
    const path = context.sourceOf(shard);
    if (path !== paths.at(-1) || floats[OFFSET]! < offset) paths.push(path);
    offset = floats[(count - 1) * FLOATS + OFFSET]!;
    byShard.set(shard, paths.length - 1);
  }
  return { paths, byShard };
}
