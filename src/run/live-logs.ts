/** All followed logs and what is asked of them: chunks of any of them → rows. Grows with the logs that are found. */
import type { Chunk } from '../model/batch.ts';
import type { Plan } from '../model/plan.ts';
import type { Listing, Query } from '../model/query.ts';
import { lower } from '../plan/lower.ts';
import type { Followed } from '../scan/follow.ts';
import { headReader } from './head.ts';
import { type Asking, decided, LiveLog, type LiveRow } from './live-log.ts';
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
    this.asking = { query, listing: query.ask, edges, undecided: false, sources: [], readHead, tallies: [] };
  }

  /** What is asked, now that the logs have been looked at. */
  start({ query, edges, undecided }: Start): void {
    this.asking = { ...this.asking, query, edges, undecided };
  }

  /** A log that was found, and the lines at its head. */
  enter({ index, path }: Pick<Followed, 'index' | 'path'>, sample: Uint8Array): void {
    const live = new LiveLog(this.asking, { index, path, sample });
    this.all[index] = live;
    this.shows[index] = live;
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
      this.asking = decided(this.asking, session);
    }
    live.ask(this.asking);
    return live.take(chunk, of.from, of.most);
  }

  plan(): Plan {
    const [live] = this.all;
    return live?.planned() ?? lower(this.asking.query, [], this.asking.edges);
  }
}
