/** The AppendErrors of a call, each with its sentence. `asked` is the number of events of the call. */
import { AppendError } from './append-error.ts';
import { NoLock } from './lock.ts';
import { NoLog } from './log-file.ts';
import type { Appended } from './options.ts';
import { isLasting, reasonOf } from './reason.ts';
import type { Failure } from './write.ts';

/** Nothing was written, for the log could not be opened, locked or looked at. */
export function unwritten(path: string, asked: number, cause: unknown): AppendError {
  const base = { path, notWritten: asked, cause };
  if (cause instanceof AppendError) return cause;
  if (cause instanceof NoLock)
    return new AppendError({
      ...base,
      code: 'no-lock',
      message: `${path} cannot be locked: ${cause.message}`,
    });
  if (cause instanceof NoLog)
    return new AppendError({ ...base, code: 'refused', message: `${path} ${cause.message}, not a log` });
  const code = isLasting(cause) ? 'refused' : 'not-written';
  return new AppendError({ ...base, code, message: `${path} could not be written: ${reasonOf(cause)}` });
}

/** Another writer held the lock for all of the wait. */
export function timedOut(path: string, asked: number, waitMs: number): AppendError {
  return new AppendError({
    code: 'lock-timeout',
    message: `${path} is locked by another writer: waited ${waitMs / 1000} s, ${lost(0, asked)}`,
    path,
    notWritten: asked,
  });
}

/** The system stopped within the call: `appended` stand in the log, the rest does not. */
export function broken(
  path: string,
  asked: number,
  { cause, torn, appended }: Failure & { readonly appended: readonly Appended[] },
): AppendError {
  const tail = torn ? '; a part of a line is left at its end' : '';
  return new AppendError({
    code: appended.length === 0 ? 'not-written' : 'partly-written',
    message: `${path} could not be written: ${reasonOf(cause)}; ${lost(appended.length, asked)}${tail}`,
    path,
    appended,
    notWritten: asked - appended.length,
    torn,
    cause,
  });
}

/** The kernel has all of the call, the disk perhaps not. */
export function unsynced(path: string, appended: readonly Appended[], cause: unknown): AppendError {
  return new AppendError({
    code: 'not-synced',
    message: `${path} was written, but the disk did not confirm it: ${reasonOf(cause)}`,
    path,
    appended,
    notWritten: 0,
    cause,
  });
}

/** Event `index` of the call is no line of a log; nothing of the call was written. */
export function invalid(path: string, asked: number, at: { index: number; why: string }): AppendError {
  const which = asked === 1 ? 'the event' : `event ${at.index + 1} of ${asked}`;
  return new AppendError({
    code: 'invalid',
    message: `${which} ${at.why}; nothing was written to ${path}`,
    path,
    notWritten: asked,
  });
}

/** The appender was closed before the call. */
export function closed(path: string, asked: number): AppendError {
  return new AppendError({
    code: 'closed',
    message: `the appender of ${path} is closed`,
    path,
    notWritten: asked,
  });
}

function lost(written: number, asked: number): string {
  if (written === 0) return asked === 1 ? 'the event was not written' : `none of ${asked} events was written`;
  return `${written} of ${asked} events were written`;
}
