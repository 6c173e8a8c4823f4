/** The least and the greatest time of the selected events: what `@first` and `@last` stand for. */
import type { FoldSpec } from '../model/plan.ts';
import { timesOf } from './columns.ts';
import type { Fold, SpanAnswer } from './fold.ts';

export interface SpanPartial {
  count: number;
  firstUs: number;
  lastUs: number;
}

/** Times are in microseconds; events without a time are counted only. */
export function spanFold(spec: Extract<FoldSpec, { kind: 'span' }>): Fold<SpanPartial, SpanAnswer> {
  return {
    init: () => ({ count: 0, firstUs: Number.POSITIVE_INFINITY, lastUs: Number.NEGATIVE_INFINITY }),
    step(partial, batch, selection, count) {
      const times = timesOf(batch, spec.time);
      let { firstUs, lastUs } = partial;
      for (let k = 0; k < count; k++) {
        const us = times[selection[k]!]!;
        if (us < firstUs) firstUs = us;
        if (us > lastUs) lastUs = us;
      }
      partial.count += count;
      partial.firstUs = firstUs;
      partial.lastUs = lastUs;
    },
    merge(a, b) {
      a.count += b.count;
      a.firstUs = Math.min(a.firstUs, b.firstUs);
      a.lastUs = Math.max(a.lastUs, b.lastUs);
      return a;
    },
    finish({ count, firstUs, lastUs }) {
      return { count, ...(Number.isFinite(firstUs) ? { firstUs, lastUs } : {}), notes: [] };
    },
  };
}
