/** Walks one log of a plan and gives its rows, forward or from its end. Reads no further than rows are asked for. */
import type { Chunk } from '../model/batch.ts';
import type { Plan } from '../model/plan.ts';
import type { Listing } from '../model/query.ts';
import { backward, forward } from '../scan/chunks.ts';
import type { Kernels } from './kernels.ts';
import type { HeldLines } from './latest.ts';
import { type Direction, type Neighbours, neighbours } from './neighbours.ts';
import type { Log } from './open.ts';
import { type Numbered, type Origin, rowOf } from './rows.ts';
import { openShard } from './shard.ts';
import type { Watch } from './watch.ts';

export interface Walk {
  readonly plan: Plan;
  readonly log: Log;
  readonly kernels: Kernels;
  /** The log's number in the plan, and its shard's. */
  readonly index: number;
  readonly listing: Listing;
  readonly direction: Direction;
  /** The log's lines, where it has been read already and cannot be read again. */
  readonly held: HeldLines | undefined;
  /** How many matches are of interest; asked anew before each chunk. */
  most(): number;
}

/** The rows of a log, a chunk's at a time, in the direction of the walk. */
export async function* walk(what: Walk, watch: Watch): AsyncGenerator<Numbered[], void, undefined> {
  const { plan, log, kernels, index, listing, direction, held, most } = what;
  if (plan.fold.kind !== 'list') throw new Error('a walk lists rows');
  const { source, utf16 } = log;
  // Other logs are read between two chunks of this one.
  const kernel = kernels.lent(index, utf16);
  const shard = openShard(plan, { source: index, shard: index, kernel, shows: true });
  const counted = direction === 'forward' && source.range === undefined;
  const { time, session } = plan.fold;
  const linesBefore = counted ? 0 : undefined;
  const origin = { source: index, path: source.path, time, session, linesBefore, shard };
  const widened = listing.context > 0 || listing.contextSession > 0;
  const window = widened ? neighbours(listing, origin, direction) : matches(origin, direction);
  const late: Numbered[] = [];
  const whole = held && plan.sources[index]!.complete;
  watch.onTally(whole ? { ...held.tally, seen: shard.tally.seen } : shard.tally);
  if (held?.ended) watch.onTruncated(source.path, held.ended.offset, held.ended.why);
  if (most() === 0) return;
  for await (const chunk of held?.chunks ?? chunksOf(what, watch)) {
    watch.signal.throwIfAborted();
    const { batch, ...selected } = shard.take(chunk);
    watch.onRead();
    const rows = window.take(batch, selected, most());
    if (listing.contextSession > 0) for (const row of rows) late.push(row);
    else if (rows.length > 0) yield rows;
    if (window.taken() >= most() && window.settled()) break;
  }
  const sign = direction === 'forward' ? 1 : -1;
  if (late.length > 0) yield late.sort((a, b) => sign * (a.offset - b.offset));
}

function chunksOf({ plan, log, direction }: Walk, watch: Watch): AsyncGenerator<Chunk, void, undefined> {
  const { source } = log;
  const options = {
    chunkSize: watch.chunkSize,
    maxLine: plan.maxLine,
    onTruncated: (offset: number, why: string) => watch.onTruncated(source.path, offset, why),
  };
  return direction === 'forward' ? forward(source, options) : backward(source, options);
}

/** The matches alone. */
export function matches(origin: Origin, direction: Direction): Neighbours {
  let taken = 0;
  return {
    take(batch, { selection, count }, most) {
      const size = Math.max(0, Math.min(count, most - taken));
      const lineOf = (k: number): number => selection[direction === 'forward' ? k : count - 1 - k]!;
      return Array.from({ length: size }, (_, k) =>
        rowOf(batch, lineOf(k), { origin, nth: ++taken, near: NONE }),
      );
    },
    taken: () => taken,
    settled: () => true,
  };
}

const NONE: readonly number[] = [];
