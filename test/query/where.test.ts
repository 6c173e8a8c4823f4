import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { parsePath } from '../../src/base/path.ts';
import type { Literal, Operand, Predicate, TimeBound } from '../../src/model/query.ts';
import { parseWhere } from '../../src/query/where.ts';

const at = (text: string): Operand => ({ kind: 'path', path: parsePath(text) });
const role = (name: 'type' | 'cycle' | 'tokens' | 'severity' | 'session'): Operand => ({
  kind: 'role',
  role: name,
});
const text = (content: string): Literal => ({ kind: 'string', text: content });
const number = (digits: string): Literal => ({ kind: 'number', text: digits });
const equal = (path: string, value: Literal): Predicate => ({
  kind: 'compare',
  operand: at(path),
  op: '=',
  value,
});
const A = equal('a', number('1'));
const B = equal('b', number('2'));
const C = equal('c', number('3'));

/** `T5` is the instant 5; anything else is a fault about its third unit. */
function parseTime(typed: string): TimeBound {
  if (/^T\d+$/.test(typed)) return { kind: 'instant', us: Number(typed.slice(1)) };
  if (typed === '@last' || typed === '2 hours ago') return { kind: 'edge', edge: 'last', offsetUs: 0 };
  throw new Fault({ code: 'bad-time', message: 'expected a time', span: { text: typed, start: 2, end: 3 } });
}

const OPTIONS = { parseTime, values: { tools: ['Read', '10', '1e5 '], ids: ['7'], none: [] } };

describe('expressions', () => {
  const ROWS: readonly [typed: string, predicate: Predicate][] = [
    ['a = 1', A],
    ['a==1', A],
    ['  a=1\n\t', A],
    ['a = 1 and b = 2', { kind: 'and', of: [A, B] }],
    ['a = 1 AND b = 2 And c = 3', { kind: 'and', of: [A, B, C] }],
    ['(a = 1 and b = 2) and c = 3', { kind: 'and', of: [A, B, C] }],
    ['a = 1 or b = 2 and c = 3', { kind: 'or', of: [A, { kind: 'and', of: [B, C] }] }],
    ['(a = 1 or b = 2) and c = 3', { kind: 'and', of: [{ kind: 'or', of: [A, B] }, C] }],
    ['not a = 1 and b = 2', { kind: 'and', of: [{ kind: 'not', of: A }, B] }],
    ['not(a = 1 or b = 2)', { kind: 'not', of: { kind: 'or', of: [A, B] } }],
    ['NOT not ((a = 1))', { kind: 'not', of: { kind: 'not', of: A } }],
    ['exists data.tool', { kind: 'exists', operand: at('data.tool') }],
    ['exists @session', { kind: 'exists', operand: role('session') }],
    ['["@timestamp"] > 3', { kind: 'compare', operand: at('["@timestamp"]'), op: '>', value: number('3') }],
    ['["and"] = 1', equal('["and"]', number('1'))],
    ['and.x = 1', equal('and.x', number('1'))],
    ['not.x = 1', equal('not.x', number('1'))],
    ['android = 1', equal('android', number('1'))],
    [
      'contains contains contains',
      { kind: 'text', operand: at('contains'), op: 'contains', text: 'contains' },
    ],
    ['argv[*] = x', equal('argv[*]', text('x'))],
  ];
  test.each(ROWS)('%s', (typed, predicate) => expect(parseWhere(typed, OPTIONS)).toEqual(predicate));
});

describe('values', () => {
  const ROWS: readonly [typed: string, value: Literal][] = [
    ['-1.50e+3', number('-1.50e+3')],
    ['9007199254740993', number('9007199254740993')],
    ['"10"', text('10')],
    ["'it is'", text('it is')],
    ['"\\n\\t\\\\\\"\\\'\\u00e9\\/"', text('\n\t\\"\'é/')],
    ['"😀\\ud800"', text('😀\ud800')],
    ['""', text('')],
    ['true', { kind: 'boolean', value: true }],
    ['false', { kind: 'boolean', value: false }],
    ['null', { kind: 'null' }],
    ['True', text('True')],
    ['+5', text('+5')],
    ['01', text('01')],
    ['NaN', text('NaN')],
    ['tool:post', text('tool:post')],
    ['a/b-c_d.e%f@g+h*i?', text('a/b-c_d.e%f@g+h*i?')],
    ['@type', text('@type')],
    ['k=v', text('k=v')],
    ['"and"', text('and')],
    ['日本', text('日本')],
  ];
  test.each(ROWS)('a = %s', (typed, value) => expect(parseWhere(`a = ${typed}`)).toEqual(equal('a', value)));
});

