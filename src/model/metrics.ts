/**
 * Rolling metrics: what stretches of time held, in figures whose names are those of realtime-monitoring.md.
 *
 * Work is what is begun and ended: agents, workflows, tasks, test runs. A dialect says as data which events do that; an
 * event's figures and its work are a Sample; samples are added up in slices of time (fold/rolling.ts).
 */
import type { Note } from './note.ts';
import type { SourceReport } from './report.ts';
import type { Part, Trigger } from './tracked.ts';

export const WORK_KINDS = ['agents', 'workflows', 'tasks', 'tests'] as const;
export type WorkKind = (typeof WORK_KINDS)[number];

/** 1, 5 and 15 minutes and 1 hour, in microseconds. Source: realtime-monitoring.md, `WindowSize`. */
export const STANDARD_WINDOWS_US: readonly number[] = [60e6, 300e6, 900e6, 3600e6];

/** What an end of this kind says where its event's own status says nothing. */
export type WorkEnd<At> = Trigger<At> & { readonly says?: 'ok' | 'error' };

/** Work of one kind in one dialect, over operands `At`: paths and roles in a dialect, columns by number in a plan. */
export interface WorkSet<At> {
  readonly kind: WorkKind;
  /** The first of these whose parts are all there is the key; where none is, the last one, absent parts as null. */
  readonly keys: readonly (readonly Part<At>[])[];
  readonly starts: readonly Trigger<At>[];
  readonly ends: readonly WorkEnd<At>[];
  /** Several of one key may be under way at once. */
  readonly balanced?: true;
  /** How far it has come, 0 to 100: the last number there in events of these types. */
  readonly progress?: { readonly types: readonly string[]; readonly of: Part<At> };
}

/** What is counted in lines of one dialect. */
export interface Metered<At> {
  readonly dialect: string;
  readonly work: readonly WorkSet<At>[];
  /** Types whose tokens and cost are a level or a sum of others, so that adding them up would count twice. */
  readonly unspent: readonly string[];
}

/** Columns by number in the plan, for samples. */
export interface SampleSpec {
  readonly time: number;
  readonly type: number;
  /** The role `dialect`. */
  readonly dialect: number;
  readonly status: number;
  readonly duration: number;
  readonly tokens: number;
  readonly cost: number;
  readonly metered: readonly Metered<number>[];
}

/** The fold of `metrics`. Times in microseconds. */
export interface MetricsSpec extends SampleSpec {
  readonly kind: 'metrics';
  /** Ascending, each once. */
  readonly windowsUs: readonly number[];
  /** Where the windows end; left out where that is known at the end only, the last event. */
  readonly atUs?: number;
  /** Types a window, and keys of work. */
  readonly cap: number;
  readonly valueCap: number;
}

/** What an event did to a piece of work. */
export interface Work {
  readonly kind: WorkKind;
  readonly key: string;
  readonly deed: 'start' | 'end' | 'progress';
  readonly balanced: boolean;
  /** Of an end, where something says. */
  readonly status?: 'ok' | 'error';
  /** Of a progress. */
  readonly progress?: number;
}

/** An event as figures; NaN and null where absent. Reused from event to event by whoever makes samples. */
export interface Sample {
  /** Microseconds since the epoch. */
  us: number;
  /** Where it stands: settles which of two events of one time is the later one. */
  shard: number;
  offset: number;
  type: string | null;
  failed: boolean;
  durationMs: number;
  tokens: number;
  cost: number;
  works: readonly Work[];
}

/** Nearest-rank percentiles and mean in milliseconds; a key is left out where no event had a duration. */
interface Durations {
  readonly avg_agent_duration_ms?: number;
  readonly p50_agent_duration_ms?: number;
  readonly p95_agent_duration_ms?: number;
  readonly p99_agent_duration_ms?: number;
  readonly avg_duration_ms?: number;
  readonly p50_duration_ms?: number;
  readonly p95_duration_ms?: number;
  readonly p99_duration_ms?: number;
}

/**
 * One window: what happened after `from` and not after `timestamp`, and what was under way then. Keys are those of
 * realtime-monitoring.md where it has them.
 */
export interface MetricsSnapshot extends Durations {
  /** Where the window ends, in seconds since the epoch. */
  readonly timestamp: number;
  readonly window_size_seconds: number;
  readonly from: string;
  readonly from_epoch: number;
  readonly to: string;
  readonly to_epoch: number;
  readonly total_events: number;
  /** Events whose status is error. */
  readonly total_errors: number;
  readonly events_by_type: Readonly<Record<string, number>>;
  /** Events of types that are left out above, for there were too many; left out where there are none. */
  readonly events_of_other_types?: number;
  readonly agents_active: number;
  readonly agents_completed: number;
  readonly agents_failed: number;
  readonly workflows_active: number;
  readonly workflows_completed: number;
  readonly workflows_failed: number;
  readonly tasks_active: number;
  readonly tasks_completed: number;
  readonly tasks_failed: number;
  /** Mean of the active tasks that say how far they have come, 0 to 100. */
  readonly task_progress_avg?: number;
  readonly tests_running: number;
  readonly tests_passed: number;
  readonly tests_failed: number;
  /** False: percentiles are from a sketch, within 1 %. Left out where there are none. */
  readonly percentiles_exact?: boolean;
  readonly total_tokens: number;
  readonly total_cost: number;
  readonly events_per_second: number;
  readonly agents_per_minute: number;
  readonly tokens_per_second: number;
  readonly cost_per_hour: number;
  /** Events in equal slices of the window, the oldest first. */
  readonly activity: readonly number[];
  /** Where it is not 0, the window may begin later by less than this. */
  readonly step_seconds: number;
}

/** All that was counted, whatever its time. */
export interface MetricsTotals {
  readonly total_events: number;
  /** Of these without a time: they are in no window. */
  readonly untimed_events: number;
  readonly total_tokens: number;
  readonly total_cost: number;
}

/** The report's own keys. */
export interface MetricsBody {
  /** Where the windows end; left out where no event has a time. */
  readonly at?: string;
  readonly at_epoch?: number;
  /** Events at or before that time, and those without a time. */
  readonly totals: MetricsTotals;
  /** By size. */
  readonly windows: readonly MetricsSnapshot[];
}

export interface MetricsReport extends MetricsBody {
  readonly report: 'metrics';
  readonly version: 1;
  readonly sources: readonly SourceReport[];
  readonly notes: readonly Note[];
}
