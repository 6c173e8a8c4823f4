/**
 * Tracked state: what a dialect keeps an eye on, as data, and the rows of a `state` report.
 *
 * The data stands in two forms: over operands (paths and roles, as dialects say it) and over column numbers (as a plan
 * carries it). Every part of it is free of order: what counts is each event's time, and its place where times are equal.
 */
import type { Ref } from './report.ts';

/** What is read of an event: the first of these that is there. `At` is an operand, or a column number in a plan. */
export type Part<At> = readonly At[];

/** Events of these types, and where `only` is given only those whose value there is one of these texts. */
export interface Trigger<At> {
  readonly types: readonly string[];
  readonly only?: { readonly of: Part<At>; readonly values: readonly string[] };
}

interface Named {
  /** The key in the report: snake_case, or the text of a path. */
  readonly name: string;
  /** Only events of the logs with these paths; of all logs where left out. */
  readonly logs?: readonly string[];
}

export type TrackedField<At> = Named & {
  /** Stands at the top of the report too. */
  readonly lead?: 'session_id' | 'cycle';
} & (
    | { readonly as: 'last'; readonly of: Part<At>; readonly types?: readonly string[] }
    /** The word for the type of the last event that has one. */
    | { readonly as: 'word'; readonly words: Readonly<Record<string, string>> }
    /** How many events of these types. */
    | { readonly as: 'count'; readonly types: readonly string[] }
  );

/** Things that are begun and ended. Of each key the latest start and the latest end decide. */
export interface OpenSet<At> extends Named {
  /** The first of these whose parts are all there is the key; where none is, the last one, absent parts as null. */
  readonly keys: readonly (readonly Part<At>[])[];
  readonly starts: readonly Trigger<At>[];
  readonly ends: readonly Trigger<At>[];
  /** Several of one key may be open at once: it is also open while it has more starts than ends. */
  readonly balanced?: true;
  /** How far a key has come: the last value there in events of these types. */
  readonly progress?: { readonly types: readonly string[]; readonly of: Part<At> };
}

export interface Tracked<At> {
  readonly fields: readonly TrackedField<At>[];
  readonly open: readonly OpenSet<At>[];
}

/** The fold of `state` and its options; columns by number in the plan. Times in microseconds. */
export interface StateSpec {
  readonly kind: 'state';
  readonly time: number;
  readonly type: number;
  readonly session: number;
  /** The role `source`; needed where tracked things are of some logs only. */
  readonly log?: number;
  readonly tracked: Tracked<number>;
  /** The dialects of the logs, each once. */
  readonly dialects: readonly string[];
  /** Events at or before this count; `Infinity` where no time was asked for. */
  readonly atUs: number;
  /** The earlier of two times to compare. */
  readonly fromUs?: number;
  /** Keys of open sets in all, open or ended. */
  readonly cap: number;
}

/** `since` and `event` are of the latest event that wrote the value; a count of nothing has neither. */
export interface StateField {
  readonly value: unknown;
  readonly since?: string;
  readonly since_epoch?: number;
  readonly event?: Ref;
}

export interface OpenRow {
  /** The key; a list where it has several parts. */
  readonly key: unknown;
  /** Of the latest start. */
  readonly since: string;
  readonly since_epoch: number;
  readonly event: Ref;
  /** How many of this key are open, where more than one. */
  readonly count?: number;
  readonly progress?: unknown;
}

export interface StateChange {
  readonly field: string;
  /** `cleared`: null was written. `opened` and `closed` are of open sets and have a key. */
  readonly change: 'set' | 'changed' | 'cleared' | 'opened' | 'closed';
  readonly key?: unknown;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly at: string;
  readonly at_epoch: number;
  readonly event: Ref;
}

/** The report's own keys, beside those that all reports have. */
export interface StateBody {
  /** The time asked for, else that of the last event that counted; left out where there is none. */
  readonly at?: string;
  readonly at_epoch?: number;
  readonly from?: string;
  readonly from_epoch?: number;
  /** Left out where the logs are of several dialects. */
  readonly dialect?: string;
  /** macf: of the fields of this name. */
  readonly session_id?: unknown;
  readonly cycle?: unknown;
  /** Events that counted. */
  readonly events: number;
  /** Events without a time: they set nothing. */
  readonly untimed: number;
  readonly fields: Readonly<Record<string, StateField>>;
  /** Every set that is tracked, empty ones too. */
  readonly open: Readonly<Record<string, readonly OpenRow[]>>;
  /** What differs between the two times; left out without `from`. */
  readonly changes?: readonly StateChange[];
}
