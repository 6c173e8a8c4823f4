/**
 * One followed log: chunks → rows through the plan, as without follow. A log may begin with few lines or none, so its
 * dialect is detected anew with each line that comes until its sample is full (dialects.md, "A log is detected from its
 * sample").
 */
import type { Chunk } from '../model/batch.ts';
import type { Plan, SourcePlan } from '../model/plan.ts';
import type { Listing, Query } from '../model/query.ts';
import type { Edges } from '../plan/bounds.ts';
import { lower } from '../plan/lower.ts';
import { Source } from '../scan/source.ts';
import type { Tailed } from '../scan/tailed.ts';
import type { Head } from './head.ts';
import type { Kernels } from './kernels.ts';
import { type Neighbours, neighbours } from './neighbours.ts';
import { type Log, SAMPLE } from './open.ts';
import { type Numbered, sessionOf } from './rows.ts';
import { openShard, type ShardRun } from './shard.ts';
import type { Tally } from './tally.ts';
import { matches } from './walk.ts';

/** A row and the file or stream that it was read from, where its place matters. */
export interface LiveRow extends Numbered {
  readonly from: Tailed | Source | undefined;
}

/** What is asked of all logs. The plan's sources are those met so far. */
export interface Asking {
  readonly query: Query & { readonly ask: Listing };
  readonly listing: Listing;
  readonly edges: Edges;
  /** The session is that of the first event that has one. */
  readonly undecided: boolean;
  readonly sources: SourcePlan[];
  /** Of logs that are read alike, shared. */
  readonly kernels: Kernels;
  readonly readHead: (sample: Uint8Array) => Head;
  /** Tallies of all shards, in the order in which they were opened. */
  readonly tallies: Tally[];
}

/** A log that was found, the lines at its head, and what they tell where somebody has looked. */
export interface Entry {
  readonly index: number;
  readonly path: string;
  readonly sample: Uint8Array;
  readonly head?: Head;
}

export class LiveLog {
  readonly index: number;
  readonly path: string;
  head: Head;
  /** Bytes of the first lines; kept no longer than they are needed, but for the first logs, whose fields make hints. */
  sampled: Uint8Array;
  private asking: Asking;
  private plan!: Plan;
  private shard!: ShardRun;
  private window!: Neighbours;
  private learning = true;
  private learnt: Uint8Array | undefined;
  private readonly sampleEnd: number;
  private lines = 0;

  constructor(asking: Asking, { index, path, sample, head }: Entry) {
    this.index = index;
    this.path = path;
    this.asking = asking;
    this.sampled = sample;
    this.sampleEnd = sample.length;
    this.head = head ?? asking.readHead(sample);
    this.lines = newlines(sample);
    this.full();
    this.open();
  }

  /** The rows that a chunk settles, of the first `most` matches. */
  take(chunk: Chunk, from: LiveRow['from'], most: number): LiveRow[] {
    this.learn(chunk);
    const { batch, ...selected } = this.shard.take(chunk);
    return this.window.take(batch, selected, most).map((row) => ({ ...row, from }));
  }

  /** Asks for something else from here on. */
  ask(asking: Asking): void {
    if (asking === this.asking) return;
    this.asking = asking;
    this.open();
  }

  /** The session of the first matching event that has one. Counts nothing. */
  firstSession(chunk: Chunk): string | undefined {
    const { index, plan } = this;
    this.learn(chunk);
    if (plan.fold.kind !== 'list') return undefined;
    const kernel = this.asking.kernels.lent(index, this.head.utf16);
    const looking = openShard(plan, { source: index, shard: index, kernel });
    const { batch, selection, count } = looking.take(chunk);
    for (let k = 0; k < count; k++) {
      const session = sessionOf(batch, selection[k]!, plan.fold.session);
      if (session !== undefined) return session;
    }
    return undefined;
  }

  /** No event to come is a neighbour of a match that was taken. */
  settled(): boolean {
    return this.window.settled();
  }

  /** For whoever asks what was read of it. */
  asLog(): Log {
    const { index, path, sampled } = this;
    const source = new Source({ index, path, kind: 'stream' });
    return { source, head: sampled, ...this.head };
  }

  get reading(): Head['reading'] {
    return this.head.reading;
  }

  get source(): { readonly path: string } {
    return this;
  }

  /** The plan with the logs met so far. */
  planned(): Plan {
    return { ...this.plan, sources: this.asking.sources };
  }

  private learn({ bytes, base }: Chunk): void {
    if (!this.learning || bytes === this.learnt || base < this.sampleEnd) return;
    this.learnt = bytes;
    this.sampled = Buffer.concat([this.sampled, bytes.subarray(0, SAMPLE.bytes - this.sampled.length)]);
    this.lines += newlines(bytes);
    const before = this.head;
    this.head = this.asking.readHead(this.sampled);
    this.full();
    if (before.reading !== this.head.reading || before.utf16 !== this.head.utf16) this.open();
  }

  private full(): void {
    const most = this.index < HINTED ? SAMPLE.bytes : SMALL_SAMPLE;
    if (this.lines < SAMPLE.lines && this.sampled.length < most) return;
    this.learning = false;
    this.learnt = undefined;
    if (this.index >= HINTED) this.sampled = new Uint8Array();
  }

  private open(): void {
    const { query, edges, sources, listing, tallies } = this.asking;
    const { index, path, head } = this;
    const { reading, utf16 } = head;
    const plan = lower(query, [{ path, reading, seekable: false, partial: false }], edges);
    if (plan.fold.kind !== 'list') throw new Error('only listings are followed');
    sources[index] = plan.sources[0]!;
    this.plan = { ...plan, sources };
    const { time, session } = plan.fold;
    const kernel = this.asking.kernels.lent(index, utf16);
    this.shard = openShard(this.plan, { source: index, shard: index, kernel, shows: true });
    tallies.push(this.shard.tally);
    const origin = { source: index, path, time, session, linesBefore: 0, shard: this.shard };
    this.window = listing.context > 0 ? neighbours(listing, origin, 'forward') : matches(origin, 'forward');
  }
}

/** A sample's size in bytes where there are many logs. */
const SMALL_SAMPLE = 64 * 1024;
/** Logs whose samples are kept for hints. */
const HINTED = 16;

function newlines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}
