import { expect, test } from 'vitest';
import type { Fault } from '../../src/base/fault.ts';
import { DIALECTS, dialectNames, findDialect } from '../../src/dialect/dialects.ts';
import { genericCandidates } from '../../src/dialect/generic.ts';
import type { Dialect } from '../../src/model/dialect.ts';

const mine: Dialect = { name: 'zeek', detect: [], roles: {}, types: [] };

test('names stand in page order, generic last', () => {
  expect(dialectNames()).toEqual(['macf', 'study', 'mnemosyne', 'agentbus', 'amplifier', 'generic']);
});

test.each([
  ['macf', [], DIALECTS[0]],
  ['amplifier', [mine], DIALECTS[4]],
  ['zeek', [mine], mine],
  ['macf', [{ ...mine, name: 'macf' }], { ...mine, name: 'macf' }],
  ['generic', [], genericCandidates()],
])('finds %s', (name, extra, dialect) => expect(findDialect(name, extra)).toEqual(dialect));

test.each([
  ['macff', [], 'did you mean "macf"?'],
  ['zeke', [mine], 'did you mean "zeek"?'],
  ['zeke', [], undefined],
  ['', [], undefined],
])('%j is no dialect', (name, extra, hint) => {
  expect(faultOf(name, extra)).toMatchObject({
    code: 'unknown-dialect',
    span: { text: name, start: 0, end: name.length },
  });
  expect(faultOf(name, extra).hint).toBe(hint);
});

function faultOf(name: string, extra: readonly Dialect[]): Fault['parts'] {
  try {
    findDialect(name, extra);
  } catch (error) {
    return (error as Fault).parts;
  }
  throw new Error('found');
}
