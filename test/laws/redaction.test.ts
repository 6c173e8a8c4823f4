/** The law of the prefilter of secrets: it may only say "maybe". With every line a candidate the answer is the same. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { searchOf } from '../../src/append/find-secrets.ts';
import { redactLine } from '../../src/append/redact-line.ts';
import { Dice, ENCODINGS, KINDS, LOOK_ALIKES } from '../append/secret-kinds.ts';

const search = searchOf({ keys: [], add: [], allow: [] });
const blind = { ...search, blind: true };

const dice = new Dice('law');
const secret = fc.constantFrom(...Object.values(KINDS)).map((sampleOf) => sampleOf(dice).text);
const alike = fc.constantFrom(...Object.values(LOOK_ALIKES)).map((textOf) => textOf(dice));
const word = fc.constantFrom(
  'password',
  'token',
  'apiKey',
  'api key',
  'X-Auth-Token',
  'name',
  'value',
  'Cookie',
  '-u',
  '--user',
  '--password',
  'Authorization',
  'a:b',
  '=',
  ': ',
  ' ',
  '"',
  '\\',
  '%3D',
  '\n',
  'é',
  '\u2028',
  'credentials',
);
const text = fc
  .array(fc.oneof(secret, alike, word, fc.string({ maxLength: 8 })), { maxLength: 4 })
  .map((parts) => parts.join(''));
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(word, text), tie('value'), { maxKeys: 4 }),
  ),
})).value;

/** Other ways to spell the same JSON. */
const SPELLINGS: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line.replaceAll('/', '\\/'),
  (line) =>
    line.replaceAll(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
];

test('a line that holds a secret is a candidate', () => {
  fc.assert(
    fc.property(value, fc.constantFrom(...SPELLINGS), fc.nat(1), (data, spell, layers) => {
      const line = spell(JSON.stringify(layers === 0 ? data : { inner: JSON.stringify(data) }));
      expect(redactLine(search, line)).toBe(redactLine(blind, line));
    }),
    { numRuns: 3000 },
  );
});

test('and in every encoding', () => {
  for (const sampleOf of Object.values(KINDS)) {
    for (const lineOf of Object.values(ENCODINGS)) {
      for (const spell of SPELLINGS) {
        const line = spell(lineOf(sampleOf(dice).text));
        expect(redactLine(search, line)).toBe(redactLine(blind, line));
        expect(redactLine(search, line)).not.toBe(line);
      }
    }
  }
});

test('what is redacted is JSON of the same shape', () => {
  fc.assert(
    fc.property(value, (data) => {
      const line = JSON.stringify(data);
      const once = redactLine(search, line);
      expect(shapeOf(JSON.parse(once))).toEqual(shapeOf(JSON.parse(line)));
    }),
    { numRuns: 1000 },
  );
});

/** Containers and their sizes; keys may hold secrets too. */
function shapeOf(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(shapeOf);
  return typeof data === 'object' && data !== null ? 'object' : 'leaf';
}
