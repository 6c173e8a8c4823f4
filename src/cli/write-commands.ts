/** The rows of the commands that write, for the one table of `commands.ts`. */
import type { DoingRow } from './commands.ts';

const LOG = '--log deploys.jsonl';

/** Writes one event, or a batch of them. */
export const APPEND: DoingRow = {
  name: 'append',
  operands: 'TYPE',
  summary: 'write an event to a log, as its own writers do',
  about:
    'What its dialect wants beside it (time, id, breadcrumb) is filled in; secrets are taken out. It prints the event, or of --batch how many were written. The log is locked, so others may write it too.',
  examples: [
    { says: 'an event with data', line: `inquest append deploy --set version=1.4.2 --set ok=true ${LOG}` },
    {
      says: 'a session begins, in a new macf log',
      line: 'inquest append session-started --dialect macf --session 5f3a9c1e --cycle 1 --log agent.jsonl',
    },
    { says: 'many', line: `inquest append --batch ${LOG} < events.jsonl` },
  ],
  deed: async () => (await import('./append.ts')).append,
};

/** Runs a command and writes its lifecycle. */
export const RUN: DoingRow = {
  name: 'run',
  operands: '[flags] -- COMMAND [ARGS...]',
  summary: 'run a command, and write its start and its end to a log',
  about:
    'The command has the terminal, gets the signals, and its exit code is passed on; 127: not found, 126: not executable. A log that cannot be written never stops it. A new log is of the dialect mnemosyne.',
  examples: [
    { says: 'a build, and how long it took', line: 'inquest run --log builds.jsonl -- make -j4' },
    { says: 'what ran', line: 'inquest trace builds.jsonl' },
  ],
  ownSignals: true,
  deed: async () => (await import('./run.ts')).run,
};
