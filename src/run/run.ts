/**
 * Runs a query: open → sample → bounds → lower → scan → fold or list → report. The hall where the rooms meet.
 * Source of what is answered: cli.md.
 */
import type { Path } from '../base/path.ts';
import type { MetricsReport } from '../model/metrics.ts';
import type { Note } from '../model/note.ts';
import type { OverviewReport } from '../model/overview.ts';
import type { Plan } from '../model/plan.ts';
import type { Ask, Query } from '../model/query.ts';
import type {
  CheckReport,
  CountReport,
  FieldsReport,
  GapsReport,
  ListReport,
  Report,
  SessionsReport,
  StateReport,
  StatsReport,
  ValidateReport,
} from '../model/report.ts';
import type { TraceReport } from '../model/span.ts';
import type { Edges } from '../plan/bounds.ts';
import { lower } from '../plan/lower.ts';
import { Crew } from './crew.ts';
import { edgesOf, known, lastSelected } from './edges.ts';
import { foldLogs, type LinesBefore } from './fold.ts';
import { missingNotes, numberlessNote, pairlessNote } from './hints.ts';
import { type FullIo, filledIo, type RunIo } from './io.ts';
import { type Latest, latestSession } from './latest.ts';
import { list } from './list.ts';
import { tallyNotes } from './notes.ts';
import { type Log, openLogs } from './open.ts';
import { eventMaker } from './show.ts';
import { sourceReports } from './sources.ts';
import type { Tally } from './tally.ts';
import { markTornEnds } from './torn.ts';
import { gather, type Watch } from './watch.ts';
import { emptyWindowNote } from './window.ts';

/** The report that an ask ends in. */
export type ReportOf<A extends Ask> = {
  list: ListReport;
  count: CountReport;
  stats: StatsReport;
  gaps: GapsReport;
  sessions: SessionsReport;
  fields: FieldsReport;
  validate: ValidateReport;
  state: StateReport;
  metrics: MetricsReport;
  trace: TraceReport;
  check: CheckReport;
  overview: OverviewReport;
}[A['kind']];

/** A plan and what it was made from, for `--explain`. */
export interface Explanation {
  readonly query: Query;
  readonly plan: Plan;
  readonly notes: readonly Note[];
}

/**
 * Answers a query; a listing's events go to `io.show`. Throws Fault where it was asked wrongly, and the signal's reason
 * when it is aborted. Damage and logs that cannot be read are `notes` of the report.
 */
export async function run<A extends Ask>(
  query: Query & { readonly ask: A },
  io: RunIo = {},
): Promise<ReportOf<A>> {
  const full = filledIo(io);
  const report = await withLogs(query, full, (logs, way) => answer(query, logs, { io: full, ...way }));
  return report as ReportOf<A>;
}

/** The plan of a query, nothing run but what planning needs (samples, and the edges of logs where times ask for them). */
export async function explain(query: Query, io: RunIo = {}): Promise<Explanation> {
  const full = filledIo(io);
  return withLogs(query, full, async (logs, { notes, crew }) => {
    const edges = await edgesOf(query, logs, gather(query, logs, { io: full, crew }).watch);
    return { query, plan: lower(query, logs.map(known), edges), notes };
  });
}

/** What a query works with beside its logs. */
interface Way {
  /** What was to be said of the opening of the logs. */
  readonly notes: readonly Note[];
  readonly crew: Crew;
}

async function withLogs<T>(
  query: Query,
  io: FullIo,
  use: (logs: readonly Log[], way: Way) => Promise<T>,
): Promise<T> {
  const crew = new Crew();
  try {
    const { logs, notes } = await openLogs(query, { io, crew });
    const once = logs.filter(({ source }) => !source.rereadable);
    const stop = (): void => {
      for (const { source } of once) source.close();
    };
    const timer = io.endMs === undefined ? undefined : setTimeout(stop, Math.max(0, io.endMs - Date.now()));
    try {
      return await use(logs, { notes, crew });
    } finally {
      clearTimeout(timer);
      for (const { source } of logs) source.close();
    }
  } finally {
    crew.dismiss();
  }
}

