/** What is asked of an appender, and what it answers: nouns without logic. */

import type { RedactOptions } from './redact.ts';
import type { DialectName } from './spelling.ts';

/** `os`: an event is written when the kernel has it, so it outlives the program. `disk`: when the disk has it (fdatasync). */
export type Durability = 'os' | 'disk';

/**
 * How writers keep out of each other's way. `auto` takes `koffi`, else `flock`, else fails with `no-lock`. `koffi` calls
 * flock(2) inside this process; `flock` starts flock(1) for each append. `none` locks nothing: for logs of one writer.
 */
export type LockName = 'auto' | 'koffi' | 'flock' | 'none';

export interface AppenderOptions {
  /** How plain objects are spelled: as the dialect's own writers do. Default `generic`: compact JSON. */
  readonly dialect?: DialectName;
  /** Default `os`. */
  readonly durability?: Durability;
  /** Default `auto`. */
  readonly lock?: LockName;
  /** How long an append waits for other writers, in milliseconds. Default 5,000. At least one try is always made. */
  readonly lockWaitMs?: number;
  /** What else is a secret and what is none. Default: the built-in rules. `false` writes events as they are. */
  readonly redact?: false | RedactOptions;
  /** The time source for events that are given none: microseconds since 1970. Default: the system's clock. */
  readonly nowUs?: () => number;
  /** Makes the directories that the log lies in (mode 0700) where they are missing. Default false. */
  readonly makeDirectories?: boolean;
}

/** One JSON text without line breaks, written to the byte save redaction and white space around it. */
export interface RawLine {
  readonly line: string;
}

/**
 * An event to write: a plain object, spelled as JSON (what `JSON.stringify` leaves out is left out); or, where `line` is its
 * only key and a string, that JSON text itself.
 */
export type NewEvent = RawLine | Readonly<Record<string, unknown>>;

/** Where an event stands: `source@offset` cites it. */
export interface Appended {
  /** The log's path, as it was given. */
  readonly source: string;
  /** Of the event's first byte. True as long as all writers of the log take the lock. */
  readonly offset: number;
  /** The text as it was written, redacted, without its newline. */
  readonly line: string;
}

/** A log that is open for writing. Calls may overlap: their events are written in the order of the calls. */
export interface Appender {
  readonly path: string;
  readonly dialect: DialectName;
  /** The time source of this appender, in microseconds since 1970. */
  readonly nowUs: () => number;
  /** Writes one event; resolves when it is written (see Durability). Rejects with an AppendError. */
  append(event: NewEvent): Promise<Appended>;
  /** Writes events under one lock, none of another writer between them. Rejects with an AppendError. */
  appendMany(events: readonly NewEvent[]): Promise<readonly Appended[]>;
  /** Waits for what was asked before and closes the log. What is asked afterwards is refused (`closed`). */
  close(): Promise<void>;
}
