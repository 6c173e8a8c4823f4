import { expect, test } from 'vitest';
import { parseExpect } from '../../src/base/expect.ts';
import { Fault } from '../../src/base/fault.ts';
import { type Check, exitCode, unmet } from '../../src/cli/check.ts';
import type { Note, NoteKind } from '../../src/model/note.ts';
import type { Report } from '../../src/model/report.ts';

const NO_CHECK: Check = { exitStatus: false, strict: false };

function listed(count: number, kinds: readonly NoteKind[]): Report {
  const notes: readonly Note[] = kinds.map((kind) => ({ kind, count: 1, message: kind, places: [] }));
  return { report: 'list', version: 1, count, sources: [], notes };
}

test.each<[count: number, kinds: readonly NoteKind[], check: Partial<Check>, code: number]>([
  [3, [], {}, 0],
  [0, [], {}, 0],
  [0, [], { exitStatus: true }, 1],
  [1, [], { exitStatus: true }, 0],
  [3, ['damaged'], {}, 0],
  [3, ['damaged'], { strict: true }, 3],
  [3, ['invalid-utf8', 'disorder', 'skipped-file'], { strict: true }, 0],
  [3, ['unreadable'], {}, 3],
  [3, ['capped'], {}, 3],
  [3, ['truncated-input'], {}, 3],
  [0, ['capped'], { exitStatus: true }, 3],
  [0, [], { expect: { op: '=', count: 0 } }, 0],
  [1, [], { expect: { op: '=', count: 0 } }, 1],
  [1, ['unreadable'], { expect: { op: '=', count: 0 } }, 3],
])('%d rows with notes %j under %j exit %d', (count, kinds, check, code) => {
  expect(exitCode(listed(count, kinds), { ...NO_CHECK, ...check })).toBe(code);
});

/** How many of 0 to 4 rows meet the expectation, as a string of digits; `fault` where it cannot be read. */
function met(text: string): string {
  try {
    const expect = parseExpect(text);
    return [0, 1, 2, 3, 4]
      .filter((count) => exitCode(listed(count, []), { ...NO_CHECK, expect }) === 0)
      .join('');
  } catch (error) {
    if (error instanceof Fault) return error.parts.code;
    throw error;
  }
}

test.each<[text: string, counts: string]>([
  ['none', '0'],
  ['some', '1234'],
  ['=3', '3'],
  ['==3', '3'],
  ['3', '3'],
  ['!=0', '1234'],
  ['<2', '01'],
  ['<=2', '012'],
  ['>2', '34'],
  ['>=1', '1234'],
  ['= 3', '3'],
  ['', 'bad-expect'],
  ['=-1', 'bad-expect'],
  ['=>1', 'bad-expect'],
  ['any', 'bad-expect'],
])('--expect %j is met by %s', (text, counts) => {
  expect(met(text)).toBe(counts);
});

test.each<
  [count: number, check: { readonly expect?: string; readonly exitStatus?: true }, says: string | undefined]
>([
  [7, { expect: 'none' }, 'expected none, found 7'],
  [0, { expect: 'some' }, 'expected some, found none'],
  [2, { expect: '==3' }, 'expected 3, found 2'],
  [10, { expect: '<10' }, 'expected <10, found 10'],
  [0, { expect: '!=0' }, 'expected !=0, found none'],
  [0, { exitStatus: true }, 'nothing was found'],
  [0, { exitStatus: true, expect: 'some' }, 'expected some, found none'],
  [0, { exitStatus: true, expect: 'none' }, 'nothing was found'],
  [1, { exitStatus: true, expect: '<2' }, undefined],
  [0, {}, undefined],
])('%d rows under %j: %s', (count, { expect: text, ...check }, says) => {
  const expected = text === undefined ? {} : { expect: parseExpect(text) };
  expect(unmet(listed(count, []), { ...NO_CHECK, ...check, ...expected })).toBe(says);
});

test('gaps are counted before --top', () => {
  const report: Report = {
    report: 'gaps',
    version: 1,
    threshold_seconds: 1,
    events: 9,
    total: 7,
    gaps: [],
    regressions: { count: 0, places: [] },
    sources: [],
    notes: [],
  };
  expect(exitCode(report, { ...NO_CHECK, expect: { op: '=', count: 7 } })).toBe(0);
});
