/**
 * How an answer is to be shown, and what shown events are. The front door decides all of the view; render asks neither
 * the process nor the terminal.
 */
import type { Event } from '../model/event.ts';

/** `perfetto` and `otlp` are of `trace` alone; `junit`, `github` and `tap` of `check`. */
export type Format =
  | 'table'
  | 'json'
  | 'ndjson'
  | 'raw'
  | 'csv'
  | 'tsv'
  | 'perfetto'
  | 'otlp'
  | 'junit'
  | 'github'
  | 'tap';

/** What the parts of `stats` were asked by, in the words that were typed: their tables are named so. */
export interface Parts {
  /** `--by` */
  readonly by?: string;
  /** `--bucket`, in microseconds. */
  readonly bucketUs?: number;
  /** `--percentiles` */
  readonly percentiles?: string;
}

export interface View {
  readonly format: Format;
  /** Standard output is a terminal: columns fit `width`, tables carry pictures, own bytes are shown escaped. */
  readonly terminal: boolean;
  /** Columns of the terminal; not looked at where `terminal` is false. */
  readonly width: number;
  readonly color: boolean;
  /** Zone of the times in tables (`--tz`), an IANA name. Every other format says times in UTC. */
  readonly zone: string;
  /** Column titles as typed for `--fields`; the events' `fields` are in the same order. */
  readonly fields?: readonly string[];
  /** Names for the parts of `stats`; without them they are called `value`, `start` and `percentiles`. */
  readonly parts?: Parts;
  /** Say of each event where it stands (`--provenance`). */
  readonly provenance: boolean;
  /** The dialect's one-line summary alone where an event has one (`--summary`). */
  readonly preferSummary: boolean;
  /** Context rows may come (`--context`), so that tables need a column that marks them. */
  readonly context?: boolean;
}

/** Text to be written as UTF-8, or bytes to be written as they are. */
export type Part = string | Uint8Array;

export interface Listing {
  /** What stands before the rows; called once, first. */
  head(): string;
  /** The next rows, in order; no part for an empty batch. */
  rows(events: readonly Event[]): readonly Part[];
  /** What stands behind the rows; `count` is how many were given. Called once, last. */
  tail(count: number): string;
}
