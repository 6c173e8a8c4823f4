/**
 * A piece of a program, observed: its start is written, then its end with duration and summary or with the error. Invariant:
 * what it returns or throws goes through unchanged, and at once; a log that cannot be written costs it nothing but `onError`.
 */
import type { DialectName } from '../append/spelling.ts';
import { type Ended, endedEvent, type LifecycleEvent, type Started, startedEvent } from './lifecycle.ts';
import type { Fields } from './spell.ts';

/** What the observed program may say of itself while it runs. */
export interface Observed {
  /** What came of it, in a few words. Default: `Success`. */
  summarize(text: string): void;
  /** Fields of the event of its end, beside those that are always there. */
  add(fields: Readonly<Record<string, unknown>>): void;
}

export interface ObserverParts {
  readonly dialect: DialectName;
  append(type: string, data: Fields): Promise<unknown>;
  /** Takes what kept an event from being written. */
  onError(error: Error): void;
}

const SUCCESS = 'Success';

/** The function that runs programs observed. */
export function observer(
  parts: ObserverParts,
): <T>(name: string, args: readonly unknown[], fn: (run: Observed) => T | Promise<T>) => Promise<T> {
  return async (name, args, fn) => {
    const started: Started = { id: crypto.randomUUID(), name, args };
    // The log's queue keeps the order, so that the program need not wait for it.
    const begun = written(parts, () => startedEvent(parts.dialect, started));
    let summary = SUCCESS;
    const more: Record<string, unknown> = {};
    const fromMs = performance.now();
    const end = async (error?: string): Promise<void> => {
      const durationMs = performance.now() - fromMs;
      const ended: Ended = { ...started, more, durationMs, summary, ...(error !== undefined && { error }) };
      await Promise.all([begun, written(parts, () => endedEvent(parts.dialect, ended))]);
    };
    let result: Awaited<ReturnType<typeof fn>>;
    try {
      result = await fn({
        summarize: (text) => {
          summary = text;
        },
        add: (fields) => void Object.assign(more, fields),
      });
    } catch (error) {
      await end(messageOf(error));
      throw error;
    }
    await end();
    return result;
  };
}

/** Writes an event; resolves when it is written or told to `onError`, and never rejects. */
async function written(parts: ObserverParts, make: () => LifecycleEvent): Promise<void> {
  try {
    const { type, data } = make();
    await parts.append(type, data);
  } catch (error) {
    tell(parts, error instanceof Error ? error : new Error(String(error)));
  }
}

function tell({ onError }: ObserverParts, error: Error): void {
  try {
    onError(error);
  } catch {
    // Whoever is told must not break the program either.
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === '' ? error.name : error.message;
}
