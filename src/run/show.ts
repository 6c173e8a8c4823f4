/** Makes shown rows into Events: the only place where a line becomes an object. */
import type { Path } from '../base/path.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { scalarKernel } from '../kernel/scalar.ts';
import { decode, type Shown } from '../match/decode.ts';
import { LINE_EVENT } from '../model/batch.ts';
import type { Event, Row } from '../model/event.ts';
import { Columns } from '../plan/columns.ts';
import type { EventView } from './io.ts';
import type { Log } from './open.ts';

/** What making events needs to know of a log; the list may grow. */
export type Shows = Pick<Log, 'reading'> & { readonly source: { readonly path: string } };

export interface EventMaker {
  /** The events of rows, in the same order. */
  make(rows: readonly Row[]): Event[];
  /** Paths among the view's fields that none of the events made so far has; nothing before the first event. */
  absent(): readonly Path[];
}

/** Makes events as the view asks for; without `decode` only their `row` is filled in. */
export function eventMaker(logs: readonly Shows[], view: EventView, logZone: string): EventMaker {
  if (!view.decode) {
    return {
      make: (rows) => rows.map((row) => ({ row, dialect: '', fields: [], rest: [] })),
      absent: () => [],
    };
  }
  const decoder = rowDecoder(logs, view, logZone);
  const present = view.fields.map(() => false);
  let made = 0;
  return {
    make: (rows) =>
      rows.map((row) => {
        const event = decoder(row);
        made++;
        for (const [n, value] of event.fields.entries()) present[n] ||= value !== undefined;
        return event;
      }),
    absent: () =>
      view.fields.flatMap((field, n) =>
        made > 0 && !present[n] && field.kind === 'path' ? [field.path] : [],
      ),
  };
}

function rowDecoder(logs: readonly Shows[], view: EventView, logZone: string): (row: Row) => Event {
  const columns = new Columns();
  const roles = {
    time: columns.role('time'),
    type: columns.role('type'),
    session: columns.role('session'),
    severity: columns.role('severity'),
    status: columns.role('status'),
    summary: columns.role('summary'),
  };
  const fields = view.fields.map((field) => columns.operand(field));
  const readers: (Shown & { readonly kernel: Kernel })[] = [];
  const readerOf = (index: number): Shown & { readonly kernel: Kernel } => {
    const { reading, source } = logs[index]!;
    const known = readers[index];
    // A followed log may be read in another way once more of it is known.
    if (known?.reading === reading) return known;
    const how = { reading, path: source.path, logZone };
    const kernel = scalarKernel({ columns: columns.specs, needles: null, utf16: false, ...how });
    readers[index] = { reading, roles, fields, kernel };
    return readers[index];
  };
  return (row) => {
    const reader = readerOf(row.source);
    const batch = reader.kernel.scan({ bytes: row.bytes, base: 1, line: 0, final: false }, 0);
    if (batch.class[0] !== LINE_EVENT) throw new Error(`${row.path}@${row.offset} is no event`);
    return decode(batch, 0, row, reader);
  };
}
