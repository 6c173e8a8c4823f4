/** The flags of the commands that write: rows of the one table of `flags.ts`. Source: cli.md, README.md "Writing events". */
import type { CommandName, FlagRow } from './flags.ts';

/** The commands that write to a log instead of asking it. */
export const WRITERS: readonly CommandName[] = ['append', 'run'];

type Words = readonly [name: string, text: string, value?: string];

/** What commands that write take; flags that commands share (`--help`, `--quiet`) stand in `flags.ts`. */
export const WRITE_FLAGS: readonly FlagRow[] = [
  ...rows(WRITERS, [['log', 'the log to write to ($INQUEST_LOG)', 'FILE']]),
  ...rows(
    ['append'],
    [
      ['data', "the event's data: a JSON object, or a file that holds it, or standard input", 'JSON|@FILE|-'],
      ['batch', 'write the events of standard input, one JSON object a line; with TYPE, their data'],
      ['hook-input', 'of macf: what the hook was given', 'JSON|@FILE|-'],
      ['time', 'when it happened (now)', 'TIME'],
    ],
  ),
  {
    ...{
      name: 'set',
      value: 'PATH=VALUE',
      text: 'one field of the data; VALUE is JSON, else text',
      group: 'own',
    },
    ...{ repeats: true, commands: ['append'] },
  },
  ...rows(['run'], [['name', 'what the run is called (the name of the command)', 'NAME']]),
  ...rows(WRITERS, [['dialect', 'of a new log; generic: of this event in any log', 'NAME']]),
  ...rows(WRITERS, [
    ['session', "whose run it belongs to: macf's session, mnemosyne's instance, a study", 'ID'],
    ['trace', 'the chain of calls it belongs to', 'ID'],
    ['cycle', "of a macf breadcrumb (the log's last one)", 'N'],
    ['prompt', 'of a macf breadcrumb (none)', 'ID'],
    ['git-hash', 'of a macf breadcrumb (the commit that is checked out here)', 'HASH'],
    ['durability', 'os or disk: written when the system has it, or the disk (os)', 'WHAT'],
    ['lock', 'auto, koffi, flock or none (auto)', 'HOW'],
    ['lock-wait', 'how long to wait for other writers (5s)', 'DURATION'],
    ['no-redact', 'write secrets as they are'],
  ]),
];

function rows(commands: readonly CommandName[], of: readonly Words[]): readonly FlagRow[] {
  return of.map(([name, text, value]) => ({
    ...{ name, text, group: 'own', commands },
    ...(value !== undefined && { value }),
  }));
}
