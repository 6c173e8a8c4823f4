/**
 * The listed events as pages: what was fetched, what came live above it, and how to fetch again what was let go.
 *
 * Invariants: an index names one event as long as nothing comes live; rows that are held are at most `MOST_ROWS`, those
 * around the window and the first page, which has no cursor; a page that was let go keeps its cursor and its length, so
 * that the list keeps its height.
 */
import type { Row } from '../state/answers.ts';

export interface Page {
  /** Where the API goes on to give this page; undefined for the first. */
  readonly cursor: string | undefined;
  readonly count: number;
  /** Undefined where it was let go. */
  readonly rows: readonly Row[] | undefined;
}

export interface Pages {
  /** Came while the list was open, in the order of the list. At its head where the newest stand first, else at its end. */
  readonly live: readonly Row[];
  readonly pages: readonly Page[];
  /** Where the next page begins; undefined where there is none. */
  readonly next: string | undefined;
  readonly newestFirst: boolean;
}

/** More rows than this are not held, save the first page and those in the window. */
export const MOST_ROWS = 4000;

/** A list of nothing. */
export function noPages(newestFirst: boolean): Pages {
  return { live: [], pages: [], next: undefined, newestFirst };
}

/** The list with one more page at its end. */
export function withPage(
  pages: Pages,
  rows: readonly Row[],
  { cursor, next }: { cursor: string | undefined; next: string | undefined },
): Pages {
  return { ...pages, pages: [...pages.pages, { cursor, count: rows.length, rows }], next };
}

/** The list with the rows of a page that was let go. */
export function refilled(pages: Pages, cursor: string, rows: readonly Row[]): Pages {
  return {
    ...pages,
    pages: pages.pages.map((page) =>
      page.cursor === cursor ? { ...page, rows: rows.slice(0, page.count) } : page,
    ),
  };
}

/** The list with events that came live, the oldest first; those that a page already has are left out. */
export function withLive(pages: Pages, rows: readonly Row[]): Pages {
  const edge = pages.newestFirst ? pages.pages[0]?.rows : pages.pages.at(-1)?.rows;
  const known = new Set([...(edge ?? []), ...pages.live].map(keyOf));
  const fresh = rows.filter((row) => !known.has(keyOf(row)));
  if (fresh.length === 0) return pages;
  const live = pages.newestFirst ? [...fresh.reverse(), ...pages.live] : [...pages.live, ...fresh];
  return { ...pages, live };
}

/** How many rows the list is high. */
export function countOf(pages: Pages): number {
  return pages.live.length + pages.pages.reduce((sum, { count }) => sum + count, 0);
}

/** The row at an index; undefined where it was let go or is not there. */
export function rowAt(pages: Pages, index: number): Row | undefined {
  let at = index;
  if (pages.newestFirst) {
    if (at < pages.live.length) return pages.live[at];
    at -= pages.live.length;
  }
  for (const { count, rows } of pages.pages) {
    if (at < count) return rows?.[at];
    at -= count;
  }
  return pages.newestFirst ? undefined : pages.live[at];
}

/** The index of an event, `LOG@OFFSET`, among the rows that are held; -1 where it is not among them. */
export function indexOf(pages: Pages, citation: string): number {
  const count = countOf(pages);
  for (let index = 0; index < count; index++) {
    const row = rowAt(pages, index);
    if (row !== undefined && keyOf(row) === citation) return index;
  }
  return -1;
}

/** The cursors of pages that a window of indexes needs and that were let go. */
export function missing(pages: Pages, from: number, to: number): readonly string[] {
  return spans(pages)
    .filter(({ start, end, page }) => page.rows === undefined && start < to && end > from)
    .flatMap(({ page }) => page.cursor ?? []);
}

/** The list without the rows of the pages farthest from the window, where it holds too many. */
export function lightened(pages: Pages, from: number, to: number): Pages {
  const held = spans(pages).filter(({ page }) => page.rows !== undefined && page.cursor !== undefined);
  let count = held.reduce((sum, { page }) => sum + page.count, 0);
  const distance = ({ start, end }: PageSpan): number => Math.max(start - to, from - end);
  const gone = new Set<Page>();
  for (const span of held.sort((a, b) => distance(b) - distance(a))) {
    if (count <= MOST_ROWS || distance(span) <= 0) break;
    gone.add(span.page);
    count -= span.page.count;
  }
  if (gone.size === 0) return pages;
  return {
    ...pages,
    pages: pages.pages.map((page) => (gone.has(page) ? { ...page, rows: undefined } : page)),
  };
}

/** `LOG@OFFSET`. */
export function keyOf({ source, offset }: { readonly source: string; readonly offset: number }): string {
  return `${source}@${offset}`;
}

interface PageSpan {
  readonly page: Page;
  readonly start: number;
  readonly end: number;
}

function spans(pages: Pages): PageSpan[] {
  let start = pages.newestFirst ? pages.live.length : 0;
  return pages.pages.map((page) => {
    const span = { page, start, end: start + page.count };
    start = span.end;
    return span;
  });
}
