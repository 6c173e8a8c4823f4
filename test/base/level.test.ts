import { expect, test } from 'vitest';
import { levelOf } from '../../src/base/level.ts';
import { LEVELS } from '../../src/model/role.ts';

test.each<[level: string | undefined, names: string]>([
  ['trace', 'trace TRACE verbose 10'],
  ['debug', 'debug Debug 20'],
  ['info', 'info INFO information notice 30'],
  ['warning', 'warning warn WARN 40'],
  ['error', 'error Err 50'],
  ['fatal', 'fatal critical crit alert emerg emergency panic 60'],
  [undefined, '0 1 5 15 70 100 10.0 -10 none ok __proto__ constructor toString'],
])('%s is what %s say', (level, names) => {
  for (const name of names.split(' ')) expect([name, levelOf(name)]).toEqual([name, level]);
});

test('every level of the model has its own name', () => {
  expect(LEVELS.map(levelOf)).toEqual(LEVELS);
  expect(levelOf('')).toBeUndefined();
});
