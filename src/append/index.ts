/** The door `inquest/append`: write events to a log from a program. Re-exports only. */
export { Fault, type FaultParts, type FaultSpan } from '../base/fault.ts';
export { AppendError, type AppendErrorCode, type AppendFailure } from './append-error.ts';
export { openAppender } from './appender.ts';
export type {
  Appended,
  Appender,
  AppenderOptions,
  Durability,
  LockName,
  NewEvent,
  RawLine,
} from './options.ts';
export { REDACTED, type RedactOptions, redactArgs, redactor, redactText } from './redact.ts';
export { DIALECT_NAMES, type DialectName } from './spelling.ts';
