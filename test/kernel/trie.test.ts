import { expect, test } from 'vitest';
import { parsePath } from '../../src/base/path.ts';
import { TrieBuilder } from '../../src/kernel/trie.ts';

/** The JSON texts found at each path, in one walk; absent is undefined, a path with `[*]` gives a list. */
function found(text: string, paths: readonly string[]): readonly (string | undefined | readonly string[])[] {
  const trie = new TrieBuilder();
  const parsed = paths.map(parsePath);
  const places = parsed.map((path) =>
    path.some((step) => 'any' in step) ? { many: trie.many(path) } : { slot: trie.slot(path) },
  );
  const walker = trie.build();
  const bytes = Buffer.from(text);
  // A line before it leaves nothing behind.
  walker.walk(Buffer.from('{"a":{"b":[9,9,9],"c":9},"d":9}'), 0);
  walker.walk(bytes, 0);
  const { slots } = walker;
  return places.map((place) => {
    if (place.slot !== undefined) {
      const { slot } = place;
      return slots.tag[slot] === 0 ? undefined : bytes.toString('utf8', slots.from[slot], slots.to[slot]);
    }
    const { count, from, to } = slots.many[place.many]!;
    return Array.from({ length: count }, (_, k) => bytes.toString('utf8', from[k], to[k]));
  });
}

test.each<[text: string, values: Record<string, string | undefined | readonly string[]>]>([
  ['{}', { a: undefined, 'a.b': undefined }],
  ['[]', { a: undefined, '[0]': undefined, '[*]': [] }],
  ['7', { a: undefined }],
  ['{"a":1,"b":"x"}', { a: '1', b: '"x"' }],
  [
    ' { "a" : { "b" : [ 1 , 2 ] } } ',
    { a: '{ "b" : [ 1 , 2 ] }', 'a.b': '[ 1 , 2 ]', 'a.b[1]': '2', 'a.b[2]': undefined },
  ],
  ['{"a":{"b":1},"a.b":2}', { 'a.b': '1', '["a.b"]': '2' }],
  ['{"":{"":1}}', { '[""]': '{"":1}', '[""][""]': '1' }],
  ['{"ab":1,"ac":2}', { ab: '1', ac: '2', ad: undefined }],
  ['{"\\u0061":{"\\"":1}}', { a: '{"\\"":1}', 'a["\\""]': '1' }],
  ['{"é":1,"\\u00e8":2}', { é: '1', è: '2' }],
  ['{"b\\\\":1,"b":2}', { b: '2', '["b\\\\"]': '1' }],
  [
    '{"a":[1,[2,3],{"b":4}]}',
    { 'a[*]': ['1', '[2,3]', '{"b":4}'], 'a[1][*]': ['2', '3'], 'a[*].b': ['4'], 'a[0]': '1' },
  ],
  ['{"a":[{"b":[1,2]},{"b":[]},{"b":[3]}]}', { 'a[*].b[*]': ['1', '2', '3'], 'a[2].b[0]': '3' }],
  ['{"a":1,"a":2}', { a: '2' }],
  ['{"a":{"b":1,"c":2},"a":{"b":3}}', { a: '{"b":3}', 'a.b': '3', 'a.c': undefined }],
  ['{"a":{"b":1},"a":5}', { a: '5', 'a.b': undefined }],
  ['{"a":[1,2],"a":[3]}', { 'a[*]': ['3'], 'a[0]': '3', 'a[1]': undefined }],
  ['{"a":[{"b":1,"b":2},{"b":3}]}', { 'a[*].b': ['2', '3'] }],
  ['{"a":[{"b":[1]},{"b":[2],"b":[3,4]}],"a":[{"b":[5]}]}', { 'a[*].b[*]': ['5'] }],
  ['{"a":[{"b":1},0],"a":0}', { 'a[*].b': [], 'a[*]': [] }],
  ['{"a":[{"b":[1]},{"b":[2],"b":[3,4]}]}', { 'a[*].b[*]': ['1', '3', '4'] }],
  [
    '{"__proto__":{"toString":1},"toString":2}',
    { '__proto__.toString': '1', toString: '2', constructor: undefined },
  ],
])('%s', (text, values) => {
  expect(found(text, Object.keys(values))).toEqual(Object.values(values));
});
