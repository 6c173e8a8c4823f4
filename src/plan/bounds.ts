/** Times that a question bounds, some relative to the logs' own edges. */
import type { Predicate, Query, TimeBound } from '../model/query.ts';
import { conditionsOf } from './check.ts';

/** The least and greatest time of the logs in microseconds; NaN where they have none. */
export interface Edges {
  readonly firstUs: number;
  readonly lastUs: number;
}

/** The instant of a bound; NaN, which no time satisfies, where the logs have no time. */
export function instantOf(bound: TimeBound, edges: Edges): number {
  if (bound.kind === 'instant') return bound.us;
  return (bound.edge === 'first' ? edges.firstUs : edges.lastUs) + bound.offsetUs;
}

/** Whether a question needs the log's own edges before it can be lowered. */
export function hasEdge({ where, ask }: Pick<Query, 'where' | 'ask'>): boolean {
  const asked = ask.kind === 'state' ? [ask.at, ask.from] : ask.kind === 'metrics' ? [ask.at] : [];
  const conditions = ask.kind === 'check' ? ask.rules.flatMap(conditionsOf) : [];
  return asked.some((bound) => bound?.kind === 'edge') || [where, ...conditions].some(boundByEdge);
}

function boundByEdge(where: Predicate): boolean {
  if (where.kind === 'and' || where.kind === 'or') return where.of.some(boundByEdge);
  if (where.kind === 'not') return boundByEdge(where.of);
  return where.kind === 'time' && where.bound.kind === 'edge';
}
