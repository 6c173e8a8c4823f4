/**
 * `count`: how many events there are, in all or in each session. Every session of the question is judged, also one that
 * has none of the rule's events: "each session ends" is a rule on sessions without an end.
 */
import { expectText, meets } from '../base/expect.ts';
import { type Mark, newMark, writeMark } from './place.ts';
import type { RuleFold, RuleOfKind, RuleSetting } from './rule.ts';
import { type CountedRow, type RowsPartial, rowsRule } from './rule-rows.ts';
import { type Judged, keepFirst, mergeFirst, PLACES, type Spot, spotsOf } from './verdict.ts';

interface CountRow extends CountedRow {
  first: Mark[];
  /** The last event of the session in the order of lines, whether the rule counts it or not. */
  last: Mark | null;
}

/** A fold that counts. */
export function countRule(rule: RuleOfKind<'count'>, setting: RuleSetting): RuleFold<RowsPartial<CountRow>> {
  const most = rule.perSession ? 1 : PLACES;
  return rowsRule<CountRow>(
    rule,
    {
      expected: expectText(rule.expect),
      make: () => ({ events: 0, first: [], last: null }),
      ...(rule.perSession && {
        seen(row, columns, i) {
          row.last ??= newMark();
          writeMark(row.last, columns, i);
        },
      }),
      take(row, columns, i) {
        keepFirst(row.first, columns, { i, most });
        return 0;
      },
      join(into, from) {
        into.first = mergeFirst(into.first, from.first, most);
        into.last = later(into.last, from.last);
      },
      judge: (row) => judge(row, rule),
    },
    setting,
  );
}

function judge({ events, first, last }: CountRow, { expect }: RuleOfKind<'count'>): Judged {
  const found = events === 0 ? 'none' : String(events);
  if (meets(events, expect)) return { ok: true, value: events, message: `found ${found}`, spots: [] };
  // Where there are too few, none of those that are there is at fault.
  const tooFew = expect.op === '>' || expect.op === '>=' || (expect.op === '=' && events < expect.count);
  const lastOfAll: readonly Spot[] =
    last === null ? [] : [{ mark: last, detail: 'the last event of the session' }];
  return {
    ok: false,
    value: events,
    message: `expected ${expectText(expect)}, found ${found}`,
    spots: tooFew ? lastOfAll : spotsOf(first),
  };
}

function later(a: Mark | null, b: Mark | null): Mark | null {
  if (a === null || b === null) return a ?? b;
  return b.shard > a.shard || (b.shard === a.shard && b.offset > a.offset) ? b : a;
}
