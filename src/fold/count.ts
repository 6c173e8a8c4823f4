/** How many events were selected. */
import type { CountAnswer, Fold } from './fold.ts';

export interface CountPartial {
  count: number;
}

/** Looks at no column. */
export function countFold(): Fold<CountPartial, CountAnswer> {
  return {
    // It names no place.
    asShard: () => undefined,
    init: () => ({ count: 0 }),
    step(partial, _batch, _selection, count) {
      partial.count += count;
    },
    merge(a, b) {
      a.count += b.count;
      return a;
    },
    finish: ({ count }) => ({ count, notes: [] }),
  };
}
