/** The own flags of `metrics` and `replay`: rows of the one table of `flags.ts`. */
import type { CommandName, FlagRow } from './flags.ts';

type Words = readonly [name: string, text: string, value?: string];

export const LIVE_FLAGS: readonly FlagRow[] = [
  ...rows('metrics', [
    ['window', 'sizes of windows (1m,5m,15m,1h)', 'LIST'],
    ['at', 'windows end at TIME (the last event that counts; now with --follow)', 'TIME'],
  ]),
  {
    ...{ name: 'follow', short: 'f', group: 'own', commands: ['metrics'] },
    text: 'go on with what comes: a live screen, in a pipe one line an interval',
  },
  ...rows('metrics', [
    ['interval', 'how often it is shown anew (1s)', 'DURATION'],
    ['for', 'follow this long, then end', 'DURATION'],
  ]),
  ...rows('replay', [
    ['speed', 'how fast: 10x, 0.5x, or max (1x)', 'SPEED'],
    ['to', 'a server such as http://127.0.0.1:8765, or - for standard output (-)', 'URL'],
    ['max-gap', 'no silence of the log is longer than this', 'DURATION'],
    ['token-file', 'the token of a server that asks for one ($INQUEST_TOKEN)', 'FILE'],
  ]),
];

function rows(command: CommandName, of: readonly Words[]): readonly FlagRow[] {
  return of.map(([name, text, value]) => ({
    ...{ name, text, group: 'own', commands: [command] },
    ...(value !== undefined && { value }),
  }));
}
