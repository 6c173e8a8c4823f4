/** All followed logs and what is asked of them: chunks of any of them → rows. Grows with the logs that are found. */
import type { Chunk } from '../model/batch.ts';
import type { Plan, SourcePlan } from '../model/plan.ts';
import type { Listing, Query } from '../model/query.ts';
import { lower } from '../plan/lower.ts';
import type { Followed } from '../scan/follow.ts';
import { headReader } from './head.ts';
import { Kernels } from './kernels.ts';
import { inSession } from './latest.ts';
import { type Asking, type Entry, LiveLog, type LiveRow } from './live-log.ts';
import type { Start } from './live-start.ts';
import type { Shows } from './show.ts';

export class LiveLogs {
  /** By the logs' numbers. */
  readonly all: LiveLog[] = [];
  /** The same, as they are shown. */
  readonly shows: Shows[] = [];
  asking: Asking;

  constructor(query: Query & { readonly ask: Listing }) {
    const readHead = headReader(query.reader, { kind: 'scalar', timed: true });
    const edges = { firstUs: Number.NaN, lastUs: Number.NaN };
    const sources: SourcePlan[] = [];
    const asked = { query, edges, undecided: false };
    this.asking = {
      ...{ ...asked, listing: query.ask, sources, readHead, tallies: [] },
      kernels: kernelsFor(asked, sources),
    };
  }

  /** What is asked, now that the logs have been looked at, or a session. */
  ask({ query, edges, undecided }: Pick<Start, 'query' | 'edges' | 'undecided'>): void {
    const kernels = kernelsFor({ query, edges }, this.asking.sources);
    this.asking = { ...this.asking, query, edges, undecided, kernels };
  }

  enter(entry: Entry): void {
    const live = new LiveLog(this.asking, entry);
    this.all[entry.index] = live;
    this.shows[entry.index] = live;
  }

  has({ index }: Followed): boolean {
    return this.all[index] !== undefined;
  }

  /** The rows that a chunk of a log settles, of its first `most` matches. */
  take(
    chunk: Chunk,
    of: { readonly log: Followed; readonly from: LiveRow['from']; most: number },
  ): LiveRow[] {
    const live = this.all[of.log.index]!;
    if (this.asking.undecided) {
      const session = live.firstSession(chunk);
      if (session === undefined) return [];
      this.ask({ ...this.asking, query: inSessionOf(this.asking.query, session), undecided: false });
    }
    live.ask(this.asking);
    return live.take(chunk, of.from, of.most);
  }

  plan(): Plan {
    const [live] = this.all;
    return live?.planned() ?? lower(this.asking.query, [], this.asking.edges);
  }
}

/** Kernels of logs that are met one after the other. */
function kernelsFor({ query, edges }: Pick<Start, 'query' | 'edges'>, sources: SourcePlan[]): Kernels {
  return new Kernels({ ...lower(query, [], edges), sources });
}

/** The question once the session is known. */
function inSessionOf(query: Start['query'], session: string): Start['query'] {
  return { ...query, where: { kind: 'and', of: [query.where, inSession(session)] } };
}
