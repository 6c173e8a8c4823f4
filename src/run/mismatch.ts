/**
 * Comparisons that hold for no event because of their types: types are compared, not coerced, so `data.ms > 5s` never
 * holds where `data.ms` is a number. Source: cli.md, The where-language.
 */
import { unreachable } from '../base/fault.ts';
import { type Path, printPath } from '../base/path.ts';
import {
  TAG_ARRAY,
  TAG_FALSE,
  TAG_NULL,
  TAG_NUMBER,
  TAG_OBJECT,
  TAG_STRING,
  TAG_TRUE,
} from '../model/batch.ts';
import type { Literal, Predicate } from '../model/query.ts';

/** A comparison of the values at a path with one literal, or with several of which any may be equal. */
export interface Comparison {
  readonly path: Path;
  readonly literals: readonly Literal[];
}

/** The comparisons of paths that a predicate makes, those under a `not` aside: they hold where types differ. */
export function comparisonsOf(where: Predicate): readonly Comparison[] {
  if (where.kind === 'and' || where.kind === 'or') return where.of.flatMap(comparisonsOf);
  if (where.kind !== 'compare' && where.kind !== 'in') return [];
  const { operand } = where;
  if (operand.kind !== 'path') return [];
  return [{ path: operand.path, literals: where.kind === 'in' ? where.values : [where.value] }];
}

/** What is wrong, where values of these tags are at the path and none is of the type of a literal; else undefined. */
export function mismatch({ path, literals }: Comparison, tags: ReadonlySet<number>): string | undefined {
  const [first] = literals;
  if (first === undefined || tags.size === 0) return undefined;
  // Null is asked for to see whether there is any.
  if (literals.some((literal) => literal.kind === 'null' || tagsOf(literal).some((tag) => tags.has(tag))))
    return undefined;
  const kinds = new Set([...tags].sort((a, b) => a - b).map((tag) => HOLDS.get(tag)));
  return `\`${printPath(path)}\` holds ${[...kinds].join(' and ')}, ${isA(first)}`;
}

const HOLDS: ReadonlyMap<number, string> = new Map([
  [TAG_NULL, 'null'],
  [TAG_FALSE, 'booleans'],
  [TAG_TRUE, 'booleans'],
  [TAG_NUMBER, 'numbers'],
  [TAG_STRING, 'text'],
  [TAG_ARRAY, 'arrays'],
  [TAG_OBJECT, 'objects'],
]);

function tagsOf({ kind }: Literal): readonly number[] {
  switch (kind) {
    case 'number':
      return [TAG_NUMBER];
    case 'string':
      return [TAG_STRING];
    case 'boolean':
      return [TAG_FALSE, TAG_TRUE];
    case 'null':
      return [TAG_NULL];
    default:
      return unreachable(kind);
  }
}

function isA(literal: Literal): string {
  switch (literal.kind) {
    case 'number':
      return `\`${literal.text}\` is a number`;
    case 'string':
      return `\`${literal.text}\` is text`;
    case 'boolean':
      return `\`${literal.value}\` is a boolean`;
    case 'null':
      return '`null` is null';
    default:
      return unreachable(literal);
  }
}
