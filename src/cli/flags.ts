/**
 * The flags: one row each. A row says what people type and read; what a flag means stands in `ask.ts`, `select.ts` and
 * the command's row. A name may have several rows when commands give it different words. Source: cli.md.
 */
import { LIVE_FLAGS } from './live-flags.ts';
import { isServed, SERVE_FLAGS } from './serve-rows.ts';
import { WRITE_FLAGS, WRITERS } from './write-flags.ts';

export const COMMAND_NAMES = [
  'show',
  'history',
  'query',
  'query-set',
  'stats',
  'gaps',
  'sessions-list',
  'fields',
  'state',
  'trace',
  'metrics',
  'validate',
  'check',
  'replay',
  'serve',
  'append',
  'run',
] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

/** Where a flag stands in a command's help: its own flags in full, the others as a group. */
export type FlagGroup = 'own' | 'select' | 'read' | 'output' | 'check' | 'help';

export interface FlagRow {
  /** Without the dashes. */
  readonly name: string;
  /** One letter. */
  readonly short?: string;
  /** What its value is called in help; a switch has none. */
  readonly value?: string;
  readonly text: string;
  readonly group: FlagGroup;
  /** Repetition adds a value; of other flags the last one counts. */
  readonly repeats?: true;
  /** Absent: every command that asks logs; with `everywhere`, the others too. */
  readonly commands?: readonly CommandName[];
  readonly everywhere?: true;
}

const LISTINGS: readonly CommandName[] = ['show', 'history', 'query', 'query-set'];
const REPORTS: readonly CommandName[] = [
  'stats',
  'gaps',
  'sessions-list',
  'fields',
  'state',
  'trace',
  'validate',
];
const IN_FILE_ORDER: readonly CommandName[] = ['show', 'history', 'query'];

