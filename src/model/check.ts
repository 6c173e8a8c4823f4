/**
 * Checks: rules that a log must keep, as asked; the same with columns and tests of a plan; and the report's rows.
 * Durations and times are in microseconds, `@duration` in milliseconds as everywhere.
 */
import type { Expect } from '../base/expect.ts';
import type { Note } from './note.ts';
import type { Test } from './plan.ts';
import type { Operand, Predicate } from './query.ts';
import type { Ref } from './report.ts';

export const RULE_KINDS = ['count', 'pairs', 'gaps', 'order', 'rate', 'percentile', 'damaged'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

export const RULE_LEVELS = ['error', 'warning'] as const;
export type RuleLevel = (typeof RULE_LEVELS)[number];

/** Where a rule stands in its file: line and column from 1. */
export interface RulePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Bounds of a number, both excluded; one of them at least. */
export interface Between {
  readonly below?: number;
  readonly above?: number;
}

/** Events of a kind, and what a sentence calls them. */
export interface Named<W> {
  readonly where: W;
  readonly text: string;
}

/** What all rules have. `W` is a condition on events: a Predicate as asked, a Test in a plan. */
interface RuleHead<W> {
  readonly name: string;
  readonly level: RuleLevel;
  readonly perSession: boolean;
  /** The events that the rule looks at, of those that the question selects. */
  readonly where: W;
  readonly at: RulePlace;
}

/** A rule over conditions `W` and operands `O`. */
export type RuleOf<W, O> = RuleHead<W> &
  (
    | { readonly kind: 'count'; readonly expect: Expect }
    | {
        /** Each start has an end with the same key, in time. `open`, `orphans`: how many may lack the other; all where left out. */
        readonly kind: 'pairs';
        readonly start: Named<W>;
        readonly end: Named<W>;
        readonly key: readonly O[];
        readonly maxUs?: number;
        readonly open?: Expect;
        readonly orphans?: Expect;
      }
    /** No silence longer than the threshold. */
    | { readonly kind: 'gaps'; readonly thresholdUs: number }
    /** Of each key, no second event before the first `first`; an empty key is one for all. */
    | {
        readonly kind: 'order';
        readonly first: Named<W>;
        readonly second: Named<W>;
        readonly key: readonly O[];
      }
    /** The share of events for which `share` holds, of 0 to 1; without it their number in each bucket. */
    | { readonly kind: 'rate'; readonly share?: W; readonly bucketUs?: number; readonly between: Between }
    /** `p` of more than 0 to 100, nearest rank. */
    | { readonly kind: 'percentile'; readonly of: O; readonly p: number; readonly between: Between }
    | { readonly kind: 'damaged'; readonly max: number }
  );

/** A rule as asked. */
export type Rule = RuleOf<Predicate, Operand>;

/** A rule in a plan; operands are column numbers. `inMs`: the number is a duration. */
export type RuleSpec = RuleOf<Test, number> & { readonly inMs?: true };

/** The fold of `check` and its options. */
export interface CheckSpec {
  readonly kind: 'check';
  readonly time: number;
  readonly type: number;
  readonly session: number;
  readonly rules: readonly RuleSpec[];
  /** Sessions, keys and buckets that a rule holds. */
  readonly cap: number;
  /** Values of a percentile before the sketch. */
  readonly valueCap: number;
}

/** A place that tells of a rule; `detail` says what is the matter there. */
export interface RuleEvidence extends Ref {
  readonly detail?: string;
}

/** A session that broke a rule. */
export interface SessionVerdict {
  readonly session: string;
  /** What was measured; left out where there was nothing to measure. */
  readonly value?: number;
  readonly message: string;
  readonly place?: RuleEvidence;
}

export interface RuleRow {
  readonly name: string;
  readonly kind: RuleKind;
  readonly level: RuleLevel;
  readonly ok: boolean;
  /** What the rule asks for: `none`, `below 5%`. */
  readonly expected: string;
  /** What was measured: a count, a share of 0 to 1, a percentile, how many broke the rule; not of rules per session. */
  readonly value?: number;
  /** One sentence. */
  readonly message: string;
  /** Events that the rule looked at; of `damaged`, lines. */
  readonly events: number;
  /** Rules per session: how many were judged, how many broke it, and the first of these by id. */
  readonly sessions?: {
    readonly judged: number;
    readonly failed: number;
    readonly first: readonly SessionVerdict[];
  };
  /** The first places that broke it; none where it holds. */
  readonly places: readonly RuleEvidence[];
  /** Where the rule stands. */
  readonly rule: RulePlace;
}

/** The report's own keys. */
export interface CheckBody {
  /** Events that were looked at. */
  readonly events: number;
  readonly passed: number;
  /** Broken rules of level error, and of level warning. */
  readonly errors: number;
  readonly warnings: number;
  readonly rules: readonly RuleRow[];
  readonly notes: readonly Note[];
}
