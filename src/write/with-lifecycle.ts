/**
 * Lifecycles in the log that the environment names, for programs that open none themselves. The log is opened once, when
 * the first of them runs.
 */
import { delimiter } from 'node:path';
import { type EventLog, openEventLog } from './event-log.ts';
import { LIFECYCLE_DIALECT } from './lifecycle.ts';
import type { Observed } from './observer.ts';

/** The variable that names the log. */
export const LOG_VARIABLE = 'INQUEST_LOG';

const opened = new Map<string, Promise<EventLog | undefined>>();

/**
 * Runs `fn`, and writes its start and its end (completed with duration and summary, or failed with the error) to the log
 * `$INQUEST_LOG` as mnemosyne's command events; returns or throws what `fn` does. A log that is not named, or that cannot be
 * written, is told as a warning of the process, once, and changes nothing else. `openEventLog(path).withLifecycle` does the
 * same in a log of the program's choice.
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
    process.emitWarning(`lifecycles are not written: ${error.message}`, 'InquestWarning');
    return undefined;
  });
  opened.set(named, log);
  return log;
}

async function open(named: string): Promise<EventLog> {
  const [path, ...others] = named.split(delimiter).filter((each) => each !== '');
  if (path === undefined) throw new Error(`${LOG_VARIABLE} names no log`);
  if (others.length > 0) throw new Error(`${LOG_VARIABLE} names several logs, and events go to one`);
  return openEventLog(path, { dialect: LIFECYCLE_DIALECT });
}
