import { expect, test } from 'vitest';
import { Fault, type FaultParts } from '../../src/base/fault.ts';
import type { Note } from '../../src/model/note.ts';
import { palette } from '../../src/render/colour.ts';
import { faultText, noteText } from '../../src/render/note.ts';
import { displayWidth } from '../../src/render/terminal.ts';

const PLAIN = palette(false);

test.each<[Note, string]>([
  [
    {
      kind: 'damaged',
      reason: 'torn',
      count: 3,
      message: '3 damaged lines (torn).',
      places: [{ source: 'a.jsonl', offset: 88123, line: 120 }, { source: 'b' }],
    },
    'warning: 3 damaged lines (torn): a.jsonl@88123 (line 120), b, …\n',
  ],
  [
    { kind: 'empty-window', count: 1, message: 'the log ends in 2024', places: [] },
    'note: the log ends in 2024\n',
  ],
  [
    {
      kind: 'unreadable',
      count: 1,
      message: 'could not be read: no such file',
      places: [{ source: 'a\x1b[31m' }],
    },
    'error: could not be read: no such file: a\\x1b[31m\n',
  ],
  [
    { kind: 'capped', count: 1, message: '1 more match was left out', places: [] },
    'warning: 1 more match was left out\n',
  ],
  [
    {
      kind: 'truncated-input',
      count: 1,
      message: 'was not read to its end: why',
      places: [{ source: 'a.gz', offset: 9 }],
    },
    'warning: was not read to its end: why: a.gz@9\n',
  ],
])('note %#', (note, text) => {
  expect(noteText(note, PLAIN)).toBe(text);
});

test.each<[Omit<FaultParts, 'code'>, string]>([
  [
    { message: 'no such flag', hint: 'did you mean --since?' },
    'error: no such flag\n  hint: did you mean --since?\n',
  ],
  [
    { message: 'expected a value', flag: '--where', span: { text: 'a = and b', start: 4, end: 7 } },
    'error: --where: expected a value\n  a = and b\n      ^^^\n',
  ],
  [{ message: 'm', span: { text: 'a >', start: 3, end: 3 } }, 'error: m\n  a >\n     ^\n'],
  [{ message: 'm', span: { text: '\t漢字 = x', start: 3, end: 4 } }, 'error: m\n  \\t漢字 = x\n        ^\n'],
  [
    { message: 'm', span: { text: 'a = "x\ny"', start: 4, end: 9 } },
    'error: m\n  a = "x\\ny"\n      ^^^^^^\n',
  ],
  [{ message: 'm', span: { text: 'ab', start: 9, end: 99 } }, 'error: m\n  ab\n    ^\n'],
])('fault %#', (parts, text) => {
  expect(faultText([new Fault({ code: 'x', ...parts })], PLAIN)).toBe(text);
});

test('all faults are printed', () => {
  const faults = ['one', 'two'].map((message) => new Fault({ code: 'x', message }));
  expect(faultText(faults, PLAIN)).toBe('error: one\nerror: two\n');
});

test.each([0, 100, 250, 499, 500])('a long text is shown around the caret at %i', (start) => {
  const text = `${'漢a '.repeat(166)}xy`;
  const [, typed = '', carets = ''] = faultText(
    [new Fault({ code: 'x', message: 'm', span: { text, start, end: start + 1 } })],
    PLAIN,
    40,
  ).split('\n');
  expect(displayWidth(typed)).toBeLessThanOrEqual(40);
  const column = carets.indexOf('^');
  // What stands above the caret is the character that the span begins with.
  let at = 0;
  const above = Array.from(typed).find((character) => {
    at += displayWidth(character);
    return at > column;
  });
  expect(above).toBe(text[start]);
});
