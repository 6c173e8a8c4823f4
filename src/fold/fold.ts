/**
 * The contract of a fold: how selected lines become an answer, in parts that can be worked out apart and joined.
 *
 * Invariants: a Partial is plain data that structuredClone carries (threads hand it back); what a fold keeps beside it
 * (tables by dictionary code) are caches that change no answer. Cutting the lines into shards anywhere and merging the
 * partials in order gives the answer of the uncut log (promises.md row 4). A fold instance serves one runner.
 */
import type { Batch } from '../model/batch.ts';
import type { CheckBody } from '../model/check.ts';
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
  /**
   * Makes the partial of a log's beginning, of another run, that of shard number `shard` of this one, where it names places.
   * Folds that can do so may be kept; their partials hold no typed arrays, for those would be views of what is kept.
   */
  asShard?(partial: P, shard: number): void;
  /** Ordered folds: who takes their partials one after the other, so that none is kept. It gives the answer of `finish`. */
  consumer?(context: ConsumeContext): Consumer<P, A>;
  /** The partial as it goes to another thread, and the buffers in it that can be handed over rather than copied. */
  packed?(partial: P): { readonly partial: P; readonly buffers: readonly ArrayBuffer[] };
  /** Bytes that a partial takes, about: where they are many, it is handed on before its shard is done. */
  weight?(partial: P): number;
}

/** Takes partials: those of each log in the order of its lines, logs in any order. */
export interface Consumer<P, A extends Answer = Answer> {
  take(partial: P): void;
  /** All of a log was taken. */
  endLog(log: number): void;
  /** All of all logs was taken. */
  finish(context: FinishContext): A;
}

/** What is known before the first partial. */
export interface ConsumeContext {
  /** By log: the time it begins at, in microseconds; -Infinity where that is not known. */
  readonly beginsUs: readonly number[];
  /** The log of a shard. */
  logOf(shard: number): number;
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
  | MetricsAnswer
  | CheckAnswer
  | OverviewAnswer
  | SpansAnswer;

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
export type CheckAnswer = CheckBody;

type Body<R> = Omit<R, 'report' | 'version' | 'sources'>;
