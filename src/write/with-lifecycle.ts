/**
 * Lifecycles in the log that the environment names, for programs that open none themselves. The log is opened once, when
 * the first of them runs.
 */
import { delimiter } from 'node:path';
import { openEventLog } from './event-log.ts';
import { LIFECYCLE_DIALECT } from './lifecycle.ts';
import { logKindOf } from './log-kind.ts';
import type { Observed } from './observer.ts';
import type { EventLog } from './typed-log.ts';

/** The variable that names the log. */
export const LOG_VARIABLE = 'INQUEST_LOG';

const opened = new Map<string, Promise<EventLog | undefined>>();

/**
 * Runs `fn`, and writes its start and its end (completed with duration and summary, or failed with the error) to the log
 * that `$INQUEST_LOG` names, in its dialect, mnemosyne's for a new log; returns or throws what `fn` does. A log that is not
 * named, or that cannot be written, is told as a warning of the process, once, and changes nothing else.
 * `openEventLog(path).withLifecycle` does the same in a log of the program's choice.
 */
export async function withLifecycle<T>(
  name: string,
  args: readonly unknown[],
  fn: (run: Observed) => T | Promise<T>,
): Promise<T> {
  const log = await logOf(process.env[LOG_VARIABLE] ?? '');
  return log === undefined ? fn({ summarize: () => {}, add: () => {} }) : log.withLifecycle(name, args, fn);
}

function logOf(named: string): Promise<EventLog | undefined> {
  const known = opened.get(named);
  if (known !== undefined) return known;
  const log = open(named).catch((error: Error) => {
    process.emitWarning(`what runs here is not written to a log: ${error.message}`, 'InquestWarning');
    return undefined;
  });
  opened.set(named, log);
  return log;
}

async function open(named: string): Promise<EventLog> {
  const [path, ...others] = named.split(delimiter).filter((each) => each !== '');
  if (path === undefined) throw new Error(`${LOG_VARIABLE} names none`);
  if (others.length > 0) throw new Error(`${LOG_VARIABLE} names several, and events go to one`);
  const kind = await logKindOf(path);
  if (kind === 'compressed') throw new Error(`${path} is compressed`);
  return openEventLog(path, kind ?? { dialect: LIFECYCLE_DIALECT });
}
