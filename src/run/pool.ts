/**
 * Threads that do jobs: this one and some more. Results come in the order of the jobs, a bounded number ahead of their
 * reader, so memory does not grow with the log. Leaving early stops the threads.
 */
import { Worker } from 'node:worker_threads';
import { type Done, type Job, type JobWatch, type Setting, worker } from './job.ts';

/** Jobs that may be done, or under way, ahead of the one that is read next: for each thread. */
const AHEAD = 2;

/** Something that does one job at a time. */
interface Lane {
  run(job: Job): Promise<Done>;
  close(): void;
}

export interface PoolSpec {
  readonly setting: Setting;
  /** Threads in all, this one included. */
  readonly threads: number;
  readonly watch: JobWatch;
}

/** Does the jobs and gives what came of them, in their order. */
export async function* inOrder(jobs: readonly Job[], spec: PoolSpec): AsyncGenerator<Done, void, undefined> {
  const lanes: Lane[] = [localLane(spec)];
  const most = Math.min(spec.threads, jobs.length);
  if (jobs.every(({ shard }) => spec.setting.logs[shard.source]!.source.seekable)) {
    while (lanes.length < most) lanes.push(threadLane(spec));
  }
  const state = new Progress(jobs.length, lanes.length * AHEAD);
  for (const lane of lanes) void drive(lane, jobs, state);
  try {
    for (let n = 0; n < jobs.length; n++) yield await state.take(n);
  } finally {
    state.stop();
    for (const lane of lanes) lane.close();
  }
}

/** Which jobs are begun, done and taken. */
class Progress {
  private begun = 0;
  private taken = 0;
  private stopped = false;
  private readonly size: number;
  private readonly window: number;
  private readonly done = new Map<number, Promise<Done>>();
  private readonly settle = new Map<number, { resolve(done: Done): void; reject(error: unknown): void }>();
  private waiting: (() => void)[] = [];

  constructor(size: number, window: number) {
    this.size = size;
    this.window = window;
  }

  /** The number of the next job for a lane, or undefined where there is none any more. */
  async next(): Promise<number | undefined> {
    while (!this.stopped && this.begun < this.size && this.begun >= this.taken + this.window) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    return this.stopped || this.begun >= this.size ? undefined : this.begun++;
  }

  finish(n: number, done: Done | undefined, error?: unknown): void {
    void this.promise(n);
    const { resolve, reject } = this.settle.get(n)!;
    if (done) resolve(done);
    else reject(error);
  }

  async take(n: number): Promise<Done> {
    const done = await this.promise(n);
    this.done.delete(n);
    this.settle.delete(n);
    this.taken = n + 1;
    this.wake();
    return done;
  }

  stop(): void {
    this.stopped = true;
    this.wake();
  }

  private promise(n: number): Promise<Done> {
    let promise = this.done.get(n);
    if (!promise) {
      promise = new Promise((resolve, reject) => this.settle.set(n, { resolve, reject }));
      // A failure is met by whoever takes it; nobody does after an early end.
      promise.catch(() => undefined);
      this.done.set(n, promise);
    }
    return promise;
  }

  private wake(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}

async function drive(lane: Lane, jobs: readonly Job[], state: Progress): Promise<void> {
  for (let n = await state.next(); n !== undefined; n = await state.next()) {
    try {
      state.finish(n, await lane.run(jobs[n]!));
    } catch (error) {
      state.finish(n, undefined, error);
    }
  }
}

function localLane({ setting, watch }: PoolSpec): Lane {
  const work = worker(setting);
  return { run: (job) => work(job, watch), close: () => undefined };
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
}

function threadLane({ setting: { plan, chunkSize, logs }, watch }: PoolSpec): Lane {
  const briefing: Briefing = {
    plan,
    chunkSize,
    logs: logs.map(({ source, utf16 }) => ({
      path: source.path,
      fd: source.fd ?? -1,
      stored: source.stored ?? 0,
      utf16,
    })),
  };
  const thread = new Worker(new URL('./worker.js', import.meta.url), { workerData: briefing });
  let reject: ((error: unknown) => void) | undefined;
  let resolve: ((done: Done) => void) | undefined;
  thread.on('message', (message: { done?: Done; error?: unknown }) => {
    if (message.done) resolve?.(message.done);
    else reject?.(message.error);
  });
  thread.on('error', (error) => reject?.(error));
  return {
    async run(job) {
      const done = await new Promise<Done>((onDone, onError) => {
        resolve = onDone;
        reject = onError;
        thread.postMessage(job);
      });
      logs[job.shard.source]!.source.bytesRead += done.bytesRead;
      watch.onRead();
      return done;
    },
    close: () => void thread.terminate(),
  };
}
