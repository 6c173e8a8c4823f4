/**
 * Needle soundness (a prefilter may only say "maybe"): if an event matches, its line holds one of the needles, or `\u00`.
 * Lines of every dialect, spelled in any way that JSON allows; predicates made of what the lines say, or almost.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { parsePath } from '../../src/base/path.ts';
import { scalarKernel } from '../../src/kernel/scalar.ts';
import { compileSelect } from '../../src/match/compile.ts';
import { columnValue } from '../../src/match/decode.ts';
import type { Batch } from '../../src/model/batch.ts';
import type { Reading } from '../../src/model/dialect.ts';
import type { Literal, Operand, Predicate, TextOp } from '../../src/model/query.ts';
import { ROLES, type Role } from '../../src/model/role.ts';
import { Columns } from '../../src/plan/columns.ts';
import { lowerPredicate } from '../../src/plan/lower.ts';
import { needlesOf } from '../../src/plan/needles.ts';
import { explained, FIXTURES, FULL } from '../run/ask.ts';

interface Log {
  readonly path: string;
  readonly reading: Reading;
  readonly lines: readonly unknown[];
}

const logs: Log[] = [];
beforeAll(async () => {
  for (const path of FIXTURES) {
    const { plan } = await explained([path]);
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    logs.push({
      path,
      reading: plan.sources[0]!.reading,
      lines: lines.map((line) => JSON.parse(line) as unknown),
    });
  }
});

const ODD_TEXTS = [
  'a/b"c\\d',
  'é😀x',
  '12',
  '(string)',
  '1b969d39',
  'ab',
  'a',
  '\u0000\t',
  'AB cd',
  'info',
  '\ud800z',
  'b9e93a31',
  'none',
];
const BARE = ['text', 12, [1], null, true, {}, { event: 'tool_call' }];
const PATHS = [
  'data.tool',
  'event',
  'type',
  'data.argv[*]',
  'event_data.study_name',
  'msg',
  'id.orig_h',
  'breadcrumb',
  'data',
  'session_id',
  '__proto__',
];

interface Case {
  readonly line: string;
  readonly reading: Reading;
  readonly path: string;
}

/** A fixture's line with some texts replaced and each character spelled as the dice say. */
const line: fc.Arbitrary<Case> = fc
  .record({
    log: fc.noBias(fc.nat()),
    at: fc.noBias(fc.nat()),
    bare: fc.oneof({ weight: 12, arbitrary: fc.constant(undefined) }, fc.constantFrom(...BARE)),
    texts: fc.array(fc.tuple(fc.nat({ max: 30 }), fc.constantFrom(...ODD_TEXTS)), { maxLength: 3 }),
    spelling: fc.array(fc.constantFrom('plain', 'plain', 'plain', 'escaped', 'odd', 'short'), {
      minLength: 1,
      maxLength: 40,
    }),
    escapes: fc.constantFrom(true, false, false, false),
  })
  .map(({ log, at, bare, texts, spelling, escapes }) => {
    const { path, reading, lines } = logs[log % logs.length]!;
    const value = replaced(bare === undefined ? lines[at % lines.length] : bare, new Map(texts));
    let n = 0;
    const text = spelled(value, (c) =>
      escapes ? spell(c, spelling[n++ % spelling.length]!) : spell(c, 'plain'),
    );
    return { line: text, reading, path };
  });

function replaced(value: unknown, texts: ReadonlyMap<number, string>): unknown {
  let n = 0;
  return JSON.parse(JSON.stringify(value), (_, each: unknown) =>
    typeof each === 'string' ? (texts.get(n++) ?? each) : each,
  );
}

