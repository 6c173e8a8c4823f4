/** The where-language on paths: every operator against every kind of value. Source: cli.md, The where-language. */
import { describe, expect, test } from 'vitest';
import { holds } from './holds.ts';

/** Expressions that hold for `{"v": VALUE}`; every other expression of the section does not. */
function check(value: string, expressions: readonly string[], held: readonly string[]): void {
  const found = expressions.filter((expression) => holds(expression, `{"v": ${value}}`));
  expect(found).toEqual(held);
}

describe('types are compared, not coerced', () => {
  const expressions = [
    'v = 1',
    'v != 1',
    'v < 1',
    'v <= 1',
    'v > 1',
    'v >= 1',
    'v in (0, 1)',
    'v = "1"',
    'v != "1"',
    'v < "1"',
    'v <= "1"',
    'v > "1"',
    'v >= "1"',
    'v in ("0", "1")',
    'v = true',
    'v != true',
    'v < true',
    'v = null',
    'v != null',
    'v <= null',
    'v like "*"',
    'v ~ "."',
    'v !~ "x"',
    'v contains ""',
    'v startswith ""',
    'v endswith ""',
    'exists v',
    'not (v = 1)',
  ];
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['1', ['v = 1', 'v <= 1', 'v >= 1', 'v in (0, 1)', 'exists v']],
    ['1.0', ['v = 1', 'v <= 1', 'v >= 1', 'v in (0, 1)', 'exists v']],
    ['10e-1', ['v = 1', 'v <= 1', 'v >= 1', 'v in (0, 1)', 'exists v']],
    ['-0', ['v != 1', 'v < 1', 'v <= 1', 'v in (0, 1)', 'exists v', 'not (v = 1)']],
    ['2', ['v != 1', 'v > 1', 'v >= 1', 'exists v', 'not (v = 1)']],
    [
      '"1"',
      [
        'v = "1"',
        'v <= "1"',
        'v >= "1"',
        'v in ("0", "1")',
        'v like "*"',
        'v ~ "."',
        'v !~ "x"',
        'v contains ""',
        'v startswith ""',
        'v endswith ""',
        'exists v',
        'not (v = 1)',
      ],
    ],
    [
      '"\\u0031"',
      [
        'v = "1"',
        'v <= "1"',
        'v >= "1"',
        'v in ("0", "1")',
        'v like "*"',
        'v ~ "."',
        'v !~ "x"',
        'v contains ""',
        'v startswith ""',
        'v endswith ""',
        'exists v',
        'not (v = 1)',
      ],
    ],
    [
      '""',
      [
        'v != "1"',
        'v < "1"',
        'v <= "1"',
        'v like "*"',
        'v !~ "x"',
        'v contains ""',
        'v startswith ""',
        'v endswith ""',
        'exists v',
        'not (v = 1)',
      ],
    ],
    ['true', ['v = true', 'exists v', 'not (v = 1)']],
    ['false', ['v != true', 'v < true', 'exists v', 'not (v = 1)']],
    ['null', ['v = null', 'v <= null', 'exists v', 'not (v = 1)']],
    ['[1]', ['exists v', 'not (v = 1)']],
    ['{"x": 1}', ['exists v', 'not (v = 1)']],
  ];
  test.each(rows)('%s', (value, held) => check(value, expressions, held));

  test('a missing path makes every comparison false', () => {
    const found = expressions.filter((expression) => holds(expression, '{"w": 1}'));
    expect(found).toEqual(['not (v = 1)']);
  });
});

describe('numbers compare exactly, whatever their size', () => {
  const ASCENDING = [
    '-1e400',
    '-9223372036854775809',
    '-9223372036854775808',
    '-9007199254740993',
    '-9007199254740992',
    '-1.5',
    '-1e-400',
    '0',
    '1e-400',
    '0.1',
    '0.1000000000000000000001',
    '1',
    '9007199254740991',
    '9007199254740992',
    '9007199254740992.5',
    '9007199254740993',
    '18446744073709551615',
    '18446744073709551616',
    '1e308',
    '1.0000000000000000000001e308',
    '1e309',
    '1e400',
    '1e99999999999',
  ];
  const SAME: readonly (readonly [string, string])[] = [
    ['-0', '0'],
    ['0e400', '0'],
    ['1.0', '1'],
    ['100e-2', '1'],
    ['9007199254740993.0', '9007199254740993'],
    ['9.007199254740993e15', '9007199254740993'],
    ['10e399', '1e400'],
    ['0.10', '0.1'],
    ['1E+400', '1e400'],
  ];

  test.each(ASCENDING.map((value, place) => [value, place] as const))('%s', (value, place) => {
    for (const [other, literal] of ASCENDING.entries()) {
      const signs = {
        '<': place < other,
        '=': place === other,
        '>': place > other,
        '!=': place !== other,
        '<=': place <= other,
        '>=': place >= other,
      };
      for (const [op, expected] of Object.entries(signs)) {
        expect({ [`${value} ${op} ${literal}`]: holds(`v ${op} ${literal}`, `{"v":${value}}`) }).toEqual({
          [`${value} ${op} ${literal}`]: expected,
        });
      }
    }
  });

  test.each(SAME)('%s is %s', (a, b) => {
    expect(holds(`v = ${b}`, `{"v":${a}}`)).toBe(true);
    expect(holds(`v in (${a}, 5)`, `{"v":${b}}`)).toBe(true);
    expect(holds(`v != ${b}`, `{"v":${a}}`)).toBe(false);
  });
});

