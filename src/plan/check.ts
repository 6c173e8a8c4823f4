/** Lowers the rules of a check: conditions become tests, operands columns. Pure. */
import { unreachable } from '../base/fault.ts';
import type { CheckSpec, Named, Rule, RuleSpec } from '../model/check.ts';
import type { Test } from '../model/plan.ts';
import type { Predicate } from '../model/query.ts';
import type { Columns } from './columns.ts';

/** What rules are lowered with. */
export interface RuleContext {
  readonly columns: Columns;
  /** A condition as a test over the plan's columns. */
  test(where: Predicate): Test;
}

/** The fold of these rules. */
export function lowerCheck(
  rules: readonly Rule[],
  context: RuleContext,
  caps: Pick<CheckSpec, 'cap' | 'valueCap'>,
): CheckSpec {
  const { columns } = context;
  return {
    kind: 'check',
    time: columns.role('time'),
    type: columns.role('type'),
    session: columns.role('session'),
    rules: rules.map((rule) => lowerRule(rule, context)),
    ...caps,
  };
}

/** The conditions of a rule, its own filters first. */
export function conditionsOf(rule: Rule): readonly Predicate[] {
  switch (rule.kind) {
    case 'pairs':
      return [rule.where, rule.start.where, rule.end.where];
    case 'order':
      return [rule.where, rule.first.where, rule.second.where];
    case 'rate':
      return rule.share === undefined ? [rule.where] : [rule.where, rule.share];
    default:
      return [rule.where];
  }
}

function lowerRule(rule: Rule, context: RuleContext): RuleSpec {
  const { columns } = context;
  const where = context.test(rule.where);
  const named = (one: Named<Predicate>): Named<Test> => ({ ...one, where: context.test(one.where) });
  const key = (operands: Extract<Rule, { kind: 'pairs' | 'order' }>['key']): readonly number[] =>
    operands.map((operand) => columns.operand(operand));
  switch (rule.kind) {
    case 'count':
    case 'gaps':
    case 'damaged':
      return { ...rule, where };
    case 'pairs':
      return { ...rule, where, start: named(rule.start), end: named(rule.end), key: key(rule.key) };
    case 'order':
      return { ...rule, where, first: named(rule.first), second: named(rule.second), key: key(rule.key) };
    case 'rate': {
      const { share, ...rest } = rule;
      return { ...rest, where, ...(share === undefined ? {} : { share: context.test(share) }) };
    }
    case 'percentile': {
      const inMs = rule.of.kind === 'role' && rule.of.role === 'duration';
      return { ...rule, where, of: columns.operand(rule.of), ...(inMs ? { inMs } : {}) };
    }
    default:
      return unreachable(rule);
  }
}
