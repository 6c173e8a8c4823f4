/** Groups of shards: what is worked out together, what stands apart, what is known already. */
import type { Fold } from '../fold/fold.ts';
import type { Shard } from '../model/plan.ts';
import type { Tuning } from '../model/query.ts';
import type { Source } from '../scan/source.ts';
import type { Done } from './job.ts';
import type { Standing } from './kept.ts';
import type { Log } from './open.ts';
import { shardsOf, shardsWithin } from './shards.ts';

/** Shards of fewer bytes than this in all are one job. */
const JOB_BYTES = 4 * 2 ** 20;

/** Shards that are worked out as one job; of one log alone, and one alone, where that log is kept. */
export type Group = readonly Shard[];

/** Whether an earlier answer left something of this shard. */
export function isKnown({ source, from }: Shard, standing: readonly (Standing | undefined)[]): boolean {
  return from < (standing[source]?.had?.to ?? 0);
}

/** What an earlier answer left of a shard that is known, made a part of this one. */
export function takenOver(
  { index, source }: Shard,
  standing: readonly (Standing | undefined)[],
  fold: Fold<unknown>,
): Done {
  const had = standing[source]!.had!;
  fold.asShard?.(had.partial, index);
  const tally = { ...had.tally, shard: index, source };
  return { parts: [{ tally, truncated: [], bytesRead: 0 }], partial: had.partial };
}

/** Cuts logs into shards: `countOf` says into how many a number of bytes. */
export function cut(
  logs: readonly Log[],
  standing: readonly (Standing | undefined)[],
  countOf: (size: number | undefined) => number,
): readonly Shard[] {
  const shards: Shard[] = [];
  for (const [index, { source }] of logs.entries()) {
    const stand = standing[index];
    const pieces = stand
      ? piecesOf(source, stand, { countOf, firstIndex: shards.length })
      : shardsOf(source, countOf(source.size), shards.length);
    for (const shard of pieces) shards.push({ ...shard, source: index });
  }
  return shards;
}

/** What is known, what is to be kept, and the line that is not whole. */
function piecesOf(
  source: Source,
  { had, settled }: Standing,
  { countOf, firstIndex }: { readonly countOf: (size: number) => number; readonly firstIndex: number },
): readonly Shard[] {
  const from = had?.to ?? 0;
  const size = source.size ?? 0;
  const pieces: Shard[] = [];
  const add = (edges: { readonly from: number; readonly to: number }, count: number): void => {
    if (edges.to > edges.from)
      pieces.push(...shardsWithin(source, edges, { count, firstIndex: firstIndex + pieces.length }));
  };
  add({ from: 0, to: from }, 1);
  add({ from, to: settled }, countOf(settled - from));
  add({ from: settled, to: size }, 1);
  return pieces;
}

/** Small shards are done together, so that no thread waits for the next one's message; what is kept of a log stays apart. */
export function gathered(
  shards: readonly Shard[],
  { tuning, standing }: { readonly tuning: Tuning; readonly standing: readonly (Standing | undefined)[] },
): readonly Group[] {
  if (tuning.shards > 1) return shards.map((shard) => [shard]);
  const groups: Shard[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const shard of shards) {
    const apart = standing[shard.source] !== undefined || shard.to < 0;
    const bytes = apart ? Number.POSITIVE_INFINITY : shard.to - shard.from;
    if (size + bytes > JOB_BYTES) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)!.push(shard);
    size += bytes;
  }
  return groups;
}
