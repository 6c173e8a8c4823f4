/** promises.md row 10: depth never crashes; deeper than 1,000 is a damaged line. */
import { expect, test } from 'vitest';
import { nested } from '../hostile/corpus.ts';
import { ask, linesOf, logOf, reportOf } from './ask.ts';

const SHAPES: readonly (readonly [open: string, close: string, levels: number])[] = [
  ['[', ']', 1],
  ['{"a":', '}', 1],
  ['[{"a":', '}]', 2],
];
const TOO_DEEP = [1001, 1002, 2000, 10_000, 100_000, 1_000_000];
/** A guard against hanging, not a benchmark: a deep line is judged in far less. */
const LONGEST_MS = 5000;

const deep = SHAPES.flatMap(([open, close, levels]) =>
  TOO_DEEP.map((depth) => [depth, open, nested(open, close, Math.ceil(depth / levels))] as const),
);
const unclosed = TOO_DEEP.map((depth) => [depth, '[ unclosed', '['.repeat(depth)] as const);

test.each([...deep, ...unclosed])(
  'row 10: depth %d of %s is too deep',
  { timeout: LONGEST_MS },
  async (_, __, text) => {
    const { sources, notes } = await reportOf(['stats', logOf(`{"a":1}\n${text}\n{"a":2}\n`)]);
    expect(sources).toMatchObject([{ events: 2, damaged: 1 }]);
    expect(notes).toContainEqual(expect.objectContaining({ kind: 'damaged', reason: 'too-deep', count: 1 }));
  },
);

test.each(SHAPES)('row 10: depth 1,000 of %s is read by every command', async (open, close, levels) => {
  const depth = 1000 / levels;
  const text = nested(open, close, depth);
  const log = logOf(`${text}\n${text}\n`);
  const step = { '[': '[0]', '{"a":': '.a', '[{"a":': '[0].a' }[open] ?? '';
  const bottom = `${step.repeat(depth).replace(/^\./, '')} = 0`;
  expect(await linesOf(['query', '--where', bottom, log])).toHaveLength(2);
  const any = `${step.replace('[0]', '[*]').repeat(depth).replace(/^\./, '')} = 0`;
  expect(await linesOf(['query', '--where', any, log])).toHaveLength(2);
  for (const command of ['show', 'query', 'stats', 'gaps', 'sessions-list']) {
    for (const format of ['table', 'json', 'csv']) {
      const { code, stderr } = await ask([
        command,
        '-q',
        ...(format === 'table' ? [] : ['--format', format]),
        log,
      ]);
      expect([command, format, code, stderr]).toEqual([command, format, 0, '']);
    }
  }
  const set = await linesOf(['query-set', 'union', '--query1', 'not a = 1', '--query2', 'a = 1', log]);
  expect(set.map(String)).toEqual([text]);
  const by = levels === 1 && open !== '[' ? ['--by', 'a'] : [];
  expect((await ask(['stats', '--json', ...by, log])).code).toBe(0);
});

test('row 10: brackets in strings are no depth', async () => {
  const text = JSON.stringify({ s: `"${'[{'.repeat(5000)}\\` });
  expect(await linesOf(['query', logOf(text)])).toEqual([Buffer.from(text)]);
});
