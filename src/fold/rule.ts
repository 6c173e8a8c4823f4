/**
 * The contract of a rule's fold: what is folded of the lines that a rule looks at, and the verdict in the end. The fold of
 * `check` is the product of its rules' folds (check.ts).
 *
 * Invariants: those of fold.ts. A verdict depends on the events alone, never on how the logs were cut into shards.
 */
import type { Batch } from '../model/batch.ts';
import type { RuleRow, RuleSpec } from '../model/check.ts';
import type { Note } from '../model/note.ts';
import type { Test } from '../model/plan.ts';
import type { Lines } from './columns.ts';
import type { ConsumeContext, FinishContext } from './fold.ts';
import type { Columns } from './place.ts';

/** A batch as a rule sees it: the events of the question, and of these its own. */
export interface RuleLines {
  readonly columns: Columns;
  readonly all: Lines;
  readonly own: Lines;
}

export interface RuleFold<P> {
  init(): P;
  step(partial: P, lines: RuleLines): void;
  /** Joins b, of later shards, into a; a is returned and b is used up. */
  merge(a: P, b: P): P;
  /** Leaves the partial as it was. */
  finish(partial: P, context: FinishContext): Verdict;
  /** As in fold.ts. */
  consumer?(context: ConsumeContext): RuleConsumer<P>;
  weight?(partial: P): number;
}

/** Takes partials: those of each log in the order of its lines, logs in any order. */
export interface RuleConsumer<P> {
  take(partial: P): void;
  endLog(log: number): void;
  finish(context: FinishContext): Verdict;
}

/** What a rule says in the end: its row without its head. */
export interface Verdict extends Omit<RuleRow, 'name' | 'kind' | 'level' | 'rule'> {
  readonly notes: readonly Note[];
}

/** Whether an event passes. Where tests are compiled lies outside of this room, so it is handed in. */
export type LineTest = (batch: Batch, i: number) => boolean;
export type Compile = (test: Test) => LineTest;

/** A rule of one kind. */
export type RuleOfKind<K extends RuleSpec['kind']> = Extract<RuleSpec, { kind: K }>;

/** What the folds of rules are made with. */
export interface RuleSetting {
  readonly compile: Compile;
  readonly time: number;
  readonly type: number;
  readonly session: number;
  readonly cap: number;
  readonly valueCap: number;
}
