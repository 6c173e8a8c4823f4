import { expect, test } from 'vitest';
import { DIALECTS } from '../../src/dialect/dialects.ts';

const templates = DIALECTS.flatMap(({ name, roles }) =>
  (roles.summary ?? []).flatMap(({ extract }) =>
    extract.as === 'template'
      ? Object.entries(extract.sentences).map(([type, sentence]) => [name, type, sentence] as const)
      : [],
  ),
);

test.each(templates)('%s: the sentence of %s keeps its paths in groups', (name, type, sentence) => {
  expect(sentence.replace(/\[[^[\]{}]*\{[^[\]]*\}[^[\]{}]*\]/g, '')).toMatch(/^[^[\]{}]*$/);
  expect(DIALECTS.find((dialect) => dialect.name === name)!.types).toContain(type);
});
