import { expect, test } from 'vitest';
import { splitFields } from '../../src/cli/wish.ts';

test.each<[text: string, fields: readonly string[]]>([
  ['a', ['a']],
  ['a,b.c, @type', ['a', 'b.c', '@type']],
  ['data["a,b"],@type', ['data["a,b"]', '@type']],
  ["['x,]'],y", ["['x,]']", 'y']],
  ['data["a\\",b"],c', ['data["a\\",b"]', 'c']],
  ['argv[*],argv[0]', ['argv[*]', 'argv[0]']],
  ['a,,b', ['a', '', 'b']],
  ['data["a', ['data["a']],
  ['[[[,[', ['[[[', '[']],
])('--fields %j has the columns %j', (text, fields) => {
  expect(splitFields(text)).toEqual(fields);
});
