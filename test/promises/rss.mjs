/** Runs the program and says, last on standard error, the most memory it had: `rss 12345` in KiB. */
import { main } from '../../dist/main.cjs';

process.on('exit', () => process.stderr.write(`\nrss ${process.resourceUsage().maxRSS}\n`));
await main(process.argv.slice(2));
