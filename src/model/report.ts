/** Reports: the answers, as the JSON that users get. Keys are snake_case on purpose: this is the contract of cli.md. */
import type { CheckBody } from './check.ts';
import type { FieldsBody } from './fields.ts';
import type { MetricsReport } from './metrics.ts';
import type { Note } from './note.ts';
import type { OverviewReport } from './overview.ts';
import type { TraceReport } from './span.ts';
import type { StateBody } from './tracked.ts';
import type { ValidateBody } from './validate.ts';

/** A citation of one event. `source@offset` can be typed back as a LOG. */
export interface Ref {
  readonly time?: string;
  readonly epoch?: number;
  readonly type?: string;
  readonly session?: string;
  readonly source: string;
  readonly offset: number;
  readonly line?: number;
}

export interface SourceReport {
  readonly path: string;
  readonly dialect: string;
  /** Generic logs: the fields that were chosen as roles. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly bytes?: number;
  readonly lines?: number;
  readonly events?: number;
  readonly damaged?: number;
  readonly blank?: number;
  readonly complete: boolean;
}

interface Head<K extends string> {
  readonly report: K;
  readonly version: 1;
}

interface Tail {
  readonly sources: readonly SourceReport[];
  readonly notes: readonly Note[];
}

/** First and last instant; left out when no event has a time. */
export interface Span {
  readonly first?: string;
  readonly first_epoch?: number;
  readonly last?: string;
  readonly last_epoch?: number;
}

export interface TypeRow extends Span {
  readonly type: string | null;
  readonly count: number;
  readonly share: number;
  readonly ok: number;
  readonly error: number;
}

export interface GroupRow {
  readonly value: unknown;
  readonly count: number;
}

export interface BucketRow {
  readonly start: string;
  readonly start_epoch: number;
  readonly count: number;
}

export interface PercentileRow {
  readonly type: string | null;
  readonly unit?: 'ms';
  readonly count: number;
  readonly min: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly mean: number;
  readonly exact: boolean;
}

export interface StatsReport extends Head<'stats'>, Span, Tail {
  readonly events: number;
  readonly span_seconds?: number;
  readonly sessions: number;
  readonly events_per_session?: number;
  readonly types: readonly TypeRow[];
  readonly groups?: readonly GroupRow[];
  readonly buckets?: readonly BucketRow[];
  readonly percentiles?: readonly PercentileRow[];
}

export interface GapRow {
  readonly seconds: number;
  readonly session?: string;
  readonly from: Ref;
  readonly to: Ref;
}

export interface GapsReport extends Head<'gaps'>, Tail {
  readonly threshold_seconds: number;
  readonly events: number;
  /** Gaps before `--top`. */
  readonly total: number;
  readonly gaps: readonly GapRow[];
  readonly longest_seconds?: number;
  readonly regressions: {
    readonly count: number;
    readonly worst_seconds?: number;
    readonly places: readonly Ref[];
  };
}

/** The key of a session's activity. A symbol, so that no JSON holds it: tables draw it, the contract has no key for it. */
export const ACTIVITY: unique symbol = Symbol('activity');

export interface SessionRow extends Span {
  readonly session_id: string;
  readonly span_seconds?: number;
  readonly events: number;
  readonly ok: number;
  readonly error: number;
  readonly last_type?: string;
  /** Timed events in equal slices of time, from the first event's to the last one's: 1 to 16 of them. */
  readonly [ACTIVITY]?: readonly number[];
}

export interface SessionsReport extends Head<'sessions-list'>, Tail {
  readonly total: number;
  readonly sessions: readonly SessionRow[];
}

export interface CountReport extends Head<'query'>, Tail {
  readonly count: number;
}

/** What a listing leaves behind after its rows were streamed. `count` is the matches before `-n`, as far as known. */
export interface ListReport extends Head<'list'>, Tail {
  readonly count: number;
}

export interface FieldsReport extends Head<'fields'>, FieldsBody, Tail {}

export interface ValidateReport extends Head<'validate'>, ValidateBody {
  readonly sources: readonly SourceReport[];
}

export interface StateReport extends Head<'state'>, StateBody, Tail {}

export interface CheckReport extends Head<'check'>, CheckBody {
  readonly sources: readonly SourceReport[];
}

export type Report =
  | StatsReport
  | GapsReport
  | SessionsReport
  | CountReport
  | ListReport
  | FieldsReport
  | ValidateReport
  | StateReport
  | MetricsReport
  | CheckReport
  | OverviewReport
  | TraceReport;
