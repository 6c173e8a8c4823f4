/**
 * Judges events that come in against the predicates of many who wait for them. Invariant: an event passes exactly when a
 * query with that predicate would list it. Each event is scanned once, for the columns of all predicates together.
 */
import type { Kernel } from '../kernel/kernel.ts';
import { scalarKernel } from '../kernel/scalar.ts';
import { compileTest, type LineTest } from '../match/compile.ts';
import { LINE_EVENT } from '../model/batch.ts';
import type { Reading } from '../model/dialect.ts';
import type { Event } from '../model/event.ts';
import type { Predicate, Reader } from '../model/query.ts';
import { type Edges, hasEdge } from '../plan/bounds.ts';
import { Columns } from '../plan/columns.ts';
import { lowerPredicate } from '../plan/lower.ts';
import { Crew } from './crew.ts';
import { headReader } from './head.ts';
import { filledIo } from './io.ts';
import { headOf, openLogs } from './open.ts';
import { queryOf } from './query-of.ts';

/** Holds for every event. */
export const EVERYTHING: Predicate = { kind: 'and', of: [] };

export interface Judge {
  /** Learns how the logs of these events are read; to be awaited before `judge` is given them. */
  learn(events: readonly Event[]): Promise<void>;
  /** What stands under this path from now on is another log. */
  forget(path: string): void;
  /** For each predicate, in their order, 1 for each event that passes. */
  judge(events: readonly Event[], predicates: readonly Predicate[]): readonly Uint8Array[];
}

/** Whether a predicate needs the edges of a log, which one that grows does not have. */
export function isRelative(where: Predicate): boolean {
  return hasEdge({ where, ask: { kind: 'count' } });
}

/** A judge of events that were read as the reader says. */
export function makeJudge(reader: Reader): Judge {
  const readings = new Map<string, Reading>();
  const kernels = new Map<string, Kernel>();
  let known: readonly Predicate[] = [];
  let columns = new Columns();
  let tests: readonly LineTest[] = [];

  function prepare(predicates: readonly Predicate[]): void {
    if (same(predicates, known)) return;
    known = predicates;
    columns = new Columns();
    tests = predicates.map((where) => compileTest(lowerPredicate(where, columns, NO_EDGES)));
    kernels.clear();
  }

  function kernelOf(path: string): Kernel {
    let kernel = kernels.get(path);
    if (kernel === undefined) {
      const reading = readings.get(path);
      if (reading === undefined) throw new Error(`${path} was not learned`);
      const { logZone } = reader;
      kernel = scalarKernel({ columns: columns.specs, needles: null, utf16: false, reading, path, logZone });
      kernels.set(path, kernel);
    }
    return kernel;
  }

  return {
    async learn(events) {
      for (const { row } of events) {
        if (!readings.has(row.path)) readings.set(row.path, await readingOf(row.path, events, reader));
      }
    },
    forget(path) {
      readings.delete(path);
      kernels.delete(path);
    },
    judge(events, predicates) {
      prepare(predicates);
      const verdicts = predicates.map((where) =>
        new Uint8Array(events.length).fill(Number(isEverything(where))),
      );
      if (predicates.every(isEverything)) return verdicts;
      for (const [from, to] of runsOf(events)) {
        const lines = events.slice(from, to).flatMap(({ row }) => [row.bytes, NEWLINE]);
        const kernel = kernelOf(events[from]!.row.path);
        const batch = kernel.scan({ bytes: Buffer.concat(lines), base: 1, line: 0, final: false }, 0);
        for (let i = 0; i < batch.count; i++) {
          if (batch.class[i] !== LINE_EVENT) continue;
          for (const [n, passes] of tests.entries()) verdicts[n]![from + i] = Number(passes(batch, i));
        }
      }
      return verdicts;
    },
  };
}

const NEWLINE = Buffer.from('\n');
const NO_EDGES: Edges = { firstUs: Number.NaN, lastUs: Number.NaN };

function same(a: readonly Predicate[], b: readonly Predicate[]): boolean {
  return a.length === b.length && a.every((each, n) => each === b[n]);
}

function isEverything(where: Predicate): boolean {
  return where.kind === 'and' && where.of.length === 0;
}

/** Neighbours of one log. */
function* runsOf(events: readonly Event[]): Generator<readonly [from: number, to: number]> {
  for (let from = 0; from < events.length; ) {
    let to = from + 1;
    while (to < events.length && events[to]!.row.path === events[from]!.row.path) to++;
    yield [from, to];
    from = to;
  }
}

/** As the log's head tells; of what is no file, as its first events do. */
async function readingOf(path: string, events: readonly Event[], reader: Reader): Promise<Reading> {
  const query = queryOf({ logs: [path], reader, ask: { kind: 'count' } });
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
