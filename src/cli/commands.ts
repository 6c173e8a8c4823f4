/**
 * The commands: one row each. A row says what the command answers, folds its own flags into an Ask, and shows examples
 * that run on the fixtures. A command that asks never reads, filters or prints by itself; one that does something (writes,
 * runs) names its deed instead. Source: cli.md, "Commands".
 */
import type { Ask } from '../model/query.ts';
import {
  type AskContext,
  askMetrics,
  askQuery,
  askState,
  askStats,
  askTrace,
  askValidate,
  listing,
  top,
} from './asks.ts';
import type { Deed } from './deed.ts';
import { COMMAND_NAMES, type CommandName } from './flags.ts';
import { askCheck } from './rules.ts';
import { SERVE } from './serve-command.ts';
import type { Values } from './values.ts';
import { APPEND, RUN } from './write-commands.ts';

interface CommandWords {
  readonly name: CommandName;
  /** What stands behind the command's name in the synopsis. */
  readonly operands: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What the one line leaves out. */
  readonly about?: string;
  readonly examples: readonly Example[];
}

/** A command that asks a question of logs. */
export interface AskingRow extends CommandWords {
  /** Builds the question from the command's own flags; faults are collected in `values`. */
  ask(values: Values, context: AskContext): Ask;
}

/** A command that does something. */
export interface DoingRow extends CommandWords {
  /** What it does, loaded when it is typed. */
  deed(): Promise<Deed>;
  /** Signals are its own business, and end nothing else. */
  readonly ownSignals?: true;
}

export type CommandRow = AskingRow | DoingRow;

export interface Example {
  readonly says: string;
  /** As typed in the project's root. */
  readonly line: string;
}

const MACF = 'fixtures/logs/macf';

