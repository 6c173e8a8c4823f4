/**
 * Runs the program and says, last on standard error, the most memory it had: `rss 12345` in KiB. `maxRSS` would not do,
 * for a process begins with that of the one that started it.
 */
import { readFileSync } from 'node:fs';
import { main } from '../../dist/main.cjs';

process.on('exit', () => {
  const peak = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  process.stderr.write(`\nrss ${peak}\n`);
});
await main(process.argv.slice(2));
