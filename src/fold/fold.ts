/**
 * The contract of a fold: how selected lines become an answer, in parts that can be worked out apart and joined.
 *
 * Invariants: a Partial is plain data that structuredClone carries (threads hand it back); what a fold keeps beside it
 * (tables by dictionary code) are caches that change no answer. Cutting the lines into shards anywhere and merging the
 * partials in order gives the answer of the uncut log (promises.md row 4). A fold instance serves one runner.
 */
import type { Batch } from '../model/batch.ts';
import type { MetricsBody } from '../model/metrics.ts';
import type { Note } from '../model/note.ts';
import type { OverviewReport } from '../model/overview.ts';
import type {
  CountReport,
  FieldsReport,
  GapsReport,
  SessionsReport,
  StateReport,
  StatsReport,
  ValidateReport,
} from '../model/report.ts';
import type { SpansAnswer } from '../model/span.ts';

export interface Fold<P, A extends Answer = Answer> {
  init(): P;
  /** Folds the lines of `batch` whose indexes are in selection[0, count). Mutates and returns nothing. Synchronous and hot. */
  step(partial: P, batch: Batch, selection: Int32Array, count: number): void;
  /** Joins b, of later shards, into a; a is returned and b is used up. Shards are merged in order. Associative. */
  merge(a: P, b: P): P;
  /** Leaves the partial as it was. Throws Fault where the question gives too large an answer. */
  finish(partial: P, context: FinishContext): A;
  /** Lines that were not selected are looked at too: it steps on every batch. */
  readonly whole?: true;
}

export interface FinishContext {
  /** The path of a shard's log, and the number of lines before the shard in its log (undefined where unknown). */
  sourceOf(shard: number): string;
  linesBefore(shard: number): number | undefined;
}

/** A report's own keys; the runner adds what all reports have, and its own notes before these. */
export type Answer =
  | SpanAnswer
  | CountAnswer
  | StatsAnswer
  | GapsAnswer
  | SessionsAnswer
  | FieldsAnswer
  | ValidateAnswer
  | StateAnswer
  | SpansAnswer
  | OverviewAnswer
  | MetricsAnswer;

/** Least and greatest time of the selected events in microseconds; left out where none has a time. */
export interface SpanAnswer {
  readonly count: number;
  readonly firstUs?: number;
  readonly lastUs?: number;
  readonly notes: readonly Note[];
}

export type CountAnswer = Body<CountReport>;
export type StatsAnswer = Body<StatsReport>;
export type GapsAnswer = Body<GapsReport>;
export type SessionsAnswer = Body<SessionsReport>;
export type FieldsAnswer = Body<FieldsReport>;
export type ValidateAnswer = Body<ValidateReport>;
export type StateAnswer = Body<StateReport>;
export type OverviewAnswer = Body<OverviewReport>;
export type MetricsAnswer = MetricsBody & { readonly notes: readonly Note[] };

type Body<R> = Omit<R, 'report' | 'version' | 'sources'>;
