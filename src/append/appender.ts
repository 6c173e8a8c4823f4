/** Opening a log for writing. The promises that an appender keeps: promises.md, rows 25 to 31. */
import { resolve } from 'node:path';
import { closed, invalid, unwritten } from './failures.ts';
import { lineOf, Unwritable } from './line.ts';
import { findLock, type Lock } from './lock.ts';
import type { Appended, Appender, AppenderOptions, NewEvent } from './options.ts';
import { settingOf } from './setting.ts';
import { SYSTEM, type System } from './system.ts';
import { Writer } from './writer.ts';

/**
 * Opens the log at `path` for writing, and makes it (mode 0600) where nothing is. Rejects with a Fault (`bad-option`) where
 * an option is wrong, with an AppendError where the log is refused or no lock is at hand.
 */
export async function openAppender(path: string, options: AppenderOptions = {}): Promise<Appender> {
  return openWith(path, options, SYSTEM);
}

/** The same over the system calls that are given. */
export function openWith(path: string, options: AppenderOptions, system: System): Appender {
  const setting = settingOf(options);
  let lock: Lock;
  try {
    lock = findLock(setting.lock);
  } catch (cause) {
    throw unwritten(path, 0, cause);
  }
  const writer = new Writer({ source: path, path: resolve(path), setting, lock, system });
  let closing: Promise<void> | undefined;

  const appendMany = async (events: readonly NewEvent[]): Promise<readonly Appended[]> => {
    if (closing !== undefined) throw closed(path, events.length);
    return writer.write(
      events.map((event, index) => {
        try {
          return lineOf(event, setting);
        } catch (cause) {
          if (!(cause instanceof Unwritable)) throw cause;
          throw invalid(path, events.length, { index, why: cause.message });
        }
      }),
    );
  };
  return Object.freeze({
    path,
    dialect: setting.dialect,
    nowUs: setting.nowUs,
    append: async (event: NewEvent) => (await appendMany([event]))[0]!,
    appendMany,
    close: () => {
      closing ??= writer.close();
      return closing;
    },
  });
}
