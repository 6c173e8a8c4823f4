import { expect, test } from 'vitest';
import { near } from '../../src/base/near.ts';

const ROWS: readonly [word: string, candidates: readonly string[], nearest: string | undefined][] = [
  ['tol', ['data', 'tool', 'total'], 'tool'],
  ['data.tol', ['data.argv', 'data.tool'], 'data.tool'],
  ['tyep', ['time', 'type'], 'type'],
  ['Query', ['stats', 'query'], 'query'],
  ['QUERY', ['query'], 'query'],
  ['warn', ['info', 'warning', 'error'], 'warning'],
  ['sess', ['stats', 'sessions-list'], 'sessions-list'],
  ['ab', ['xb', 'ax'], 'xb'],
  ['x', ['y', 'z'], undefined],
  ['s', ['since', 'g'], undefined],
  ['zebra', ['stats', 'query'], undefined],
  ['tool_call_strated', ['tool_call_started', 'tool_call_completed'], 'tool_call_started'],
  ['', ['a'], undefined],
  ['a', [], undefined],
  ['x'.repeat(100_000), ['x'], undefined],
];

test.each(ROWS)('near(%s)', check);

function check(word: string, candidates: readonly string[], nearest: string | undefined): void {
  expect(near(word, candidates)).toBe(nearest);
}
