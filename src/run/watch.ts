/** What scans say beside their answers: tallies, notes of logs that ended early, progress. */
import type { Note } from '../model/note.ts';
import type { Query } from '../model/query.ts';
import { truncated as truncatedNote } from '../scan/reason.ts';
import type { Crew } from './crew.ts';
import type { RunIo } from './io.ts';
import type { JobWatch } from './job.ts';
import type { Log } from './open.ts';
import type { Tally } from './tally.ts';

/** What a scan runs under and reports to. */
export interface Watch {
  readonly signal: AbortSignal;
  readonly chunkSize: number;
  /** The threads that may help. */
  readonly crew: Crew;
  onTally(tally: Tally): void;
  /** `offset` is in bytes of the log's text. */
  onTruncated(path: string, offset: number, why: string): void;
  /** More was read. */
  onRead(): void;
}

export interface Gathered {
  readonly watch: Watch;
  readonly tallies: Tally[];
  /** Notes of kind `truncated-input`. */
  readonly truncated: Note[];
}

/** Watches the scans of a query's logs. `progress` is told of stored bytes, in all where known. */
export function gather(
  query: Query,
  logs: readonly Log[],
  {
    io,
    crew,
  }: { readonly io: Pick<RunIo, 'progress'> & { readonly signal: AbortSignal }; readonly crew: Crew },
): Gathered {
  const tallies: Tally[] = [];
  const ended = new Set<string>();
  let toldMs = 0;
  const truncated: Note[] = [];
  const sizes = logs.map(({ source }) => source.stored);
  const total = sizes.every((size) => size !== undefined)
    ? sizes.reduce((sum, size) => sum + size, 0)
    : undefined;
  const watch: Watch = {
    signal: io.signal,
    crew,
    chunkSize: query.tuning.chunkSize,
    onTally: (tally) => tallies.push(tally),
    onTruncated(path, offset, why) {
      // Each shard and each row behind the end says so; the first place tells it.
      if (ended.has(path)) return;
      ended.add(path);
      truncated.push(truncatedNote(path, offset, why));
    },
    onRead() {
      // Adding up thousands of logs is worth it some times a second.
      if (!io.progress || (logs.length > 64 && performance.now() < toldMs + 50)) return;
      toldMs = performance.now();
      const bytes = logs.reduce((sum, { source }) => sum + source.bytesRead, 0);
      io.progress({ bytes, ...(total === undefined ? {} : { total }) });
    },
  };
  return { watch, tallies, truncated };
}

/** What a job in this thread asks and tells. */
export function watchOf(watch: Watch): JobWatch {
  return { throwIfAborted: () => watch.signal.throwIfAborted(), onRead: () => watch.onRead() };
}
