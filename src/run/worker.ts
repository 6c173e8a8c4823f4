/** A thread of the crew: waits for its briefing, then does its jobs on descriptors that the main thread holds. */
import { parentPort } from 'node:worker_threads';
import { Source } from '../scan/source.ts';
import { foldOf, worker } from './job.ts';
import { buffersOf } from './pack.ts';
import { type Briefing, hold, type Message, nextJob } from './pool.ts';

const watch = { throwIfAborted: () => undefined, onRead: () => undefined };

parentPort?.once('message', (briefing: Briefing) => void serve(briefing));

async function serve({ plan, chunkSize, logs, jobs, state }: Briefing): Promise<void> {
  const fold = foldOf(plan);
  const setting = {
    plan,
    chunkSize,
    logs: logs.map(({ path, fd, stored, utf16 }, index) => ({
      source: new Source({ index, path, kind: 'plain', fd, stored, release: () => undefined }),
      utf16,
    })),
  };
  const work = worker(setting, fold);
  for (let n = nextJob(state, jobs.length); n >= 0; n = nextJob(state, jobs.length)) {
    try {
      const done = await work(jobs[n]!, watch);
      hold(state, done, 1);
      const packed = fold?.packed?.(done.partial);
      if (packed) say({ n, done: { ...done, partial: packed.partial } }, [...packed.buffers]);
      else say({ n, done }, done.rows ? buffersOf(done.rows) : []);
    } catch (error) {
      say({ n, error }, []);
    }
  }
}

function say(message: Message, transfer: ArrayBuffer[]): void {
  parentPort?.postMessage(message, transfer);
}
