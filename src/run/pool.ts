/**
 * Threads that do jobs: this one and some more. Each takes the next job by itself, from a counter that all share, so no
 * thread waits for this one's event loop. Results come in the order of the jobs; a thread does not begin a job too far
 * ahead of the one that is read next, so memory does not grow with the log. Leaving early stops the threads.
 */
import type { Crew } from './crew.ts';
import { type Done, type Job, type JobWatch, type Setting, worker } from './job.ts';

/** Jobs that may be begun ahead of the one that is read next, for each thread. */
const AHEAD = 16;
/** What waits to be read may weigh this many KiB; then only the job that is read next is begun. */
const MOST_HELD = { rows: 2 * 1024, partial: 4 * 1024 };
/** Bytes that a row takes beside its line. */
const ROW_SIZE = 256;

export interface PoolSpec {
  readonly setting: Setting;
  /** Threads in all, this one included. */
  readonly threads: number;
  readonly watch: JobWatch;
  /** Where other threads come from. */
  readonly crew: Crew;
}

/** Does the jobs and gives what came of them, in their order; of one that hands on parts these first, marked `more`. */
export async function* inOrder(jobs: readonly Job[], spec: PoolSpec): AsyncGenerator<Done, void, undefined> {
  const { logs } = spec.setting;
  const shareable = jobs.every(({ shards }) => shards.every((shard) => logs[shard.source]!.source.seekable));
  const threads = shareable ? Math.min(spec.threads, jobs.length) : 1;
  const state: Shared = {
    counters: new Int32Array(new SharedArrayBuffer(16)),
    window: threads * AHEAD,
    most: MOST_HELD[jobs[0]?.want ?? 'partial'],
  };
  const results = new Results(jobs.length);
  for (let n = 1; n < threads; n++) brief(jobs, { spec, state, results });
  void doHere(jobs, { spec, state, results }, threads === 1);
  try {
    for (let n = 0; n < jobs.length; ) {
      const done = await results.take(n);
      yield done;
      hold(state, done, -1);
      if (!done.more) Atomics.store(state.counters, TAKEN, ++n);
      Atomics.notify(state.counters, TAKEN);
      results.wake();
    }
  } finally {
    Atomics.store(state.counters, STOPPED, 1);
    Atomics.notify(state.counters, TAKEN);
    results.wake();
    if (threads > 1) spec.crew.dismiss();
  }
}

/** Places in the counters: the next job to begin, how many results were taken, whether to stop, KiB that wait. */
const NEXT = 0;
const TAKEN = 1;
const STOPPED = 2;
const HELD = 3;

/** What the threads share. */
export interface Shared {
  readonly counters: Int32Array;
  readonly window: number;
  /** KiB that may wait. */
  readonly most: number;
}

/** The number of the next job of a thread of its own, which waits for its turn; -1 where there is none. */
export function nextJob(state: Shared, count: number): number {
  const { counters } = state;
  const n = Atomics.add(counters, NEXT, 1);
  while (n < count && Atomics.load(counters, STOPPED) === 0) {
    const taken = Atomics.load(counters, TAKEN);
    if (mayBegin(n, state)) return n;
    Atomics.wait(counters, TAKEN, taken);
  }
  return -1;
}

function mayBegin(n: number, { counters, window, most }: Shared): boolean {
  const taken = Atomics.load(counters, TAKEN);
  return n === taken || (n < taken + window && Atomics.load(counters, HELD) < most);
}

/** Counts what a job gives as waiting, or no more (`sign` -1). */
export function hold({ counters }: Shared, { rows, weight = 0 }: Done, sign: 1 | -1): void {
  const bytes = rows ? rows.bytes.length + rows.count * ROW_SIZE : weight;
  if (bytes > 0) Atomics.add(counters, HELD, sign * Math.ceil(bytes / 1024));
}

