/** What the head of one file tells, for whoever adds to it: its dialect, the fields of a generic log, its first lines. */
import { Readable } from 'node:stream';
import { openSources } from '../scan/sources.ts';
import { sample } from '../scan/stream.ts';
import { headReader } from './head.ts';
import { SAMPLE } from './open.ts';
import { queryOf } from './query-of.ts';

export interface HeadAt {
  readonly dialect: string;
  /** Of a generic log: role to path text. */
  readonly fields: Readonly<Record<string, string>>;
  /** Whole lines. */
  readonly sample: Uint8Array;
  readonly compressed: boolean;
}

/** The head of the file at `path`; undefined where it cannot be read. */
export async function headAt(path: string): Promise<HeadAt | undefined> {
  const query = queryOf({ logs: [path] });
  const { sources } = await openSources(query.logs, { stdin: Readable.from([]) });
  try {
    const [source] = sources;
    if (source === undefined) return undefined;
    const lines = await sample(source, SAMPLE);
    const { reading } = headReader(query.reader, { kind: 'scalar', timed: false })(lines);
    return {
      dialect: reading.own,
      fields: reading.fields ?? {},
      sample: lines,
      compressed: source.kind === 'gzip' || source.kind === 'zstd',
    };
  } finally {
    for (const source of sources) source.close();
  }
}
