/** A thread of the pool: does the jobs that it is sent, one at a time, on descriptors that the main thread holds. */
import { parentPort, workerData } from 'node:worker_threads';
import { Source } from '../scan/source.ts';
import { type Job, worker } from './job.ts';
import { buffersOf } from './pack.ts';
import type { Briefing } from './pool.ts';

const { plan, chunkSize, logs } = workerData as Briefing;
const work = worker({
  plan,
  chunkSize,
  logs: logs.map(({ path, fd, stored, utf16 }, index) => ({
    source: new Source({ index, path, kind: 'plain', fd, stored, release: () => undefined }),
    utf16,
  })),
});
const watch = { throwIfAborted: () => undefined, onRead: () => undefined };

parentPort?.on('message', (job: Job) => {
  work(job, watch).then(
    (done) => parentPort?.postMessage({ done }, done.rows ? buffersOf(done.rows) : []),
    (error: unknown) => parentPort?.postMessage({ error }),
  );
});
