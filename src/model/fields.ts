/** `fields`: what is asked of a log whose shape nobody knows yet, and the answer. Keys are those of the JSON. */

/** The fold's question. Columns by number in the plan. */
export interface FieldsSpec {
  readonly kind: 'fields';
  /** The event type's column: rows are per type and path. Left out: one row a path. */
  readonly type?: number;
  /** Only this many of the paths that hold values, those of the most events. */
  readonly top?: number;
  /** Paths kept, the first by name; with types, a type counts as one too. Standard: FIELD_CAP. */
  readonly cap: number;
}

/** Paths that are kept where `--cap` says nothing. */
export const FIELD_CAP = 10_000;

/** What JSON values are, in the order in which reports name them. */
export const VALUE_KINDS = ['null', 'boolean', 'number', 'string', 'object', 'array'] as const;
export type ValueKind = (typeof VALUE_KINDS)[number];

/** A scalar of a log. A number that no double holds is the text of its digits; a text of over 60 characters is cut and ends in `…`. */
export type FieldValue = string | number | boolean | null;

export interface FieldRow {
  /** With `--by-type`: the events' type; null for events that have none. */
  readonly type?: string | null;
  /** As the where-language reads it; elements of an array are `path[*]`. */
  readonly path: string;
  /** Events that have something at the path. */
  readonly events: number;
  /** Of all events, or of those of the type. */
  readonly share: number;
  /** How many values of each kind; kinds that do not occur are left out. */
  readonly types: Readonly<Partial<Record<ValueKind, number>>>;
  /** Distinct scalars; left out where there are none. */
  readonly distinct?: number;
  /** False where `distinct` is an estimate. */
  readonly exact?: boolean;
  /** Least and greatest number. */
  readonly min?: number | string;
  readonly max?: number | string;
  /** Up to three scalars: the most frequent ones where `exact`, else any. */
  readonly examples?: readonly FieldValue[];
}

export interface FieldsBody {
  readonly events: number;
  /** By type, then path, in code points. */
  readonly fields: readonly FieldRow[];
  /** Paths before `--top`, objects and arrays included. */
  readonly total: number;
}
