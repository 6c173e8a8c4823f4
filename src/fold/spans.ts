/**
 * The fold of `trace`: shards hand on compact records of events that start or end something; a pairer takes them in the
 * order of shards. Ordered: partials are joined one behind the other, and only the pairer needs them all.
 */
import type { Batch } from '../model/batch.ts';
import type { SpansAnswer, SpansSpec } from '../model/span.ts';
import type { ConsumeContext, Consumer, FinishContext } from './fold.ts';
import { makePairer } from './record-pairer.ts';
import { spansAnswer } from './span-answer.ts';
import { consumeAll } from './span-consume.ts';
import { type Keeper, makeKeeper } from './span-keeper.ts';
import {
  buffersOf,
  layoutOf,
  mergeSpanRecords,
  newSpanRecords,
  type SpanRecords,
  trimmedRecords,
  weightOf,
} from './span-pack.ts';
import { makeRecorder } from './span-recorder.ts';

/** Plain data. */
export type SpansPartial = SpanRecords;

/** `Fold<SpansPartial, SpansAnswer>` of fold.ts. */
export interface SpansFold {
  init(): SpansPartial;
  step(partial: SpansPartial, batch: Batch, selection: Int32Array, count: number): void;
  merge(a: SpansPartial, b: SpansPartial): SpansPartial;
  finish(partial: SpansPartial, context: FinishContext): SpansAnswer;
  consumer(context: ConsumeContext): Consumer<SpansPartial, SpansAnswer>;
  packed(partial: SpansPartial): { readonly partial: SpansPartial; readonly buffers: readonly ArrayBuffer[] };
  weight(partial: SpansPartial): number;
}

/** Times are in microseconds. Needs the time, type, session, status, agent, duration and dialect roles as columns. */
export function spansFold(spec: SpansSpec): SpansFold {
  const layout = layoutOf(spec.pairs);
  const record = makeRecorder(spec);
  const consumer = ({ beginsUs, logOf }: ConsumeContext): Consumer<SpansPartial, SpansAnswer> => {
    const { pairs, session, cap } = spec;
    let keeper: Keeper | undefined;
    const pairer = makePairer({ pairs, session, cap, beginsUs, logOf }, (made) => {
      keeper = makeKeeper(spec, made);
      return keeper;
    });
    return {
      take: (partial) => pairer.take(partial),
      endLog: (log) => pairer.endLog(log),
      finish(context) {
        pairer.finish();
        return spansAnswer({ spec, pairer, keeper: keeper!, context });
      },
    };
  };
  return {
    init: newSpanRecords,
    step: (partial, batch, selection, count) => record(partial, batch, { selection, count }),
    merge: mergeSpanRecords,
    finish: (partial, context) =>
      consumeAll(consumer, { partial: { ...partial, records: partial }, context }),
    consumer,
    packed(partial) {
      const trimmed = trimmedRecords(partial, layout);
      return { partial: trimmed, buffers: buffersOf(trimmed) };
    },
    weight: weightOf,
  };
}
