/**
 * The order in which shards of several logs are read where their events are wanted by time: each when the time at which it
 * begins is due, so that little waits for others. No answer depends on it.
 */
import type { Shard } from '../model/plan.ts';
import { readLine } from '../scan/line.ts';
import { type Log, scanAlone } from './open.ts';

/** The shards by the times at which they begin; those of one log stay in their order. */
export function byTime(
  shards: readonly Shard[],
  logs: readonly Log[],
  how: { readonly logZone: string; readonly maxLine: number },
): readonly Shard[] {
  const begins = new Map<Shard, number>();
  let before: Shard | undefined;
  for (const shard of shards) {
    const same = before?.source === shard.source;
    const least = same ? begins.get(before!)! : Number.NEGATIVE_INFINITY;
    const us = same ? timeAt(logs[shard.source]!, shard.from, how) : beginsUs(logs[shard.source]!);
    begins.set(shard, us > least ? us : least);
    before = shard;
  }
  return [...shards].sort((a, b) => begins.get(a)! - begins.get(b)! || a.index - b.index || 0);
}

/** When a log begins, in microseconds; -Infinity where its head has no time. */
export function beginsUs({ firstUs }: Log): number {
  return Number.isNaN(firstUs) ? Number.NEGATIVE_INFINITY : firstUs;
}

/** The time of the line at `offset`; NaN where it has none. */
function timeAt(
  { source, reading }: Log,
  offset: number,
  { logZone, maxLine }: { readonly logZone: string; readonly maxLine: number },
): number {
  const { bytes } = readLine(source, offset, maxLine);
  const batch = scanAlone(bytes, [{ kind: 'role', role: 'time' }], { reading, path: source.path, logZone });
  const [column] = batch.columns;
  return column?.kind === 'time' && batch.count > 0 ? column.us[0]! : Number.NaN;
}
