/**
 * Splits what was typed into a command, its flags as text, and its operands. Commander holds the grammar; every fault is
 * collected with its place in the typed line, none is thrown, so that all of them are reported at once.
 */
import { Command, CommanderError, Option } from 'commander';
import type { Fault } from '../base/fault.ts';
import { COMMAND_NAMES, type CommandName, type FlagRow, flagsOf } from './flags.ts';
import { missingValue, unknownCommand, unknownFlag } from './mistyped.ts';

/** Flag name to the values typed for it, in order; a switch has none. */
export type Given = ReadonlyMap<string, readonly string[]>;

export interface Line {
  readonly command: CommandName;
  readonly given: Given;
  readonly operands: readonly string[];
  /** Of `run`: what stands behind `--`, as typed. */
  readonly rest?: readonly string[];
  readonly faults: readonly Fault[];
}

export type Typed =
  | { readonly kind: 'line'; readonly line: Line }
  /** About a command, or the word behind `help`. */
  | { readonly kind: 'help'; readonly about?: string }
  | { readonly kind: 'version' }
  /** No argument at all. */
  | { readonly kind: 'nothing' }
  /** No command could be made out. */
  | { readonly kind: 'fault'; readonly fault: Fault };

/** Splits the arguments (without node and the script). The command stands first. */
export function splitLine(argv: readonly string[]): Typed {
  const [first, ...rest] = argv;
  if (first === undefined) return { kind: 'nothing' };
  if (first === 'help') return aboutHelp(rest[0]);
  if (first === '-h' || first === '--help') return aboutHelp(commandNamed(rest[0]));
  if (first === '--version') return { kind: 'version' };
  const command = commandNamed(first);
  if (command === undefined) return { kind: 'fault', fault: unknownCommand(argv) };
  const line = splitArguments(command, rest);
  if (line.given.has('help')) return { kind: 'help', about: command };
  if (line.given.has('version')) return { kind: 'version' };
  return { kind: 'line', line };
}

/** `--query7` of `query-set`: its number, from 1; undefined for other names. */
export function queryNumber(name: string): number | undefined {
  const number = /^query([1-9]\d{0,8})$/.exec(name)?.[1];
  return number === undefined ? undefined : Number(number);
}

function aboutHelp(word: string | undefined): Typed {
  return word === undefined ? { kind: 'help' } : { kind: 'help', about: word };
}

function commandNamed(word: string | undefined): CommandName | undefined {
  return COMMAND_NAMES.find((name) => name === word);
}

/** All of the arguments behind a command. A missing last value is a fault; what stands before it still counts. */
function splitArguments(command: CommandName, args: readonly string[]): Line {
  const dashes = command === 'run' ? args.indexOf('--') : -1;
  if (dashes >= 0) {
    // What stands behind is another program's line, whatever it looks like.
    const line = splitArguments(command, args.slice(0, dashes));
    return { ...line, rest: args.slice(dashes + 1) };
  }
  const typed = ['inquest', command, ...args];
  const rows = rowsFor(command, args);
  try {
    const { given: typedValues, operands, unknown } = splitByCommander(rows, args);
    const { given, forgotten } = withoutFlags(rows, typedValues);
    const faults = [
      ...forgotten.map((row) => missingValue(rows, dashed(row, typed), typed)),
      ...unknown.map((arg) => unknownFlag(command, arg, typed)),
    ];
    return { command, given, operands, faults };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const line = splitArguments(command, args.slice(0, -1));
    return { ...line, faults: [...line.faults, missingValue(rows, args.at(-1) ?? '', typed)] };
  }
}

/** The command's flags and, for `query-set`, the numbered queries that were typed. */
function rowsFor(command: CommandName, args: readonly string[]): readonly FlagRow[] {
  const rows = flagsOf(command);
  if (command !== 'query-set') return rows;
  const numbered = args.map((arg) => arg.replace(/^--/, '').replace(/=.*$/s, ''));
  const names = [...new Set(numbered)].filter((name) => queryNumber(name) !== undefined);
  return [
    ...rows,
    ...names.map((name): FlagRow => ({ name, value: 'Q', text: '', group: 'own', repeats: true })),
  ];
}

interface Split {
  readonly given: Given;
  readonly operands: readonly string[];
  readonly unknown: readonly string[];
}

function splitByCommander(rows: readonly FlagRow[], args: readonly string[]): Split {
  const given = new Map<string, string[]>();
  const command = new Command()
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .helpOption(false);
  for (const row of rows) {
    command.addOption(
      optionOf(row).argParser((value: string | undefined) => {
        given.set(row.name, [...(given.get(row.name) ?? []), ...(value === undefined ? [] : [value])]);
      }),
    );
  }
  const { operands, unknown } = command.parseOptions([...args]);
  const beforeDashes = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  // Commander lets `-5` pass as an operand; here only `-` alone is one, unless `--` stood before it.
  const isFlag = (arg: string) => arg.startsWith('-') && arg.length > 1 && beforeDashes.includes(arg);
  const end = unknown.includes('--') ? unknown.indexOf('--') : unknown.length;
  const late = unknown.slice(0, end);
  return {
    given,
    operands: [
      ...operands.filter((arg) => !isFlag(arg)),
      ...late.filter((arg) => !isOption(arg)),
      ...unknown.slice(end + 1),
    ],
    unknown: [...operands.filter(isFlag), ...late.filter(isOption)],
  };
}

/** Commander's option for a row, with its help text. */
export function optionOf(row: FlagRow): Option {
  const dashes = row.short === undefined ? `--${row.name}` : `-${row.short}, --${row.name}`;
  return new Option(row.value === undefined ? dashes : `${dashes} <${row.value}>`, row.text);
}

function isOption(arg: string): boolean {
  return arg.startsWith('-') && arg.length > 1;
}

/** `--since --until 5`: the value was forgotten, and the next flag was taken for it. Such values are not read as values. */
function withoutFlags(
  rows: readonly FlagRow[],
  given: Given,
): { readonly given: Given; readonly forgotten: readonly FlagRow[] } {
  const names = new Set(rows.map((row) => `--${row.name}`));
  const values = [...given].map(([name, texts]) => [name, texts.filter((text) => !names.has(text))] as const);
  const forgotten = rows.filter((row) => (given.get(row.name) ?? []).some((text) => names.has(text)));
  return { given: new Map(values), forgotten };
}

function dashed(row: FlagRow, typed: readonly string[]): string {
  const long = `--${row.name}`;
  return row.short === undefined || typed.includes(long) ? long : `-${row.short}`;
}
