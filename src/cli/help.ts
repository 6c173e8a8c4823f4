/**
 * Help: the synopsis of the program, of a command and of a topic, each within 80 columns and about one screen. Commander
 * lays out the command's own flags; the flags that all commands share are a group of names, explained by `help flags`.
 */
import { Command } from 'commander';
import { COMMANDS, type CommandRow, commandOf } from './commands.ts';
import { COMMAND_NAMES, FLAGS, type FlagGroup, type FlagRow, flagsOf } from './flags.ts';
import { optionOf } from './line.ts';
import { TOPICS } from './topics.ts';

const WIDTH = 80;
const FIRST_TO_TRY = ['stats', 'show', 'query', 'gaps'] as const;

const GROUPS: readonly (readonly [FlagGroup, string])[] = [
  ['select', 'Which events (flags of different names: "and"; one name repeated: "or"):'],
  ['output', 'How to show them:'],
  ['read', 'How to read the logs:'],
  ['check', 'Exit codes for scripts:'],
];

/** What help there is beside the program's own. */
export const HELP_NAMES: readonly string[] = [...COMMAND_NAMES, 'flags', ...TOPICS.map(({ name }) => name)];

/** The help on one of HELP_NAMES, or on the program. */
export function helpText(about?: string): string {
  const command = COMMAND_NAMES.find((name) => name === about);
  if (command !== undefined) return commandHelp(commandOf(command));
  if (about === 'flags') return flagsHelp();
  return TOPICS.find((each) => each.name === about)?.text ?? programHelp();
}

function programHelp(): string {
  const program = laidOut(new Command('inquest'))
    .usage('<command> [LOG...] [flags]')
    .description(
      'Finds out what happened from event logs: JSON Lines files, one event a line. It never changes a log that it reads.',
    );
  for (const row of COMMANDS) program.addCommand(new Command(row.name).description(row.summary));
  const topics = [
    ['help COMMAND', 'the flags of a command, with examples'],
    ['help flags', 'the flags that all commands share'],
    ...TOPICS.map(({ name, summary }) => [`help ${name}`, summary]),
  ];
  return [
    program.helpInformation().trimEnd(),
    section(
      'More help:',
      topics.map(([name = '', text = '']) => `  ${name.padEnd(13)}  ${text}`),
    ),
    section('Logs:', [
      '  files, directories, - for standard input, LOG@OFFSET for one event; gzip and',
      '  zstd as they are. Without one: $INQUEST_LOG, $MACF_EVENTS_LOG_PATH, or the',
      '  nearest .maceff/agent_events_log.jsonl.',
    ]),
    section('Exit codes:', [
      '  0 answered · 1 a check failed (-e, --expect) · 2 asked wrongly · 3 evidence',
      '  incomplete · 4 writing failed · 70 our bug · 130 interrupted',
    ]),
    section('Examples:', examples(FIRST_TO_TRY.flatMap((name) => commandOf(name).examples.slice(0, 1)))),
    '',
  ].join('\n');
}

function commandHelp(row: CommandRow): string {
  const command = laidOut(new Command(`inquest ${row.name}`))
    .usage(row.operands.includes('[flags]') ? row.operands : `${row.operands} [flags]`)
    .description([sentence(row.summary), ...(row.about === undefined ? [] : [row.about])].join(' '));
  const flags = flagsOf(row.name);
  for (const flag of flags.filter(({ group }) => group === 'own')) {
    command.addOption(optionOf(flag).helpGroup('Its own flags:'));
  }
  const groups = GROUPS.flatMap(([group, title]) => {
    const names = flags.filter((flag) => flag.group === group).map(shortTerm);
    return names.length === 0 ? [] : [section(title, filled(names))];
  });
  return [
    command.helpInformation().trimEnd(),
    ...groups,
    '\n"inquest help flags" explains the flags of these groups.',
    section('Examples:', examples(row.examples)),
    '',
  ].join('\n');
}

/** Every shared flag with its words. */
function flagsHelp(): string {
  const command = laidOut(new Command('inquest')).usage('<command> [LOG...] [flags]');
  for (const [group, title] of GROUPS) {
    const seen = FLAGS.filter((flag) => flag.group === group);
    for (const flag of seen) command.addOption(optionOf(flag).helpGroup(title));
  }
  return command.helpInformation();
}

function laidOut(command: Command): Command {
  return command
    .helpOption(false)
    .helpCommand(false)
    .configureHelp({
      helpWidth: WIDTH,
      optionTerm: (option) => option.flags.replace(/[<>]/g, ''),
      subcommandTerm: (sub) => sub.name(),
    });
}

function section(title: string, lines: readonly string[]): string {
  return ['', title, ...lines].join('\n');
}

function shortTerm(flag: FlagRow): string {
  const dashes = flag.short === undefined ? `--${flag.name}` : `-${flag.short} --${flag.name}`;
  return flag.value === undefined ? dashes : `${dashes} ${flag.value}`;
}

/** Terms side by side, as many as a line holds. */
function filled(terms: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const term of terms) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 2 + term.length <= WIDTH)
      lines[lines.length - 1] = `${last}  ${term}`;
    else lines.push(`  ${term}`);
  }
  return lines;
}

function examples(rows: CommandRow['examples']): readonly string[] {
  return rows.flatMap(({ says, line }) => [`  # ${says}`, `  ${line}`]);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
