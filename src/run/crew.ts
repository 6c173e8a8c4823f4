/**
 * The threads of a query beside this one. A thread takes about as long to start as a log's head to be read, so they are
 * started first and are told their work when it is known. They end with the query.
 */
import { Worker } from 'node:worker_threads';

export class Crew {
  private readonly waiting: Worker[] = [];
  private readonly hired: Worker[] = [];

  /** Starts threads, which then wait for work. */
  prepare(count: number): void {
    while (this.waiting.length < count) this.waiting.push(start());
  }

  /** A thread that has no work yet. */
  hire(): Worker {
    const worker = this.waiting.pop() ?? start();
    this.hired.push(worker);
    return worker;
  }

  /** Stops all of them, whatever they do. */
  dismiss(): void {
    for (const worker of [...this.waiting, ...this.hired]) void worker.terminate();
    this.waiting.length = 0;
    this.hired.length = 0;
  }
}

function start(): Worker {
  return new Worker(new URL('./worker.cjs', import.meta.url), {
    // What a thread makes is short-lived: a small nursery keeps its memory small.
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
}
