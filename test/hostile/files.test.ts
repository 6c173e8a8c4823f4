import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ALL_LINES, LOGS } from './corpus.ts';
import { hostileFiles } from './files.ts';

const DIRECTORY = 'fixtures/hostile';

test('the committed fixtures are what the table gives', () => {
  const files = hostileFiles();
  expect(readdirSync(DIRECTORY).sort()).toEqual([...files.keys()].sort());
  const changed = [...files].filter(([name, bytes]) => !readFileSync(join(DIRECTORY, name)).equals(bytes));
  expect(changed.map(([name]) => name)).toEqual([]);
});

test('a row of the table has a name of its own', () => {
  const ids = [...ALL_LINES, ...LOGS].map(({ id }) => id);
  expect(ids.filter((id, n) => ids.indexOf(id) < n)).toEqual([]);
});
