/**
 * A log of one dialect, open for writing: types and data go in, lines that fit the dialect come out, under the promises of
 * the appender. Source: dialects.md; promises.md, rows 25 to 31.
 */
import { openAppender } from '../append/appender.ts';
import type { Appended, Appender, AppenderOptions } from '../append/options.ts';
import { composerOf, type EventOptions } from './composer.ts';
import type { Author } from './crumbs.ts';
import type { GenericNames } from './form.ts';
import { observer } from './observer.ts';
import type { Fields } from './spell.ts';
import type { EventLog } from './typed-log.ts';

export interface EventLogOptions extends AppenderOptions, Author {
  /** Of a generic log: what it calls time, type and session. Default: `timestamp`, `event`, `session_id`. */
  readonly names?: GenericNames;
  /** Takes what kept a lifecycle from being written. Default: a warning of the process, once a log. */
  readonly onError?: (error: Error) => void;
}

/**
 * Opens the log at `path`, and makes it (mode 0600) where nothing is. `dialect` is that of its events, `generic` by default.
 * Rejects as `openAppender` does.
 */
export async function openEventLog(path: string, options: EventLogOptions = {}): Promise<EventLog> {
  return eventLogOn(await openAppender(path, options), options);
}

/** The same for a log whose types are known. */
export async function openTypedLog<L>(path: string, options: EventLogOptions): Promise<L> {
  // What an event holds is known to the compiler alone.
  return (await openEventLog(path, options)) as unknown as L;
}

/** The same on an appender that is open; closing the log closes it. */
export function eventLogOn(appender: Appender, options: EventLogOptions): EventLog {
  const { path, dialect, nowUs } = appender;
  const { names, onError = warnOnce(path) } = options;
  const composer = composerOf({ path, dialect, author: options, nowUs, ...(names && { names }) });
  const append = async (type: string, data: Fields = {}, own: EventOptions = {}): Promise<Appended> =>
    appender.append({ line: composer.compose(type, data, own) });
  return Object.freeze<EventLog>({
    path,
    appender,
    append,
    appendMany: async (events) =>
      appender.appendMany(
        events.map(({ type, data = {}, ...own }) => ({ line: composer.compose(type, data, own) })),
      ),
    withLifecycle: observer({ dialect, append, onError }),
    close: () => appender.close(),
  });
}

function warnOnce(path: string): (error: Error) => void {
  let warned = false;
  return ({ message }) => {
    if (warned) return;
    warned = true;
    process.emitWarning(`what runs here is not written to ${path}: ${message}`, 'InquestWarning');
  };
}
