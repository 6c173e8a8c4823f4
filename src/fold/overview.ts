/**
 * The first picture of a log in one pass: a timeline by type, and how often each type, session, severity, status and agent
 * occurs. Free of order. At most `spec.cap` values of each facet are kept (names.ts says which).
 */
import { FACETS, type Facet, type FacetRow, type OverviewSpec } from '../model/overview.ts';
import { makeGrouper } from './by-code.ts';
import { type Lines, textsOf } from './columns.ts';
import type { Fold, OverviewAnswer } from './fold.ts';
import { joinHashes } from './join.ts';
import { keptRows, makeTable, mergeNames, type Names, newNames } from './names.ts';
import { spanOf } from './place.ts';
import { makeSlicing, newTimeline, sliceUs, type Timeline } from './timeline.ts';

interface Counter {
  count: number;
}

type Counts = Record<Facet, Names<Counter>>;

export interface OverviewPartial {
  events: number;
  readonly counts: Counts;
  readonly timeline: Timeline;
}

/** The fold of `spec`. */
export function overviewFold(spec: OverviewSpec): Fold<OverviewPartial, OverviewAnswer> {
  const slicing = makeSlicing({ ...spec, type: spec.columns.types }, spec.buckets);
  const grouper = makeGrouper();
  const tables = perFacet(() => makeTable(spec.cap, newCounter));

  function count(partial: OverviewPartial, facet: Facet, lines: Lines): void {
    const column = spec.columns[facet];
    const rows = tables[facet].rowsOf(partial.counts[facet], textsOf(lines.batch, column).dictionary);
    for (const { code, count: met } of grouper(lines, { column })) {
      if (code >= 0) (rows[code] ?? tables[facet].resolve(code)).count += met;
    }
  }

  return {
    // It names no place.
    asShard: () => undefined,
    init: () => ({
      events: 0,
      counts: perFacet(() => newNames<Counter>()),
      timeline: newTimeline(),
    }),
    step(partial, batch, selection, met) {
      const lines: Lines = { batch, selection, count: met };
      partial.events += met;
      for (const facet of FACETS) count(partial, facet, lines);
      slicing.step(partial.timeline, lines);
    },
    merge(a, b) {
      a.events += b.events;
      for (const facet of FACETS)
        mergeNames(a.counts[facet], b.counts[facet], { cap: spec.cap, join: joinCounters });
      slicing.merge(a.timeline, b.timeline);
      return a;
    },
    finish({ events, counts, timeline }) {
      const all = perFacet((facet) => facetRows(counts[facet], spec.cap, facet === 'sessions'));
      const types = all.types.slice(0, spec.types).map(({ value }) => value);
      const { firstUs, lastUs } = timeline;
      return {
        events,
        ...spanOf(firstUs, lastUs),
        ...(Number.isFinite(firstUs) ? { bucket_seconds: sliceUs(timeline) / 1e6 } : {}),
        types,
        buckets: slicing.rows(timeline, types),
        facets: perFacet((facet) => all[facet].slice(0, spec.top)),
        totals: perFacet((facet) => all[facet].length),
        notes: [],
      };
    },
  };
}

function perFacet<T>(make: (facet: Facet) => T): Record<Facet, T> {
  return Object.fromEntries(FACETS.map((facet) => [facet, make(facet)])) as Record<Facet, T>;
}

function newCounter(): Counter {
  return { count: 0 };
}

function joinCounters(into: Counter, from: Counter): void {
  into.count += from.count;
}

/** By count, then name. Sessions that only their hash was told of stand under their full id. */
function facetRows(names: Names<Counter>, cap: number, joins: boolean): readonly FacetRow[] {
  const kept = keptRows(names, cap);
  const full = joins ? joinHashes(kept.map(([name]) => name)) : undefined;
  const counts = new Map<string, number>();
  for (const [name, { count }] of kept) {
    const value = full?.get(name) ?? name;
    counts.set(value, (counts.get(value) ?? 0) + count);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
