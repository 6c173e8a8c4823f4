/**
 * Laws: what is printed reads back (paths, quoted text, predicates in the normal form of where.ts; others come back
 * normalised), and no text makes the readers do anything but answer or throw a Fault.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { canonicalDecimal, compareDecimals, isExactDouble } from '../../src/base/number.ts';
import { type Path, parsePath, printPath, readings, type Step } from '../../src/base/path.ts';
import { globTest } from '../../src/base/pattern.ts';
import { quote, scanQuoted } from '../../src/base/quoted.ts';
import type { CompareOp, Literal, Operand, Predicate, TimeBound } from '../../src/model/query.ts';
import { LEVELS, ROLES, roleKind } from '../../src/model/role.ts';
import { parseFilter } from '../../src/query/filter.ts';
import { printPredicate } from '../../src/query/print.ts';
import { parseTime } from '../../src/query/time.ts';
import { parseWhere } from '../../src/query/where.ts';

const OPTIONS = { parseTime: (text: string): TimeBound => parseTime(text, { nowUs: 1.7e15, zone: 'UTC' }) };
const RESERVED = ['and', 'or', 'not', 'exists', 'in'];

const anyText = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom('\ud800', '\udfff', '\\', '"', "'", '\u202e'),
  ),
});
const plainKey = fc.oneof(
  fc.stringMatching(/^[a-zA-Z_$0-9é-][a-zA-Z_$0-9@é日-]{0,5}$/),
  fc.constantFrom('__proto__', 'and', 'Not'),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  plainKey.map((key) => ({ key })),
  anyText.map((key) => ({ key, quoted: true as const })),
  fc.nat(20).map((index) => ({ index })),
  fc.constant({ any: true as const }),
);
const path: fc.Arbitrary<Path> = fc.array(step, { minLength: 1, maxLength: 5 });
/** A path of one reserved word comes back quoted. */
const operandPath: fc.Arbitrary<Operand> = path
  .filter((steps) => !RESERVED.includes(printPath(steps).toLowerCase()))
  .map((steps) => ({ kind: 'path', path: steps }));
const textRole: fc.Arbitrary<Operand> = fc
  .constantFrom(...ROLES.filter((role) => roleKind(role) === 'text' && role !== 'severity'))
  .map((role) => ({ kind: 'role', role }));
const numberRole: fc.Arbitrary<Operand> = fc
  .constantFrom('tokens' as const, 'cost' as const, 'importance' as const)
  .map((role) => ({ kind: 'role', role }));

const decimal = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.bigInt({ min: 0n, max: 10n ** 25n }),
    fc.constantFrom('', '.0', '.5', '.0120'),
    fc.constantFrom('', 'e5', 'E-30', 'e+400'),
  )
  .map((parts) => parts.join(''));
const string: fc.Arbitrary<Literal> = anyText.map((text) => ({ kind: 'string', text }));
const number: fc.Arbitrary<Literal> = decimal.map((text) => ({ kind: 'number', text }));
const literal: fc.Arbitrary<Literal> = fc.oneof(
  string,
  number,
  fc.boolean().map((value): Literal => ({ kind: 'boolean', value })),
  fc.constant<Literal>({ kind: 'null' }),
);
const op = fc.constantFrom<CompareOp>('=', '!=', '<', '<=', '>', '>=');
const wholeUs = fc.integer({ min: -4e15, max: 4e15 });
const bound: fc.Arbitrary<TimeBound> = fc.oneof(
  wholeUs.map((us): TimeBound => ({ kind: 'instant', us })),
  fc.record({
    kind: fc.constant('edge' as const),
    edge: fc.constantFrom('first' as const, 'last' as const),
    offsetUs: fc.integer({ min: -1e12, max: 1e12 }),
  }),
);

const pair = <A, B>(a: fc.Arbitrary<A>, b: fc.Arbitrary<B>): fc.Arbitrary<[A, B]> => fc.tuple(a, b);
const comparable = fc.oneof(pair(operandPath, literal), pair(textRole, string), pair(numberRole, number));
const listed = fc.oneof(
  pair(operandPath, fc.array(literal, { minLength: 1 })),
  pair(textRole, fc.array(string, { minLength: 1 })),
  pair(numberRole, fc.array(number, { minLength: 1 })),
);
const leaf: fc.Arbitrary<Predicate> = fc.oneof(
  fc.oneof(operandPath, textRole, numberRole).map((operand): Predicate => ({ kind: 'exists', operand })),
  fc
    .tuple(comparable, op)
    .map(([[operand, value], op]): Predicate => ({ kind: 'compare', operand, op, value })),
  fc
    .tuple(
      fc.oneof(operandPath, textRole),
      fc.constantFrom('like' as const, 'contains' as const, 'startswith' as const, 'endswith' as const),
      anyText,
    )
    .map(([operand, op, text]): Predicate => ({ kind: 'text', operand, op, text })),
  fc
    .tuple(
      operandPath,
      fc.constantFrom('regex' as const, 'not-regex' as const),
      fc.constantFrom('a', '^\\d+$', '(x|"y")', "\\'\\b"),
    )
    .map(([operand, op, text]): Predicate => ({ kind: 'text', operand, op, text })),
  listed.map(([operand, values]): Predicate => ({ kind: 'in', operand, values })),
  fc.tuple(op, bound).map(([op, bound]): Predicate => ({ kind: 'time', op, bound })),
  fc
    .tuple(op, fc.integer({ min: 0, max: 1e15 }))
    .map(([op, us]): Predicate => ({ kind: 'duration', op, ms: us / 1000 })),
  fc.tuple(op, fc.constantFrom(...LEVELS)).map(([op, level]): Predicate => ({ kind: 'level', op, level })),
);
const tree: fc.Arbitrary<Predicate> = fc.letrec<{ node: Predicate }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc
      .tuple(
        fc.constantFrom('and' as const, 'or' as const),
        fc.array(tie('node'), { minLength: 1, maxLength: 4 }),
      )
      .map(([kind, of]): Predicate => ({ kind, of })),
    tie('node').map((of): Predicate => ({ kind: 'not', of })),
  ),
})).node;

