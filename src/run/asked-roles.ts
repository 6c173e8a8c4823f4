/** The roles that a question names and that a log may lack altogether, so that an empty answer must say so. */
import type { Plan } from '../model/plan.ts';
import type { Operand, Predicate, Query } from '../model/query.ts';
import type { Role } from '../model/role.ts';
import { conditionsOf } from '../plan/check.ts';
import type { Tally } from './tally.ts';

/** Roles that have their own notes, or that every event has. */
const SPOKEN_FOR: readonly Role[] = ['time', 'type', 'session', 'dialect', 'source', 'summary', 'importance'];

/** Roles that were asked for and that no event had. All of the logs must have been read. */
export function rolesMissed(query: Query, plan: Plan, tallies: readonly Tally[]): readonly Role[] {
  const by = query.ask.kind === 'stats' && query.ask.by ? [query.ask.by] : [];
  const asked = new Set([...rolesOf(query.where), ...by.flatMap(roleOf), ...rolesOfRules(query.ask)]);
  return [...asked].filter((role) => {
    const n = plan.columns.findIndex((column) => column.kind === 'role' && column.role === role);
    return n >= 0 && !SPOKEN_FOR.includes(role) && !tallies.some(({ seen }) => seen[n] === 1);
  });
}

function rolesOfRules(ask: Query['ask']): readonly Role[] {
  if (ask.kind !== 'check') return [];
  return ask.rules.flatMap((rule) => {
    const own = rule.kind === 'percentile' ? [rule.of] : 'key' in rule ? rule.key : [];
    return [...conditionsOf(rule).flatMap(rolesOf), ...own.flatMap(roleOf)];
  });
}

function rolesOf(where: Predicate): readonly Role[] {
  switch (where.kind) {
    case 'and':
    case 'or':
      return where.of.flatMap(rolesOf);
    case 'not':
      return rolesOf(where.of);
    case 'exists':
    case 'compare':
    case 'text':
    case 'in':
    case 'in-values':
      return roleOf(where.operand);
    case 'level':
      return ['severity'];
    case 'duration':
      return ['duration'];
    case 'alike':
      return [where.role];
    default:
      return [];
  }
}

function roleOf(operand: Operand): readonly Role[] {
  return operand.kind === 'role' ? [operand.role] : [];
}
