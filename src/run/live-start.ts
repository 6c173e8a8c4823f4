/**
 * Where following begins: what is there is asked as without follow, of the files as they are now up to their last
 * newline, so that the last N, the latest session and times relative to the log mean the same.
 */
import { Fault } from '../base/fault.ts';
import type { Listing, Query } from '../model/query.ts';
import { type Edges, hasEdge } from '../plan/bounds.ts';
import { lower } from '../plan/lower.ts';
import { Crew } from './crew.ts';
import { edgesOf, known } from './edges.ts';
import type { FullIo } from './io.ts';
import { latestSession } from './latest.ts';
import { list } from './list.ts';
import type { Opened } from './live-opening.ts';
import type { Log } from './open.ts';
import { gather } from './watch.ts';

/** Where a log's rows begin to be of interest, and where its first match among the last N stands; bytes. */
export interface Begin {
  readonly offset: number;
  readonly match: number;
}

export interface Start {
  readonly query: Query & { readonly ask: Listing };
  readonly edges: Edges;
  /** The latest session was asked for, and no log has one yet. */
  readonly undecided: boolean;
  /** By log; absent where it is read from where it stands. */
  readonly begins: ReadonlyMap<number, Begin>;
}

/** Looks at the logs as they are; those that go on from a former place count for no `--tail`. */
export async function startOf(
  query: Query & { readonly ask: Listing },
  logs: readonly Log[],
  { io, opened }: { readonly io: FullIo; readonly opened: readonly Opened[] },
): Promise<Start> {
  const crew = new Crew();
  const { watch } = gather(query, logs, { io, crew });
  const edges = await edgesOf(query, logs, watch);
  if (hasEdge(query) && Number.isNaN(edges.firstUs)) {
    const message = '@first and @last are not known: no log has an event with a time yet';
    throw new Fault({ code: 'no-edge', message, hint: 'give a time' });
  }
  const decided = await withSession(query, logs, { edges, watch });
  const { tail } = query.ask;
  if (tail === undefined) return { ...decided, edges, begins: new Map() };
  const fresh = logs.filter((_, n) => !opened[n]!.resumed);
  const begins = await lastOf(decided.query, fresh, { edges, watch, tail });
  return { ...decided, edges, begins };
}

type Looking = { readonly edges: Edges; readonly watch: ReturnType<typeof gather>['watch'] };

async function withSession(
  query: Query & { readonly ask: Listing },
  logs: readonly Log[],
  { edges, watch }: Looking,
): Promise<{ readonly query: Query & { readonly ask: Listing }; readonly undecided: boolean }> {
  const { session, ...listing } = query.ask;
  if (session !== 'latest') return { query, undecided: false };
  const files = logs.filter(({ source }) => source.rereadable);
  const plan = lower({ ...query, strict: true }, files.map(known), edges);
  const { where } = await latestSession(plan, files, watch);
  const asked = { ...query, ask: listing };
  if (where.kind === 'or' && where.of.length === 0) return { query: asked, undecided: true };
  return { query: { ...asked, where: { kind: 'and', of: [query.where, where] } }, undecided: false };
}

/** Where the last N matches of all logs begin in each; at its end in a log that has none of them. */
async function lastOf(
  query: Query & { readonly ask: Listing },
  logs: readonly Log[],
  { edges, watch, tail }: Looking & { readonly tail: number },
): Promise<ReadonlyMap<number, Begin>> {
  const files = logs.filter(({ source }) => source.rereadable);
  const begins = new Map<number, { offset: number; match: number }>();
  for (const { source } of files)
    begins.set(source.index, {
      offset: source.size ?? Number.POSITIVE_INFINITY,
      match: Number.POSITIVE_INFINITY,
    });
  if (files.length === 0 || tail === 0) return begins;
  const listing: Listing = { ...query.ask, tail };
  await list({
    plan: lower({ ...query, ask: listing }, files.map(known), edges),
    ...{ logs: files, listing, whole: false, watch, tuning: query.tuning, held: new Map() },
    show: async (rows) => {
      for (const { source, offset, context } of rows) {
        const begin = begins.get(files[source]!.source.index)!;
        begin.offset = Math.min(begin.offset, offset);
        if (!context) begin.match = Math.min(begin.match, offset);
      }
    },
  });
  return begins;
}
