/**
 * A shard's work as a message: what to scan and what comes back, plain data both, so that any thread can do it. The same
 * function does it in this thread and in others (promises.md row 4).
 */
import type { Fold } from '../fold/fold.ts';
import { makeFold } from '../fold/folds.ts';
import type { Plan, Shard } from '../model/plan.ts';
import { forward } from '../scan/chunks.ts';
import type { Source } from '../scan/source.ts';
import { Kernels } from './kernels.ts';
import { newPack, type Pack, type PackedRows, packed, packRow } from './pack.ts';
import { openShard } from './shard.ts';
import type { Tally } from './tally.ts';

/** What all jobs of a query share. */
export interface Setting {
  readonly plan: Plan;
  readonly chunkSize: number;
  /** By number in the plan. */
  readonly logs: readonly { readonly source: Source; readonly utf16: boolean }[];
}

/** A shard to fold, or whose matches are wanted. */
export interface Job {
  readonly shard: Shard;
  readonly want: 'partial' | 'rows';
}

export interface Done {
  readonly tally: Tally;
  /** Of the plan's fold. */
  readonly partial?: unknown;
  readonly rows?: PackedRows;
  /** Where the log ended early, and why. */
  readonly truncated: readonly { readonly offset: number; readonly why: string }[];
  readonly bytesRead: number;
}

/** What a running job asks and tells, chunk by chunk. */
export interface JobWatch {
  throwIfAborted(): void;
  onRead(): void;
}

/** A function that does jobs, one after the other; kernels are kept from job to job. */
export function worker(setting: Setting): (job: Job, watch: JobWatch) => Promise<Done> {
  const { plan, chunkSize, logs } = setting;
  const kernels = new Kernels(plan);
  return async ({ shard, want }, watch) => {
    const { source, utf16 } = logs[shard.source]!;
    const kernel = kernels.of(shard.source, utf16);
    const run = openShard(plan, { source: shard.source, shard: shard.index, kernel, shows: want === 'rows' });
    const fold: Fold<unknown> | undefined = want === 'partial' ? makeFold(plan.fold) : undefined;
    const partial = fold?.init();
    const pack: Pack | undefined = want === 'rows' ? newPack() : undefined;
    const truncated: { offset: number; why: string }[] = [];
    const before = source.bytesRead;
    const chunks = forward(source, {
      ...(shard.to < 0 ? {} : { from: shard.from, to: shard.to }),
      chunkSize,
      maxLine: plan.maxLine,
      countLines: false,
      onTruncated: (offset, why) => truncated.push({ offset, why }),
    });
    for await (const chunk of chunks) {
      watch.throwIfAborted();
      const { batch, selection, count } = run.take({ ...chunk, line: run.tally.lines });
      if (count > 0) fold?.step(partial, batch, selection, count);
      if (pack && plan.fold.kind === 'list') {
        for (let k = 0; k < count; k++) {
          const i = selection[k]!;
          packRow(pack, batch, { i, time: plan.fold.time, notices: run.notices(batch, i) });
        }
      }
      watch.onRead();
    }
    return {
      tally: run.tally,
      ...(fold ? { partial } : {}),
      ...(pack ? { rows: packed(pack) } : {}),
      truncated,
      bytesRead: source.bytesRead - before,
    };
  };
}
