/** Cuts logs into shards: byte ranges at line edges, numbered in the order of logs and offsets. */
import type { Shard } from '../model/plan.ts';
import { lineNext } from '../scan/line.ts';
import type { Source } from '../scan/source.ts';

/** The shards of one log: `count` of about equal size where it is seekable, else one. `to` -1 is the end, unknown yet. */
export function shardsOf(source: Source, count: number, firstIndex: number): readonly Shard[] {
  const from = source.range?.from ?? 0;
  const to = source.range?.to ?? source.size ?? -1;
  if (!source.seekable || source.range || count < 2)
    return [{ index: firstIndex, source: source.index, from, to }];
  return shardsWithin(source, { from, to }, { count, firstIndex });
}

/** `count` shards of about equal size of a part of a seekable log that begins where a line does. */
export function shardsWithin(
  source: Source,
  { from, to }: { readonly from: number; readonly to: number },
  { count, firstIndex }: { readonly count: number; readonly firstIndex: number },
): readonly Shard[] {
  const edges = [from];
  for (let n = 1; n < count; n++) {
    const edge = lineNext(source, Math.max(0, from + Math.floor(((to - from) * n) / count) - 1));
    if (edge > edges.at(-1)! && edge < to) edges.push(edge);
  }
  return edges.map((edge, n) => ({
    index: firstIndex + n,
    source: source.index,
    from: edge,
    to: edges[n + 1] ?? to,
  }));
}
