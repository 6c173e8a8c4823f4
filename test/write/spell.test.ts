/** Events as their dialects' own writers spell them; of Python's, against Python itself where it is there. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { floatText } from '../../src/write/float.ts';
import { exactNumber, float, spell } from '../../src/write/spell.ts';

const PYTHON = spawnSync('python3', ['--version']).status === 0;
const withPython = PYTHON ? '' : ' (python3 is not here: not compared)';

/** What `json.dumps` writes of each JSON text, as Python reads it. */
function python(texts: readonly string[]): readonly string[] {
  const program = 'import json,sys\nfor line in sys.stdin: print(json.dumps(json.loads(line)))';
  const { stdout, status } = spawnSync('python3', ['-c', program], {
    input: `${texts.join('\n')}\n`,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  expect(status).toBe(0);
  return stdout.split('\n').slice(0, -1);
}

const VALUES: readonly (readonly [value: unknown, macf: string, generic: string])[] = [
  [{ a: 1, b: [true, null, 'x'] }, '{"a": 1, "b": [true, null, "x"]}', '{"a":1,"b":[true,null,"x"]}'],
  [{}, '{}', '{}'],
  [[], '[]', '[]'],
  ['Füße 🦶\u007f', '"F\\u00fc\\u00dfe \\ud83e\\uddb6\\u007f"', '"Füße 🦶\u007f"'],
  ['"\\/\b\f\n\r\t\u0001', '"\\"\\\\/\\b\\f\\n\\r\\t\\u0001"', '"\\"\\\\/\\b\\f\\n\\r\\t\\u0001"'],
  ['\ud800', '"\\ud800"', '"\\ud800"'],
  [{ 'a: b, c': ': ,' }, '{"a: b, c": ": ,"}', '{"a: b, c":": ,"}'],
  [3600, '3600', '3600'],
  [float(3600), '3600.0', '3600.0'],
  [0.5, '0.5', '0.5'],
  [1e-7, '1e-07', '1e-7'],
  [0.00001, '1e-05', '0.00001'],
  [2 ** 53 - 1, '9007199254740991', '9007199254740991'],
  [2 ** 60, '1.152921504606847e+18', '1152921504606847000'],
  [12345678901234567890n, '12345678901234567890', '12345678901234567890'],
  [exactNumber('1.10'), '1.10', '1.10'],
  [{ a: undefined, b: () => 1, c: [undefined] }, '{"c": [null]}', '{"c":[null]}'],
  [new Date(0), '"1970-01-01T00:00:00.000Z"', '"1970-01-01T00:00:00.000Z"'],
  [
    new Map<string, unknown>([
      ['10', 1],
      ['2', new Map([['__proto__', 2]])],
    ]),
    '{"10": 1, "2": {"__proto__": 2}}',
    '{"10":1,"2":{"__proto__":2}}',
  ],
];

for (const [value, macf, generic] of VALUES) {
  test(macf, () => {
    expect(spell(value, 'macf')).toBe(macf);
    expect(spell(value, 'generic')).toBe(generic);
  });
}

describe('what JSON has no way to write', () => {
  const circle: unknown[] = [];
  circle.push(circle);
  test('NaN, an infinity, a circle', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, circle])
      expect(() => spell({ value }, 'macf')).toThrow(/JSON has no way to write/);
  });

  test('a number that is none', () => {
    expect(() => exactNumber('01')).toThrow('expected a JSON number');
  });
});

test.skipIf(!PYTHON)(`any value is what json.dumps writes${withPython}`, () => {
  // Python reads 1.10 as 1.1; what is given as text keeps it.
  const values: unknown[] = VALUES.filter(([, macf]) => macf !== '1.10').map(([value]) => value);
  values.push(...fc.sample(fc.json(), { numRuns: 500, seed: 5 }).map((text) => JSON.parse(text) as unknown));
  values.push(...fc.sample(fc.string({ unit: 'binary' }), { numRuns: 200, seed: 5 }));
  const spelled = values.map((value) => spell(value, 'macf'));
  expect(python(spelled)).toEqual(spelled);
});

test.skipIf(!PYTHON)(`any double is what repr prints${withPython}`, () => {
  const doubles = fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), { numRuns: 2000, seed: 5 });
  doubles.push(1e16, 1e15, 123456789012345680, 1e22, 1e-4, 0.0001234, 1e-5, 5e-324, -0, 1765343222.1145039);
  const texts = doubles.map(floatText);
  expect(python(texts)).toEqual(texts);
  expect(texts.map(Number)).toEqual(doubles);
});