const ROWS: Readonly<Record<CommandName, CommandRow>> = {
  show: {
    name: 'show',
    operands: '[LOG...]',
    summary: 'the last events of the log, oldest of them first',
    about: 'A plain file is read from its end. `LOG@OFFSET` shows the one event that begins at that byte.',
    examples: [
      { says: 'the last five events', line: `inquest show -n 5 ${MACF}` },
      {
        says: 'the last event that failed, whole',
        line: `inquest show -n 1 --where '@status = error' --json ${MACF}`,
      },
      { says: 'the last events, then what comes', line: `inquest show -f --for 1s ${MACF}` },
    ],
    ask: (values) => listing(values, { tail: values.integer('limit', 0) ?? 10 }),
  },
  history: {
    name: 'history',
    operands: '[LOG...]',
    summary: 'one session from its first event to its last',
    about: 'Without --session, the session of the last event that has one.',
    examples: [
      { says: 'the latest session', line: `inquest history ${MACF}` },
      { says: 'its newest ten events, newest first', line: `inquest history -n 10 --reverse ${MACF}` },
    ],
    ask: (values) => {
      const tail = values.integer('limit', 0);
      const named = ['session', 'session-id', 'session-hash'].some((name) => values.has(name));
      return listing(values, { ...(tail !== undefined && { tail }), ...(!named && { session: 'latest' }) });
    },
  },
  query: {
    name: 'query',
    operands: '[LOG...]',
    summary: 'every event that matches',
    examples: [
      { says: 'tool calls that failed', line: `inquest query -t 'tool_*' --where '@status = error' ${MACF}` },
      { says: 'what surrounds a compaction', line: `inquest query -t compaction_detected -C 2 ${MACF}` },
      {
        says: 'the next failure',
        line: `inquest query -f -n 1 --where '@status = error' ${MACF}`,
      },
      {
        says: 'in CI: no failure in the log',
        line: `inquest query --where '@status = error' --expect none ${MACF}`,
      },
    ],
    ask: askQuery,
  },
  'query-set': {
    name: 'query-set',
    operands: 'OP [LOG...]',
    summary: 'union, intersection or subtraction of two or more queries',
    about: 'Each event once, by time. Subtraction takes every later query from the first.',
    examples: [
      {
        says: 'tool calls, but not of Read',
        line: `inquest query-set subtraction --query '@type like "tool_*"' --query 'data.tool = Read' ${MACF}`,
      },
      {
        says: 'with a filter object',
        line: `inquest query-set intersection --query1 '{"event_type":"tool_call_completed"}' --query2 '@status = ok' ${MACF}`,
      },
    ],
    ask: (values) => listing(values, { sort: 'time', distinct: true }),
  },
  stats: {
    name: 'stats',
    operands: '[LOG...]',
    summary: 'how many events, of which types, when, in how many sessions',
    about:
      'As csv, tsv or ndjson it is one table: that of --by, else of --bucket, else of --percentiles, else the types.',
    examples: [
      { says: 'the log at a glance', line: `inquest stats ${MACF}` },
      { says: 'activity by the hour', line: `inquest stats --bucket 1h ${MACF}` },
      {
        says: 'which tools, and how long calls take',
        line: `inquest stats --by data.tool --percentiles @duration ${MACF}`,
      },
    ],
    ask: askStats,
  },
  gaps: {
    name: 'gaps',
    operands: '[LOG...]',
    summary: 'silences longer than a threshold',
    examples: [
      { says: 'silences of more than an hour', line: `inquest gaps ${MACF}` },
      { says: 'likely crashes', line: `inquest gaps --per session --threshold 10m ${MACF}` },
    ],
    ask: (values) => ({
      kind: 'gaps',
      thresholdUs: values.duration('threshold', 0) ?? 3_600_000_000,
      perSession: values.choice('per', ['session']) === 'session',
      ...top(values),
      sort: values.choice('sort', ['time', 'length']) ?? 'time',
    }),
  },
  'sessions-list': {
    name: 'sessions-list',
    operands: '[LOG...]',
    summary: 'the sessions: first and last event, span, how they ended',
    examples: [
      { says: 'all sessions', line: `inquest sessions-list ${MACF}` },
      { says: 'the busiest, as data', line: `inquest sessions-list --sort events --top 1 --json ${MACF}` },
    ],
    ask: (values) => ({
      kind: 'sessions',
      sort: values.choice('sort', ['first', 'last', 'events', 'span']) ?? 'first',
      ...top(values),
    }),
  },
  fields: {
    name: 'fields',
    operands: '[LOG...]',
    summary: 'every path there is: how often, its types and values',
    examples: [
      { says: 'what this log holds', line: `inquest fields ${MACF}` },
      { says: 'the paths of one type', line: `inquest fields -t tool_call_completed ${MACF}` },
    ],
    ask: (values) => ({ kind: 'fields', byType: values.has('by-type'), ...top(values) }),
  },
  state: {
    name: 'state',
    operands: '[LOG...]',
    summary: 'what was true at a moment: tracked fields, what was open',
    examples: [
      { says: 'at the end', line: `inquest state ${MACF}` },
      { says: 'what ten minutes changed', line: `inquest state --from @first+10m --at @first+20m ${MACF}` },
    ],
    ask: askState,
  },
  trace: {
    name: 'trace',
    operands: '[LOG...]',
    summary: 'spans: which start belongs to which end, how long',
    examples: [
      { says: 'the longest five', line: `inquest trace --slowest 5 ${MACF}` },
      {
        says: 'any pair of types',
        line: `inquest trace --start session_started --end compaction_detected ${MACF}`,
      },
    ],
    ask: askTrace,
  },
  metrics: {
    name: 'metrics',
    operands: '[LOG...]',
    summary: 'rates, durations, agents, tokens and cost of the last minutes',
    about:
      'Windows hold the times after their beginning, and their end: by default that of the last event that counts.',
    examples: [
      { says: 'the last minutes of the log', line: 'inquest metrics fixtures/logs/agentbus' },
      {
        says: 'an hour and a day up to a time',
        line: `inquest metrics --window 1h,1d --at 2026-03-02T12:00Z ${MACF}`,
      },
    ],
    ask: askMetrics,
  },
  validate: {
    name: 'validate',
    operands: '[LOG...]',
    summary: 'is the log well formed? Exit 1 on an error',
    examples: [
      { says: 'everything that is odd', line: `inquest validate ${MACF}` },
      { says: 'in CI: errors only', line: `inquest validate --level error ${MACF}` },
    ],
    ask: askValidate,
  },
  check: {
    name: 'check',
    operands: '[LOG...] --rules FILE',
    summary: 'does the log keep these rules? Exit 1 when one is broken',
    about:
      'Rules stand in a file of YAML or JSON; all are judged in one scan. A broken rule of level warning is told, and fails nothing.',
    examples: [
      {
        says: 'what holds and what does not',
        line: `inquest check --rules fixtures/rules/macf.yaml ${MACF}`,
      },
      {
        says: 'in CI: annotations on the lines of the log',
        line: `inquest check --rules fixtures/rules/macf.yaml --format github ${MACF}`,
      },
    ],
    ask: askCheck,
  },
  replay: {
    name: 'replay',
    operands: '[LOG...]',
    summary: "plays a log's events again, at their own pace, into a pipe or a server",
    about:
      'Events go as they are, times and all. A server is given them in batches, and waited for when it is away.',
    examples: [
      {
        says: 'a log as if it were written now, a hundred times as fast',
        line: `inquest replay --speed 100x ${MACF}`,
      },
      {
        says: 'what failed, at once, into a server',
        line: `inquest replay --speed max --to http://127.0.0.1:8765 --where '@status = error' ${MACF}`,
      },
    ],
    ask: (values) => listing(values, {}),
  },
  serve: SERVE,
  append: APPEND,
  run: RUN,
};

/** The rows, in the order of the help. */
export const COMMANDS: readonly CommandRow[] = COMMAND_NAMES.map((name) => ROWS[name]);

/** The row of a command. */
export function commandOf(name: CommandName): CommandRow {
  return ROWS[name];
}
