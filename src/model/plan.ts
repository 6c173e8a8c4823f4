/**
 * The plan: how a query is carried out, as data. It crosses to threads, prints as `--explain` and is a golden in tests;
 * closures are compiled from it on each side.
 */
import type { Path } from '../base/path.ts';
import type { CheckSpec } from './check.ts';
import type { Reading } from './dialect.ts';
import type { FieldsSpec } from './fields.ts';
import type { MetricsSpec } from './metrics.ts';
import type { OverviewSpec } from './overview.ts';
import type { CompareOp, CrumbPart, KernelKind, Listing, Literal, TextOp } from './query.ts';
import type { Level, Role } from './role.ts';
import type { SpansSpec } from './span.ts';
import type { StateSpec } from './tracked.ts';
import type { ValidateSpec } from './validate.ts';

/** A column that the kernel fills for every listed line. A path with `[*]` makes a `many` column. */
export type ColumnSpec =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'role'; readonly role: Role }
  /** The part of a breadcrumb as written, for filter objects: dictionary for s, g, p; number for c, t. */
  | { readonly kind: 'crumb'; readonly part: CrumbPart };

/** A predicate whose operands are column numbers and whose times are instants. */
export type Test =
  | { readonly kind: 'and'; readonly of: readonly Test[] }
  | { readonly kind: 'or'; readonly of: readonly Test[] }
  | { readonly kind: 'not'; readonly of: Test }
  | { readonly kind: 'exists'; readonly column: number }
  /** On a path column: types are compared as written. On a role column: text with text, number with number. */
  | { readonly kind: 'compare'; readonly column: number; readonly op: CompareOp; readonly value: Literal }
  | { readonly kind: 'text'; readonly column: number; readonly op: TextOp; readonly text: string }
  | { readonly kind: 'in'; readonly column: number; readonly values: readonly Literal[] }
  | { readonly kind: 'time'; readonly column: number; readonly op: CompareOp; readonly us: number }
  | { readonly kind: 'number'; readonly column: number; readonly op: CompareOp; readonly value: number }
  | { readonly kind: 'level'; readonly column: number; readonly op: CompareOp; readonly level: Level }
  | { readonly kind: 'alike'; readonly column: number; readonly text: string }
  | { readonly kind: 'session'; readonly column: number; readonly text: string }
  | { readonly kind: 'importance'; readonly column: number; readonly min: number };

/** A fold and its options; columns by number in the plan. */
export type FoldSpec =
  | { readonly kind: 'span'; readonly time: number }
  | { readonly kind: 'count' }
  | {
      readonly kind: 'stats';
      readonly time: number;
      readonly type: number;
      readonly session: number;
      readonly status: number;
      readonly by?: number;
      readonly bucketUs?: number;
      readonly zone: string;
      readonly percentiles?: number;
      /** The percentile column is a duration, so its unit is ms. */
      readonly unit?: 'ms';
      readonly top?: number;
      readonly cap: number;
      readonly valueCap: number;
    }
  | {
      readonly kind: 'gaps';
      readonly time: number;
      readonly type: number;
      readonly session: number;
      readonly thresholdUs: number;
      readonly perSession: boolean;
      readonly top?: number;
      readonly sort: 'time' | 'length';
      readonly cap: number;
    }
  | {
      readonly kind: 'sessions';
      readonly time: number;
      readonly type: number;
      readonly session: number;
      readonly status: number;
      readonly sort: 'first' | 'last' | 'latest' | 'events' | 'span';
      readonly top?: number;
      readonly cap: number;
    }
  | FieldsSpec
  | ValidateSpec
  | StateSpec
  | MetricsSpec
  | SpansSpec
  | CheckSpec
  | OverviewSpec
  /** Rows need the time for merging and the session for context. */
  | {
      readonly kind: 'list';
      readonly time: number;
      readonly session: number;
      readonly listing: Listing;
      readonly cap: number;
    };

/** One log in the plan. */
export interface SourcePlan {
  readonly path: string;
  readonly reading: Reading;
  /** A matching line holds one of these, or `\u00`; null where every line must be looked at. Law: house.md. */
  readonly needles: readonly string[] | null;
  /** Every byte is read and judged, so that counts of lines and damage are whole. */
  readonly complete: boolean;
  /** One line was asked for by its offset, so that its damage is told though the log is not read whole. */
  readonly cited?: true;
}

export interface Plan {
  readonly sources: readonly SourcePlan[];
  readonly columns: readonly ColumnSpec[];
  readonly test: Test;
  readonly fold: FoldSpec;
  readonly logZone: string;
  readonly maxLine: number;
  readonly kernel: KernelKind;
}

/** A byte range of one log, cut at line edges. Shards are numbered in the order of sources and offsets. */
export interface Shard {
  readonly index: number;
  readonly source: number;
  readonly from: number;
  readonly to: number;
}
