/**
 * Runs a query: open → sample → bounds → lower → scan → fold or list → report. The hall where the rooms meet.
 * Source of what is answered: cli.md.
 */
import type { Readable } from 'node:stream';
import { Fault } from '../base/fault.ts';
import type { Event } from '../model/event.ts';
import type { Note } from '../model/note.ts';
import type { Plan } from '../model/plan.ts';
import type { Operand, Query } from '../model/query.ts';
import type { Report, SourceReport } from '../model/report.ts';
import { type Edges, hasEdge, lower } from '../plan/lower.ts';
import { foldLogs, type LinesBefore } from './fold.ts';
import { emptyWindowNote, missingNotes } from './hints.ts';
import { latestSession } from './latest.ts';
import { list } from './list.ts';
import { tallyNotes } from './notes.ts';
import { type Log, openLogs } from './open.ts';
import type { Tally } from './shard.ts';
import { eventMaker } from './show.ts';
import { spanAtEnds } from './span.ts';
import type { Watch } from './walk.ts';

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
    const collected = collect(query, logs, io);
    const edges = await edgesOf(query, logs, collected.watch);
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
  const looking = collect(asked, logs, io);
  const edges = await edgesOf(asked, logs, looking.watch);
  const { query, held } = await withSession(asked, logs, { edges, watch: looking.watch });
  const plan = lower(query, logs.map(known), edges);
  const { watch, tallies, truncated } = collect(query, logs, io);
  const main = await mainAnswer({ query, plan, logs, watch, io, held });
  const notes = [
    ...openNotes,
    ...truncated,
    ...tallyNotes(plan, tallies, main.linesBefore),
    ...main.notes,
    ...(await missingNotes(query, plan, logs, tallies)),
    ...(tallies.every(({ selected }) => selected === 0)
      ? emptyWindowNote(query, await spanAtEnds(plan, logs, { tallies, watch }))
      : []),
  ];
  const tail = { sources: sourceReports(plan, logs, tallies), notes };
  return { ...main.body, ...tail } as object as Report;
}

interface Running {
  readonly query: Query;
  readonly plan: Plan;
  readonly logs: readonly Log[];
  readonly watch: Watch;
  readonly io: RunIo;
  readonly held: Awaited<ReturnType<typeof latestSession>>['held'];
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
    const { count, notes } = await list({ plan, logs, listing: ask, whole: query.strict, watch, show, held });
    const fromHead = (shard: number) => (logs[shard]?.source.range || !plan.sources[shard] ? undefined : 0);
    return { body: { report: 'list', version: 1, count }, notes, linesBefore: fromHead };
  }
  const { answer, linesBefore } = await foldLogs(plan, logs, { shards: query.tuning.shards, watch });
  const { notes, ...body } = answer;
  const report = { count: 'query', stats: 'stats', gaps: 'gaps', sessions: 'sessions-list' }[ask.kind];
  return { body: { report, version: 1, ...body }, notes, linesBefore };
}

/** `history` without `--session`: the query with the session of its last matching event. */
async function withSession(
  query: Query,
  logs: readonly Log[],
  { edges, watch }: { readonly edges: Edges; readonly watch: Watch },
): Promise<{ readonly query: Query; readonly held: Running['held'] }> {
  if (query.ask.kind !== 'list' || query.ask.session !== 'latest') return { query, held: new Map() };
  const plan = lower({ ...query, strict: true }, logs.map(known), edges);
  const { session, held } = await latestSession(plan, logs, watch);
  const chosen =
    session === undefined ? { kind: 'or' as const, of: [] } : { kind: 'session' as const, text: session };
  return { query: { ...query, where: { kind: 'and', of: [query.where, chosen] } }, held };
}

/** The least and greatest time of the logs, read only where the query's times are relative to them. */
async function edgesOf(query: Query, logs: readonly Log[], watch: Watch): Promise<Edges> {
  const none = { firstUs: Number.NaN, lastUs: Number.NaN };
  if (!hasEdge(query.where)) return none;
  const once = logs.find(({ source }) => !source.rereadable);
  if (once) {
    throw new Fault({
      code: 'no-edge',
      message: `@first and @last need the whole log before it is read, and ${once.source.path} can be read only once`,
      hint: 'give a file, or a time',
    });
  }
  const everything = { ...query, where: { kind: 'and' as const, of: [] }, ask: { kind: 'count' as const } };
  const base = lower(everything, logs.map(known), none);
  const time = base.columns.findIndex((column) => column.kind === 'role' && column.role === 'time');
  const { answer } = await foldLogs({ ...base, fold: { kind: 'span', time } }, logs, { shards: 1, watch });
  if (!('firstUs' in answer) && !('lastUs' in answer)) return none;
  return { firstUs: answer.firstUs ?? Number.NaN, lastUs: answer.lastUs ?? Number.NaN };
}

function known({ source, reading }: Log): Parameters<typeof lower>[1][number] {
  return { path: source.path, reading, seekable: source.seekable, partial: source.range !== undefined };
}

/** Gathers what scans say beside their answers. */
function collect(
  query: Query,
  logs: readonly Log[],
  io: RunIo,
): { readonly watch: Watch; readonly tallies: Tally[]; readonly truncated: Note[] } {
  const tallies: Tally[] = [];
  const truncated: Note[] = [];
  const stored = logs.map(({ source }) => source.stored);
  const total = stored.every((size) => size !== undefined)
    ? stored.reduce((sum, size) => sum + size, 0)
    : undefined;
  const watch: Watch = {
    signal: io.signal,
    chunkSize: query.tuning.chunkSize,
    onTally: (tally) => tallies.push(tally),
    onTruncated(path, offset, why) {
      const message = `${path} ended early at byte ${offset}: ${why}`;
      truncated.push({ kind: 'truncated-input', count: 1, message, places: [{ source: path, offset }] });
    },
    onRead: (bytes) => io.progress?.({ bytes, ...(total === undefined ? {} : { total }) }),
  };
  return { watch, tallies, truncated };
}

function sourceReports(plan: Plan, logs: readonly Log[], tallies: readonly Tally[]): readonly SourceReport[] {
  const sums = plan.sources.map(() => ({ bytes: 0, lines: 0, events: 0, damaged: 0, blank: 0 }));
  for (const tally of tallies) {
    const sum = sums[tally.source]!;
    for (const key of ['bytes', 'lines', 'events', 'damaged', 'blank'] as const) sum[key] += tally[key];
  }
  return plan.sources.map(({ path, reading, complete }, index) => {
    const { size } = logs[index]!.source;
    return {
      path,
      dialect: reading.own,
      ...(reading.fields ? { fields: reading.fields } : {}),
      ...(complete ? sums[index] : size === undefined ? {} : { bytes: size }),
      complete,
    };
  });
}
