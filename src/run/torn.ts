/**
 * A torn end is named with its offset also where the plan does not read the log whole (promises.md row 13): its last
 * line is looked at on its own, so the note depends on no prefilter, limit or chunk. Costs a byte; a read where no
 * newline ends the log.
 */
import { scalarKernel } from '../kernel/scalar.ts';
import { LINE_TORN } from '../model/batch.ts';
import type { Plan } from '../model/plan.ts';
import { readBlock } from '../scan/block.ts';
import { backward } from '../scan/chunks.ts';
import type { Log } from './open.ts';
import { mark, newTally } from './tally.ts';
import type { Watch } from './watch.ts';

const NEWLINE = 10;
const BLOCK_SIZE = 4096;

/** Marks the torn ends of plain files of which neither all nor one line was asked for. Counts nothing for `sources`. */
export async function markTornEnds(plan: Plan, logs: readonly Log[], watch: Watch): Promise<void> {
  for (const [index, log] of logs.entries()) {
    const { complete, cited } = plan.sources[index]!;
    if (complete || cited || !log.source.seekable) continue;
    const offset = await tornEnd(plan, log);
    if (offset === undefined) continue;
    const tally = newTally(plan, index, index);
    mark(tally, { offset, line: -1 }, { kind: 'damaged', reason: 'torn' });
    watch.onTally(tally);
  }
}

/** Where the last line begins, in bytes, if it is torn. One over the longest line is damaged in another way. */
async function tornEnd(
  { maxLine, logZone }: Plan,
  { source, reading, utf16 }: Log,
): Promise<number | undefined> {
  const size = source.size ?? 0;
  const last = Buffer.alloc(1);
  if (size === 0 || readBlock(source, last, size - 1).count === 0 || last[0] === NEWLINE) return undefined;
  // Enough to see that a line is over the longest.
  const from = Math.max(0, size - maxLine - 1);
  const kernel = scalarKernel({ columns: [], needles: null, utf16, reading, path: source.path, logZone });
  for await (const chunk of backward(source, { chunkSize: BLOCK_SIZE, maxLine, from })) {
    const batch = kernel.scan(chunk, 0);
    const i = batch.count - 1;
    return batch.class[i] === LINE_TORN ? batch.base + batch.start[i]! : undefined;
  }
  return undefined;
}
