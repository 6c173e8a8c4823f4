/**
 * The contract of pairing: records of starts and ends go in as shards come, spans come out when nothing changes them any
 * more. record-pairer.ts keeps it. Source of the rules: dialects.md, "Spans" and "Turns".
 *
 * Law: what a sink is told depends on the records of each log, in the order of its lines, and not on how they are cut
 * into packs or on which log's packs come first. Memory is bounded by the open spans, of which at most `cap` are held, by
 * the window, and by what the sink keeps.
 */
import type { LoweredPair } from '../model/span.ts';
import type { Mark } from './place.ts';
import type { SessionForms } from './session-forms.ts';
import type { Detail } from './span-detail.ts';
import type { SpanRecords } from './span-pack.ts';
import type { SpanStore } from './span-store.ts';

export interface PairerSpec {
  readonly pairs: readonly LoweredPair[];
  /** The column of the session role, in which keys may name a session by its hash. */
  readonly session: number;
  /** Open spans that are held; at more, the oldest is given up as open. */
  readonly cap: number;
  /** By log: when it begins, in microseconds; -Infinity where that is not known. */
  readonly beginsUs: readonly number[];
  /** The log of a shard. */
  readonly logOf: (shard: number) => number;
  /** Records in a log's window; 65,536 shared by the logs where left out. */
  readonly window?: number;
}

/** An end that nothing started. */
export interface Orphan {
  readonly pair: number;
  readonly at: Mark;
  /** What a person reads of its key, empty where it has none; its title. */
  readonly label: string;
  readonly title: string | null;
}

/** Who takes what the pairer finds. */
export interface SpanSink {
  /** A span has begun, in the order of starts. */
  begun?(id: number): void;
  /**
   * Nothing changes a span any more, or the records have ended; one that is still open is open. Those that lie in it came
   * before it. True where the sink keeps it: its id is good until it is given to `Pairer.drop`, and those of the spans that it lies in are too.
   */
  settled(id: number): boolean;
  /** The span of this id is held no more. */
  dropped?(id: number): void;
  /** An end of this pair has no start; what it is is made where it is wanted, before this returns. */
  orphan(pair: number, made: () => Orphan): void;
  /** An event that belongs to a span and is none. */
  point?(span: number, at: Mark, detail: Detail | undefined): void;
}

export interface PairerCounts {
  spans: number;
  /** Of these, open at the end or given up at the cap. */
  open: number;
  givenUp: number;
  orphans: number;
  /** Records that were farther from their place than the window reaches, and the first of them. */
  late: number;
  readonly latePlaces: Mark[];
}

export interface Pairer {
  readonly spans: SpanStore;
  readonly sessions: SessionForms;
  readonly counts: PairerCounts;
  /** Takes the records of the next shards of some logs. */
  take(records: SpanRecords): void;
  /** A log has no more records. */
  endLog(log: number): void;
  /** All logs have ended. */
  finish(): void;
  /** Drops a span that the sink kept. */
  drop(id: number): void;
  /** What records of the trace model say of a span's start and end; undefined where nothing was asked. */
  detailOf(id: number): SpanDetails | undefined;
}

export interface SpanDetails {
  readonly start: Detail | undefined;
  readonly end: Detail | undefined;
}
