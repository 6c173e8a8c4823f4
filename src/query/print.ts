/**
 * Predicate to text, the inverse of parseWhere.
 *
 * Law: `parseWhere(printPredicate(p))` equals `p` for every p in the normal form that where.ts states; p in another
 * form comes back normalised. What the language cannot say (`alike`, `session`, `crumb`, `importance`, the empty `and`
 * and `or`) prints as a call, for people to read.
 */
import { unreachable } from '../base/fault.ts';
import { formatUtc } from '../base/instant.ts';
import { printPath } from '../base/path.ts';
import { quote } from '../base/quoted.ts';
import type { Literal, Operand, Predicate, TextOp, TimeBound } from '../model/query.ts';
import { isReserved } from './operand.ts';

/** The where-expression for a predicate. Texts are quoted, and what would disturb a terminal in them is escaped. */
export function printPredicate(predicate: Predicate): string {
  switch (predicate.kind) {
    case 'and':
      return printJoined(predicate.of, ' and ', 'everything()');
    case 'or':
      return printJoined(predicate.of, ' or ', 'nothing()');
    case 'not':
      return `not (${printPredicate(predicate.of)})`;
    case 'exists':
      return `exists ${printOperand(predicate.operand)}`;
    case 'compare':
      return `${printOperand(predicate.operand)} ${predicate.op} ${printLiteral(predicate.value)}`;
    case 'text':
      return `${printOperand(predicate.operand)} ${TEXT_OPS[predicate.op]} ${quote(predicate.text)}`;
    case 'in':
      return `${printOperand(predicate.operand)} in (${predicate.values.map(printLiteral).join(', ')})`;
    case 'in-values':
      return `${printOperand(predicate.operand)} in $${predicate.name}`;
    case 'time':
      return `@time ${predicate.op} ${printBound(predicate.bound)}`;
    case 'duration':
      return `@duration ${predicate.op} ${printDuration(Math.round(predicate.ms * 1000))}`;
    case 'level':
      return `@severity ${predicate.op} ${predicate.level}`;
    case 'alike':
      return `alike(@${predicate.role}, ${quote(predicate.text)})`;
    case 'session':
      return `session(${quote(predicate.text)})`;
    case 'crumb':
      return `breadcrumb(${predicate.part} ${predicate.op} ${printCrumbValue(predicate.value)})`;
    case 'importance':
      return `importance(${predicate.min})`;
    default:
      return unreachable(predicate);
  }
}

const TEXT_OPS: Readonly<Record<TextOp, string>> = {
  like: 'like',
  contains: 'contains',
  startswith: 'startswith',
  endswith: 'endswith',
  regex: '~',
  'not-regex': '!~',
};

function printJoined(of: readonly Predicate[], mark: ' and ' | ' or ', none: string): string {
  if (of.length === 0) return none;
  if (of.length === 1) return printPredicate(of[0]!);
  return of.map(printMember).join(mark);
}

/** Parentheses around both kinds, so that nobody needs to know which binds tighter. */
function printMember(predicate: Predicate): string {
  const text = printPredicate(predicate);
  const isJoined = predicate.kind === 'and' || predicate.kind === 'or';
  return isJoined && predicate.of.length > 0 ? `(${text})` : text;
}

/** `data.tool` or `@type`, as a where-expression and `--fields` take it. */
export function printOperand(operand: Operand): string {
  if (operand.kind === 'role') return `@${operand.role}`;
  const text = printPath(operand.path);
  return isReserved(text.toLowerCase()) ? `[${quote(text)}]` : text;
}

function printLiteral(literal: Literal): string {
  switch (literal.kind) {
    case 'number':
      return literal.text;
    case 'string':
      return quote(literal.text);
    case 'boolean':
      return String(literal.value);
    case 'null':
      return 'null';
    default:
      return unreachable(literal);
  }
}

function printBound(bound: TimeBound): string {
  if (bound.kind === 'instant') return formatUtc(bound.us);
  const { edge, offsetUs } = bound;
  if (offsetUs === 0) return `@${edge}`;
  return `@${edge}${offsetUs < 0 ? '-' : '+'}${printDuration(Math.abs(offsetUs))}`;
}

/** The largest unit that divides it, so that nothing is rounded: `90m`, `245ms`. */
function printDuration(us: number): string {
  const [size, unit] = UNITS.find(([size]) => us % size === 0) ?? [1, 'us'];
  return us === 0 ? '0s' : `${us / size}${unit}`;
}

const UNITS = [
  [3_600_000_000, 'h'],
  [60_000_000, 'm'],
  [1_000_000, 's'],
  [1000, 'ms'],
  [1, 'us'],
] as const;

function printCrumbValue(value: string | number): string {
  return typeof value === 'number' ? String(value) : quote(value);
}
