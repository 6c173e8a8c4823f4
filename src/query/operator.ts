/** The operators of the where-language. Source: cli.md. */
import { near } from '../base/near.ts';
import type { CompareOp, TextOp } from '../model/query.ts';
import { type Cursor, hintForSigns, peekLetters, slip, startOf, takeKeyword, takeSigns } from './lex.ts';

export type Operator = { readonly name: string } & (
  | { readonly kind: 'compare'; readonly op: CompareOp }
  | { readonly kind: 'text'; readonly op: TextOp }
  | { readonly kind: 'in'; readonly negated: boolean }
);

/**
 * Takes the operator that comes next; `operand` is what was typed before it. Throws a `where-syntax` Fault with what
 * other languages' signs are here.
 */
export function takeOperator(cursor: Cursor, operand: string): Operator {
  const start = startOf(cursor);
  const negated = takeKeyword(cursor, 'not');
  const nameStart = startOf(cursor);
  const letters = peekLetters(cursor);
  cursor.at += letters.length;
  const name = letters === '' ? takeSigns(cursor) : letters;
  if (name === 'in') return { kind: 'in', name, negated };
  if (negated) {
    const hint =
      name === 'exists'
        ? `write \`not exists ${operand}\``
        : 'for other operators `not` stands before the path: not data.tool like "R*"';
    throw slip(cursor, { start: nameStart, expected: 'expected `in` after `not`', hint });
  }
  const compare = COMPARE.get(name);
  if (compare !== undefined) return { kind: 'compare', name, op: compare };
  const text = TEXT.get(name);
  if (text !== undefined) return { kind: 'text', name, op: text };
  const expected = 'expected an operator (= != < <= > >= ~ !~ like contains startswith endswith in)';
  throw slip(cursor, {
    start,
    ...(name === '' ? {} : { end: cursor.at }),
    expected,
    hint: hintFor(name, operand),
  });
}

const COMPARE: ReadonlyMap<string, CompareOp> = new Map([
  ['=', '='],
  ['==', '='],
  ['!=', '!='],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
]);
const TEXT: ReadonlyMap<string, TextOp> = new Map([
  ['~', 'regex'],
  ['!~', 'not-regex'],
  ['like', 'like'],
  ['contains', 'contains'],
  ['startswith', 'startswith'],
  ['endswith', 'endswith'],
]);
const WORDS = [...TEXT.keys(), 'in'].filter((name) => /^[a-z]/.test(name));

function hintFor(name: string, operand: string): string | undefined {
  if (name === 'exists') return `write \`exists ${operand}\``;
  if (name === '' || name === 'and' || name === 'or')
    return 'whether a path is there at all: exists data.tool';
  if (name === 'is') return 'write `= null`, or `not exists` before the path';
  if (name === 'matches' || name === 'regex' || name === 'rlike') return 'write `~`';
  if (!/^[a-z]/.test(name)) return hintForSigns(name);
  const close = near(name, WORDS);
  return close === undefined ? undefined : `did you mean \`${close}\`?`;
}
