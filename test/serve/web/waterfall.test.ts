/** The waterfall's layout: each span one row, in its parent, on the axis. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SpanRow } from '../../../src/model/span.ts';
import { ticksOf, waterfallOf } from '../../../src/serve/web/trace/waterfall.ts';

interface Short {
  readonly id: string;
  readonly parent?: string;
  readonly from?: number;
  readonly to?: number;
}

const span = ({ id, parent, from, to }: Short): SpanRow => ({
  id,
  name: 'tool',
  status: to === undefined ? 'open' : 'ok',
  children: 0,
  ...(parent === undefined ? {} : { parent }),
  ...(from === undefined ? {} : { start_epoch: from }),
  ...(to === undefined ? {} : { end_epoch: to }),
});

const shown = (spans: readonly Short[], folded: readonly string[] = []): string[] =>
  waterfallOf(spans.map(span), new Set(folded)).bars.map(
    ({ span: { id }, depth, left, width, isOpen }) =>
      `${'  '.repeat(depth)}${id} ${left === undefined ? '-' : `${left}+${width}${isOpen ? '…' : ''}`}`,
  );

const TREE: readonly Short[] = [
  { id: 'late', parent: 'root', from: 6, to: 8 },
  { id: 'root', from: 0, to: 10 },
  { id: 'early', parent: 'root', from: 1, to: 2 },
  { id: 'inner', parent: 'early', from: 1.5 },
];

test('children stand in their parent by start, open ones run to the end', () => {
  expect(shown(TREE)).toEqual([
    'root 0+1',
    '  early 0.1+0.1',
    '    inner 0.15+0.85…',
    '  late 0.6+0.20000000000000007',
  ]);
});

test('a folded span hides what is inside of it', () => {
  expect(shown(TREE, ['early'])).toEqual(['root 0+1', '  early 0.1+0.1', '  late 0.6+0.20000000000000007']);
  expect(shown(TREE, ['root', 'early'])).toEqual(['root 0+1']);
});

const ODD: readonly (readonly [name: string, spans: readonly Short[], lines: readonly string[]])[] = [
  ['nothing', [], []],
  ['no time', [{ id: 'a' }], ['a -']],
  ['one moment', [{ id: 'a', from: 5, to: 5 }], ['a 0+0']],
  ['an end alone', [{ id: 'a', to: 5 }], ['a 0+0']],
  ['a parent that is not there', [{ id: 'a', parent: 'x', from: 0, to: 1 }], ['a 0+1']],
  ['its own parent', [{ id: 'a', parent: 'a', from: 0, to: 1 }], ['a 0+1']],
  [
    'a circle',
    [
      { id: 'a', parent: 'b', from: 0, to: 1 },
      { id: 'b', parent: 'a', from: 0, to: 1 },
    ],
    ['a 0+1', '  b 0+1'],
  ],
];
test.each(ODD)('%s', (_, spans, lines) => expect(shown(spans)).toEqual(lines));

test('any spans: one row each, on the axis', () => {
  const id = fc.constantFrom(...'abcdefgh');
  const any = fc.uniqueArray(
    fc.record({ id, parent: id, from: fc.nat(100), to: fc.nat(100) }, { requiredKeys: ['id'] }),
    { selector: (each) => each.id },
  );
  fc.assert(
    fc.property(any, (spans) => {
      const { bars } = waterfallOf(
        spans.map((each) => span(each as Short)),
        new Set(),
      );
      expect(bars.map((bar) => bar.span.id).sort()).toEqual(spans.map((each) => each.id).sort());
      for (const { left, width } of bars)
        expect(left === undefined || (left >= 0 && left <= 1)).toBe(true) ??
          expect((left ?? 0) + width).toBeLessThanOrEqual(1 + 1e-9);
    }),
  );
});

test('a deep tree takes no stack', () => {
  const deep = Array.from({ length: 20_000 }, (_, i) => ({
    id: `${i}`,
    from: i,
    to: 20_000,
    ...(i > 0 ? { parent: `${i - 1}` } : {}),
  }));
  expect(shown(deep)).toHaveLength(20_000);
});

const TICKS: readonly (readonly [length: number, ticks: readonly number[]])[] = [
  [10, [0, 2, 4, 6, 8, 10]],
  [0.001, [0, 0.0002, 0.0004, 0.0006, 0.0008, 0.001]],
  [62.1, [0, 20, 40, 60]],
];
test.each(TICKS)('an axis of %d s', (length, ticks) =>
  expect(ticksOf({ from: 0, to: length }, 5)).toEqual(ticks),
);