export const FLAGS: readonly FlagRow[] = [
  ...own(['show'], [['limit', 'how many events (10)', 'N', 'n']]),
  ...own(['history'], [['limit', "the session's newest N events", 'N', 'n']]),
  ...own(
    ['query'],
    [
      ['limit', 'the first N matches', 'N', 'n'],
      ['tail', 'the last N matches', 'N'],
      ['sort', 'file or time: the order of the log, or by time (file)', 'ORDER'],
      ['count', 'only how many match'],
    ],
  ),
  ...own(LISTINGS, [
    ['follow', 'go on with what comes; logs are followed by name', undefined, 'f'],
    ['cursor-file', 'go on where the last run with this FILE ended', 'FILE'],
    ['for', 'with --follow or a log that comes by itself: how long', 'DURATION'],
  ]),
  ...own(IN_FILE_ORDER, [['reverse', 'the last of them first']]),
  {
    name: 'query',
    value: 'Q',
    text: 'a query: a where-expression or a filter object; repeat it, or number them: --query1 Q --query2 Q …',
    group: 'own',
    repeats: true,
    commands: ['query-set'],
  },
  ...own(
    ['stats'],
    [
      ['by', 'also count by the value there', 'PATH'],
      ['bucket', 'also count by slices of time: 1h, 15m, 1d', 'DURATION'],
      ['percentiles', 'also p50 to p99 of the number there, per type', 'PATH'],
      ['top', 'only the N largest rows of each table', 'N'],
    ],
  ),
  ...own(
    ['gaps'],
    [
      ['threshold', 'the longest silence that is no gap (1h); a bare number is seconds', 'DURATION'],
      ['per', 'session: look inside each session alone; a gap there is a likely crash', 'WHAT'],
      ['top', 'only the N longest', 'N'],
      ['sort', 'by time or length (time)', 'ORDER'],
    ],
  ),
  ...own(
    ['sessions-list'],
    [
      ['sort', 'by first, last, events or span (first)', 'ORDER'],
      ['top', 'only the first N rows in that order', 'N'],
    ],
  ),
  ...own(
    ['fields'],
    [
      ['by-type', 'one table a type of event'],
      ['top', 'only the N paths that most events have', 'N'],
    ],
  ),
  ...own(
    ['state'],
    [
      ['at', 'as of TIME (the end)', 'TIME'],
      ['from', 'also what changed since TIME', 'TIME'],
    ],
  ),
  {
    ...{ name: 'track', value: 'PATH', text: 'also the last value there, of any event', group: 'own' },
    ...{ repeats: true, commands: ['state'] },
  },
  ...own(
    ['trace'],
    [
      ['start', 'events of this type begin a span; commas mean "or"', 'TYPE'],
      ['end', 'events of this type end it', 'TYPE'],
      ['key', 'what a start and its end have in common (@session)', 'PATH'],
      ['turn', 'only turn number N and what lies in it', 'N'],
      ['slowest', 'only the N longest', 'N'],
      ['errors', 'only what failed, and what it lies in'],
    ],
  ),
  ...LIVE_FLAGS,
  {
    ...{ name: 'ignore', value: 'CODE', text: 'leave findings of this code out', group: 'own' },
    ...{ repeats: true, commands: ['validate'] },
  },
  ...own(['validate'], [['level', 'error: no warnings (warning)', 'LEVEL']]),
  {
    ...{
      name: 'rules',
      value: 'FILE',
      text: 'the rules, in YAML or JSON (inquest help rules)',
      group: 'own',
    },
    ...{ repeats: true, commands: ['check'] },
  },

  ...SERVE_FLAGS,
  select('event-type', 'TYPE', 'of this type; tool_* is a glob; commas mean "or"', 't'),
  select('since', 'TIME', 'at or after TIME: -2h, yesterday, 14:30, 2025-12-10T05:00Z, @last-10m'),
  select('until', 'TIME', 'before TIME (@last takes its event in); since+30m counts from --since'),
  select('after', 'TIME', 'strictly after TIME'),
  select('before', 'TIME', 'strictly before TIME'),
  select('session', 'ID', 'of this session: the full id, a prefix of 4 or more, or the short hash'),
  select('session-id', 'ID', 'whose session field is exactly this id'),
  select('session-hash', 'HASH', "whose breadcrumb's s is this hash"),
  select('cycle', 'N', 'of this cycle'),
  select('git-hash', 'HASH', 'of this commit, short or full'),
  select('prompt', 'ID', 'of this prompt, short or full'),
  select('agent', 'NAME', 'of this agent'),
  select('workflow', 'ID', 'of this workflow'),
  select('trace', 'ID', 'of this trace'),
  select('severity', 'LEVEL', 'of this level or worse: trace debug info warning error fatal; =LEVEL exactly'),
  select('min-importance', 'N', 'of this importance or more'),
  select('where', 'EXPR', 'for which the expression holds (inquest help where)'),
  {
    name: 'context',
    short: 'C',
    value: 'N',
    text: 'also the N events before and after each match',
    group: 'select',
    commands: IN_FILE_ORDER,
  },
  {
    name: 'context-session',
    value: 'N',
    text: "also the N events before and after each match in the match's session",
    group: 'select',
    commands: IN_FILE_ORDER,
  },

  {
    name: 'format',
    value: 'FORMAT',
    text: 'table, json, ndjson, raw, csv or tsv (table); of traces also perfetto or otlp, of checks junit, github or tap',
    group: 'output',
  },
  { name: 'json', text: 'short for --format json', group: 'output' },
  {
    name: 'fields',
    value: 'LIST',
    text: 'these columns: data.tool,@type; in json, flat objects with these keys',
    group: 'output',
    commands: LISTINGS,
  },
  {
    name: 'provenance',
    text: 'with each event, its log, byte offset and line',
    group: 'output',
    commands: LISTINGS,
  },
  {
    name: 'summary',
    text: "prefer the dialect's one-line summary to keys and values",
    group: 'output',
    commands: LISTINGS,
  },
  {
    ...{ name: 'tz', value: 'ZONE', text: 'zone of times typed and of tables (local)' },
    ...{ group: 'output', everywhere: true },
  },
  {
    ...{ name: 'color', value: 'WHEN', text: 'auto, always or never (auto)' },
    ...{ group: 'output', everywhere: true },
  },
  { name: 'quiet', short: 'q', text: 'no notes, no progress', group: 'output', everywhere: true },
  { name: 'explain', text: 'print the plan and read no more than it takes to make it', group: 'output' },

  read('dialect', 'NAME', 'read every log as this dialect'),
  read('dialect-file', 'FILE', 'add a dialect as data', true),
  read('time-field', 'PATH', 'what the logs call the time'),
  read('type-field', 'PATH', 'what the logs call the type'),
  read('session-field', 'PATH', 'what the logs call the session'),
  read('log-tz', 'ZONE', 'zone of log times that name none (UTC)'),
  read('values', 'NAME=FILE', 'a list for `in $NAME`, one value a line', true),
  read('max-line', 'SIZE', 'a longer line is damaged (16M)'),
  read('cap', 'N', 'how many values the answer may hold'),
  {
    ...{ name: 'for', value: 'DURATION', group: 'read', commands: REPORTS },
    text: 'read a log that comes by itself (a URL, standard input) for so long',
  },
  read('threads', 'N', 'threads that scan large logs (those of the process, at most 4)'),

  {
    name: 'exit-status',
    short: 'e',
    text: 'exit 1 when nothing was found',
    group: 'check',
  },
  {
    name: 'expect',
    value: 'COUNT',
    text: "exit 1 unless this many were found: none, some, '=3', '<10', '>=1'",
    group: 'check',
  },
  { name: 'strict', text: 'exit 3 on any damaged line', group: 'check' },

  ...WRITE_FLAGS,

  { name: 'help', short: 'h', text: 'this help', group: 'help', everywhere: true },
  { name: 'version', text: 'the version', group: 'help', everywhere: true },
];

/** The flags that a command takes, in the order of its help. */
export function flagsOf(command: CommandName): readonly FlagRow[] {
  return FLAGS.filter((flag) => takes(flag, command));
}

/** The commands, other than `except`, that take a flag of this name. */
export function commandsWith(name: string, except: CommandName): readonly CommandName[] {
  const others = COMMAND_NAMES.filter((command) => command !== except);
  return others.filter((command) => FLAGS.some((flag) => flag.name === name && takes(flag, command)));
}

function takes(flag: FlagRow, command: CommandName): boolean {
  if (flag.commands !== undefined) return flag.commands.includes(command);
  if (command === 'serve') return isServed(flag);
  return flag.everywhere === true || !WRITERS.includes(command);
}

type OwnRow = readonly [name: string, text: string, value?: string | undefined, short?: string];

function own(commands: readonly CommandName[], rows: readonly OwnRow[]): readonly FlagRow[] {
  return rows.map(([name, text, value, short]) => ({
    name,
    text,
    group: 'own',
    commands,
    ...(value !== undefined && { value }),
    ...(short !== undefined && { short }),
  }));
}

function select(name: string, value: string, text: string, short?: string): FlagRow {
  return { name, value, text, group: 'select', repeats: true, ...(short !== undefined && { short }) };
}

function read(name: string, value: string, text: string, repeats?: true): FlagRow {
  return { name, value, text, group: 'read', ...(repeats && { repeats }) };
}
