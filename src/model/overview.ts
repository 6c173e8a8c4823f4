/** The overview: when events of which types happened, and how many there are of each type, session and the like. */
import type { Note } from './note.ts';
import type { SourceReport, Span } from './report.ts';

/** What an overview counts by, beside the time. */
export const FACETS = ['types', 'sessions', 'severities', 'statuses', 'agents'] as const;
export type Facet = (typeof FACETS)[number];

export interface FacetRow {
  readonly value: string;
  readonly count: number;
}

/** A slice of time; `counts` are those of the report's `types`, in their order. */
export interface SliceRow {
  readonly start: string;
  readonly start_epoch: number;
  readonly count: number;
  readonly error: number;
  readonly counts: readonly number[];
}

/** What the page's first picture asks for: slices, types with a colour of their own, rows of a facet. */
export const FIRST_PICTURE = { buckets: 240, types: 8, top: 50 } as const;

export interface OverviewBody extends Span {
  readonly events: number;
  readonly bucket_seconds?: number;
  /** The most frequent types, which the slices count apart. */
  readonly types: readonly string[];
  /** From the first time to the last, empty ones too. */
  readonly buckets: readonly SliceRow[];
  readonly facets: Readonly<Record<Facet, readonly FacetRow[]>>;
  /** How many values there are in all. */
  readonly totals: Readonly<Record<Facet, number>>;
}

export interface OverviewReport extends OverviewBody {
  readonly report: 'overview';
  readonly version: 1;
  readonly sources: readonly SourceReport[];
  readonly notes: readonly Note[];
}

export interface OverviewAsk {
  readonly kind: 'overview';
  /** Slices of time at most; their size follows from the span. */
  readonly buckets: number;
  /** Types that slices count apart. */
  readonly types: number;
  /** Rows of each facet. */
  readonly top: number;
}

/** The fold's options; columns by number in the plan. */
export interface OverviewSpec extends OverviewAsk {
  readonly time: number;
  readonly status: number;
  readonly columns: Readonly<Record<Facet, number>>;
  readonly cap: number;
}