describe('operators', () => {
  const ROWS: readonly [typed: string, predicate: Predicate][] = [
    ['a != x', { kind: 'compare', operand: at('a'), op: '!=', value: text('x') }],
    ['a<1', { kind: 'compare', operand: at('a'), op: '<', value: number('1') }],
    ['a<=-1', { kind: 'compare', operand: at('a'), op: '<=', value: number('-1') }],
    ['a >= 2024-01-01', { kind: 'compare', operand: at('a'), op: '>=', value: text('2024-01-01') }],
    ['a > ".5"', { kind: 'compare', operand: at('a'), op: '>', value: text('.5') }],
    ['a ~ ^R\\d+$', { kind: 'text', operand: at('a'), op: 'regex', text: '^R\\d+$' }],
    ['a !~ "(x|y)"', { kind: 'text', operand: at('a'), op: 'not-regex', text: '(x|y)' }],
    ['a LIKE tool_*', { kind: 'text', operand: at('a'), op: 'like', text: 'tool_*' }],
    ['a contains 10', { kind: 'text', operand: at('a'), op: 'contains', text: '10' }],
    ['a startsWith "x y"', { kind: 'text', operand: at('a'), op: 'startswith', text: 'x y' }],
    ['a endswith true', { kind: 'text', operand: at('a'), op: 'endswith', text: 'true' }],
    [
      'a in (Read, "b c",10,null)',
      { kind: 'in', operand: at('a'), values: [text('Read'), text('b c'), number('10'), { kind: 'null' }] },
    ],
    ['a not in(1)', { kind: 'not', of: { kind: 'in', operand: at('a'), values: [number('1')] } }],
    ['a in $ids', { kind: 'in', operand: at('a'), values: [text('7'), number('7')] }],
    ['a not in $none', { kind: 'not', of: { kind: 'in', operand: at('a'), values: [] } }],
    [
      'a in $tools',
      { kind: 'in', operand: at('a'), values: [text('Read'), text('10'), number('10'), text('1e5 ')] },
    ],
    ['@type in $ids', { kind: 'in', operand: role('type'), values: [text('7')] }],
    ['@tokens in $ids', { kind: 'in', operand: role('tokens'), values: [number('7')] }],
  ];
  test.each(ROWS)('%s', (typed, predicate) => expect(parseWhere(typed, OPTIONS)).toEqual(predicate));
});

