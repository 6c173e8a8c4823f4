/**
 * From a split line to the whole question: what to ask of which logs, how to show it, and what to check. All faults of
 * the line come back together; no log is opened here. Source: cli.md.
 */
import { Fault } from '../base/fault.ts';
import { parsePath } from '../base/path.ts';
import { resolveZone } from '../base/zone.ts';
import { parseDialect } from '../dialect/custom.ts';
import { findDialect } from '../dialect/dialects.ts';
import type { Dialect } from '../model/dialect.ts';
import type { Ask, LogName, Predicate, Query, Reader } from '../model/query.ts';
import { type SelectContext, select } from '../query/select.ts';
import { defaultLogs } from '../scan/locate.ts';
import { parseLogName } from '../scan/sources.ts';
import { readTextFile } from '../scan/text.ts';
import { type Check, readCheck } from './check.ts';
import { commandOf } from './commands.ts';
import type { Line } from './line.ts';
import { type Live, readLive } from './live.ts';
import { selectSet } from './query-set.ts';
import { readTuning } from './tuning.ts';
import { parseInteger, type Values, valuesOf, whole } from './values.ts';
import { readWish, type Wish } from './wish.ts';

export interface Question {
  readonly query: Query;
  readonly wish: Wish;
  readonly check: Check;
  /** Print the plan instead of the answer. */
  readonly explain: boolean;
  /** The answer goes on. */
  readonly live?: Live;
}

/** What the question takes from outside the line. */
export interface QuestionContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdinIsTerminal: boolean;
  readonly nowUs: number;
}

const LONGEST_LINE_BYTES = 2 ** 29;
const DEFAULT_LINE_BYTES = 16 * 2 ** 20;

/** The question, or every fault of the line. */
export function readQuestion(
  line: Line,
  context: QuestionContext,
): { readonly question: Question } | { readonly faults: readonly Fault[] } {
  const faults: Fault[] = [...line.faults];
  const values = valuesOf(line.given, faults);
  const zone = zoneOf(values);
  const ask = commandOf(line.command).ask(values, {
    nowUs: context.nowUs,
    get zone() {
      return zone();
    },
  });
  const wish = readWish(values, ask);
  const check = readCheck(values);
  const live = ask.kind === 'metrics' ? readLive(values, wish.format) : undefined;
  const selecting: SelectContext = {
    nowUs: context.nowUs,
    lists: readLists(values),
    get zone() {
      return zone();
    },
  };
  const where = select(values, selecting);
  const set = line.command === 'query-set' ? selectSet(line, values, selecting) : { operands: line.operands };
  const reader = readReader(values);
  const cap = values.integer('cap', 1);
  const tuning = readTuning(context.env, values);
  const logs = readLogs(set.operands, values, context);
  if (faults.length > 0) return { faults };
  const query: Query = {
    logs,
    where: both(where, set.where),
    reader,
    ask,
    get zone() {
      return zone();
    },
    ...(cap !== undefined && { cap }),
    strict: check.strict || countsAll(check, ask),
    tuning,
  };
  return { question: { query, wish, check, explain: values.has('explain'), ...(live && { live }) } };
}

/** A count that is checked must be whole, so the log is read whole; else a listing may stop at its limit. */
function countsAll(check: Check, ask: Ask): boolean {
  const showsNone = ask.kind === 'list' && (ask.head === 0 || ask.tail === 0);
  return check.expect !== undefined || (check.exitStatus && showsNone);
}

function both(where: Predicate, set: Predicate | undefined): Predicate {
  if (set === undefined) return where;
  return where.kind === 'and' && where.of.length === 0 ? set : { kind: 'and', of: [where, set] };
}

/** `--tz`. The system's own zone takes its time to find, so it is looked for when it is first needed. */
function zoneOf(values: Values): () => string {
  const typed = values.text('tz');
  let zone = typed === undefined ? undefined : (values.attempt('--tz', () => resolveZone(typed)) ?? 'UTC');
  return () => {
    zone ??= resolveZone('local');
    return zone;
  };
}

/** `--values name=FILE`: the lines of each file; white space around a line and empty lines are left out. */
function readLists(values: Values): Readonly<Record<string, readonly string[]>> {
  const lists: [string, readonly string[]][] = [];
  for (const text of values.texts('values')) {
    const list = values.attempt('--values', () => {
      const [, name, path] = /^([A-Za-z_]\w*)=(.+)$/s.exec(text) ?? [];
      if (name === undefined || path === undefined) {
        throw new Fault({ code: 'bad-values', message: 'expected NAME=FILE', span: whole(text) });
      }
      const lines = readTextFile(path).split('\n');
      return [name, lines.map((each) => each.trim()).filter((each) => each !== '')] as const;
    });
    if (list !== undefined) lists.push([list[0], list[1]]);
  }
  return Object.fromEntries(lists);
}

function readReader(values: Values): Reader {
  const dialects = readDialects(values);
  const dialect = values.text('dialect');
  if (dialect !== undefined) values.attempt('--dialect', () => findDialect(dialect, dialects));
  const path = (name: string) => values.attempt(`--${name}`, () => pathOf(values.text(name)));
  const timeField = path('time-field');
  const typeField = path('type-field');
  const sessionField = path('session-field');
  const maxLine = values.attempt('--max-line', () => parseSize(values.text('max-line')));
  return {
    ...(dialect !== undefined && { dialect }),
    dialects,
    ...(timeField && { timeField }),
    ...(typeField && { typeField }),
    ...(sessionField && { sessionField }),
    logZone: values.attempt('--log-tz', () => resolveZone(values.text('log-tz') ?? 'UTC')) ?? 'UTC',
    maxLine: maxLine ?? DEFAULT_LINE_BYTES,
  };
}

function pathOf(text: string | undefined): ReturnType<typeof parsePath> | undefined {
  return text === undefined ? undefined : parsePath(text);
}

function readDialects(values: Values): readonly Dialect[] {
  return values.texts('dialect-file').flatMap((path) => {
    const read = values.attempt('--dialect-file', () => parseDialect(readTextFile(path), path));
    if (read === undefined) return [];
    if ('dialect' in read) return [read.dialect];
    for (const fault of read.faults) values.fault({ ...fault.parts, flag: '--dialect-file' });
    return [];
  });
}

/** `65536`, `64k`, `16M`, `16MiB`: bytes, in steps of 1024. */
function parseSize(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, digits, unit] = /^(\d{1,10})\s*([kmg]?)(?:i?b)?$/i.exec(text) ?? [];
  const bytes = Number(digits) * 1024 ** ' kmg'.indexOf(unit === '' ? ' ' : (unit ?? ' ').toLowerCase());
  if (digits !== undefined && bytes <= LONGEST_LINE_BYTES) return parseInteger(String(bytes), 1);
  throw new Fault({
    code: 'bad-size',
    message: 'expected a size of at most 512M, such as 65536, 64k or 16M',
    span: whole(text),
  });
}

function readLogs(operands: readonly string[], values: Values, context: QuestionContext): readonly LogName[] {
  if (operands.length > 0) {
    const named = operands.map((text) => values.attempt('LOG', () => parseLogName(text)));
    return named.filter((log) => log !== undefined);
  }
  return values.attempt('LOG', () => defaultLogs(context.env, context.cwd, context.stdinIsTerminal)) ?? [];
}
