/**
 * Runs a query: open → sample → bounds → lower → scan → fold or list → report. The hall where the rooms meet.
 * Source of what is answered: cli.md.
 */
import type { Readable } from 'node:stream';
import type { Event } from '../model/event.ts';
import type { Note } from '../model/note.ts';
import type { Plan } from '../model/plan.ts';
import type { Operand, Query } from '../model/query.ts';
import type { Report } from '../model/report.ts';
import { type Edges, lower } from '../plan/lower.ts';
import { edgesOf, known } from './edges.ts';
import { foldLogs, type LinesBefore } from './fold.ts';
import { emptyWindowNote, missingNotes } from './hints.ts';
import { type Latest, latestSession } from './latest.ts';
import { list } from './list.ts';
import { tallyNotes } from './notes.ts';
import { type Log, openLogs } from './open.ts';
import { eventMaker } from './show.ts';
import { sourceReports } from './sources.ts';
import { spanAtEnds } from './span.ts';
import { gather, type Watch } from './watch.ts';

/** The world that a query runs in. */
export interface RunIo {
  readonly stdin: Readable;
  /** What shown events must hold: everything, or only their rows; and the columns of `--fields`. */
  readonly view: { readonly decode: boolean; readonly fields: readonly Operand[] };
  /** Takes listed events in order; awaited, so that a slow reader slows the scan. */
  show(events: readonly Event[]): void | Promise<void>;
  /** Bytes read so far as stored, and in all where known. */
  progress?(state: { readonly bytes: number; readonly total?: number }): void;
  readonly signal: AbortSignal;
}

/** A plan and what it was made from, for `--explain`. */
export interface Explanation {
  readonly query: Query;
  readonly plan: Plan;
  readonly notes: readonly Note[];
}

/** Answers a query. Throws Fault where it was asked wrongly, and the signal's reason when it is aborted. */
export async function run(query: Query, io: RunIo): Promise<Report> {
  return withLogs(query, io, (logs, notes) => answer(query, logs, { io, notes }));
}

/** The plan of a query, nothing run but what planning needs (samples, and the edges of logs where times ask for them). */
export async function explain(query: Query, io: RunIo): Promise<Explanation> {
  return withLogs(query, io, async (logs, notes) => {
    const edges = await edgesOf(query, logs, gather(query, logs, io).watch);
    return { query, plan: lower(query, logs.map(known), edges), notes };
  });
}

async function withLogs<T>(
  query: Query,
  io: RunIo,
  use: (logs: readonly Log[], notes: readonly Note[]) => Promise<T>,
): Promise<T> {
  const { logs, notes } = await openLogs(query, io);
  try {
    return await use(logs, notes);
  } finally {
    for (const { source } of logs) source.close();
  }
}

interface Setting {
  readonly io: RunIo;
  readonly notes: readonly Note[];
}

async function answer(
  asked: Query,
  logs: readonly Log[],
  { io, notes: openNotes }: Setting,
): Promise<Report> {
  const looking = gather(asked, logs, io).watch;
  const edges = await edgesOf(asked, logs, looking);
  const { query, held } = await withSession(asked, logs, { edges, watch: looking });
  const plan = lower(query, logs.map(known), edges);
  const { watch, tallies, truncated } = gather(query, logs, io);
  const main = await mainAnswer({ query, plan, logs, watch, io, held });
  const notes = [
    ...openNotes,
    ...truncated,
    ...tallyNotes(plan, tallies, main.linesBefore),
    ...main.notes,
    ...(await missingNotes(query, plan, logs, tallies)),
    ...(await emptyWindowNote(query, tallies, () => spanAtEnds(plan, logs, { tallies, watch }))),
  ];
  const tail = { sources: sourceReports(plan, logs, tallies), notes };
  return { ...main.body, ...tail } as object as Report;
}

/** `history` without `--session`: the query with the session of its last matching event. */
async function withSession(
  query: Query,
  logs: readonly Log[],
  { edges, watch }: { readonly edges: Edges; readonly watch: Watch },
): Promise<{ readonly query: Query; readonly held: Latest['held'] }> {
  if (query.ask.kind !== 'list' || query.ask.session !== 'latest') return { query, held: new Map() };
  const plan = lower({ ...query, strict: true }, logs.map(known), edges);
  const { where, held } = await latestSession(plan, logs, watch);
  return { query: { ...query, where: { kind: 'and', of: [query.where, where] } }, held };
}

interface Running {
  readonly query: Query;
  readonly plan: Plan;
  readonly logs: readonly Log[];
  readonly watch: Watch;
  readonly io: RunIo;
  readonly held: Latest['held'];
}

interface Main {
  readonly body: object;
  readonly notes: readonly Note[];
  readonly linesBefore: LinesBefore;
}

async function mainAnswer({ query, plan, logs, watch, io, held }: Running): Promise<Main> {
  const { ask } = query;
  if (ask.kind === 'list') {
    const makeEvents = eventMaker(logs, io.view, query.reader.logZone);
    const show = async (rows: Parameters<typeof makeEvents>[0]) => io.show(makeEvents(rows));
    const { count, notes } = await list({
      plan,
      logs,
      listing: ask,
      whole: query.strict,
      watch,
      tuning: query.tuning,
      show,
      held,
    });
    const fromHead = (shard: number) => (logs[shard]?.source.range ? undefined : 0);
    return { body: { report: 'list', version: 1, count }, notes, linesBefore: fromHead };
  }
  const { answer, linesBefore } = await foldLogs(plan, logs, { tuning: query.tuning, watch });
  const { notes, ...body } = answer;
  const report = { count: 'query', stats: 'stats', gaps: 'gaps', sessions: 'sessions-list' }[ask.kind];
  return { body: { report, version: 1, ...body }, notes, linesBefore };
}
