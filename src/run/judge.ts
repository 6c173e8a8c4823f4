/**
 * Judges events that come in against the predicates of many who wait for them, and makes those that somebody wants into
 * events that can be shown. Invariants: an event passes exactly when a query with that predicate would list it; each is
 * scanned once, for the columns of all predicates and of what is shown together.
 */
import type { Kernel } from '../kernel/kernel.ts';
import { scalarKernel } from '../kernel/scalar.ts';
import { compileTest, type LineTest } from '../match/compile.ts';
import { decode, type Shown } from '../match/decode.ts';
import { type Batch, LINE_EVENT } from '../model/batch.ts';
import type { Reading } from '../model/dialect.ts';
import type { Event } from '../model/event.ts';
import type { Predicate, Query, Reader } from '../model/query.ts';
import { type Edges, hasEdge } from '../plan/bounds.ts';
import { Columns } from '../plan/columns.ts';
import { lowerPredicate } from '../plan/lower.ts';
import { Crew } from './crew.ts';
import { headReader } from './head.ts';
import { type EventView, filledIo } from './io.ts';
import { headOf, openLogs } from './open.ts';

/** Holds for every event. */
export const EVERYTHING: Predicate = { kind: 'and', of: [] };

export interface Judge {
  /** Learns how the logs of these events are read; to be awaited before `judge` is given them. */
  learn(events: readonly Event[]): Promise<void>;
  /** What stands under this path from now on is another log. */
  forget(path: string): void;
  /** Of events only their rows are looked at. What is returned is valid until the next call. */
  judge(events: readonly Event[], predicates: readonly Predicate[]): Judged;
}

export interface Judged {
  /** For each predicate, in their order, 1 for each event that passes. */
  readonly verdicts: readonly Uint8Array[];
  /** The event of number i with what the view asks for, without its rest. */
  event(i: number): Event;
  /** Its type. */
  typeOf(i: number): string | undefined;
}

/** Whether a predicate needs the edges of a log, which one that grows does not have. */
export function isRelative(where: Predicate): boolean {
  return hasEdge({ where, ask: { kind: 'count' } });
}

/** A judge of events that were read as the reader says, which shows them as the view says. */
export function makeJudge(reader: Reader, view: EventView): Judge {
  const readings = new Map<string, Reading>();
  const kernels = new Map<string, Kernel>();
  let known: readonly Predicate[] | undefined;
  let columns = new Columns();
  let shown: Omit<Shown, 'reading'> = shownIn(columns, view);
  let tests: readonly LineTest[] = [];

  function prepare(predicates: readonly Predicate[]): void {
    if (known && same(predicates, known)) return;
    known = predicates;
    columns = new Columns();
    shown = shownIn(columns, view);
    tests = predicates.map((where) => compileTest(lowerPredicate(where, columns, NO_EDGES)));
    kernels.clear();
  }

  function readingOf(path: string): Reading {
    const reading = readings.get(path);
    if (reading === undefined) throw new Error(`${path} was not learned`);
    return reading;
  }

  function kernelOf(path: string): Kernel {
    let kernel = kernels.get(path);
    if (kernel === undefined) {
      const { logZone } = reader;
      const how = { reading: readingOf(path), path, logZone };
      kernel = scalarKernel({ columns: columns.specs, needles: null, utf16: false, ...how });
      kernels.set(path, kernel);
    }
    return kernel;
  }

  return {
    async learn(events) {
      for (const { row } of events) {
        if (!readings.has(row.path)) readings.set(row.path, await headReading(row.path, events, reader));
      }
    },
    forget(path) {
      readings.delete(path);
      kernels.delete(path);
    },
    judge(events, predicates) {
      prepare(predicates);
      const verdicts = predicates.map(() => new Uint8Array(events.length));
      const at: { readonly batch: Batch; readonly line: number }[] = [];
      for (const [path, numbers] of byLog(events)) {
        const lines = numbers.flatMap((n) => [events[n]!.row.bytes, NEWLINE]);
        const batch = kernelOf(path).scan({ bytes: Buffer.concat(lines), base: 1, line: 0, final: false }, 0);
        for (const [line, n] of numbers.entries()) {
          at[n] = { batch, line };
          if (batch.class[line] !== LINE_EVENT) continue;
          for (let k = 0; k < tests.length; k++) verdicts[k]![n] = Number(tests[k]!(batch, line));
        }
      }
      return {
        verdicts,
        event(n) {
          const { batch, line } = at[n]!;
          const { row } = events[n]!;
          return decode(batch, line, row, { ...shown, reading: readingOf(row.path) });
        },
        typeOf(n) {
          const { batch, line } = at[n]!;
          const column = batch.columns[shown.roles.type];
          return column?.kind === 'dictionary' ? column.dictionary.values[column.codes[line]!] : undefined;
        },
      };
    },
  };
}

const NEWLINE = Buffer.from('\n');
const NO_EDGES: Edges = { firstUs: Number.NaN, lastUs: Number.NaN };

function shownIn(columns: Columns, view: EventView): Omit<Shown, 'reading'> {
  return {
    roles: {
      time: columns.role('time'),
      type: columns.role('type'),
      session: columns.role('session'),
      severity: columns.role('severity'),
      status: columns.role('status'),
      summary: columns.role('summary'),
    },
    fields: view.fields.map((field) => columns.operand(field)),
    bare: true,
  };
}

function same(a: readonly Predicate[], b: readonly Predicate[]): boolean {
  return a.length === b.length && a.every((each, n) => each === b[n]);
}

/** The numbers of the events of each log. */
function byLog(events: readonly Event[]): ReadonlyMap<string, readonly number[]> {
  const logs = new Map<string, number[]>();
  for (const [n, { row }] of events.entries()) {
    const numbers = logs.get(row.path);
    if (numbers) numbers.push(n);
    else logs.set(row.path, [n]);
  }
  return logs;
}

/** As the log's head tells; of what cannot be opened any more, as its first events do. */
async function headReading(path: string, events: readonly Event[], reader: Reader): Promise<Reading> {
  const query: Query = {
    ...{ logs: [{ path }], where: EVERYTHING, reader, ask: { kind: 'count' }, zone: 'UTC', strict: false },
    tuning: { chunkSize: 65_536, shards: 1, prefilter: 'off' },
  };
  const { logs } = await openLogs(query, { io: filledIo({}), crew: new Crew() });
  const [log] = logs;
  try {
    const head = log ? await headOf(log) : new Uint8Array(0);
    const own = events.filter(({ row }) => row.path === path).flatMap(({ row }) => [row.bytes, NEWLINE]);
    const sample = head.length > 0 ? head : Buffer.concat(own);
    return headReader(reader, { kind: 'scalar', timed: false })(sample).reading;
  } finally {
    for (const { source } of logs) source.close();
  }
}
