/**
 * What an append that failed says: why, and how much of what was asked stands in the log. Every failure of an appender is
 * one of these; `written + notWritten` is the number of events that were asked for.
 */
import type { Appended } from './options.ts';

/**
 * - `lock-timeout`: another writer held the lock longer than the wait.
 * - `no-lock`: no way to lock is at hand; the message says what to install.
 * - `refused`: what stands in the log's place is no log (a link, a pipe, a directory), or may not be opened.
 * - `not-written`: the system took nothing, or what it took was cut off again: the log is as it was.
 * - `partly-written`: some of the events stand in the log, whole; the rest do not.
 * - `not-synced`: the system took all of it, but would not promise that it is on the disk.
 * - `invalid`: an event that no reader would read back: no JSON, too deep, too long. Nothing was written.
 * - `closed`: the appender was closed before.
 */
export type AppendErrorCode =
  | 'lock-timeout'
  | 'no-lock'
  | 'refused'
  | 'not-written'
  | 'partly-written'
  | 'not-synced'
  | 'invalid'
  | 'closed';

export interface AppendFailure {
  readonly code: AppendErrorCode;
  /** One sentence that names the log. */
  readonly message: string;
  readonly path: string;
  /** The events that stand in the log, in the order asked; none by default. */
  readonly appended?: readonly Appended[];
  /** How many events of this call do not stand in the log. */
  readonly notWritten: number;
  /** True where a part of a line may stand at the log's end. The next append, by any inquest, sets it apart. */
  readonly torn?: boolean;
  /** The system's own error. */
  readonly cause?: unknown;
}

/** An append, or an opening, that failed. */
export class AppendError extends Error {
  readonly code: AppendErrorCode;
  readonly path: string;
  readonly appended: readonly Appended[];
  readonly written: number;
  readonly notWritten: number;
  readonly torn: boolean;

  constructor(failure: AppendFailure) {
    super(failure.message, failure.cause === undefined ? undefined : { cause: failure.cause });
    this.name = 'AppendError';
    this.code = failure.code;
    this.path = failure.path;
    this.appended = failure.appended ?? [];
    this.written = this.appended.length;
    this.notWritten = failure.notWritten;
    this.torn = failure.torn ?? false;
  }
}
