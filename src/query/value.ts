/**
 * Values against operands: what a typed word means depends on what it is compared with. Source: cli.md, dialects.md.
 * A path takes any literal, `@time` a time, `@duration` a duration with its unit, `@severity` a level, other number
 * roles a number, and every other role text.
 */
import { parseUnitDuration } from '../base/duration.ts';
import type { Fault } from '../base/fault.ts';
import { near } from '../base/near.ts';
import { isJsonNumber } from '../base/number.ts';
import { checkRegex } from '../base/pattern.ts';
import type { CompareOp, Literal, Operand, Predicate, TextOp, TimeBound } from '../model/query.ts';
import { LEVELS, roleKind } from '../model/role.ts';
import { type Cursor, slip, type Word } from './lex.ts';
import { moved } from './moved.ts';

/** One side of a comparison that is known: the operand, and how a time is read. */
export interface Known {
  readonly cursor: Cursor;
  readonly operand: Operand;
  readonly parseTime?: ((text: string) => TimeBound) | undefined;
}

/** `OPERAND OP VALUE`. */
export function comparePredicate(known: Known, op: CompareOp, word: Word): Predicate {
  const { cursor, operand } = known;
  if (isRole(operand, 'time')) return { kind: 'time', op, bound: timeOf(known, word) };
  if (isRole(operand, 'duration')) return { kind: 'duration', op, ms: durationOf(known, word) };
  const value = literalOf(known, word);
  const isOrder = op !== '=' && op !== '!=';
  if (isRole(operand, 'severity')) {
    const level = LEVELS.find((name) => value.kind === 'string' && value.text === name);
    if (level !== undefined) return { kind: 'level', op, level };
    if (isOrder) throw unknownLevel(cursor, word);
  }
  if (
    isOrder &&
    operand.kind === 'path' &&
    !word.quoted &&
    value.kind === 'string' &&
    looksNumeric(word.text)
  ) {
    const hint = `write ${Number(word.text)}, or quote it to compare text`;
    throw slip(cursor, { ...word, expected: 'expected a number as JSON writes it', hint });
  }
  return { kind: 'compare', operand, op, value };
}

/** `OPERAND like "a*"` and the other text tests. */
export function textPredicate(known: Known, op: TextOp, word: Word): Predicate {
  const { cursor, operand } = known;
  if (operand.kind === 'role' && roleKind(operand.role) !== 'text') {
    const what = roleKind(operand.role) === 'time' ? 'a time' : 'a number';
    const expected = `expected = != < <= > >= or in: @${operand.role} is ${what}`;
    throw slip(cursor, { ...word, expected });
  }
  if (op === 'regex' || op === 'not-regex') moved({ whole: cursor.text, ...word }, checkRegex);
  return { kind: 'text', operand, op, text: word.text };
}

/**
 * `OPERAND in (…)`. Times and durations become an `or` of comparisons. `named`: the words are lines of a file, where
 * a line against a path stands for its text and, where it is one, its number.
 */
export function listPredicate(known: Known, words: readonly Word[], named: boolean): Predicate {
  const { operand } = known;
  if (isRole(operand, 'time') || isRole(operand, 'duration')) {
    const of = words.map((word) => comparePredicate(known, '=', word));
    return of.length === 1 ? of[0]! : { kind: 'or', of };
  }
  if (!named || operand.kind === 'role') {
    return { kind: 'in', operand, values: words.map((word) => literalOf(known, word)) };
  }
  const values = words.flatMap(({ text }): Literal[] => {
    const asText: Literal = { kind: 'string', text };
    return isJsonNumber(text) ? [asText, { kind: 'number', text }] : [asText];
  });
  return { kind: 'in', operand, values };
}

/** The operand is this role. */
export function isRole(operand: Operand, role: 'time' | 'duration' | 'severity'): boolean {
  return operand.kind === 'role' && operand.role === role;
}

function literalOf({ cursor, operand }: Known, word: Word): Literal {
  const { text, quoted } = word;
  if (operand.kind === 'role') {
    if (roleKind(operand.role) === 'text') return { kind: 'string', text: levelCase(operand, text) };
    if (!quoted && isJsonNumber(text)) return { kind: 'number', text };
    throw slip(cursor, { ...word, expected: `expected a number: @${operand.role} is one` });
  }
  if (quoted) return { kind: 'string', text };
  if (text === 'null') return { kind: 'null' };
  if (text === 'true' || text === 'false') return { kind: 'boolean', value: text === 'true' };
  return { kind: isJsonNumber(text) ? 'number' : 'string', text };
}

/** Severities are spelled as LEVELS spells them, however they were typed. */
function levelCase(operand: Operand, text: string): string {
  const lower = text.toLowerCase();
  return isRole(operand, 'severity') && LEVELS.some((level) => level === lower) ? lower : text;
}

function unknownLevel(cursor: Cursor, word: Word): Fault {
  const close = near(word.text, LEVELS);
  const hint = close === undefined ? undefined : `did you mean ${close}?`;
  return slip(cursor, { ...word, expected: `expected a level (${LEVELS.join(' ')})`, hint });
}

/** A number to a person, and to JSON none: `.5`, `+5`, `5.`, `007`. */
function looksNumeric(text: string): boolean {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text);
}

function timeOf(known: Known, word: Word): TimeBound {
  const { cursor, parseTime } = known;
  if (parseTime === undefined)
    throw slip(cursor, { ...word, expected: 'expected no time: times are not read here' });
  return moved({ whole: cursor.text, ...word }, parseTime);
}

function durationOf(known: Known, word: Word): number {
  const us = parseUnitDuration(word.text);
  if (us !== undefined) return us / 1000;
  const isNumber = isJsonNumber(word.text);
  const hint = isNumber ? `write ${word.text}ms or ${word.text}s` : 'such as 200ms, 1.5s or 1h30m';
  throw slip(known.cursor, { ...word, expected: 'expected a duration with its unit', hint });
}
