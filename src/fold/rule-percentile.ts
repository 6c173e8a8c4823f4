/**
 * `percentile`: a percentile of the numbers at a path, in all or of each session. Exact while the rule holds at most
 * `valueCap` numbers, then within 1 % (digest.ts). Places are the events whose own number is out of bounds.
 */
import type { Between } from '../model/check.ts';
import { betweenText, msText, within } from './between.ts';
import { columnOf } from './columns.ts';
import { addToDigest, type Digest, mergeDigests, newDigest, percentileOf, sketchDigest } from './digest.ts';
import { eachNumber } from './numbers.ts';
import { comparePlaces, type Mark, newMark, writeMark } from './place.ts';
import type { RuleFold, RuleOfKind, RuleSetting } from './rule.ts';
import { type CountedRow, type RowsPartial, rowsRule } from './rule-rows.ts';
import { type Judged, PLACES, type Spot } from './verdict.ts';

interface PercentileRow extends CountedRow {
  digest: Digest | null;
  /** The first events with a number out of bounds. */
  out: Out[];
}

interface Out {
  readonly mark: Mark;
  readonly value: number;
}

/** A fold of a percentile. */
export function percentileRule(
  rule: RuleOfKind<'percentile'> & { readonly inMs?: true },
  setting: RuleSetting,
): RuleFold<RowsPartial<PercentileRow>> {
  const most = rule.perSession ? 1 : PLACES;
  const text = rule.inMs ? msText : String;
  const name = `p${rule.p}`;
  return rowsRule<PercentileRow>(
    rule,
    {
      expected: `${name} ${betweenText(rule.between, text)}`,
      make: () => ({ events: 0, digest: null, out: [] }),
      take(row, columns, i) {
        const { batch } = columns;
        let values = 0;
        eachNumber({ bytes: batch.bytes, column: columnOf(batch, rule.of) }, i, (value) => {
          values++;
          row.digest ??= newDigest();
          addToDigest(row.digest, value);
          if (row.out.length === most || within(value, rule.between)) return;
          const mark = newMark();
          writeMark(mark, columns, i);
          row.out.push({ mark, value });
        });
        return values;
      },
      join(into, from) {
        into.out = [...into.out, ...from.out].sort((a, b) => comparePlaces(a.mark, b.mark)).slice(0, most);
        if (into.digest === null) into.digest = from.digest;
        else if (from.digest !== null) mergeDigests(into.digest, from.digest);
      },
      settle(row) {
        if (row.digest !== null) sketchDigest(row.digest);
      },
      lacks: ({ digest }) => (digest === null ? 'number' : undefined),
      judge: (row) => judge(row, { name, between: rule.between, text }),
    },
    setting,
  );
}

function judge(
  { digest, out }: PercentileRow,
  how: { readonly name: string; readonly between: Between; readonly text: (value: number) => string },
): Judged {
  const { name, between, text } = how;
  if (digest === null) return { ok: true, message: 'no number to judge', spots: [] };
  const value = percentileOf(digest, Number(name.slice(1)));
  const about = digest.values === null ? 'about ' : '';
  const said = `${name} of ${digest.count} is ${about}${text(value)}`;
  if (within(value, between)) return { ok: true, value, message: said, spots: [] };
  const spots = out.map(({ mark, value: own }): Spot => ({ mark, detail: text(own) }));
  return { ok: false, value, message: `${said}, expected ${betweenText(between, text)}`, spots };
}
