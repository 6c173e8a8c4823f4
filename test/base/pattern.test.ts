import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { checkRegex, globLiterals, globTest, isGlob, regexTest } from '../../src/base/pattern.ts';

describe('globTest', () => {
  const ROWS: readonly [glob: string, yes: readonly string[], no: readonly string[]][] = [
    ['tool_*', ['tool_', 'tool_call'], ['tool', 'a_tool_']],
    ['*_ended', ['_ended', 'dev_drv_ended'], ['_ended2', '']],
    ['*call*', ['call', 'xcally'], ['cal']],
    ['a*b*c', ['abc', 'aXbXc', 'abcbc'], ['ab', 'acb', 'abcd']],
    ['ab*ba', ['abba', 'abXba'], ['aba']],
    ['*a*ab', ['aab', 'aXab'], ['ab']],
    ['', [''], ['a']],
    ['*', ['', 'x\n'], []],
    ['***', ['', 'x'], []],
    ['?', ['a', '😀', 'é'], ['', 'ab']],
    ['a?c*', ['abc', 'a😀cd'], ['ac']],
    ['*?x', ['ax', '😀x', 'aax'], ['x']],
    ['[a].+', ['[a].+'], ['a', 'ax']],
    ['a\\*', ['a\\', 'a\\x'], ['a*']],
    ['A', ['A'], ['a']],
  ];
  test.each(ROWS)('%s', (glob, yes, no) => {
    const is = globTest(glob);
    expect(yes.filter((text) => !is(text))).toEqual([]);
    expect(no.filter((text) => is(text))).toEqual([]);
  });
  test('does not backtrack', () => {
    expect(globTest(`${'a*'.repeat(30)}b`)('a'.repeat(100_000))).toBe(false);
    expect(globTest(`${'?*a'.repeat(10)}b`)('a'.repeat(100_000))).toBe(false);
  });
});

test.each([
  ['tool_*', true, ['tool_']],
  ['a?b**c', true, ['a', 'b', 'c']],
  ['abc', false, ['abc']],
  ['*', true, []],
] as const)('isGlob and globLiterals of %s', (glob, is, literals) => {
  expect(isGlob(glob)).toBe(is);
  expect(globLiterals(glob)).toEqual(literals);
});

describe('regexTest', () => {
  const ROWS: readonly [pattern: string, yes: readonly string[], no: readonly string[]][] = [
    ['', ['', 'a'], []],
    ['ea', ['Read'], ['Rad']],
    ['^R.*d$', ['Read'], ['aRead']],
    ['(?i)read', ['READ'], ['red']],
    ['\\d+ms', ['took 5ms'], ['ms']],
    ['a.c', ['abc', 'a.c'], ['ac']],
    ['^.$', ['😀'], ['ab']],
    ['a-b/c: d', ['xa-b/c: dx'], ['a-b/c:d']],
    ['\\.log$', ['x.log'], ['xlog']],
    ['\ud83d', [], ['😀']],
  ];
  test.each(ROWS)('%s', (pattern, yes, no) => {
    const is = regexTest(pattern);
    expect(yes.filter((text) => !is(text))).toEqual([]);
    expect(no.filter((text) => is(text))).toEqual([]);
    expect(() => checkRegex(pattern)).not.toThrow();
  });
  test('is linear', () => {
    expect(regexTest('^(a+)+$')(`${'a'.repeat(100_000)}b`)).toBe(false);
  });
});

describe('bad regular expressions', () => {
  const ROWS: readonly [pattern: string, says: RegExp][] = [
    ['a(', /missing closing/],
    ['[z-a]', /range/],
    ['\\', /backslash/],
    ['(?=a)', /look-around/],
    ['(?<!a)b', /look-around/],
    ['(a)\\1', /back-reference/],
    ['(a{1000}){1000}', /repeat/],
    ['x'.repeat(20_000), /at most/],
    ['('.repeat(100_000), /at most/],
  ];
  test.each(ROWS)('%.20s', (pattern, says) => {
    for (const use of [regexTest, checkRegex]) {
      const error = thrown(() => use(pattern));
      expect(error.parts.code).toBe('bad-regex');
      expect(error.parts.span).toEqual({ text: pattern, start: 0, end: pattern.length });
      expect(`${error.message} ${error.parts.hint}`).toMatch(says);
    }
  });
});

function thrown(run: () => unknown): Fault {
  try {
    run();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('no fault');
}
