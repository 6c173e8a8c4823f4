/**
 * Spans: stretches of time between an event that starts something and one that ends it. Pairs say which events those are,
 * as data of a dialect; a lowered pair is the same with columns of a plan; rows and turns are what a trace answers.
 * Source of the rules: dialects.md, "Spans"; of the trace model: trace-events.md.
 */
import type { Path } from '../base/path.ts';
import type { Note } from './note.ts';
import type { Operand } from './query.ts';
import type { Ref, SourceReport } from './report.ts';

export type SpanEndStatus = 'ok' | 'error';
/** `ended` where nothing says how. */
export type SpanStatus = SpanEndStatus | 'ended' | 'open';

/** What a record of an amplifier event keeps beside its key. */
export type SpanDetail = 'turn' | 'tool' | 'thinking';

/** The first of these that has a text, a number or a truth value. */
export type SpanKeyPart<O> = readonly O[];

/** Texts that must be equal. `whole`: without one of its parts there is no key; else absence is a value of its own. */
export interface SpanKey<O> {
  readonly parts: readonly SpanKeyPart<O>[];
  readonly whole?: true;
}

/** An event type, only where the text at `when` is one of the values. */
export interface SpanType<O> {
  readonly type: string;
  /** What an end of this type says where its event's own status says nothing. */
  readonly status?: SpanEndStatus;
  readonly when?: { readonly of: O; readonly values: readonly string[] };
}

/** A pair over operands `O`: paths and roles in a dialect, columns by number in a plan. `P` names another pair. */
export interface PairOf<O, P> {
  readonly name: string;
  readonly starts: readonly SpanType<O>[];
  readonly ends: readonly SpanType<O>[];
  /** Belong to the innermost open parent and are no spans. */
  readonly points?: readonly SpanType<O>[];
  /** The first key that start and end both have must be equal. */
  readonly keys: readonly SpanKey<O>[];
  /** Which of several open starts of one key an end takes: the oldest or the newest. */
  readonly order: 'fifo' | 'lifo';
  /** Types whose ends correct a closed span of their key where none is open. */
  readonly amends?: readonly string[];
  /** What it is called beside the pair's name. */
  readonly title?: SpanKeyPart<O>;
  /** What children find it by. */
  readonly home?: SpanKey<O>;
  /**
   * The pair it may lie inside of, found by its home; several keys walk from the outermost ancestor in. `run`: its own
   * key counts inside that parent's latest run alone.
   */
  readonly parent?: { readonly pair: P; readonly by: readonly SpanKey<O>[]; readonly run?: true };
  /** An end without a start is a span that began its duration earlier. */
  readonly beginsEarlier?: true;
  /** A start closes the open span of its key, at the last event of its session before; further ends say nothing. */
  readonly reopens?: true;
  /** A start while one of its key is open belongs to it. */
  readonly once?: true;
  /** What `--turn N` counts. */
  readonly turn?: true;
  readonly detail?: SpanDetail;
}

/** A pair as a dialect says it. */
export type SpanPair = PairOf<Operand, string>;

/**
 * What a lowered pair reads: a column of the plan, or a path in the line's own bytes, for lines of another dialect than
 * their log's are rare and are no reason for columns.
 */
export type SpanOperand = number | Path;

/** A pair with column numbers; `dialect` undefined means lines of every dialect. `parent.pair` is an index. */
export interface LoweredPair extends PairOf<SpanOperand, number> {
  readonly dialect?: string;
  /** Of a dialect that no log is of; some of their lines may be. */
  readonly foreign?: true;
}

