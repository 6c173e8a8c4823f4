/** The row of `serve`, for the one table of `commands.ts`. */
import type { DoingRow } from './commands.ts';

export const SERVE: DoingRow = {
  name: 'serve',
  operands: '[LOG...]',
  summary: 'a page, an API and live streams of the logs; takes events in',
  about:
    'Prints its address, and runs until it is interrupted. An event that is taken in is in the log before it is acknowledged.',
  examples: [
    { says: 'look at a log in a browser', line: 'inquest serve --open fixtures/logs/macf' },
    { says: 'take events in, and serve them', line: 'inquest serve --log events.jsonl' },
    { says: 'from a hook: one in the background', line: 'inquest serve --ensure --log events.jsonl' },
  ],
  ownSignals: true,
  deed: async () => (await import('./serve.ts')).serve,
};
