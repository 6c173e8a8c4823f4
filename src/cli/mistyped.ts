/**
 * What is said of a mistyped command line: the place in the line, what was expected there, and a near name.
 */
import { Fault } from '../base/fault.ts';
import { near } from '../base/near.ts';
import { COMMAND_NAMES, type CommandName, commandsWith, type FlagRow, flagsOf } from './flags.ts';

/** What stands first is no command. */
export function unknownCommand(argv: readonly string[]): Fault {
  const word = argv[0] ?? '';
  const span = placeOf(['inquest', ...argv], 1);
  if (word.startsWith('-')) {
    const later = argv.find((arg) => COMMAND_NAMES.some((name) => name === arg));
    const hint = `inquest ${later ?? 'COMMAND'} ${word} …`;
    return new Fault({
      code: 'no-command',
      message: 'the command stands first, its flags behind it',
      span,
      hint,
    });
  }
  const close = near(word, COMMAND_NAMES);
  return new Fault({
    code: 'unknown-command',
    message: `no command is called "${word}"; there are ${COMMAND_NAMES.join(', ')}`,
    span,
    hint: close === undefined ? '"inquest --help" says what each one answers' : `did you mean "${close}"?`,
  });
}

/** `help` on something that has no help. */
export function unknownTopic(word: string, names: readonly string[]): Fault {
  const close = near(word, names);
  return new Fault({
    code: 'unknown-topic',
    message: `there is help on ${names.join(', ')}`,
    span: placeOf(['inquest', 'help', word], 2),
    ...(close !== undefined && { hint: `did you mean "${close}"?` }),
  });
}

/** A flag at the end of the line, or one whose place for a value holds another flag. */
export function missingValue(rows: readonly FlagRow[], arg: string, typed: readonly string[]): Fault {
  const row = rows.find(
    (each) => arg === `--${each.name}` || (each.short !== undefined && arg.endsWith(each.short)),
  );
  const value = row?.value ?? 'value';
  return new Fault({
    code: 'missing-value',
    message: `needs a value: ${value}`,
    flag: arg,
    span: placeOf(typed, typed.lastIndexOf(arg)),
    ...(row !== undefined && { hint: row.text }),
  });
}

/** A flag that the command does not have, or a switch with a value (`--json=yes`). `arg` is the argument as typed. */
export function unknownFlag(command: CommandName, arg: string, typed: readonly string[]): Fault {
  const flag = arg.replace(/=.*$/s, '');
  const name = flag.replace(/^-+/, '');
  const rows = flagsOf(command);
  const span = placeOf(typed, typed.indexOf(arg));
  if (arg !== flag && rows.some((row) => flag === `--${row.name}`)) {
    return new Fault({ code: 'no-value-wanted', message: 'is a switch and takes no value', flag, span });
  }
  return new Fault({
    code: 'unknown-flag',
    message: `${command} has no such flag`,
    flag,
    span,
    ...hintOf(unknownFlagHint(command, name)),
  });
}

function unknownFlagHint(command: CommandName, name: string): string | undefined {
  const rows = flagsOf(command);
  if (rows.some((row) => row.name === name)) return `did you mean "--${name}"?`;
  const elsewhere = commandsWith(name.replace(/^query\d+$/, 'query'), command);
  if (elsewhere.length > 0) return `it is a flag of ${elsewhere.join(', ')}`;
  if (/^\d+$/.test(name))
    return rows.some((row) => row.name === 'limit') ? `did you mean "-n ${name}"?` : undefined;
  const close = near(
    name,
    rows.map((row) => row.name),
  );
  return close === undefined ? `"inquest ${command} --help" lists its flags` : `did you mean "--${close}"?`;
}

function hintOf(hint: string | undefined): { readonly hint?: string } {
  return hint === undefined ? {} : { hint };
}

/** The typed line and the argument in it, by its number. */
function placeOf(typed: readonly string[], index: number): { text: string; start: number; end: number } {
  const start = typed.slice(0, Math.max(0, index)).join(' ').length + (index > 0 ? 1 : 0);
  return { text: typed.join(' '), start, end: start + (typed[index]?.length ?? 0) };
}
