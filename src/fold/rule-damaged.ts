/** `damaged`: at most so many lines that are no event. No question selects them, so every batch is looked at. */
import { plural } from '../base/plural.ts';
import { DAMAGE } from '../model/batch.ts';
import { type Mark, newMark } from './place.ts';
import type { RuleFold, RuleOfKind } from './rule.ts';
import { mergeFirst, PLACES, type Spot, wholeVerdict } from './verdict.ts';

interface DamagedPartial {
  lines: number;
  damaged: number;
  first: DamagedMark[];
}

interface DamagedMark extends Mark {
  readonly reason: string;
}

/** A fold that counts damaged lines. */
export function damagedRule(rule: RuleOfKind<'damaged'>): RuleFold<DamagedPartial> {
  return {
    init: () => ({ lines: 0, damaged: 0, first: [] }),
    step(partial, { columns: { batch } }) {
      partial.lines += batch.lines;
      if (batch.calm) return;
      for (let i = 0; i < batch.count; i++) {
        const reason = DAMAGE[batch.class[i]!];
        if (reason === undefined) continue;
        partial.damaged++;
        if (partial.first.length >= PLACES) continue;
        const offset = batch.base + batch.start[i]!;
        partial.first.push({ ...newMark(), shard: batch.shard, offset, line: batch.line[i]!, reason });
      }
    },
    merge(a, b) {
      a.lines += b.lines;
      a.damaged += b.damaged;
      a.first = mergeFirst(a.first, b.first, PLACES);
      return a;
    },
    finish({ lines, damaged, first }, context) {
      const expected = rule.max === 0 ? 'none' : `at most ${rule.max}`;
      const ok = damaged <= rule.max;
      const found = damaged === 0 ? 'no damaged line' : plural(damaged, 'damaged line');
      const message = ok ? found : `${found}, expected ${expected}`;
      const spots = first.map((mark): Spot => ({ mark, detail: mark.reason }));
      const setting = { context, full: new Map(), expected, events: lines, notes: [] };
      return wholeVerdict({ ok, value: damaged, message, spots }, setting);
    },
  };
}
