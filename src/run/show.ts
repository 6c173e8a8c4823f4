/** Makes shown rows into Events: the only place where a line becomes an object. */
import type { Kernel } from '../kernel/kernel.ts';
import { scalarKernel } from '../kernel/scalar.ts';
import { decode, type Shown } from '../match/decode.ts';
import { LINE_EVENT } from '../model/batch.ts';
import type { Event, Row } from '../model/event.ts';
import type { Operand } from '../model/query.ts';
import { Columns } from '../plan/lower.ts';
import type { Log } from './open.ts';

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
  const kernels: (Kernel | undefined)[] = [];
  return (rows) =>
    rows.map((row) => {
      const { reading, source } = logs[row.source]!;
      const how = { reading, path: source.path, logZone };
      const kernel =
        kernels[row.source] ?? scalarKernel({ columns: columns.specs, needles: null, utf16: false, ...how });
      kernels[row.source] = kernel;
      const batch = kernel.scan({ bytes: row.bytes, base: 1, line: 0, final: false }, 0);
      if (batch.class[0] !== LINE_EVENT) throw new Error(`${row.path}@${row.offset} is no event`);
      return decode(batch, 0, row, shown[row.source]!);
    });
}
