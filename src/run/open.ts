/**
 * Opens the logs of a query and decides how each is read: its dialect by its sample, the fields of a generic log, whether
 * it is UTF-16 and which time it begins at. Source: dialects.md, "A log is detected from its sample".
 */
import type { Readable } from 'node:stream';
import { chooseDialect, overrideRoles, readingFor } from '../dialect/detect.ts';
import { GENERIC } from '../dialect/dialects.ts';
import { genericDialect } from '../dialect/generic.ts';
import { scalarKernel } from '../kernel/scalar.ts';
import { type Batch, LINE_EVENT } from '../model/batch.ts';
import type { Reading } from '../model/dialect.ts';
import type { Note } from '../model/note.ts';
import type { ColumnSpec } from '../model/plan.ts';
import type { Query, Reader } from '../model/query.ts';
import type { Source } from '../scan/source.ts';
import { openSources } from '../scan/sources.ts';
import { sample } from '../scan/stream.ts';

/** What a sample takes of a log: lines, bytes, and milliseconds on standard input, whatever comes first. */
const SAMPLE = { lines: 100, bytes: 2 ** 20, ms: 200 };

export interface Log {
  readonly source: Source;
  readonly reading: Reading;
  readonly utf16: boolean;
  /** Time of the first event of the sample that has one, and the greatest of the sample, in microseconds; else NaN. */
  readonly firstUs: number;
  readonly greatestUs: number;
  /** The sample's lines, kept where they cannot be read again. */
  readonly head?: Uint8Array;
}

/** Opens and samples the logs; the caller closes their sources. Throws the Faults of `openSources` and of dialects. */
export async function openLogs(
  query: Query,
  io: { readonly stdin: Readable; readonly signal: AbortSignal },
): Promise<{ readonly logs: readonly Log[]; readonly notes: readonly Note[] }> {
  const { sources, notes } = await openSources(query.logs, io);
  const logs: Log[] = [];
  try {
    for (const source of sources) logs.push(readHead(source, await sample(source, SAMPLE), query.reader));
  } catch (error) {
    for (const source of sources) source.close();
    throw error;
  }
  return { logs, notes };
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

function readHead(source: Source, head: Uint8Array, reader: Reader): Log {
  const how = { path: source.path, logZone: reader.logZone, head: true };
  const reading = overrideRoles(detect(head, reader, how), reader);
  const { columns } = scanAlone(head, [{ kind: 'role', role: 'time' }], { reading, ...how });
  const times = columns[0]?.kind === 'time' ? [...columns[0].us].filter((us) => !Number.isNaN(us)) : [];
  return {
    source,
    reading,
    utf16: isUtf16(head),
    firstUs: times[0] ?? Number.NaN,
    greatestUs: times.length > 0 ? Math.max(...times) : Number.NaN,
    ...(source.rereadable ? {} : { head }),
  };
}

function detect(head: Uint8Array, reader: Reader, how: Omit<Alone, 'reading'>): Reading {
  const extra = reader.dialects;
  const fixed = reader.dialect !== undefined;
  const trial = readingFor(GENERIC, { extra });
  const batch = scanAlone(head, [], { reading: trial, ...how });
  const counts = new Map<string, number>();
  const events: number[] = [];
  for (let i = 0; i < batch.count; i++) {
    if (batch.class[i] !== LINE_EVENT) continue;
    events.push(i);
    const name = trial.dialects[batch.dialect[i]!]?.name;
    if (name) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const own = reader.dialect ?? chooseDialect(counts, events.length);
  if (own !== GENERIC) return readingFor(own, { extra, fixed });
  const text = (i: number) =>
    Buffer.from(batch.bytes.subarray(batch.start[i], batch.end[i])).toString('utf8');
  const generic = genericDialect(events.map((i) => JSON.parse(text(i)) as unknown));
  return readingFor(GENERIC, { extra, fixed, generic });
}

/** A byte order mark of UTF-16, or ASCII with a zero byte beside each letter. */
function isUtf16(head: Uint8Array): boolean {
  const [a, b, c, d] = head;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true;
  if (a === undefined || b === undefined || c === undefined || d === undefined) return false;
  return (a > 0 && b === 0 && c > 0 && d === 0) || (a === 0 && b > 0 && c === 0 && d > 0);
}
