/**
 * The logs that are there when following begins: as logs that do not grow, for whoever asks where to begin; and their
 * rows up to where they end by then, to be merged by time as without follow.
 */
import type { Chunk } from '../model/batch.ts';
import { forward, type ScanOptions } from '../scan/chunks.ts';
import type { Followed } from '../scan/follow.ts';
import { sample } from '../scan/stream.ts';
import type { Tailed } from '../scan/tailed.ts';
import type { Head } from './head.ts';
import { asNeighbour } from './live-emit.ts';
import type { LiveRow } from './live-log.ts';
import type { Begin } from './live-start.ts';
import type { Strand } from './merge.ts';
import { type Log, SAMPLE } from './open.ts';

/** A log that was there. */
export interface Opened {
  readonly log: Followed;
  /** It goes on from where a former reader stood. */
  readonly resumed?: boolean;
}

/** Reads a chunk of a log into rows. */
export type Take = (log: Followed, chunk: Chunk, from: Tailed | undefined) => LiveRow[];

/** The opened logs as they are, in the same order, each with its sample. Their files stay open. */
export async function openedLogs(
  opened: readonly Opened[],
  readHead: (sample: Uint8Array) => Head,
): Promise<readonly (Log & { readonly head: Uint8Array })[]> {
  const logs: (Log & { readonly head: Uint8Array })[] = [];
  for (const { log } of opened) {
    const source = log.stream ?? log.file!.asLog(log.index);
    // What comes by itself is known by its first lines, whenever they come.
    const head = source.rereadable ? await sample(source, SAMPLE) : new Uint8Array();
    logs.push({ source, head, ...readHead(head) });
  }
  return logs;
}

/** The rows of each log from where it begins to be of interest; what comes by itself has none yet. */
export function initialStrands(
  opened: readonly Opened[],
  logs: readonly Log[],
  how: {
    readonly begins: ReadonlyMap<number, Begin>;
    readonly take: Take;
    options(log: Followed): ScanOptions;
  },
): readonly Strand<LiveRow>[] {
  return opened.flatMap(({ log }, n) => {
    const { source, firstUs } = logs[n]!;
    const begin = how.begins.get(log.index);
    if (log.file && begin) log.file.seek(begin.offset, begin.offset === 0 ? 0 : -1);
    if (!source.rereadable) return [];
    const parts = log.stream ? compressedRows(log, how) : fileRows(log, how.take);
    return [{ firstUs, rows: () => (begin ? since(parts, begin) : parts) }];
  });
}

async function* fileRows(log: Followed, take: Take): AsyncGenerator<LiveRow[], void, undefined> {
  for (const file of [...log.older, ...(log.file ? [log.file] : [])]) {
    // A file that was cut meanwhile is told of by whoever reads on.
    if (file.broken()) return;
    for (const chunk of file.read()) yield take(log, chunk, file);
  }
}

async function* compressedRows(
  log: Followed,
  { take, options }: { readonly take: Take; options(log: Followed): ScanOptions },
): AsyncGenerator<LiveRow[], void, undefined> {
  for await (const chunk of forward(log.stream!, options(log))) yield take(log, chunk, undefined);
}

/** Rows before the first match are its neighbourhood. */
async function* since(
  parts: AsyncGenerator<LiveRow[], void, undefined>,
  { offset, match }: Begin,
): AsyncGenerator<LiveRow[], void, undefined> {
  for await (const rows of parts) {
    const some = rows.filter((row) => row.offset >= offset);
    yield some.map((row) => (row.offset < match ? asNeighbour(row) : row));
  }
}
