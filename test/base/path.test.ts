import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { type Path, parsePath, printPath, readings } from '../../src/base/path.ts';

describe('parsePath and printPath', () => {
  const ROWS: readonly [text: string, path: Path, printed?: string][] = [
    ['data.tool', [{ key: 'data' }, { key: 'tool' }]],
    ['data["a.b"]', [{ key: 'data' }, { key: 'a.b', quoted: true }]],
    ["data['a\\'b']", [{ key: 'data' }, { key: "a'b", quoted: true }], 'data["a\'b"]'],
    ['data.argv[0]', [{ key: 'data' }, { key: 'argv' }, { index: 0 }]],
    ['data.argv[*].x', [{ key: 'data' }, { key: 'argv' }, { any: true }, { key: 'x' }]],
    ['["@timestamp"]', [{ key: '@timestamp', quoted: true }]],
    ['["a"].b', [{ key: 'a', quoted: true }, { key: 'b' }]],
    ['[ "a" ][ 12 ][ * ]', [{ key: 'a', quoted: true }, { index: 12 }, { any: true }], '["a"][12][*]'],
    ['__proto__.constructor', [{ key: '__proto__' }, { key: 'constructor' }]],
    ['data.0x', [{ key: 'data' }, { key: '0x' }]],
    ['a-b.$c.d@e._', [{ key: 'a-b' }, { key: '$c' }, { key: 'd@e' }, { key: '_' }]],
    ['größe.日本', [{ key: 'größe' }, { key: '日本' }]],
    ['["\\u0000\\n\\ud800\\b"]', [{ key: '\0\n\ud800\b', quoted: true }], '["\\u0000\\n\\ud800\\u0008"]'],
    ['[""]', [{ key: '', quoted: true }]],
    ['["]"]', [{ key: ']', quoted: true }]],
    ['[0]', [{ index: 0 }]],
  ];
  test.each(ROWS)('%s', (text, path, printed = text) => {
    expect(parsePath(text)).toEqual(path);
    expect(printPath(path)).toBe(printed);
    expect(parsePath(printed)).toEqual(path);
  });
  test('a plain key that needs quotes is printed with them', () => {
    expect(printPath([{ key: 'a.b' }, { key: '@c' }, { key: '' }])).toBe('["a.b"]["@c"][""]');
  });
});

describe('faults', () => {
  const ROWS: readonly [text: string, start: number, end: number, says: RegExp][] = [
    ['', 0, 0, /expected a key/],
    ['.a', 0, 1, /expected a key/],
    ['a.', 2, 2, /expected a key/],
    ['a..b', 2, 3, /expected a key/],
    ['@timestamp', 0, 1, /is quoted: \["@timestamp"\]/],
    ['a b', 1, 3, /the end of the path/],
    ['a+b', 1, 3, /quoted/],
    ['a[-1]', 2, 3, /count from 0/],
    ['a[x]', 2, 3, /quoted/],
    ['a[', 2, 2, /expected an index/],
    ['a[0', 2, 3, /expected/],
    ['a["b', 2, 4, /closing "/],
    ['a["b"', 5, 5, /expected `\]`/],
    ['a["\\x"]', 3, 5, /escapes/],
    ['a["\\u12"]', 3, 9, /escapes/],
    ['a[99999999999999999999]', 2, 3, /expected an index/],
  ];
  test.each(ROWS)('%s', (text, start, end, says) => {
    const fault = faultOf(() => parsePath(text));
    expect(fault.parts.code).toBe('bad-path');
    expect(fault.parts.span).toEqual({ text, start, end });
    expect(`${fault.message} ${fault.parts.hint}`).toMatch(says);
  });
  test('hostile lengths', () => {
    for (const text of [
      'a.'.repeat(50_000),
      '['.repeat(100_000),
      `["${'x'.repeat(100_000)}`,
      '[0]'.repeat(2_000),
    ]) {
      expect(faultOf(() => parsePath(text)).parts.code).toBe('bad-path');
    }
  });
});

describe('readings', () => {
  const ROWS: readonly [text: string, all: readonly string[]][] = [
    ['a', ['a']],
    ['["a.b"].c', ['["a.b"].c']],
    ['id.orig_h', ['id.orig_h', '["id.orig_h"]']],
    ['a.b.c', ['a.b.c', 'a["b.c"]', '["a.b"].c', '["a.b.c"]']],
    ['a.b[0].c.d', ['a.b[0].c.d', 'a.b[0]["c.d"]', '["a.b"][0].c.d', '["a.b"][0]["c.d"]']],
    ['a[*].b', ['a[*].b']],
    ['a["x"].b.c', ['a["x"].b.c', 'a["x"]["b.c"]']],
    ['a.b.c.d.e.f.g', ['a.b.c.d.e.f.g', '["a.b.c.d.e.f.g"]']],
  ];
  test.each(ROWS)('%s', (text, all) => {
    expect(readings(parsePath(text)).map(printPath)).toEqual(all);
  });
  test('6 keys in a row give all 32', () => {
    const all = readings(parsePath('a.b.c.d.e.f')).map(printPath);
    expect(new Set(all).size).toBe(32);
    expect(all[0]).toBe('a.b.c.d.e.f');
    expect(all.at(-1)).toBe('["a.b.c.d.e.f"]');
  });
});

function faultOf(run: () => unknown): Fault {
  try {
    run();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('no fault');
}
