/** Queries that run at the same time do not meet: each has the answer that it has alone. */
import { expect, test } from 'vitest';
import { queryOf } from '../../src/run/query-of.ts';
import { run } from '../../src/run/run.ts';
import { FIXTURES } from './ask.ts';

test('stats of all fixtures at once are those of one after the other', async () => {
  const stats = (log: string) => run(queryOf({ logs: [log], ask: { kind: 'stats' } }));
  const alone: unknown[] = [];
  for (const log of FIXTURES) alone.push(await stats(log));
  expect(alone.length).toBeGreaterThan(5);
  expect(await Promise.all(FIXTURES.map(stats))).toEqual(alone);
});