describe('roles', () => {
  const last: TimeBound = { kind: 'edge', edge: 'last', offsetUs: 0 };
  const five: TimeBound = { kind: 'instant', us: 5 };
  const ROWS: readonly [typed: string, predicate: Predicate][] = [
    ['@type = 10', { kind: 'compare', operand: role('type'), op: '=', value: text('10') }],
    ['@type = tool_*', { kind: 'compare', operand: role('type'), op: '=', value: text('tool_*') }],
    ['@type = true', { kind: 'compare', operand: role('type'), op: '=', value: text('true') }],
    ['@cycle >= 1', { kind: 'compare', operand: role('cycle'), op: '>=', value: text('1') }],
    ['@type in (10, x)', { kind: 'in', operand: role('type'), values: [text('10'), text('x')] }],
    ['@tokens > 1e400', { kind: 'compare', operand: role('tokens'), op: '>', value: number('1e400') }],
    ['@duration > 200ms', { kind: 'duration', op: '>', ms: 200 }],
    ['@duration <= "1.5s"', { kind: 'duration', op: '<=', ms: 1500 }],
    [
      '@duration in (1us, 1h30m)',
      {
        kind: 'or',
        of: [
          { kind: 'duration', op: '=', ms: 0.001 },
          { kind: 'duration', op: '=', ms: 5_400_000 },
        ],
      },
    ],
    ['@duration in (1s)', { kind: 'duration', op: '=', ms: 1000 }],
    ['@time >= T5', { kind: 'time', op: '>=', bound: five }],
    ['@time = @last and a = 1', { kind: 'and', of: [{ kind: 'time', op: '=', bound: last }, A] }],
    ['(@time<2 hours ago or a = 1)', { kind: 'or', of: [{ kind: 'time', op: '<', bound: last }, A] }],
    ['@time < "2 hours ago" AND a = 1', { kind: 'and', of: [{ kind: 'time', op: '<', bound: last }, A] }],
    ['(@time < T5)and(a = 1)', { kind: 'and', of: [{ kind: 'time', op: '<', bound: five }, A] }],
    [
      '@time not in (T5, @last)',
      {
        kind: 'not',
        of: {
          kind: 'or',
          of: [
            { kind: 'time', op: '=', bound: five },
            { kind: 'time', op: '=', bound: last },
          ],
        },
      },
    ],
    ['@severity >= warning', { kind: 'level', op: '>=', level: 'warning' }],
    ['@severity = ERROR', { kind: 'level', op: '=', level: 'error' }],
    ['@severity != "info"', { kind: 'level', op: '!=', level: 'info' }],
    ['@severity = notice', { kind: 'compare', operand: role('severity'), op: '=', value: text('notice') }],
    [
      '@severity in (Error, x)',
      { kind: 'in', operand: role('severity'), values: [text('error'), text('x')] },
    ],
    ['@severity like err*', { kind: 'text', operand: role('severity'), op: 'like', text: 'err*' }],
  ];
  test.each(ROWS)('%s', (typed, predicate) => expect(parseWhere(typed, OPTIONS)).toEqual(predicate));
});

