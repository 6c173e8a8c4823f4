/** The flags of `serve`: rows of the one table of `flags.ts`. */
import type { FlagGroup, FlagRow } from './flags.ts';

export const SERVE_FLAGS: readonly FlagRow[] = [
  row('port', 'listen there (8765, or one of the next ten); 0 for any', 'PORT'),
  row('host', 'where (127.0.0.1); any other asks for a token', 'ADDRESS'),
  row('log', 'take events in, and append them to FILE', 'FILE'),
  row('open', 'open the page in a browser'),
  row('ensure', 'start one in the background unless one runs'),
  row('stop', 'stop the one in the background'),
  row('pid-file', 'where a server says where it is', 'FILE'),
  row('token-file', 'ask for the token in FILE, whatever the address', 'FILE'),
  { ...row('allow-host', 'also answer to this name (behind a proxy)', 'NAME'), repeats: true },
  row('emit-rate', 'events that one client may send a second (1000)', 'N'),
  row('webhook', 'post events to URL as they come', 'URL'),
  row('webhook-where', 'only those for which the expression holds', 'EXPR'),
  row('webhook-secret', 'sign the posts with what is in FILE', 'FILE'),
];

/** How an answer is shown and checked; a server has none. */
const OF_ANSWERS: ReadonlySet<FlagGroup> = new Set(['output', 'check']);
const ALSO_SERVED: ReadonlySet<string> = new Set(['tz', 'quiet']);

/** Whether `serve` takes a flag that commands share. */
export function isServed(flag: FlagRow): boolean {
  return !OF_ANSWERS.has(flag.group) || ALSO_SERVED.has(flag.name);
}

function row(name: string, text: string, value?: string): FlagRow {
  return { name, text, group: 'own', commands: ['serve'], ...(value !== undefined && { value }) };
}
