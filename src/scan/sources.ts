/**
 * Opening the logs that were named. Invariants: each file is opened once (promises.md row 16); a file that is named
 * twice is read once; whatever cannot be read is one note, and the others are still opened; nothing is written.
 */
import type { Readable } from 'node:stream';
import type { Note } from '../model/note.ts';
import type { LogName } from '../model/query.ts';
import { citedRange } from './citation.ts';
import type { OpenLive } from './live.ts';
import { openTarget, type Place, type Shares } from './open.ts';
import { skipped, unreadable } from './reason.ts';
import type { Source } from './source.ts';
import { sample } from './stream.ts';
import { type Target, targetsOf } from './target.ts';

export { parseLogName } from './citation.ts';
export { Source, type SourceKind, type SourceParts } from './source.ts';

/** Where a first line is looked for; a longer one is a log's, damaged or not. */
const FIRST_LINE = { lines: 1, bytes: 16 * 1024 * 1024, ms: 0 };

export interface OpenedLogs {
  /** In the order of the arguments; `index` is the place in this list. */
  readonly sources: Source[];
  readonly notes: Note[];
}

/**
 * Opens every log (cli.md, Logs). Throws Fault `bad-offset` for a citation where no line begins, and the signal's
 * reason when it is aborted; nothing stays open then. Later an abort stops the streams. The caller closes the sources.
 */
export async function openSources(
  names: readonly LogName[],
  io: { readonly stdin: Readable; readonly signal?: AbortSignal; readonly live?: OpenLive | undefined },
): Promise<OpenedLogs> {
  const { targets, notes } = targetsOf(names);
  const sources: Source[] = [];
  const shares: Shares = new Map();
  try {
    for (const target of targets) {
      io.signal?.throwIfAborted();
      const opened = await openLog(target, {
        index: sources.length,
        // A getter, for to look at standard input is to open it.
        get stdin() {
          return io.stdin;
        },
        shares,
        live: io.live,
      });
      if (opened.source !== undefined) sources.push(opened.source);
      else notes.push(opened.note);
    }
  } catch (error) {
    for (const source of sources) source.close();
    throw error;
  }
  const streams = sources.filter((source) => !source.rereadable);
  const stop = (): void => {
    for (const stream of streams) stream.close();
  };
  if (streams.length > 0) io.signal?.addEventListener('abort', stop, { once: true });
  return { sources, notes };
}

type Opening =
  | { readonly source: Source; readonly note?: never }
  | { readonly source?: never; readonly note: Note };

async function openLog(target: Target, place: Place): Promise<Opening> {
  const source = openTarget(target, place);
  if (typeof source === 'string') return { note: unreadable(target.path, source) };
  try {
    if (target.offset !== undefined) source.range = await citedRange(source, target.offset);
  } catch (error) {
    source.close();
    throw error;
  }
  if (target.kind !== 'path' || !target.doubtful || (await looksLikeLog(source))) return { source };
  source.close();
  return { note: skipped(target.path, 'its first line is not one JSON value') };
}

/** The first line is one JSON value, or there is none. */
async function looksLikeLog(source: Source): Promise<boolean> {
  const line = await sample(source, FIRST_LINE);
  if (line.length === 0) return true;
  try {
    JSON.parse(new TextDecoder().decode(line));
    return true;
  } catch {
    return false;
  }
}
