/** The fold of each kind of rule. */
import { unreachable } from '../base/fault.ts';
import type { RuleSpec } from '../model/check.ts';
import type { RuleFold, RuleSetting } from './rule.ts';
import { countRule } from './rule-count.ts';
import { damagedRule } from './rule-damaged.ts';
import { gapsRule } from './rule-gaps.ts';
import { orderRule } from './rule-order.ts';
import { pairsRule } from './rule-pairs.ts';
import { percentileRule } from './rule-percentile.ts';
import { rateRule } from './rule-rate.ts';

/** A fold whose partials only it can read. */
export function makeRuleFold(rule: RuleSpec, setting: RuleSetting): RuleFold<unknown> {
  switch (rule.kind) {
    case 'count':
      return erased(countRule(rule, setting));
    case 'pairs':
      return erased(pairsRule(rule, setting));
    case 'gaps':
      return erased(gapsRule(rule, setting));
    case 'order':
      return erased(orderRule(rule, setting));
    case 'rate':
      return erased(rateRule(rule, setting));
    case 'percentile':
      return erased(percentileRule(rule, setting));
    case 'damaged':
      return erased(damagedRule(rule));
    default:
      return unreachable(rule);
  }
}

/** Partials go back only to the fold that made them. */
function erased<P>(fold: RuleFold<P>): RuleFold<unknown> {
  return fold as RuleFold<unknown>;
}