describe('text is in code-point order', () => {
  const ASCENDING = ['', 'A', 'Z', 'a', 'aa', 'b', 'é', '\uE000', '\uFFFF', '😀', '😀a', '\u{10FFFF}'];

  test.each(ASCENDING.map((value, place) => [value, place] as const))('%j', (value, place) => {
    const line = JSON.stringify({ v: value });
    for (const [other, literal] of ASCENDING.entries()) {
      const found = ['<', '<=', '=', '>=', '>'].map((op) =>
        holds(
          {
            kind: 'compare',
            operand: { kind: 'path', path: [{ key: 'v' }] },
            op: op as '<',
            value: { kind: 'string', text: literal },
          },
          line,
        ),
      );
      expect(found).toEqual([place < other, place <= other, place === other, place >= other, place > other]);
    }
  });
});

describe('which value a path finds', () => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ['data.tool = Read', '{"data":{"tool":"Read"}}', true],
    ['data.tool = Read', '{"data":{"t\\u006fol":"Read"}}', true],
    ['data.tool = Read', '{"data.tool":"Read"}', true],
    ['data.tool = Read', '{"data.tool":"Read","data":{"tool":"Edit"}}', false],
    ['data.tool = Edit', '{"data.tool":"Read","data":{"tool":"Edit"}}', true],
    ['a.b.c = 1', '{"a":{"b.c":1}}', true],
    ['a.b.c = 1', '{"a.b":{"c":1}}', true],
    ['a.b.c = 1', '{"a.b.c":1}', true],
    ['a["b.c"] = 1', '{"a":{"b":{"c":1}}}', false],
    ['a["b.c"] = 1', '{"a":{"b.c":1}}', true],
    ['["@timestamp"] = 1', '{"@timestamp":1}', true],
    ['["a b"]["c\\"d"] = 1', '{"a b":{"c\\"d":1}}', true],
    ['[""] = 1', '{"":1}', true],
    ['__proto__.x = 1', '{"__proto__":{"x":1}}', true],
    ['exists __proto__', '{}', false],
    ['exists constructor', '{"a":1}', false],
    ['exists toString', '{"a":1}', false],
    ['v[0] = 1', '{"v":[1,2]}', true],
    ['v[1] = 1', '{"v":[1,2]}', false],
    ['v[2] = 1', '{"v":[1,2]}', false],
    ['exists v[2]', '{"v":[1,2]}', false],
    ['exists v[0]', '{"v":{"0":1}}', false],
    ['v[*] = 2', '{"v":[1,2]}', true],
    ['v[*] != 2', '{"v":[1,2]}', true],
    ['v[*] != 2', '{"v":[2,2]}', false],
    ['not (v[*] = 2)', '{"v":[1,2]}', false],
    ['v[*] = 3', '{"v":[1,2]}', false],
    ['v[*] = 1', '{"v":1}', false],
    ['v[*] > 1', '{"v":["5",2]}', true],
    ['exists v[*]', '{"v":[]}', false],
    ['exists v[*]', '{"v":[null]}', true],
    ['v[*].w = 2', '{"v":[{"w":1},{"w":2}]}', true],
    ['v[*][*] = 4', '{"v":[[1],[3,4]]}', true],
    ['v[*].w[0] = 2', '{"v":[{"w":[1,2]},{"w":[2]}]}', true],
    ['v[*] in (b, c)', '{"v":["a","b"]}', true],
    ['v[*] like "b*"', '{"v":["a","bc"]}', true],
    ['v = 2', '{"v":1,"v":2}', true],
    ['v = 1', '{"v":1,"v":2}', false],
    ['v.w = 1', '{"v":{"w":1},"v":{}}', false],
    ['v = x', '[1]', false],
    ['exists v', '"v"', false],
    ['not (exists v)', 'null', true],
  ];
  test.each(rows)('%s in %s: %s', (expression, line, expected) => {
    expect(holds(expression, line)).toBe(expected);
    expect(holds(`not (${expression})`, line)).toBe(!expected);
  });
});

describe('text tests', () => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ['v like "tool_*"', 'tool_call', true],
    ['v like "tool_*"', 'a tool_call', false],
    ['v like "?ool"', 'tool', true],
    ['v like "?"', '😀', true],
    ['v like "a*c*e"', 'abcde', true],
    ['v like "a*a"', 'a', false],
    ['v like tool', 'tool', true],
    ['v ~ "^a+$"', 'aaa', true],
    ['v ~ "b"', 'abc', true],
    ['v ~ "(?i)TOOL"', 'tool', true],
    ['v !~ "b"', 'abc', false],
    ['v !~ "x"', 'abc', true],
    ['v contains "b"', 'abc', true],
    ['v contains "B"', 'abc', false],
    ['v contains "\\n"', 'a\nb', true],
    ['v startswith "ab"', 'abc', true],
    ['v startswith "bc"', 'abc', false],
    ['v endswith "bc"', 'abc', true],
    ['v endswith "ab"', 'abc', false],
    ['v in (a, "b c")', 'b c', true],
    ['v in (a, "b c")', 'b', false],
    ['v not in (a, b)', 'c', true],
    ['v = "\\ud83d\\ude00"', '😀', true],
  ];
  test.each(rows)('%s of %j: %s', (expression, value, expected) => {
    expect(holds(expression, JSON.stringify({ v: value }))).toBe(expected);
  });
});
