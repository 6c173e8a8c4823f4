/** Walks one log of a plan and gives its rows, forward or from its end. Reads no further than rows are asked for. */
import type { Row } from '../model/event.ts';
import type { Plan } from '../model/plan.ts';
import type { Listing } from '../model/query.ts';
import { backward, forward } from '../scan/chunks.ts';
import type { Log } from './open.ts';
import { type Direction, neighbours, type Origin, rowOf } from './rows.ts';
import { openShard, type Tally } from './shard.ts';

/** What a walk hands on beside its rows. */
export interface Watch {
  readonly signal: AbortSignal;
  readonly chunkSize: number;
  onTally(tally: Tally): void;
  onTruncated(path: string, offset: number, why: string): void;
  onRead(bytes: number): void;
}

export interface Walk {
  readonly plan: Plan;
  readonly log: Log;
  /** The log's number in the plan, and its shard's. */
  readonly index: number;
  readonly listing: Listing;
  readonly direction: Direction;
}

/** The rows of a log, a chunk's at a time, in the direction of the walk. */
export async function* walk(what: Walk, watch: Watch): AsyncGenerator<Row[], void, undefined> {
  const { plan, log, index, listing, direction } = what;
  if (plan.fold.kind !== 'list') throw new Error('a walk lists rows');
  const { source } = log;
  const shard = openShard(plan, index, index, log.utf16);
  const counted = direction === 'forward' && source.range === undefined;
  const origin: Origin = {
    source: index,
    path: source.path,
    time: plan.fold.time,
    session: plan.fold.session,
    linesBefore: counted ? 0 : undefined,
  };
  const widened = listing.context > 0 || listing.contextSession > 0;
  const window = widened ? neighbours(listing, origin, direction) : undefined;
  const held: Row[] = [];
  watch.onTally(shard.tally);
  const options = {
    chunkSize: watch.chunkSize,
    maxLine: plan.maxLine,
    onTruncated: (offset: number, why: string) => watch.onTruncated(source.path, offset, why),
  };
  const chunks = direction === 'forward' ? forward(source, options) : backward(source, options);
  for await (const chunk of chunks) {
    watch.signal.throwIfAborted();
    const { batch, selection, count } = shard.take(chunk);
    watch.onRead(source.bytesRead);
    let rows: Row[];
    if (window) rows = window.take(batch, selection, count);
    else {
      rows = Array.from({ length: count }, (_, k) => rowOf(batch, selection[k]!, origin));
      if (direction === 'backward') rows.reverse();
    }
    if (listing.contextSession > 0) held.push(...rows);
    else if (rows.length > 0) yield rows;
  }
  const sign = direction === 'forward' ? 1 : -1;
  if (held.length > 0) yield held.sort((a, b) => sign * (a.offset - b.offset));
}