function spelled(value: unknown, spellOne: (c: string) => string): string {
  if (typeof value === 'string') return `"${value.split('').map(spellOne).join('')}"`;
  if (Array.isArray(value)) return `[${value.map((each) => spelled(each, spellOne)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, each]) => `${spelled(key, spellOne)}: ${spelled(each, spellOne)}`,
  );
  return `{${members.join(', ')}}`;
}

function spell(c: string, how: string): string {
  const hex = c.charCodeAt(0).toString(16).padStart(4, '0');
  if (how === 'escaped') return `\\u${hex}`;
  if (how === 'odd') return `\\u${hex.toUpperCase()}`;
  if (how === 'short' && c === '/') return '\\/';
  return JSON.stringify(c).slice(1, -1);
}

/** What a predicate is made of; the values are those of the line. */
type Recipe =
  | ({ readonly kind: '=' | '!=' | '<' | 'in' | 'text' | 'exists' | 'session' | 'alike' | 'crumb' } & Dice)
  | { readonly kind: 'and' | 'or' | 'not'; readonly of: readonly Recipe[] };

interface Dice {
  readonly operand: number;
  readonly from: number;
  readonly size: number;
  readonly op: TextOp;
  readonly odd: string;
  readonly flag: boolean;
}

const TEXT_OPS: readonly TextOp[] = ['like', 'contains', 'startswith', 'endswith', 'regex', 'not-regex'];

const { tree: recipe } = fc.letrec<{ tree: Recipe; leaf: Recipe }>((tie) => ({
  leaf: fc.record({
    kind: fc.constantFrom(
      ...([
        '=',
        '=',
        'in',
        'in',
        'text',
        'text',
        'text',
        'session',
        'alike',
        'crumb',
        '!=',
        'exists',
        '<',
      ] as const),
    ),
    operand: fc.noBias(fc.nat()),
    from: fc.nat({ max: 6 }),
    size: fc.constantFrom(1, 2, 5, 100),
    op: fc.constantFrom(...TEXT_OPS),
    odd: fc.constantFrom(...ODD_TEXTS),
    flag: fc.boolean(),
  }),
  tree: fc.oneof(
    { maxDepth: 2 },
    { weight: 6, arbitrary: tie('leaf') },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const, 'not' as const),
        of: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
      }),
    },
  ),
}));

const OPERANDS: readonly Operand[] = [
  ...ROLES.map((role) => ({ kind: 'role' as const, role })),
  // Texts that lines spell give needles, so they come up more often.
  ...(['type', 'session', 'prompt', 'agent', 'trace'] as const).map((role) => ({
    kind: 'role' as const,
    role,
  })),
  ...PATHS.map((path) => ({ kind: 'path' as const, path: parsePath(path) })),
];

const COLUMNS = new Columns();
const OPERAND_COLUMNS = OPERANDS.map((operand) => COLUMNS.operand(operand));
COLUMNS.add({ kind: 'crumb', part: 's' });
COLUMNS.add({ kind: 'crumb', part: 'g' });

function scan({ line: text, reading, path }: Case): Batch {
  const columns = COLUMNS.specs;
  const kernel = scalarKernel({ columns, reading, needles: null, path, logZone: 'UTC', utf16: false });
  return kernel.scan({ bytes: Buffer.from(`${text}\n`), base: 1, line: 0, final: false }, 0);
}

/** A test that the line's own value passes, or would if it were a little different. */
function predicateOf(of: Recipe, batch: Batch): Predicate {
  if ('of' in of) {
    const parts = of.of.map((part) => predicateOf(part, batch));
    return of.kind === 'not' ? { kind: 'not', of: parts[0]! } : { kind: of.kind, of: parts };
  }
  const { from, size, op, odd, flag } = of;
  const here = OPERANDS.flatMap((operand, n) => {
    const value = columnValue(batch, 0, OPERAND_COLUMNS[n]!);
    return value === undefined ? [] : [{ operand, text: value.text }];
  });
  const { operand, text } = here[of.operand % here.length]!;
  const isNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text);
  const value: Literal = flag && isNumber ? { kind: 'number', text } : { kind: 'string', text };
  const roleText = (role: Role): string =>
    here.find((each) => each.operand.kind === 'role' && each.operand.role === role)?.text ?? odd;
  const idLike = (role: Role): string =>
    size === 1 ? `${roleText(role)}-x` : roleText(role).slice(0, 3 + size);
  switch (of.kind) {
    case '=':
      return { kind: 'compare', operand, op: of.kind, value };
    case '!=':
    case '<':
      return { kind: 'compare', operand, op: of.kind, value: { kind: 'string', text: `${text}~` } };
    case 'in':
      return { kind: 'in', operand, values: [value, { kind: 'string', text: odd }] };
    case 'exists':
      return { kind: 'exists', operand };
    case 'session':
      return { kind: 'session', text: idLike('session') };
    case 'alike':
      return flag
        ? { kind: 'alike', role: 'git', text: idLike('git') }
        : { kind: 'alike', role: 'prompt', text: idLike('prompt') };
    case 'crumb':
      return {
        kind: 'crumb',
        part: flag ? 's' : 'g',
        op: '=',
        value: roleText(flag ? 'session' : 'git').slice(0, 8),
      };
    default: {
      const texts: Readonly<Record<TextOp, string>> = {
        like: flag ? `*${text.slice(from, from + size)}*` : `${text.slice(0, from)}?${text.slice(from + 1)}`,
        contains: text.slice(from, from + size),
        startswith: text.slice(0, size),
        endswith: text.slice(-size),
        regex: '^[a-z0-9_]+$',
        'not-regex': '^[A-Z]+$',
      };
      return { kind: 'text', operand, op, text: texts[op] };
    }
  }
}

test('a matching line holds a needle or an escape', () => {
  const edges = { firstUs: Number.NaN, lastUs: Number.NaN };
  let filtered = 0;

  fc.assert(
    fc.property(line, recipe, (one, made) => {
      const batch = scan(one);
      const where = predicateOf(made, batch);
      const needles = needlesOf(where, one);
      for (const needle of needles ?? [])
        expect(needle).toMatch(/^[\x20\x21\x23-\x2e\x30-\x5b\x5d-\x7e]{2,}$/);
      const test = lowerPredicate(where, COLUMNS, edges);
      const matched = compileSelect(test)(batch, new Int32Array(1)) === 1;
      if (!matched || needles === null || one.line.includes('\\u00')) return;
      filtered++;
      const holds = needles.some((needle) => one.line.includes(needle));
      expect({ where, needles, line: one.line, holds }).toMatchObject({ holds: true });
    }),
    { numRuns: FULL ? 100_000 : 1500 },
  );
  // Else the law would say nothing.
  expect(filtered).toBeGreaterThan(FULL ? 10_000 : 100);
});
