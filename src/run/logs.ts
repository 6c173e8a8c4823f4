/** Which logs a query reads, directories searched: their names, dialects and sizes, and no more of them than their heads. */
import type { Query } from '../model/query.ts';
import { Crew } from './crew.ts';
import { filledIo } from './io.ts';
import { openLogs } from './open.ts';

/** A log as it stands now. */
export interface KnownLog {
  /** As typed; joined with the directory's for a member of one. */
  readonly path: string;
  readonly dialect: string;
  /** Of its text; absent where it is compressed or a stream. */
  readonly bytes?: number;
}

/** The logs that can be read, in the order of the query. Standard input is not touched by who names none. */
export async function logsOf(query: Query, signal: AbortSignal): Promise<readonly KnownLog[]> {
  const asked = { ...query, ask: { kind: 'count' } as const, where: { kind: 'and', of: [] } as const };
  const { logs } = await openLogs(
    { ...asked, tuning: { ...query.tuning, threads: 1 } },
    { io: filledIo({ signal }), crew: new Crew() },
  );
  try {
    return logs.map(({ source, reading }) => ({
      path: source.path,
      dialect: reading.own,
      ...(source.size === undefined ? {} : { bytes: source.size }),
    }));
  } finally {
    for (const { source } of logs) source.close();
  }
}
