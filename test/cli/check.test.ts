import { expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { type Check, exitCode, parseExpect } from '../../src/cli/check.ts';
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