/** The normal form that where.ts states. */
function normal(predicate: Predicate): Predicate {
  if (predicate.kind === 'not') return { kind: 'not', of: normal(predicate.of) };
  if (predicate.kind !== 'and' && predicate.kind !== 'or') return predicate;
  const { kind } = predicate;
  const of = predicate.of.map(normal).flatMap((part) => (part.kind === kind ? part.of : [part]));
  return of.length === 1 ? of[0]! : { kind, of };
}

describe('printed text reads back', () => {
  test('quoted text', () => {
    const law = fc.property(anyText, fc.constantFrom('json' as const, 'text' as const), (text, escapes) => {
      const quoted = quote(text);
      expect(scanQuoted(`${quoted}x`, 0, { escapes, code: 'x' })).toEqual({
        value: text,
        end: quoted.length,
      });
      expect(quoted).not.toMatch(/[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
    });
    fc.assert(law, { numRuns: 1000 });
  });
  test('paths', () => {
    fc.assert(
      fc.property(path, (steps) => {
        expect(parsePath(printPath(steps))).toEqual(steps);
      }),
      { numRuns: 1000 },
    );
  });
  test('predicates', () => {
    const law = fc.property(tree, (predicate) => {
      expect(parseWhere(printPredicate(predicate), OPTIONS)).toEqual(normal(predicate));
    });
    fc.assert(law, { numRuns: 1000 });
  });
});

test('every reading of a path spells the same keys, and the first is the path itself', () => {
  const spelled = (steps: Path): string =>
    steps.map((part) => ('key' in part ? part.key : JSON.stringify(part))).join('.');
  const law = fc.property(path, (steps) => {
    const all = readings(steps);
    expect(all[0]).toEqual(steps);
    expect(new Set(all.map(spelled))).toEqual(new Set([spelled(steps)]));
    expect(new Set(all.map(printPath)).size).toBe(all.length);
  });
  fc.assert(law, { numRuns: 500 });
});

describe('decimals', () => {
  test('compare as their exact fractions do', () => {
    const law = fc.property(decimal, decimal, (a, b) => {
      const [left, right] = [scaled(a), scaled(b)];
      const order = left < right ? -1 : left > right ? 1 : 0;
      expect(compareDecimals(a, b)).toBe(order);
      expect(canonicalDecimal(a) === canonicalDecimal(b)).toBe(order === 0);
      if (isExactDouble(a) && isExactDouble(b)) expect(Math.sign(Number(a) - Number(b))).toBe(order);
    });
    fc.assert(law, { numRuns: 2000 });
  });
  test('a canonical decimal is a number of the same value', () => {
    fc.assert(
      fc.property(decimal, (a) => {
        expect(compareDecimals(canonicalDecimal(a), a)).toBe(0);
      }),
    );
  });
});

test('a glob says what its regular expression says', () => {
  const part = fc.constantFrom('a', 'b', '*', '?', '😀');
  const law = fc.property(
    fc.array(part),
    fc.array(fc.constantFrom('a', 'b', '😀'), { maxLength: 12 }),
    (glob, text) => {
      const source = glob.map((mark) => (mark === '*' ? '.*' : mark === '?' ? '.' : mark)).join('');
      expect(globTest(glob.join(''))(text.join(''))).toBe(
        new RegExp(`^${source}$`, 'su').test(text.join('')),
      );
    },
  );
  fc.assert(law, { numRuns: 2000 });
});

test('no text makes the readers throw anything but a Fault', () => {
  const word = fc.constantFrom(
    'a',
    'and',
    'not',
    '(',
    ')',
    '=',
    '~',
    'in',
    '$x',
    '@time',
    '@duration',
    '"',
    "'",
    '[',
    ']',
    '.',
    ',',
    '{',
    ':',
    '1e9',
    '\\',
    ' ',
    '@last',
    'exists',
    '\0',
    '\ud800',
  );
  const law = fc.property(
    fc.oneof(
      anyText,
      fc.array(word).map((words) => words.join('')),
      fc.array(word).map((words) => words.join(' ')),
    ),
    (text) => {
      for (const read of [() => parseWhere(text, OPTIONS), () => parsePath(text)]) {
        try {
          read();
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          const { start, end } = error.parts.span!;
          expect(0 <= start && start <= end && end <= text.length).toBe(true);
        }
      }
      expect(parseFilter(text, OPTIONS)).toBeDefined();
    },
  );
  fc.assert(law, { numRuns: 3000 });
});

/** The value times 10^500, exactly. */
function scaled(text: string): bigint {
  const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE](.+))?$/.exec(text)!;
  const value = BigInt(whole + fraction) * 10n ** BigInt(500 + Number(exponent) - fraction.length);
  return sign === '-' ? -value : value;
}
