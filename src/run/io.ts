/** What a query takes from its caller, and what stands for the parts that were not given. */
import type { Readable } from 'node:stream';
import type { Event } from '../model/event.ts';
import type { Operand } from '../model/query.ts';
import type { Kept } from './kept.ts';

/** What shown events must hold: everything, or only their rows; and the columns of `--fields`. */
export interface EventView {
  readonly decode: boolean;
  readonly fields: readonly Operand[];
}

/** The world that a query runs in; every part may be left out. */
export interface RunIo {
  /** Read where a log is `-`; else the process's own, which is opened only then. */
  readonly stdin?: Readable;
  /** Else all of an event, without fields of its own. */
  readonly view?: EventView;
  /** Takes listed events in order; awaited, so that a slow reader slows the scan. Else they are only counted. */
  show?(events: readonly Event[]): void | Promise<void>;
  /** Bytes read so far as stored, and in all where known. */
  progress?(state: { readonly bytes: number; readonly total?: number }): void;
  /** Ends the run, which then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** When standard input, pipes and live sources are taken to have ended, in milliseconds since the epoch. */
  readonly endMs?: number;
  /** Parts of earlier answers, for who asks again and again. */
  readonly kept?: Kept;
  /** What opens the doors of live sources (`Authorization: Bearer`). */
  readonly token?: string;
}

/** A world with all its parts. */
export type FullIo = Required<Omit<RunIo, Optional>> & Pick<RunIo, Optional>;

type Optional = 'progress' | 'endMs' | 'kept' | 'token';

/** Fills in what was left out. */
export function filledIo(io: RunIo): FullIo {
  return {
    // A getter, for to look at standard input is to open it.
    get stdin() {
      return io.stdin ?? process.stdin;
    },
    view: io.view ?? { decode: io.show !== undefined, fields: [] },
    show: (events) => io.show?.(events),
    ...(io.progress && { progress: io.progress.bind(io) }),
    ...(io.endMs !== undefined && { endMs: io.endMs }),
    ...(io.kept && { kept: io.kept }),
    ...(io.token !== undefined && { token: io.token }),
    signal: io.signal ?? new AbortController().signal,
  };
}
