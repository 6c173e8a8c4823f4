/** The session that `history` shows when none was named: that of the last matching event that has one. */
import type { Row } from '../model/event.ts';
import type { Plan } from '../model/plan.ts';
import { backward, forward } from '../scan/chunks.ts';
import type { Log } from './open.ts';
import { rowOf, sessionOf } from './rows.ts';
import { openShard } from './shard.ts';
import type { Watch } from './walk.ts';

/** Rows of a log that can be read only once, with their sessions. */
export type HeldRows = readonly { readonly row: Row; readonly session: string }[];

export interface Latest {
  readonly session: string | undefined;
  /** By log: what was held of streams while looking. */
  readonly held: ReadonlyMap<number, HeldRows>;
}

/** Looks from the ends of files; other logs are read whole. Of several logs the one with the later event decides. */
export async function latestSession(plan: Plan, logs: readonly Log[], watch: Watch): Promise<Latest> {
  const held = new Map<number, HeldRows>();
  let best: { us: number; session: string } | undefined;
  for (const [index, log] of logs.entries()) {
    const rows: { row: Row; session: string }[] = [];
    const found = await lastOf({ plan, log, index }, watch, log.source.rereadable ? undefined : rows);
    if (!log.source.rereadable) held.set(index, rows);
    if (found && (!best || !(found.us < best.us))) best = found;
  }
  return { session: best?.session, held };
}

interface Looked {
  readonly plan: Plan;
  readonly log: Log;
  readonly index: number;
}

async function lastOf(
  { plan, log, index }: Looked,
  watch: Watch,
  hold: { row: Row; session: string }[] | undefined,
): Promise<{ us: number; session: string } | undefined> {
  if (plan.fold.kind !== 'list') throw new Error('only listings look for a session');
  const { time, session } = plan.fold;
  const { source } = log;
  const linesBefore = source.range ? undefined : 0;
  const origin = { source: index, path: source.path, time, session, linesBefore };
  const shard = openShard(plan, index, index, log.utf16);
  const options = { chunkSize: watch.chunkSize, maxLine: plan.maxLine };
  let found: { us: number; session: string } | undefined;
  for await (const chunk of source.seekable ? backward(source, options) : forward(source, options)) {
    watch.signal.throwIfAborted();
    const { batch, selection, count } = shard.take(chunk);
    watch.onRead(source.bytesRead);
    for (let k = count - 1; k >= 0; k--) {
      const name = sessionOf(batch, selection[k]!, origin);
      if (name === undefined) continue;
      const times = batch.columns[time];
      const us = times?.kind === 'time' ? times.us[selection[k]!]! : Number.NaN;
      found = { us: Number.isNaN(us) ? Number.NEGATIVE_INFINITY : us, session: name };
      break;
    }
    if (found && source.seekable) return found;
    for (let k = 0; hold && k < count; k++) {
      const name = sessionOf(batch, selection[k]!, origin);
      if (name !== undefined) hold.push({ row: rowOf(batch, selection[k]!, origin), session: name });
    }
  }
  if (hold) watch.onTally(shard.tally);
  return found;
}
