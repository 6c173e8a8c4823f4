/** A thread of the pool: does its jobs on descriptors that the main thread holds. */
import { parentPort, workerData } from 'node:worker_threads';
import { Source } from '../scan/source.ts';
import { worker } from './job.ts';
import { buffersOf } from './pack.ts';
import { type Briefing, type Message, nextJob } from './pool.ts';

const { plan, chunkSize, logs, jobs, state } = workerData as Briefing;
const work = worker({
  plan,
  chunkSize,
  logs: logs.map(({ path, fd, stored, utf16 }, index) => ({
    source: new Source({ index, path, kind: 'plain', fd, stored, release: () => undefined }),
    utf16,
  })),
});
const watch = { throwIfAborted: () => undefined, onRead: () => undefined };

for (let n = nextJob(state, jobs.length); n >= 0; n = nextJob(state, jobs.length)) {
  try {
    const done = await work(jobs[n]!, watch);
    say({ n, done }, done.rows ? buffersOf(done.rows) : []);
  } catch (error) {
    say({ n, error }, []);
  }
}

function say(message: Message, transfer: ArrayBuffer[]): void {
  parentPort?.postMessage(message, transfer);
}
