/** Law: what the walk over a line's bytes finds at a path is what `JSON.parse` has there, duplicate keys included. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Path } from '../../src/base/path.ts';
import { TrieBuilder } from '../../src/kernel/trie.ts';

const KEYS = ['a', 'b', 'ab', '', '__proto__', 'é', '"'];

/** JSON text with few keys, so that they repeat, in two spellings and with white space. */
const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('0', '-1.5e3', '"x"', '"\\u0022}]"', 'true', 'null', '{}', '[ ]'),
    fc.array(fc.tuple(keyText(), tie('json')), { maxLength: 4 }).map((members) => {
      return `{${members.map(([key, value]) => `${key} :${value}`).join(', ')}}`;
    }),
    fc.array(tie('json'), { maxLength: 3 }).map((values) => `[${values.join(' ,')}]`),
  ),
}));

const path: fc.Arbitrary<Path> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...KEYS).map((key) => ({ key })) },
    { weight: 1, arbitrary: fc.nat(2).map((index) => ({ index })) },
    { weight: 2, arbitrary: fc.constant({ any: true } as const) },
  ),
  { minLength: 1, maxLength: 4 },
);

function keyText(): fc.Arbitrary<string> {
  const plain = fc.constantFrom(...KEYS).map((key) => JSON.stringify(key));
  return fc.oneof(
    plain,
    plain.map((text) => text.replace('a', '\\u0061')),
  );
}

function valuesAt(value: unknown, [step, ...rest]: Path): unknown[] {
  if (step === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  if ('any' in step) return Array.isArray(value) ? value.flatMap((each) => valuesAt(each, rest)) : [];
  if (Array.isArray(value) !== 'index' in step) return [];
  const key = 'index' in step ? String(step.index) : step.key;
  return Object.hasOwn(value, key) ? valuesAt((value as Record<string, unknown>)[key], rest) : [];
}

test('the walk agrees with JSON.parse at every path', () => {
  fc.assert(
    fc.property(
      fc.array(json, { minLength: 1, maxLength: 3 }),
      fc.array(path, { maxLength: 6 }),
      (lines, paths) => {
        const trie = new TrieBuilder();
        const places = paths.map((each) =>
          each.some((step) => 'any' in step) ? { many: trie.many(each) } : { slot: trie.slot(each) },
        );
        const walker = trie.build();
        for (const text of lines) {
          const bytes = Buffer.from(text);
          walker.walk(bytes, 0);
          const read = (from: number, to: number): unknown => JSON.parse(bytes.toString('utf8', from, to));
          const { slots } = walker;
          const found = places.map((place) => {
            if (place.slot !== undefined) {
              return slots.tag[place.slot] === 0
                ? []
                : [read(slots.from[place.slot]!, slots.to[place.slot]!)];
            }
            const { count, from, to } = slots.many[place.many]!;
            return Array.from({ length: count }, (_, k) => read(from[k]!, to[k]!));
          });
          expect(found).toEqual(paths.map((each) => valuesAt(JSON.parse(text), each)));
        }
      },
    ),
    { numRuns: 20_000 },
  );
});
