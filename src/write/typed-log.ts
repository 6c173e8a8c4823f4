/** A log whose types are known: what an event of each type holds is checked when a program is compiled. */
import type { Appended, Appender } from '../append/options.ts';
import type { EventOptions } from './composer.ts';
import type { Observed } from './observer.ts';
import type { Fields } from './spell.ts';

/** Data of any type; `keyof` it is every text. */
export type AnyData = Readonly<Record<string, Fields>>;

/** The data of type `T`: its fields, and any others beside them. */
export type DataOf<D, T extends keyof D> = string extends keyof D
  ? Fields
  : D[T] & Readonly<Record<string, unknown>>;

type Nothing = Record<string, never>;

/** Data may be left out where none must be there. */
type Rest<D, T extends keyof D> = Nothing extends D[T]
  ? [data?: DataOf<D, T>, options?: EventOptions]
  : [data: DataOf<D, T>, options?: EventOptions];

/** One event of several. */
export type EventParts<D = AnyData> = {
  [T in keyof D & string]: EventOptions & {
    readonly type: T;
  } & (Nothing extends D[T] ? { readonly data?: DataOf<D, T> } : { readonly data: DataOf<D, T> });
}[keyof D & string];

export interface EventLog<D = AnyData> {
  readonly path: string;
  readonly appender: Appender;
  /** Writes an event of this type; resolves when it is written. Rejects with an AppendError or a Fault. */
  append<T extends keyof D & string>(type: T, ...rest: Rest<D, T>): Promise<Appended>;
  /** Writes events under one lock, none of another writer between them. Rejects as `append` does; then none was composed. */
  appendMany(events: readonly EventParts<D>[]): Promise<readonly Appended[]>;
  /** Runs `fn` and writes its start and its end; see `withLifecycle`. */
  withLifecycle<T>(name: string, args: readonly unknown[], fn: (run: Observed) => T | Promise<T>): Promise<T>;
  /** Waits for what was asked before and closes the log. */
  close(): Promise<void>;
}
