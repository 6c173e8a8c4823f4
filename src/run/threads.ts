/** How many threads a scan is worth, and into how many shards its logs are cut. No answer depends on either. */
import type { Query, Tuning } from '../model/query.ts';
import type { Source } from '../scan/source.ts';
import type { Job } from './job.ts';

/** Below this many bytes in all, another thread would start when the work is done. */
const WORTH_BYTES = 32 * 2 ** 20;
/** A shard is about this large where threads share a log; rows of several shards are held at a time. */
const SHARD_BYTES = { partial: 8 * 2 ** 20, rows: 2 ** 20 };

/** The threads that scan these logs, at least one; as many as may be where shards were asked for. `had`: known bytes. */
export function threadsFor(sources: readonly Source[], tuning: Tuning, had = 0): number {
  const bytes = sources.reduce((sum, { range, size }) => sum + (range ? 0 : (size ?? 0)), -had);
  return bytes < WORTH_BYTES && tuning.shards < 2 ? 1 : Math.max(1, tuning.threads ?? 1);
}

/** The threads that the query will surely use, known before the logs are sampled. */
export function threadsAhead({ ask, tuning }: Query, sources: readonly Source[]): number {
  if (sources.some(({ seekable }) => !seekable)) return 1;
  if (ask.kind !== 'list') return threadsFor(sources, tuning);
  const streams = ask.head === undefined && ask.tail === undefined && ask.session === undefined;
  const alone = sources.length === 1 && ask.context === 0 && ask.contextSession === 0;
  return streams && alone ? threadsFor(sources, tuning) : 1;
}

/** The number of shards that a log is cut into. */
export function shardCount(
  { size = 0 }: { readonly size?: number | undefined },
  how: { readonly tuning: Tuning; readonly threads: number; readonly want: Job['want'] },
): number {
  const { tuning, threads, want } = how;
  if (tuning.shards > 1 || threads < 2) return tuning.shards;
  return Math.ceil(size / SHARD_BYTES[want]);
}
