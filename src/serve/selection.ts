/**
 * The selection of a request: its parameters as a predicate over what the server serves at all. A where-expression may also
 * be a filter object. Nothing here reads a file: `in $name` is refused.
 */
import { resolveZone } from '../base/zone.ts';
import type { Predicate, Query } from '../model/query.ts';
import { parseSetQuery } from '../query/filter.ts';
import { type SelectContext, select, whereOptions } from '../query/select.ts';
import type { Values } from '../query/values.ts';

/** Parameters that every question takes. */
export const SELECTING = [
  'event-type',
  'since',
  'until',
  'after',
  'before',
  'session',
  'session-id',
  'session-hash',
  'cycle',
  'git-hash',
  'prompt',
  'agent',
  'workflow',
  'trace',
  'severity',
  'min-importance',
  'where',
  'source',
  'tz',
] as const;

/** What a request selects, and the zone of its times and buckets. */
export interface Selection {
  readonly where: Predicate;
  readonly zone: string;
}

/** The predicate of the parameters, within that of the server. Faults are collected in `values`. */
export function readSelection(values: Values, served: Query): Selection {
  const zoneName = values.text('tz') ?? 'UTC';
  const zone = values.attempt('--tz', () => resolveZone(zoneName)) ?? 'UTC';
  const context: SelectContext = { nowUs: Date.now() * 1000, zone };
  const filters: Predicate[] = [];
  const texts = (name: string): readonly string[] => {
    const typed = values.texts(name);
    return name === 'where' ? typed.filter((text) => !text.trimStart().startsWith('{')) : typed;
  };
  for (const text of values.texts('where')) {
    if (text.trimStart().startsWith('{')) filters.push(...readFilter(text, values, context));
  }
  const sources = values.texts('source').map((text): Predicate => sourceIs(text));
  const of = [
    served.where,
    select({ ...values, texts }, context),
    ...filters,
    ...(sources.length === 0 ? [] : [{ kind: 'or', of: sources } as const]),
  ].filter((part) => part.kind !== 'and' || part.of.length > 0);
  return { where: of.length === 1 ? of[0]! : { kind: 'and', of }, zone };
}

function sourceIs(text: string): Predicate {
  return {
    kind: 'compare',
    operand: { kind: 'role', role: 'source' },
    op: '=',
    value: { kind: 'string', text },
  };
}

function readFilter(text: string, values: Values, context: SelectContext): readonly Predicate[] {
  const read = values.attempt('--where', () => parseSetQuery(text, whereOptions(context)));
  if (read === undefined) return [];
  if ('predicate' in read) return [read.predicate];
  for (const fault of read.faults) values.fault({ ...fault.parts, flag: '--where' });
  return [];
}
