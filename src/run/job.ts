/**
 * Work as a message: what to scan and what comes back, plain data both, so that any thread can do it. The same
 * function does it in this thread and in others (promises.md row 4).
 */
import type { Fold } from '../fold/fold.ts';
import { makeFold } from '../fold/folds.ts';
import { compileTest } from '../match/compile.ts';
import type { Batch, Chunk } from '../model/batch.ts';
import type { Plan, Shard } from '../model/plan.ts';
import { forward, forwardFile } from '../scan/chunks.ts';
import { breather } from '../scan/cut.ts';
import type { Source } from '../scan/source.ts';
import { Kernels } from './kernels.ts';
import { newPack, type Pack, type PackedRows, packed, packRow } from './pack.ts';
import { openShard, type ShardRun } from './shard.ts';
import type { Tally } from './tally.ts';

/** What all jobs of a query share. */
export interface Setting {
  readonly plan: Plan;
  readonly chunkSize: number;
  /** By number in the plan. */
  readonly logs: readonly { readonly source: Source; readonly utf16: boolean }[];
}

/** A partial that weighs more is handed on before its shard is done, where somebody takes it. In bytes. */
const HANDED_BYTES = 2 * 2 ** 20;

/** Shards to fold, several where they are small, or one whose matches are wanted. */
export interface Job {
  readonly shards: readonly Shard[];
  readonly want: 'partial' | 'rows';
}

export interface Done {
  /** By shard of the job. */
  readonly parts: readonly Part[];
  /** Of the plan's fold, of all shards. */
  readonly partial?: unknown;
  /** Bytes that the partial takes, about, where the fold can tell. */
  readonly weight?: number;
  readonly rows?: PackedRows;
  /** What was handed on of a job that goes on: it says nothing of shards yet. */
  readonly more?: true;
}

/** What is to be said of one shard. */
export interface Part {
  readonly tally: Tally;
  /** Where the log ended early, and why. */
  readonly truncated: readonly { readonly offset: number; readonly why: string }[];
  readonly bytesRead: number;
}

/** What a running job asks and tells, chunk by chunk. */
export interface JobWatch {
  throwIfAborted(): void;
  onRead(): void;
  /** Takes a part of what a job folds while the job waits; absent where jobs are small or nobody waits for parts. */
  hand?(part: Done): Promise<void>;
}

/** A function that does jobs, one after the other; kernels are kept from job to job. `fold` is the plan's own. */
export function worker(
  setting: Setting,
  fold: Fold<unknown> | undefined = foldOf(setting.plan),
): (job: Job, watch: JobWatch) => Promise<Done> {
  const { plan, chunkSize, logs } = setting;
  const kernels = new Kernels(plan);
  const breathe = breather();
  const folded = (partial: unknown): Pick<Done, 'partial' | 'weight'> =>
    partial === undefined || !fold?.weight ? { partial } : { partial, weight: fold.weight(partial) };
  return async ({ shards, want }, watch) => {
    const parts: Part[] = [];
    let merged: unknown;
    let rows: PackedRows | undefined;
    for (const shard of shards) {
      const { source, utf16 } = logs[shard.source]!;
      const kernel = kernels.of(shard.source, utf16);
      const run = openShard(plan, {
        source: shard.source,
        shard: shard.index,
        kernel,
        shows: want === 'rows',
      });
      let partial = want === 'partial' ? fold?.init() : undefined;
      const pack = want === 'rows' ? newPack() : undefined;
      const truncated: { offset: number; why: string }[] = [];
      const before = source.bytesRead;
      const options = {
        ...(shard.to < 0 ? {} : { from: shard.from, to: shard.to }),
        chunkSize,
        maxLine: plan.maxLine,
        countLines: false,
        land: kernel.land,
        onTruncated: (offset: number, why: string) => truncated.push({ offset, why }),
      };
      const handOn = async (): Promise<void> => {
        if (!watch.hand || !fold?.weight || fold.weight(partial) < HANDED_BYTES) return;
        const all = merged === undefined ? partial : fold.merge(merged, partial);
        merged = undefined;
        partial = fold.init();
        await watch.hand({ parts: [], ...folded(all), more: true });
      };
      const scan = (chunk: Chunk): void => {
        watch.throwIfAborted();
        const { batch, selection, count } = run.take({ ...chunk, line: run.tally.lines });
        if ((count > 0 || fold?.whole) && partial !== undefined) fold?.step(partial, batch, selection, count);
        if (pack) packRows(pack, { plan, run, batch, selection, count });
        watch.onRead();
      };
      if (source.seekable) {
        for (const chunk of forwardFile(source, options)) {
          scan(chunk);
          const breath = breathe();
          if (breath) await breath;
          if (watch.hand) await handOn();
        }
      } else {
        for await (const chunk of forward(source, options)) {
          scan(chunk);
          await handOn();
        }
      }
      parts.push({ tally: run.tally, truncated, bytesRead: source.bytesRead - before });
      if (partial !== undefined) merged = merged === undefined ? partial : fold?.merge(merged, partial);
      if (pack) rows = packed(pack);
    }
    return { parts, ...(want === 'partial' ? folded(merged) : {}), ...(rows ? { rows } : {}) };
  };
}

/** The plan's fold; undefined for listings. */
export function foldOf({ fold }: Plan): Fold<unknown> | undefined {
  return fold.kind === 'list' ? undefined : makeFold(fold, compileTest);
}

interface Selected {
  readonly plan: Plan;
  readonly run: ShardRun;
  readonly batch: Batch;
  readonly selection: Int32Array;
  readonly count: number;
}

function packRows(pack: Pack, { plan, run, batch, selection, count }: Selected): void {
  if (plan.fold.kind !== 'list') return;
  for (let k = 0; k < count; k++) {
    const i = selection[k]!;
    packRow(pack, batch, { i, time: plan.fold.time, notices: run.notices(batch, i) });
  }
}
