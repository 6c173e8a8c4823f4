/**
 * Lowers a query to a plan: operands become columns, log-relative times become instants, and each log learns whether it
 * must be read whole. Pure: the same query, logs and bounds give the same plan.
 */
import { unreachable } from '../base/fault.ts';
import type { Reading } from '../model/dialect.ts';
import type { Plan, SourcePlan, Test } from '../model/plan.ts';
import type { CompareOp, Listing, Operand, Predicate, Query } from '../model/query.ts';
import { roleKind } from '../model/role.ts';
import { lowerAsk } from './ask.ts';
import { type Edges, instantOf } from './bounds.ts';
import { Columns } from './columns.ts';
import { needlesOf } from './needles.ts';

/** What is known of a log before it is scanned. */
export interface Known {
  readonly path: string;
  readonly reading: Reading;
  /** Its end can be read without its head. */
  readonly seekable: boolean;
  /** Only part of it was asked for (`LOG@OFFSET`). */
  readonly partial: boolean;
}

export function lower(query: Query, logs: readonly Known[], edges: Edges): Plan {
  const columns = new Columns();
  const test = lowerPredicate(query.where, columns, edges);
  const fold = lowerAsk(query.ask, {
    columns,
    query,
    edges,
    logs,
    test: (where) => lowerPredicate(where, columns, edges),
  });
  return {
    sources: logs.map((log) => lowerSource(query, log)),
    columns: columns.specs,
    test,
    fold,
    logZone: query.reader.logZone,
    maxLine: query.reader.maxLine,
    kernel: query.tuning.kernel ?? 'simd',
  };
}

/** A predicate alone, for whoever judges lines outside a plan. */
export function lowerPredicate(where: Predicate, columns: Columns, edges: Edges): Test {
  const operand = (of: Operand): number => columns.operand(of);
  switch (where.kind) {
    case 'and':
    case 'or':
      return { kind: where.kind, of: where.of.map((part) => lowerPredicate(part, columns, edges)) };
    case 'not':
      return { kind: 'not', of: lowerPredicate(where.of, columns, edges) };
    case 'exists':
      return { kind: 'exists', column: operand(where.operand) };
    case 'compare':
      return lowerCompare(where, operand(where.operand));
    case 'text':
      return { kind: 'text', column: operand(where.operand), op: where.op, text: where.text };
    case 'in':
      return lowerIn(where, operand(where.operand));
    case 'in-values':
      throw new Error(`values ${where.name} were not filled in`);
    case 'time':
      return { kind: 'time', column: columns.role('time'), op: where.op, us: instantOf(where.bound, edges) };
    case 'duration':
      return { kind: 'number', column: columns.role('duration'), op: where.op, value: where.ms };
    case 'level':
      return { kind: 'level', column: columns.role('severity'), op: where.op, level: where.level };
    case 'alike':
      return { kind: 'alike', column: columns.role(where.role), text: where.text };
    case 'session':
      return { kind: 'session', column: columns.role('session'), text: where.text };
    case 'crumb':
      return lowerCrumb(where, columns.add({ kind: 'crumb', part: where.part }));
    case 'importance':
      return { kind: 'importance', column: columns.role('importance'), min: where.min };
    default:
      return unreachable(where);
  }
}

function lowerCompare(where: Extract<Predicate, { kind: 'compare' }>, column: number): Test {
  const { operand, op, value } = where;
  if (operand.kind === 'role' && roleKind(operand.role) === 'number' && value.kind === 'number') {
    return { kind: 'number', column, op, value: Number(value.text) };
  }
  return { kind: 'compare', column, op, value };
}

function lowerIn(where: Extract<Predicate, { kind: 'in' }>, column: number): Test {
  const { operand, values } = where;
  if (operand.kind === 'role' && roleKind(operand.role) === 'number') {
    const numbers = values.filter((value) => value.kind === 'number');
    return {
      kind: 'or',
      of: numbers.map((value) => ({ kind: 'number', column, op: '=', value: Number(value.text) })),
    };
  }
  return { kind: 'in', column, values };
}

function lowerCrumb(where: Extract<Predicate, { kind: 'crumb' }>, column: number): Test {
  const op: CompareOp = where.op;
  if (typeof where.value === 'number') return { kind: 'number', column, op, value: where.value };
  return { kind: 'compare', column, op, value: { kind: 'string', text: where.value } };
}

function lowerSource(query: Query, log: Known): SourcePlan {
  const { ask } = query;
  const listed = ask.kind === 'list' || ask.kind === 'count';
  const neighbours = ask.kind === 'list' && (ask.context > 0 || ask.contextSession > 0);
  const needles = listed && !query.strict && !neighbours ? needlesOf(query.where, log) : null;
  const stops = ask.kind === 'list' && ask.head !== undefined && !sorted(ask) && !query.strict;
  const fromEnd =
    ask.kind === 'list' && ask.tail !== undefined && !ordered(ask) && log.seekable && !query.strict;
  return {
    path: log.path,
    reading: log.reading,
    needles: query.tuning.prefilter === 'on' ? needles : null,
    complete: needles === null && !fromEnd && !stops && !log.partial,
    ...(log.partial ? { cited: true as const } : {}),
  };
}

/** Matches are put in the order of their times. */
export function sorted(listing: Listing): boolean {
  return listing.distinct || listing.sort === 'time';
}

/** What is shown is held before the first of it is. */
export function ordered(listing: Listing): boolean {
  return sorted(listing) || (listing.reverse && listing.tail === undefined);
}
