import { expect, test } from 'vitest';
import { colorWanted, palette } from '../../src/render/colour.ts';
import { inert, inertJson } from '../../src/render/inert.ts';
import { cut, cutStart, displayWidth, pad } from '../../src/render/terminal.ts';
import { PAYLOADS } from './payloads.ts';

const FAMILY = '👨\u200d👩\u200d👧';

test.each([
  ['plain text, ümlaut, 漢字, 🎉, ❤️, שלום', 'plain text, ümlaut, 漢字, 🎉, ❤️, שלום'],
  ['a\nb\r\tc', 'a\\nb\\r\\tc'],
  ['\0\x1b[31m\x7f\x9b', '\\x00\\x1b[31m\\x7f\\x9b'],
  ['a\u202eb\u2066', 'a\\u{202e}b\\u{2066}'],
  ['\ud800x\udc00', '\\u{d800}x\\u{dc00}'],
  ['\ufeff\u2028\u{e0041}\xad', '\\u{feff}\\u{2028}\\u{e0041}\\u{00ad}'],
  [FAMILY, '👨\\u{200d}👩\\u{200d}👧'],
])('inert %j', (text, shown) => {
  expect(inert(text)).toBe(shown);
});

test('inertJson keeps the value', () => {
  for (const payload of PAYLOADS) {
    const json = `{"k":${JSON.stringify(payload)},\t"\u202e":1}\r`;
    expect(JSON.parse(inertJson(json))).toEqual(JSON.parse(json));
  }
});

test.each([
  ['abcdef', 6, 'abcdef', 'abcdef'],
  ['abcdef', 4, 'abc…', '…def'],
  ['漢字漢字', 8, '漢字漢字', '漢字漢字'],
  ['漢字漢字', 6, '漢字…', '…漢字'],
  ['漢字漢字', 2, '…', '…'],
  ['e\u0301e\u0301e\u0301', 2, 'e\u0301…', '…e\u0301'],
  ['🇩🇪🇫🇷🇯🇵', 5, '🇩🇪🇫🇷…', '…🇫🇷🇯🇵'],
  ['abc', 0, '', ''],
  ['🎉'.repeat(100_000), 4, '🎉…', '…🎉'],
])('cut %j to %i', (text, width, start, end) => {
  expect([cut(text, width), cutStart(text, width)]).toEqual([start, end]);
});

test('cut ends a cluster without end', () => {
  expect(displayWidth(cut(`a${'\u0301'.repeat(100_000)}bcdef`, 3))).toBeLessThanOrEqual(3);
});

test.each([
  ['漢', 4, 'left', '漢  '],
  ['漢', 4, 'right', '  漢'],
  ['abcdef', 4, 'left', 'abcdef'],
] as const)('pad %j', (text, width, align, padded) => {
  expect(pad(text, width, align)).toBe(padded);
});

test('a palette without colour gives text back', () => {
  expect(Object.values(palette(false)).map((paint) => paint('x'))).toEqual(
    Object.values(palette(false)).map(() => 'x'),
  );
  expect(palette(true).error('x')).toBe('\x1b[31mx\x1b[39m');
});

test.each([
  ['auto', {}, true, true],
  ['auto', {}, false, false],
  ['auto', { TERM: 'dumb' }, true, false],
  ['auto', { NO_COLOR: '1' }, true, false],
  ['auto', { NO_COLOR: '' }, true, true],
  ['auto', { FORCE_COLOR: '1' }, false, true],
  ['auto', { FORCE_COLOR: '0' }, true, false],
  ['auto', { FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
  ['always', { NO_COLOR: '1', TERM: 'dumb' }, false, true],
  ['never', { FORCE_COLOR: '1' }, true, false],
] as const)('colour %s %j %s', (mode, env, isTTY, wanted) => {
  expect(colorWanted(mode, env, isTTY)).toBe(wanted);
});