/** What a new thread is told; sources are made again there from their open descriptors. */
export interface Briefing {
  readonly plan: Setting['plan'];
  readonly chunkSize: number;
  readonly logs: readonly {
    readonly path: string;
    readonly fd: number;
    readonly stored: number;
    readonly utf16: boolean;
  }[];
  readonly jobs: readonly Job[];
  readonly state: Shared;
}

/** What a thread says of job number `n`. */
export type Message =
  | { readonly n: number; readonly done: Done }
  | { readonly n: number; readonly error: unknown };

interface Common {
  readonly spec: PoolSpec;
  readonly state: Shared;
  readonly results: Results;
}

/** Tells another thread its work and takes its results. */
function brief(jobs: readonly Job[], { spec, state, results }: Common): void {
  const { plan, chunkSize, logs } = spec.setting;
  const briefing: Briefing = {
    plan,
    chunkSize,
    logs: logs.map(({ source, utf16 }) => ({
      path: source.path,
      fd: source.fd ?? -1,
      stored: source.stored ?? 0,
      utf16,
    })),
    jobs,
    state,
  };
  const other = spec.crew.hire();
  other.on('message', (message: Message) => {
    if ('error' in message) return results.fail(message.n, message.error);
    for (const [k, { source }] of jobs[message.n]!.shards.entries())
      logs[source]!.source.bytesRead += message.done.parts[k]!.bytesRead;
    spec.watch.onRead();
    results.put(message.n, message.done);
  });
  other.on('error', (error) => results.failAll(error));
  other.on('messageerror', (error) => results.failAll(error));
  // What it had begun nobody else will do.
  other.on('exit', (code) => {
    if (code !== 0) results.failAll(new Error(`a thread ended with code ${code}`));
  });
  other.postMessage(briefing);
}

/** `alone`: no other thread waits, so jobs may hand on parts and wait themselves. */
async function doHere(jobs: readonly Job[], { spec, state, results }: Common, alone: boolean): Promise<void> {
  const work = worker(spec.setting);
  const { counters } = state;
  for (let n = Atomics.add(counters, NEXT, 1); n < jobs.length; n = Atomics.add(counters, NEXT, 1)) {
    while (!mayBegin(n, state) && Atomics.load(counters, STOPPED) === 0) await results.taken();
    if (Atomics.load(counters, STOPPED) === 1) return;
    const hand = async (part: Done): Promise<void> => {
      hold(state, part, 1);
      results.put(n, part);
      while (results.waits(n) && Atomics.load(counters, STOPPED) === 0) await results.taken();
    };
    try {
      const done = await work(jobs[n]!, alone ? { ...spec.watch, hand } : spec.watch);
      hold(state, done, 1);
      results.put(n, done);
    } catch (error) {
      results.fail(n, error);
    }
  }
}

/** Results by job, waited for in order. */
class Results {
  private readonly done = new Map<number, Done[]>();
  private readonly failed = new Map<number, unknown>();
  private readonly count: number;
  private waiting: (() => void)[] = [];

  constructor(count: number) {
    this.count = count;
  }

  put(n: number, done: Done): void {
    const before = this.done.get(n);
    if (before === undefined) this.done.set(n, [done]);
    else before.push(done);
    this.wake();
  }

  /** Whether something of job n waits to be taken. */
  waits(n: number): boolean {
    return this.done.has(n);
  }

  fail(n: number, error: unknown): void {
    this.failed.set(n, error);
    this.wake();
  }

  failAll(error: unknown): void {
    for (let n = 0; n < this.count; n++) if (!this.done.has(n)) this.failed.set(n, error);
    this.wake();
  }

  /** The next result of job n when it is there; throws what the job threw. */
  async take(n: number): Promise<Done> {
    for (;;) {
      const some = this.done.get(n);
      const done = some?.shift();
      if (some?.length === 0) this.done.delete(n);
      if (done) return done;
      if (this.failed.has(n)) throw this.failed.get(n);
      await this.taken();
    }
  }

  /** When anything has changed. */
  taken(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  wake(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
