/** The list's pages against a plain list of the same events: same rows at same indexes, whatever was let go and fetched again. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  countOf,
  indexOf,
  keyOf,
  lightened,
  MOST_ROWS,
  missing,
  noPages,
  refilled,
  rowAt,
  withLive,
  withPage,
} from '../../../src/serve/web/list/pages.ts';
import type { Row } from '../../../src/serve/web/state/answers.ts';

const rows = (from: number, count: number): Row[] =>
  Array.from({ length: count }, (_, i) => ({ source: 'a.jsonl', offset: from + i }));

const PAGE = 500;

function filled(pageCount: number, newestFirst = true) {
  let pages = noPages(newestFirst);
  for (let i = 0; i < pageCount; i++)
    pages = withPage(pages, rows(i * PAGE, PAGE), {
      cursor: i === 0 ? undefined : `c${i}`,
      next: `c${i + 1}`,
    });
  return pages;
}

test('rows stand at their indexes', () => {
  const pages = filled(3);
  expect([countOf(pages), pages.next]).toEqual([1500, 'c3']);
  expect([0, 499, 500, 1499].map((index) => rowAt(pages, index)?.offset)).toEqual([0, 499, 500, 1499]);
  expect(rowAt(pages, 1500)).toBeUndefined();
  expect(indexOf(pages, 'a.jsonl@777')).toBe(777);
  expect(indexOf(pages, 'b.jsonl@777')).toBe(-1);
});

test('live events stand at the head or at the end, each once', () => {
  const fresh = [...rows(9000, 2), ...rows(0, 1)];
  const head = withLive(withLive(filled(1), fresh), rows(9001, 2));
  expect([0, 1, 2, 3].map((index) => rowAt(head, index)?.offset)).toEqual([9002, 9001, 9000, 0]);
  const end = withLive(filled(1, false), [...rows(9000, 2), ...rows(499, 1)]);
  expect([499, 500, 501, 502].map((index) => rowAt(end, index)?.offset)).toEqual([
    499,
    9000,
    9001,
    undefined,
  ]);
  expect(withLive(end, rows(9000, 1))).toBe(end);
});

test('what is far from the window is let go and can be asked for again', () => {
  const pages = lightened(filled(20), 9000, 9050);
  expect(countOf(pages)).toBe(10_000);
  expect(pages.pages.filter((page) => page.rows !== undefined)).toHaveLength(MOST_ROWS / PAGE + 1);
  expect(missing(pages, 9000, 9050)).toEqual([]);
  expect(missing(pages, 0, 600)).toEqual(['c1']);
  const back = refilled(pages, 'c1', rows(500, PAGE + 7));
  expect(missing(back, 0, 600)).toEqual([]);
  expect(rowAt(back, 999)?.offset).toBe(999);
  expect(countOf(back)).toBe(10_000);
});

test('any walk: the window always has its rows, and no more are held than may be', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9900), { maxLength: 20 }), (windows) => {
      let pages = filled(20);
      for (const from of windows) {
        for (const cursor of missing(pages, from, from + 60)) {
          pages = refilled(pages, cursor, rows(Number(cursor.slice(1)) * PAGE, PAGE));
        }
        pages = lightened(pages, from, from + 60);
        for (let index = from; index < Math.min(from + 60, 10_000); index++)
          expect(keyOf(rowAt(pages, index)!)).toBe(`a.jsonl@${index}`);
        expect(pages.pages.filter((page) => page.rows !== undefined).length).toBeLessThanOrEqual(
          MOST_ROWS / PAGE + 2,
        );
      }
    }),
    { numRuns: 50 },
  );
});