/** The fold's options; columns by number in the plan. */
export interface SpansSpec {
  readonly kind: 'spans';
  readonly time: number;
  readonly type: number;
  readonly session: number;
  readonly status: number;
  readonly agent: number;
  readonly duration: number;
  /** The role `dialect`. */
  readonly dialect: number;
  readonly pairs: readonly LoweredPair[];
  /** Keep the texts of the trace model (arguments, results, thoughts). */
  readonly texts: boolean;
  /** From 1: only this turn and what lies in it. */
  readonly turn?: number;
  /** The longest closed spans, longest first. */
  readonly slowest?: number;
  /** Spans that failed, and those that they lie in. */
  readonly errors: boolean;
  /** Open spans that are held at a time. */
  readonly cap: number;
  /** Spans that the answer holds. */
  readonly rows: number;
}

export interface SpanRow {
  /** `LOG@OFFSET` of its start, or of its end where no event started it. */
  readonly id: string;
  readonly parent?: string;
  readonly name: string;
  readonly title?: string;
  readonly key?: string;
  readonly session?: string;
  readonly agent?: string;
  readonly status: SpanStatus;
  readonly start?: string;
  readonly start_epoch?: number;
  readonly end?: string;
  readonly end_epoch?: number;
  readonly duration_ms?: number;
  readonly from?: Ref;
  readonly to?: Ref;
  /** Ends that came after the first and corrected it. */
  readonly amended?: number;
  /** Spans that lie directly inside. */
  readonly children: number;
}

/** An end that nothing started. */
export interface OrphanRow {
  readonly name: string;
  readonly title?: string;
  readonly key?: string;
  readonly at: Ref;
}

/** Keys are those of the trace model of trace-events.md. Times are milliseconds since the epoch. */
export interface TraceTool {
  readonly id: string;
  readonly name: string;
  readonly parallelGroupId: string | null;
  readonly status: 'running' | 'completed' | 'error';
  readonly startTime: number | null;
  readonly endTime: number | null;
  readonly duration: number | null;
  readonly arguments: unknown;
  readonly result: string | null;
  readonly error: string | null;
  readonly isSubAgent: boolean;
  readonly subAgentName: string | null;
  readonly childSessionId: string | null;
}

export interface TraceThinking {
  readonly id: string;
  readonly content: string;
  readonly timestamp: number | null;
}

export interface TraceTurn {
  readonly id: string;
  readonly userMessage: string;
  readonly status: 'active' | 'completed';
  readonly startTime: number | null;
  readonly endTime: number | null;
  readonly tools: readonly TraceTool[];
  readonly thinking: readonly TraceThinking[];
}

/**
 * The rows of an answer, each made when it is asked for: there may be millions. In the order of their starts, or of their
 * lengths under `slowest`.
 */
export interface SpanRows extends Iterable<SpanRow> {
  readonly length: number;
  at(n: number): SpanRow;
  /** The `id` of a row, without the rest of it. */
  idOf(n: number): string;
  /** The number of the row that row `n` lies in; -1 where that is no row of the answer. */
  parentOf(n: number): number;
  /** Microseconds since the epoch; NaN where unknown. */
  startUs(n: number): number;
  endUs(n: number): number;
  isOpen(n: number): boolean;
}

/** The key of all rows for pictures. A symbol, so that no JSON holds it. */
export const SPAN_ROWS: unique symbol = Symbol('span rows');

export interface TraceReport {
  readonly report: 'trace';
  readonly version: 1;
  /** Logs of the amplifier dialect: the turns of the trace model. */
  readonly turns?: readonly TraceTurn[];
  /** Left out where every span is of the amplifier dialect. Made when it is looked at; `SPAN_ROWS` gives them one by one. */
  readonly spans?: readonly SpanRow[];
  /** Spans before `--turn`, `--slowest` and `--errors`. */
  readonly total: number;
  readonly open: number;
  readonly orphans: number;
  /** The first of them. */
  readonly orphan_ends: readonly OrphanRow[];
  readonly sources: readonly SourceReport[];
  readonly notes: readonly Note[];
  readonly [SPAN_ROWS]: SpanRows;
}

/** What the fold answers; the runner adds the rest. */
export type SpansAnswer = Omit<TraceReport, 'report' | 'version' | 'sources'>;