async function answer(
  asked: Query,
  logs: readonly Log[],
  { io, notes: openNotes, crew }: Way & { readonly io: FullIo },
): Promise<Report> {
  const looking = gather(asked, logs, { io, crew }).watch;
  const edges = await edgesOf(asked, logs, looking);
  const ended = await withEnd(asked, logs, { edges, watch: looking });
  const { query, held } = await withSession(ended, logs, { edges, watch: looking });
  const plan = lower(query, logs.map(known), edges);
  const { watch, tallies, truncated } = gather(query, logs, { io, crew });
  const main = await mainAnswer({ query, plan, logs, watch, tallies, io, held });
  await markTornEnds(plan, logs, watch);
  const notes = [
    ...openNotes,
    ...truncated,
    // What `validate` finds is its answer.
    ...(query.ask.kind === 'validate' ? [] : tallyNotes(plan, tallies, main.linesBefore)),
    ...main.notes,
    ...(await missingNotes({ query, plan, logs, tallies, absent: main.absent })),
    ...(await emptyWindowNote({ query, plan }, logs, { tallies, watch })),
  ];
  const tail = { sources: sourceReports(plan, logs, tallies), notes };
  return Object.assign(main.body, tail) as object as Report;
}

/** `metrics` without `--at`: the query with its last event as the end of windows, where the logs can be read twice. */
async function withEnd(
  query: Query,
  logs: readonly Log[],
  how: { readonly edges: Edges; readonly watch: Watch },
): Promise<Query> {
  const { ask } = query;
  if (ask.kind !== 'metrics' || ask.at !== undefined) return query;
  if (logs.some(({ source }) => !source.rereadable)) return query;
  const us = await lastSelected(query, logs, how);
  return us === undefined ? query : { ...query, ask: { ...ask, at: { kind: 'instant', us } } };
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
  readonly tallies: readonly Tally[];
  readonly io: FullIo;
  readonly held: Latest['held'];
}

/** What the report of an ask is called. */
const REPORTS = {
  ...{ count: 'query', stats: 'stats', gaps: 'gaps', sessions: 'sessions-list' },
  overview: 'overview',
  ...{ fields: 'fields', validate: 'validate', state: 'state', metrics: 'metrics', trace: 'trace' },
  check: 'check',
} as const;

/** A report's own keys and what must be said beside them. */
interface Main {
  readonly body: object;
  readonly notes: readonly Note[];
  /** Paths of the view that no shown event had. */
  readonly absent: readonly Path[];
  readonly linesBefore: LinesBefore;
}

async function mainAnswer(running: Running): Promise<Main> {
  const { query, plan, logs, watch, tallies, io } = running;
  const { ask, tuning } = query;
  if (ask.kind === 'list') return listAnswer(running, ask);
  const { answer, linesBefore } = await foldLogs(plan, logs, { tuning, watch, kept: io.kept });
  const { notes: _, ...own } = Object.getOwnPropertyDescriptors(answer);
  const head = { report: REPORTS[ask.kind], version: 1 };
  // As it is described: what is long is made when it is looked at.
  const body = Object.defineProperties(head, own);
  const said = [...answer.notes, ...numberlessNote(plan, answer, tallies), ...pairlessNote(plan, answer)];
  return { body, notes: said, absent: [], linesBefore };
}

async function listAnswer(running: Running, listing: Extract<Ask, { kind: 'list' }>): Promise<Main> {
  const { query, plan, logs, watch, io, held } = running;
  const events = eventMaker(logs, io.view, query.reader.logZone);
  const { count, notes } = await list({
    plan,
    logs,
    listing,
    whole: query.strict,
    watch,
    tuning: query.tuning,
    held,
    show: async (rows) => io.show(events.make(rows)),
  });
  return {
    body: { report: 'list', version: 1, count },
    notes,
    absent: events.absent(),
    linesBefore: (shard) => (logs[shard]?.source.range ? undefined : 0),
  };
}
