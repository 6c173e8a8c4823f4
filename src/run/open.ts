/** Opens the logs of a query and reads the head of each. */
import type { Readable } from 'node:stream';
import { scalarKernel } from '../kernel/scalar.ts';
import type { Batch } from '../model/batch.ts';
import type { Reading } from '../model/dialect.ts';
import type { Note } from '../model/note.ts';
import type { ColumnSpec } from '../model/plan.ts';
import type { ByteRange, Predicate, Query } from '../model/query.ts';
import type { Source } from '../scan/source.ts';
import { openSources } from '../scan/sources.ts';
import { type SampleLimits, sample } from '../scan/stream.ts';
import type { Crew } from './crew.ts';
import { type Head, headReader } from './head.ts';
import type { RunIo } from './io.ts';
import { liveOpener } from './live-sources.ts';
import { threadsAhead } from './threads.ts';

/** What a sample takes of a log: lines, bytes, and milliseconds on standard input, whatever comes first. */
export const SAMPLE: SampleLimits = { lines: 100, bytes: 2 ** 20, ms: 200 };

/** Milliseconds that the first line of a live source is waited for: an answer takes longer than a pipe. */
const ANSWER_MS = 2000;

/** From this many logs on, reading their heads is worth the SIMD kernel. */
const MANY_LOGS = 16;

export interface Log extends Head {
  readonly source: Source;
  /** The sample's lines, kept where they cannot be read again. */
  readonly head?: Uint8Array;
}

/** Opens and samples the logs; the caller closes their sources. Throws the Faults of `openSources` and of dialects. */
export async function openLogs(
  query: Query,
  {
    io,
    crew,
  }: {
    readonly io: { readonly stdin: Readable; readonly signal: AbortSignal } & Pick<
      RunIo,
      'endMs' | 'kept' | 'token'
    >;
    readonly crew: Crew;
  },
): Promise<{ readonly logs: readonly Log[]; readonly notes: readonly Note[] }> {
  const notes: Note[] = [];
  // What a live source says while it is read stands with what was said of the opening.
  const live = await liveOpener(query, {
    follows: io.endMs !== undefined,
    token: io.token,
    note: (note) => notes.push(note),
  });
  const { sources, notes: said } = await openSources(query.logs, {
    // A getter, for to look at standard input is to open it.
    get stdin() {
      return io.stdin;
    },
    signal: io.signal,
    live,
  });
  notes.push(...said);
  for (const source of sources) limit(source, query.ranges?.[source.path]);
  // Where something is kept, little may be left to read.
  if (io.kept?.isEmpty ?? true) crew.prepare(threadsAhead(query, sources) - 1);
  const logs: Log[] = [];
  try {
    const readHead = headReader(query.reader, {
      kind: sources.length < MANY_LOGS ? 'scalar' : (query.tuning.kernel ?? 'simd'),
      timed: inTime(query, sources.length) || boundsTime(query.where),
    });
    for (const source of sources) {
      const head = await sample(source, source.live ? { ...SAMPLE, ms: ANSWER_MS } : SAMPLE);
      logs.push({ source, ...readHead(head), ...(source.rereadable ? {} : { head }) });
    }
  } catch (error) {
    for (const source of sources) source.close();
    throw error;
  }
  return { logs, notes };
}

/** Questions that pair what begins with what ends. */
const ORDERED: ReadonlySet<Query['ask']['kind']> = new Set(['trace', 'validate', 'check', 'state'] as const);

/** Listings, and what several logs begin and end, are put in the order of times. */
function inTime({ ask }: Query, logs: number): boolean {
  return ask.kind === 'list' || (ORDERED.has(ask.kind) && logs > 1);
}

/** Of a log that became shorter, what is left of the range. */
function limit(source: Source, range: ByteRange | undefined): void {
  if (range === undefined) return;
  const end = source.size ?? Number.MAX_SAFE_INTEGER;
  const to = Math.min(range.to ?? end, end);
  source.range = { from: Math.min(range.from ?? 0, to), to };
}

/** Such a question may ask where a log begins. */
function boundsTime(where: Predicate): boolean {
  if (where.kind === 'and' || where.kind === 'or') return where.of.some(boundsTime);
  return where.kind === 'not' ? boundsTime(where.of) : where.kind === 'time';
}

/** The lines of a log's sample. */
export async function headOf(log: Log): Promise<Uint8Array> {
  return log.head ?? (await sample(log.source, SAMPLE));
}

interface Alone {
  readonly reading: Reading;
  readonly path: string;
  readonly logZone: string;
  /** The bytes begin the log, so that a byte order mark before them is stepped over. */
  readonly head?: boolean;
}

/** Scans bytes of whole lines on their own, as the log they are of is read. */
export function scanAlone(bytes: Uint8Array, columns: readonly ColumnSpec[], how: Alone): Batch {
  const { reading, path, logZone, head } = how;
  const kernel = scalarKernel({ columns, needles: null, utf16: false, reading, path, logZone });
  return kernel.scan({ bytes, base: head ? 0 : 1, line: 0, final: false }, 0);
}
