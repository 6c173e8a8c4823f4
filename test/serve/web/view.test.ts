/** The view and its address: what is written reads back, what is not known is left alone. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canGrow, joined, selectionOf } from '../../../src/serve/web/state/selection.ts';
import {
  FACETS,
  FIRST_VIEW,
  isFiltered,
  readView,
  SORTS,
  TABS,
  toggled,
  type View,
  writeView,
} from '../../../src/serve/web/state/view.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const values = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 9 }), { maxLength: 4 });
const views: fc.Arbitrary<View> = fc.record({
  since: text,
  until: text,
  where: text,
  chosen: fc.record({ type: values, session: values, severity: values, status: values, agent: values }),
  tab: fc.constantFrom(...TABS),
  trace: text,
  event: text,
  order: fc.constantFrom('newest', 'oldest'),
  sort: fc.constantFrom(...SORTS),
  live: fc.boolean(),
  gap: fc.constantFrom('1h', '90s', '10m'),
  zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata'),
});

test('an address reproduces its view', () => {
  fc.assert(
    fc.property(views, (view) => {
      expect(readView(writeView(view))).toEqual(view);
    }),
  );
});

const ADDRESSES: readonly (readonly [query: string, view: Partial<View>])[] = [
  ['', {}],
  ['?live=0', { live: false }],
  ['?live=1&unknown=x', {}],
  ['?tab=nothing&order=sideways&zone=Middle/Earth', {}],
  ['?tab=sessions&trace=c37652eb', { tab: 'sessions', trace: 'c37652eb' }],
  ['?type=a&type=b&type=a&type=', { chosen: { ...FIRST_VIEW.chosen, type: ['a', 'b'] } }],
  ['?where=%40type+%3D+x', { where: '@type = x' }],
];

test.each(ADDRESSES)('%s', (query, view) => {
  expect(readView(query)).toEqual({ ...FIRST_VIEW, ...view });
});

test('the first view has no parameters', () => {
  expect(writeView(FIRST_VIEW)).toBe('');
});

test('a facet is switched on and off', () => {
  const on = toggled(FIRST_VIEW, 'type', 'a');
  expect(on.chosen.type).toEqual(['a']);
  expect(isFiltered(on)).toBe(true);
  expect(toggled(on, 'type', 'a')).toEqual(FIRST_VIEW);
  expect(isFiltered(FIRST_VIEW)).toBe(false);
});

const SELECTIONS: readonly (readonly [query: string, parameters: readonly (readonly [string, string])[]])[] =
  [
    ['', []],
    [
      '?since=1765343222.1&until=1765343300&tab=metrics',
      [
        ['since', '1765343222.1'],
        ['until', '1765343300'],
      ],
    ],
    [
      '?where=data.n+%3E+1&type=a',
      [
        ['where', 'data.n > 1'],
        ['where', '@type = "a"'],
      ],
    ],
    ['?type=a*&type=b,"c"', [['where', '@type in ("a*", "b,\\"c\\"")']]],
    ['?severity=error&severity=warning', [['where', '@severity in (error, warning)']]],
    [
      '?session=x&zone=Europe/Berlin',
      [
        ['tz', 'Europe/Berlin'],
        ['where', '@session = "x"'],
      ],
    ],
  ];

test.each(SELECTIONS)('%s selects', (query, parameters) => {
  expect([...selectionOf(readView(query))]).toEqual(parameters);
});

test('a facet can be left out', () => {
  const view = readView('?type=a&session=b');
  for (const facet of FACETS)
    expect([...selectionOf(view, facet)]).toHaveLength(facet === 'type' || facet === 'session' ? 1 : 2);
});

test('expressions are joined without changing what they mean', () => {
  expect(joined(' ', 'a = 1')).toBe('a = 1');
  expect(joined('a = 1', 'b = 2')).toBe('a = 1 and b = 2');
  expect(joined('a = 1 or c = 3', 'b = 2')).toBe('(a = 1 or c = 3) and b = 2');
});

test('a fixed end or a bound of the log keeps new events out', () => {
  expect(['', '?since=-2h', '?until=5', '?since=@last-10m'].map((query) => canGrow(readView(query)))).toEqual(
    [true, true, false, false],
  );
});
