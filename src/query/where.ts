/**
 * The where-language: text to Predicate. Source of the rules: cli.md.
 *
 * Normal form of what comes out: an `and` or `or` has two members or more and none of its own kind, so parentheses that
 * change nothing leave no trace; `a not in (…)` is `not` around `in`; a list of times or durations is an `or` of
 * comparisons. Time is linear in the text, and nesting is bounded, so hostile text ends in a Fault.
 */
import type { Fault } from '../base/fault.ts';
import { near } from '../base/near.ts';
import type { Operand, Predicate, TimeBound } from '../model/query.ts';
import {
  atEnd,
  type Cursor,
  hintForSigns,
  isCompared,
  peek,
  slip,
  startOf,
  takeKeyword,
  takeMark,
  takePhrase,
  takeWord,
  type Word,
} from './lex.ts';
import { takeOperand } from './operand.ts';
import { takeOperator } from './operator.ts';
import { comparePredicate, isRole, listPredicate, textPredicate } from './value.ts';

export interface WhereOptions {
  /** Reads a time expression; its Fault is moved to the place in the expression. Without it `@time` takes no value. */
  readonly parseTime?: (text: string) => TimeBound;
  /** What `in $name` stands for: the lines of each `--values name=FILE`. Without it, `$name` is a Fault. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
}

/** Parentheses and `not`s inside each other. */
const DEEPEST = 200;

/**
 * Reads a whole where-expression. Throws one Fault with the place in `text`: `where-syntax`, `bad-regex`, or what
 * `parseTime` throws.
 */
export function parseWhere(text: string, options: WhereOptions = {}): Predicate {
  const cursor: Cursor = { text, at: 0, depth: 0 };
  if (atEnd(cursor)) {
    throw slip(cursor, {
      start: cursor.at,
      expected: 'expected an expression',
      hint: 'such as data.tool = Read',
    });
  }
  const predicate = parseOr(cursor, options);
  if (!atEnd(cursor)) throw trailing(cursor, 'expected `and`, `or` or the end');
  return predicate;
}

function parseOr(cursor: Cursor, options: WhereOptions): Predicate {
  const of = [parseAnd(cursor, options)];
  while (takeKeyword(cursor, 'or')) of.push(parseAnd(cursor, options));
  return joined('or', of);
}

function parseAnd(cursor: Cursor, options: WhereOptions): Predicate {
  const of = [parseNot(cursor, options)];
  while (takeKeyword(cursor, 'and')) of.push(parseNot(cursor, options));
  return joined('and', of);
}

function joined(kind: 'and' | 'or', of: readonly Predicate[]): Predicate {
  return of.length === 1
    ? of[0]!
    : { kind, of: of.flatMap((part) => (part.kind === kind ? part.of : [part])) };
}

function parseNot(cursor: Cursor, options: WhereOptions): Predicate {
  const start = startOf(cursor);
  if (isCompared(cursor)) return parseComparison(cursor, options);
  if (takeKeyword(cursor, 'not'))
    return { kind: 'not', of: deeper(cursor, start, () => parseNot(cursor, options)) };
  if (takeKeyword(cursor, 'exists')) return { kind: 'exists', operand: takeOperand(cursor) };
  if (!takeMark(cursor, '(')) return parseComparison(cursor, options);
  return deeper(cursor, start, () => {
    const inner = parseOr(cursor, options);
    if (!takeMark(cursor, ')')) throw unclosed(cursor, start);
    return inner;
  });
}

function deeper(cursor: Cursor, start: number, parse: () => Predicate): Predicate {
  if (++cursor.depth > DEEPEST) {
    throw slip(cursor, {
      start,
      end: cursor.at,
      expected: `expected at most ${DEEPEST} levels of \`(\` and \`not\``,
    });
  }
  const inner = parse();
  cursor.depth--;
  return inner;
}

function parseComparison(cursor: Cursor, options: WhereOptions): Predicate {
  const start = startOf(cursor);
  const operand = takeOperand(cursor);
  const operator = takeOperator(cursor, cursor.text.slice(start, cursor.at));
  const known = { cursor, operand, parseTime: options.parseTime };
  const after = `\`${operator.name}\``;
  switch (operator.kind) {
    case 'in': {
      const isNamed = peek(cursor) === '$';
      const words = isNamed ? takeNamed(cursor, options) : takeList(cursor, operand);
      const test = listPredicate(known, words, isNamed);
      return operator.negated ? { kind: 'not', of: test } : test;
    }
    case 'text':
      return textPredicate(known, operator.op, takeWord(cursor, after));
    case 'compare': {
      const word = isRole(operand, 'time') ? takePhrase(cursor, false) : takeWord(cursor, after);
      return comparePredicate(known, operator.op, word);
    }
  }
}

function takeList(cursor: Cursor, operand: Operand): readonly Word[] {
  const start = startOf(cursor);
  if (!takeMark(cursor, '(')) {
    const hint = 'a list stands in parentheses: in (Read, Grep)';
    throw slip(cursor, { start, expected: 'expected `(` or `$name` after `in`', hint });
  }
  const words: Word[] = [];
  do {
    const after = words.length === 0 ? '`(`' : '`,`';
    words.push(isRole(operand, 'time') ? takePhrase(cursor, true) : takeWord(cursor, after));
  } while (takeMark(cursor, ','));
  if (takeMark(cursor, ')')) return words;
  throw atEnd(cursor)
    ? unclosed(cursor, start)
    : slip(cursor, { start: cursor.at, expected: 'expected `,` or `)`' });
}

/** The lines that `$name` stands for, each standing at the name. */
function takeNamed(cursor: Cursor, { values }: WhereOptions): readonly Word[] {
  const start = cursor.at;
  NAME.lastIndex = start + 1;
  const name = NAME.exec(cursor.text)![0];
  const end = start + 1 + name.length;
  if (values === undefined) {
    throw slip(cursor, {
      start,
      end,
      expected: 'expected `(`: values from a file come from the command line alone',
    });
  }
  if (!Object.hasOwn(values, name)) {
    const close = near(name, Object.keys(values));
    const hint =
      close === undefined ? `give its file: --values ${name || 'name'}=FILE` : `did you mean $${close}?`;
    throw slip(cursor, { start, end, expected: 'expected the name of a --values file', hint });
  }
  cursor.at = end;
  return values[name]!.map((text) => ({ text, quoted: false, start, end }));
}

const NAME = /[\p{L}\p{M}\p{N}_.-]*/uy;

function unclosed(cursor: Cursor, start: number): Fault {
  if (!atEnd(cursor)) return trailing(cursor, 'expected `and`, `or` or `)`');
  return slip(cursor, {
    start,
    end: start + 1,
    expected: 'expected a `)` for the `(` that opens here',
    found: 'the end',
  });
}

function trailing(cursor: Cursor, expected: string): Fault {
  const start = startOf(cursor);
  const mark = cursor.text[start]!;
  if (mark === ')')
    return slip(cursor, { start, end: start + 1, expected, hint: 'no parenthesis is open here' });
  if (mark === '(')
    return slip(cursor, {
      start,
      end: start + 1,
      expected,
      hint: 'a value that holds a parenthesis is quoted',
    });
  if (mark === '&' || mark === '|') return slip(cursor, { start, expected, hint: hintForSigns(mark) });
  return slip(cursor, { start, expected, hint: 'a value of several words is quoted' });
}
