/** Makes shown rows into Events: the only place where a line becomes an object. */
import { decode, type Shown } from '../match/decode.ts';
import { LINE_EVENT } from '../model/batch.ts';
import type { Event, Row } from '../model/event.ts';
import type { Operand } from '../model/query.ts';
import { Columns } from '../plan/lower.ts';
import { type Log, scanAlone } from './open.ts';

/** What a listing's rows are made into. */
export interface ShowSpec {
  /** False: only `row` of the events is filled in. */
  readonly decode: boolean;
  readonly fields: readonly Operand[];
}

/** A function from rows to events, in the same order. */
export function eventMaker(
  logs: readonly Log[],
  spec: ShowSpec,
  logZone: string,
): (rows: readonly Row[]) => Event[] {
  if (!spec.decode) return (rows) => rows.map((row) => ({ row, dialect: '', fields: [], rest: [] }));
  const columns = new Columns();
  const roles = {
    time: columns.role('time'),
    type: columns.role('type'),
    session: columns.role('session'),
    severity: columns.role('severity'),
    status: columns.role('status'),
    summary: columns.role('summary'),
  };
  const fields = spec.fields.map((field) => columns.operand(field));
  const shown: Shown[] = logs.map(({ reading }) => ({ reading, roles, fields }));
  return (rows) =>
    rows.map((row) => {
      const log = logs[row.source]!;
      const how = { reading: log.reading, path: log.source.path, logZone };
      const batch = scanAlone(row.bytes, columns.specs, how);
      if (batch.class[0] !== LINE_EVENT) throw new Error(`${row.path}@${row.offset} is no event`);
      return decode(batch, 0, row, shown[row.source]!);
    });
}
