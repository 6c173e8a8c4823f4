/** From when to when the logs go, for a window that held nothing. */
import type { Plan } from '../model/plan.ts';
import type { Edges } from '../plan/lower.ts';
import { backward } from '../scan/chunks.ts';
import type { Log } from './open.ts';
import { openShard, type Tally } from './shard.ts';
import type { Watch } from './walk.ts';

/**
 * Least and greatest time in microseconds: of all events where every log was read whole, else of the events at the
 * beginnings and ends of the logs, which costs a few reads.
 */
export async function spanAtEnds(
  plan: Plan,
  logs: readonly Log[],
  { tallies, watch }: { readonly tallies: readonly Tally[]; readonly watch: Watch },
): Promise<Edges> {
  const times = tallies.flatMap(({ firstUs, lastUs }) => [firstUs, lastUs]);
  if (!plan.sources.every(({ complete }) => complete)) {
    for (const [index, log] of logs.entries()) {
      times.push(log.firstUs, log.greatestUs);
      if (log.source.seekable) times.push(await lastTime(plan, log, { index, watch }));
    }
  }
  const known = times.filter((us) => !Number.isNaN(us));
  if (known.length === 0) return { firstUs: Number.NaN, lastUs: Number.NaN };
  return { firstUs: Math.min(...known), lastUs: Math.max(...known) };
}

async function lastTime(
  plan: Plan,
  log: Log,
  { index, watch }: { index: number; watch: Watch },
): Promise<number> {
  const everyLine = { ...plan, sources: plan.sources.map((source) => ({ ...source, needles: null })) };
  const shard = openShard(everyLine, index, 0, log.utf16);
  for await (const chunk of backward(log.source, { chunkSize: watch.chunkSize, maxLine: plan.maxLine })) {
    watch.signal.throwIfAborted();
    shard.take(chunk);
    if (!Number.isNaN(shard.tally.lastUs)) break;
  }
  return shard.tally.lastUs;
}
