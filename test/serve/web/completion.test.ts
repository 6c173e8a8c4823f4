/** Proposals at the caret `|` of an expression. */
import { expect, test } from 'vitest';
import { parseWhere } from '../../../src/query/where.ts';
import { completionAt, type Seen } from '../../../src/serve/web/search/completion.ts';

const SEEN: Seen = {
  paths: ['data.tool', 'data.success', 'data["a b"]'],
  values: new Map([
    ['@type', ['tool_call_started', 'session started', 'null', 'tool:pre']],
    ['data.tool', ['Bash']],
  ]),
};

const complete = (marked: string) => completionAt(marked.replace('|', ''), marked.indexOf('|'), SEEN);
const texts = (marked: string): string[] => complete(marked).options.map(({ text }) => text);

const FIRST: readonly (readonly [marked: string, options: readonly string[]])[] = [
  ['@ty|', ['@type']],
  ['too|', ['data.tool']],
  ['data.t|', ['data.tool']],
  ['@type |', ['=', '!=', '>', '>=', '<', '<=', '~', '!~', 'like', 'contains', 'startswith', 'endswith']],
  ['@type c|', ['contains']],
  ['@type = |', ['tool_call_started', '"session started"', '"null"', 'tool:pre']],
  ['@type = tool|', ['tool_call_started', 'tool:pre']],
  ['@type = "ses|', ['"session started"']],
  ['@type in (tool_call_started, |', ['tool_call_started', '"session started"', '"null"', 'tool:pre']],
  ['@severity >= wa|', ['warning']],
  ['@status = |', ['ok', 'error']],
  ['data.tool = |', ['Bash']],
  ['data.tool = Bash |', ['and', 'or']],
  ['data.tool = Bash a|', ['and']],
  ['@type in (a, b) |', ['and', 'or']],
  ['not (@ag|', ['@agent']],
  ['data.tool = Bash and exists data.su|', ['data.success']],
  ['data["a b"] = |', []],
  ['@type = tool_call_started|', []],
];
test.each(FIRST)('%s', (marked, options) => expect(texts(marked)).toEqual(options));

test('an empty box proposes roles and paths', () => {
  expect(texts('|')[0]).toBe('@type');
  expect(complete('|').options).toHaveLength(12);
});

test('a proposal replaces the whole word', () => {
  const { start, end } = complete('x = 1 and @t|yp = 2');
  expect([start, end]).toEqual([10, 14]);
});

test('what is proposed for a value is read by the language', () => {
  for (const value of texts('@type = |')) parseWhere(`@type = ${value}`);
});
