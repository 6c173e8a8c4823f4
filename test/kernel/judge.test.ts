import { expect, test } from 'vitest';
import { isTooDeep, judge, MAX_DEPTH } from '../../src/kernel/judge.ts';
import { DAMAGE } from '../../src/model/batch.ts';
import type { DamageReason } from '../../src/model/note.ts';
import { ALL_LINES, nested } from '../hostile/corpus.ts';

const DAMAGED = ALL_LINES.filter(({ expected }) => expected !== 'event' && expected !== 'blank');

test.each(DAMAGED.filter(({ expected }) => expected !== 'too-deep'))('$id', ({ bytes, expected }) => {
  const around = Buffer.concat([Buffer.from('{"a":1}\n\0\n'), bytes, Buffer.from('\n\0{"a":1}')]);
  const from = '{"a":1}\n\0\n'.length;
  expect(DAMAGE[judge(around, from, from + bytes.length, false)]).toBe(expected);
});

test.each<[text: string, reason: DamageReason]>([
  ['{"a":1}\0\0', 'torn'],
  ['{"a":\0', 'torn'],
  ['\0\0\0', 'torn'],
  ['\0{"a":1', 'not-utf8-text'],
  ['{"a":1', 'torn'],
  ['{"a":1}}', 'syntax'],
  ['{"a":{"a":1}', 'torn'],
])('%j as the end of a log is %s', (text, reason) => {
  expect(DAMAGE[judge(Buffer.from(text), 0, Buffer.byteLength(text), true)]).toBe(reason);
});

test.each<[text: string, deep: boolean]>([
  [nested('[', ']', MAX_DEPTH), false],
  [nested('[', ']', MAX_DEPTH + 1), true],
  [nested('{"a":[', ']}', MAX_DEPTH / 2), false],
  [nested('{"a":[', ']}', MAX_DEPTH / 2 + 1), true],
  [`"${'['.repeat(2 * MAX_DEPTH)}"`, false],
  [`"\\"${'['.repeat(2 * MAX_DEPTH)}"`, false],
  [`"\\\\"${'['.repeat(2 * MAX_DEPTH)}`, true],
  ['[]'.repeat(MAX_DEPTH), false],
])('depth of %j', (text, deep) => {
  expect(isTooDeep(Buffer.from(text), 0, Buffer.byteLength(text))).toBe(deep);
});
