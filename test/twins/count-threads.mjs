/** Loaded before the program: says on file descriptor 3, at the end, how many threads were made and jobs they did. */
import { writeSync } from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';

const threads = createRequire(import.meta.url)('node:worker_threads');
const counts = { threads: 0, jobs: 0 };

threads.Worker = class extends threads.Worker {
  constructor(...args) {
    super(...args);
    counts.threads++;
    this.on('message', () => {
      counts.jobs++;
    });
  }
};
syncBuiltinESMExports();
// It is loaded by the threads too; they say nothing.
if (threads.isMainThread) process.on('exit', () => writeSync(3, JSON.stringify(counts)));
