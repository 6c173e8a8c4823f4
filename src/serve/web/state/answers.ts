/**
 * What the API answers, as far as the page reads it. Reports have the shapes of the model; the others are named here.
 * `?` is left out when absent.
 */
import type { MetricsSnapshot } from '../../../model/metrics.ts';
import type { Note } from '../../../model/note.ts';
import type { SourceReport } from '../../../model/report.ts';
import type { OrphanRow, SpanRow, TraceTurn } from '../../../model/span.ts';
import type { TimelineAnswer } from '../time/timeline.ts';

/** An event in a list: what stands in its row. */
export interface Row {
  readonly source: string;
  readonly offset: number;
  readonly line?: number;
  readonly time?: string;
  readonly epoch?: number;
  readonly type?: string;
  readonly session?: string;
  readonly severity?: string;
  readonly status?: string;
  readonly agent?: string;
  readonly workflow?: string;
  readonly trace?: string;
  readonly duration_ms?: number;
  readonly dialect?: string;
  /** One line that tells the event, where its dialect has one. */
  readonly summary?: string;
  /** Its fields in one line, most telling first. */
  readonly text?: string;
}

export interface FacetValue {
  readonly value: string;
  readonly count: number;
}

/** Values of each role, the most frequent first, and how many there are in all. */
export interface FacetsAnswer {
  readonly events: number;
  readonly facets: Readonly<Record<FacetKey, readonly FacetValue[]>>;
  readonly totals: Readonly<Record<FacetKey, number>>;
}

export type FacetKey = 'types' | 'sessions' | 'severities' | 'statuses' | 'agents';

export interface OverviewAnswer extends FacetsAnswer, TimelineAnswer {
  readonly first_epoch?: number;
  readonly last_epoch?: number;
  readonly sources: readonly SourceReport[];
  readonly notes: readonly Note[];
}

export interface EventsAnswer {
  readonly events: readonly Row[];
  readonly next: string | null;
  readonly sources: readonly SourceReport[];
  readonly notes: readonly Note[];
}

export interface SpansAnswer {
  readonly session: string;
  readonly spans: readonly SpanRow[];
  readonly turns?: readonly TraceTurn[];
  readonly total: number;
  readonly open: number;
  readonly orphans: number;
  readonly orphan_ends: readonly OrphanRow[];
  readonly notes: readonly Note[];
}

export interface InfoAnswer {
  readonly version: string;
  readonly logs: readonly { readonly path: string; readonly dialect?: string }[];
}

export interface ServerFigures {
  readonly uptime_seconds: number;
  readonly connections: { readonly sse: number; readonly websocket: number; readonly total: number };
  readonly events: {
    readonly received: number;
    readonly broadcast: number;
    readonly emitted: number;
    readonly rejected: number;
  };
  readonly bytes: { readonly sent: number; readonly received: number };
  readonly gaps: number;
}

export interface MetricsAnswer {
  readonly at?: string;
  readonly windows: Readonly<Record<string, MetricsSnapshot>>;
  readonly cumulative: {
    readonly events: number;
    readonly events_by_type: Readonly<Record<string, number>>;
    readonly tokens: number;
    readonly cost: number;
  };
  readonly server: ServerFigures;
}

/** What was asked wrongly, as the API says it. Spans are in UTF-16 units of their text. */
export interface AskedWrongly {
  readonly code: string;
  readonly message: string;
  readonly parameter?: string;
  readonly span?: { readonly text: string; readonly start: number; readonly end: number };
  readonly hint?: string;
}
