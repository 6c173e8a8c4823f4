/**
 * The threads of a query beside this one. A thread takes about as long to start as a log's head to be read, so they are
 * started first and are told their work when it is known. They end with the query.
 */
import { Worker } from 'node:worker_threads';

export class Crew {
  private readonly waiting: Worker[] = [];
  private readonly hired: Worker[] = [];
  private failure: { readonly error: unknown } | undefined;

  /** Starts threads, which then wait for work. */
  prepare(count: number): void {
    while (this.waiting.length < count) this.waiting.push(this.start());
  }

  /** A thread that has no work yet. Throws what kept one from starting. */
  hire(): Worker {
    if (this.failure) throw this.failure.error;
    const worker = this.waiting.pop() ?? this.start();
    this.hired.push(worker);
    return worker;
  }

  /** Stops all of them, whatever they do. */
  dismiss(): void {
    for (const worker of [...this.waiting, ...this.hired]) void worker.terminate();
    this.waiting.length = 0;
    this.hired.length = 0;
  }

  private start(): Worker {
    const worker = new Worker(new URL('./worker.cjs', import.meta.url), {
      // What a thread makes is short-lived: a small nursery keeps its memory small.
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    });
    // Whoever hires it listens too; until then nobody else does.
    worker.on('error', (error) => {
      this.failure ??= { error };
    });
    return worker;
  }
}
