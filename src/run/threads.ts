/** How many threads a scan is worth, and into how many shards its logs are cut. No answer depends on either. */
import type { Tuning } from '../model/query.ts';
import type { Job } from './job.ts';
import type { Log } from './open.ts';

/** Below this many bytes in all, another thread would start when the work is done. */
const WORTH_BYTES = 32 * 2 ** 20;
/** A shard is about this large where threads share a log; rows of several shards are held at a time. */
const SHARD_BYTES = { partial: 8 * 2 ** 20, rows: 2 ** 20 };

/** The threads that scan these logs, at least one; as many as may be where shards were asked for. */
export function threadsFor(logs: readonly Log[], tuning: Tuning): number {
  const bytes = logs.reduce((sum, { source }) => sum + (source.range ? 0 : (source.size ?? 0)), 0);
  return bytes < WORTH_BYTES && tuning.shards < 2 ? 1 : Math.max(1, tuning.threads ?? 1);
}

/** The number of shards that a log is cut into. */
export function shardCount(
  log: Log,
  how: { readonly tuning: Tuning; readonly threads: number; readonly want: Job['want'] },
): number {
  const { tuning, threads, want } = how;
  if (tuning.shards > 1 || threads < 2) return tuning.shards;
  return Math.ceil((log.source.size ?? 0) / SHARD_BYTES[want]);
}
