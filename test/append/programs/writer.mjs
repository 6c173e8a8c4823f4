// A program that writes: `writer.mjs LOG NAME COUNT LOCK BATCH`. It says each number on standard output once it is acknowledged.
import { writeSync } from 'node:fs';
import { openAppender } from '../../../dist/append.js';

const [path, name, count, lock, batch] = process.argv.slice(2);
const appender = await openAppender(path, { lock, dialect: 'macf', lockWaitMs: 120_000 });
const filler = 'x'.repeat(300);
for (let n = 0; n < Number(count); n += Number(batch)) {
  const events = Array.from({ length: Math.min(Number(batch), Number(count) - n) }, (_, i) => ({
    writer: name,
    n: n + i,
    filler,
  }));
  if (events.length === 1) await appender.append(events[0]);
  else await appender.appendMany(events);
  writeSync(1, `${n + events.length - 1}\n`);
}
await appender.close();