describe('faults', () => {
  /** The part in «» is the span. */
  const ROWS: readonly [marked: string, says: RegExp, code?: string][] = [
    ['«»', /expected an expression, found the end/],
    ['  «»', /expected an expression/],
    ['a = 1 «&&» b = 2', /write `and`/],
    ['a = 1 «||» b = 2', /write `or`/],
    ['a = 1«&&»b=2', /write `and`/],
    ['«!a» = 1', /write `not`/],
    ['«!»(a = 1)', /write `not`/],
    ['a «=~» x', /write `~`/],
    ['a «===» 1', /write `=`/],
    ['a «<>» 1', /write `!=`/],
    ['a = «=» 1', /expected a value after `=`/],
    ['a «is» null', /= null/],
    ['a «matches» x', /write `~`/],
    ['a «starts_with» x', /did you mean `startswith`/],
    ['a «lik» x', /did you mean `like`/],
    ['a not «like» x', /expected `in` after `not`/],
    ['a["b c"] not «exists»', /write `not exists a\["b c"\]`/],
    ['a«»', /expected an operator.*found the end.*exists/],
    ['a «and» b = 2', /expected an operator.*exists/],
    ['a =«»', /expected a value after `=`, found the end/],
    ['a = «and» b = 2', /expected a value.*"and"/],
    ['(a = «)»', /expected a value/],
    ['a = 1 and«»', /expected a path or a role, found the end/],
    ['a = 1 and «or» b = 2', /expected a path or a role, found "or"/],
    ['«not» = 3', /\["not"\]/],
    ['«Exists» = 3', /\["Exists"\]/],
    ['«and» = 3', /\["and"\]/],
    ['«"a.b"» = 3', /brackets/],
    ['«(»a = 1', /expected a `\)` for the `\(` that opens here, found the end/],
    ['a = 1«)»', /no parenthesis is open/],
    ['(a = 1 «b» = 2)', /expected `and`, `or` or `\)`, found "b"/],
    ['a = x «y»', /several words/],
    ['a = «"x»', /closing "/],
    ['a = «\'x"»', /closing '/],
    ['a = "«\\d»"', /`\\\\`/],
    ['a = "«\\b»"', /escapes/],
    ["a = it«'»s", /quoted with the other/],
    ['a ~ «(»x|y)', /quoted/],
    ['a ~ x«(»y)', /quoted/],
    ['a ~ "«x(»"', /missing closing/, 'bad-regex'],
    ['a ~ «[z-a]»', /range/, 'bad-regex'],
    ['a in «x»', /expected `\(` or `\$name`/],
    ['a in («)»', /expected a value after `\(`/],
    ['a in (1, «)»', /expected a value after `,`/],
    ['a in (1 «2»)', /expected `,` or `\)`/],
    ['a in «(»1', /expected a `\)`/],
    ['a in «$tols»', /did you mean \$tools/],
    ['a in «$constructor»', /--values constructor=FILE/],
    ['«@timestamp» > 1', /\["@timestamp"\]/],
    ['«@typ» = x', /did you mean @type/],
    ['«@» = x', /expected a role/],
    ['@type«.»x = 1', /\["@type"\]/],
    ['a > «.5»', /write 0.5/],
    ['a < «+5»', /write 5/],
    ['@tokens > «many»', /expected a number: @tokens/],
    ['@tokens > «"5"»', /expected a number/],
    ['@cost like «5*»', /@cost is a number/],
    ['@time like «2024*»', /@time is a time/],
    ['@duration > «200»', /200ms or 200s/],
    ['@duration > «fast»', /such as 200ms/],
    ['@severity > «warn»', /did you mean warning/],
    ['@severity >= «5»', /expected a level/],
    ['@time > no«w»ish and a = 1', /expected a time/, 'bad-time'],
    ['@time > "no«w»ish"', /expected a time/, 'bad-time'],
    ['@time > «"no\\twish"»', /expected a time/, 'bad-time'],
    ['@time >«»', /expected a time/],
    ['@time > «and» a = 1', /expected a time/],
    ['a.«» = 1', /expected a key/],
    ['a[«x»] = 1', /expected an index/],
    ['a.«.»b = 1', /expected a key/],
    ['a «+» 1 = 2', /expected an operator/],
    [`${'not '.repeat(200)}«not» a = 1`, /at most 200/],
  ];
  test.each(ROWS)('%s', (marked, says, code = 'where-syntax') => {
    const typed = marked.replace(/[«»]/g, '');
    const fault = faultOf(typed);
    expect(`${fault.message} ${fault.parts.hint}`).toMatch(says);
    expect(fault.parts.code).toBe(code);
    const { text: whole, start, end } = fault.parts.span!;
    expect(whole).toBe(typed);
    const shown = `${typed.slice(0, start)}«${typed.slice(start, end)}»${typed.slice(end)}`;
    // A key that is missing has no width of its own: the place is what counts.
    expect(marked.includes('«»') ? start : shown).toBe(marked.includes('«»') ? marked.indexOf('«') : marked);
  });
  test('values come from the command line alone', () => {
    expect(faultOf('a in $ids', {}).message).toMatch(/from the command line alone/);
  });
});

describe('hostile text', () => {
  const ROWS: readonly [id: string, typed: string][] = [
    ['parentheses', '('.repeat(100_000)],
    ['nots', 'not '.repeat(25_000)],
    ['brackets', '['.repeat(100_000)],
    ['quotes', `a = ${'"'.repeat(100_001)}`],
    ['backslashes', `a = "${'\\'.repeat(100_000)}`],
    ['letters', 'a'.repeat(100_000)],
    ['dots', 'a.'.repeat(50_000)],
    ['signs', `a ${'='.repeat(100_000)}`],
    ['spaces', `${' '.repeat(100_000)}a`],
    ['spaced not', `not${' '.repeat(100_000)}`],
    ['roles', '@'.repeat(100_000)],
    ['role letters', `@${'t'.repeat(100_000)}`],
    ['commas', `a in (${','.repeat(100_000)}`],
    ['phrase', `@time > ${' a'.repeat(50_000)}`],
    ['NUL', '\0 = \0'],
    ['surrogate', '\ud800 = 1'],
    ['half a pair', 'a\udc00 = 1'],
  ];
  test.each(ROWS)('%s', (_, typed) => expect(faultOf(typed)).toBeInstanceOf(Fault));
  test('a long flat expression is fine', () => {
    const typed = Array.from({ length: 10_000 }, (_, i) => `a.b = ${i}`).join(' or ');
    const predicate = parseWhere(typed);
    expect(predicate.kind === 'or' && predicate.of.length).toBe(10_000);
  });
});

function faultOf(typed: string, options: Parameters<typeof parseWhere>[1] = OPTIONS): Fault {
  try {
    parseWhere(typed, options);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error(`no fault: ${typed}`);
}
