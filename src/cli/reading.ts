/**
 * Which logs, and how they are read, as typed: what every command that reads logs has in common. No log is opened here;
 * faults are collected in `values`. Source: cli.md, "Logs".
 */
import { Fault } from '../base/fault.ts';
import { parsePath } from '../base/path.ts';
import { resolveZone } from '../base/zone.ts';
import { parseDialect } from '../dialect/custom.ts';
import { findDialect } from '../dialect/dialects.ts';
import type { Dialect } from '../model/dialect.ts';
import type { LogName, Reader } from '../model/query.ts';
import { defaultLogs } from '../scan/locate.ts';
import { parseLogName } from '../scan/sources.ts';
import { readTextFile } from '../scan/text.ts';
import { parseInteger, type Values, whole } from './values.ts';

/** What the question takes from outside the line. */
export interface QuestionContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdinIsTerminal: boolean;
  readonly nowUs: number;
}

const LONGEST_LINE_BYTES = 2 ** 29;
const DEFAULT_LINE_BYTES = 16 * 2 ** 20;

/** `--values name=FILE`: the lines of each file; white space around a line and empty lines are left out. */
export function readLists(values: Values): Readonly<Record<string, readonly string[]>> {
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

/** The flags of the group `read`. */
export function readReader(values: Values): Reader {
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

/** The logs that are typed, or those that are meant where none is. */
export function readLogs(
  operands: readonly string[],
  values: Values,
  context: QuestionContext,
): readonly LogName[] {
  if (operands.length > 0) {
    const named = operands.map((text) => values.attempt('LOG', () => parseLogName(text)));
    return named.filter((log) => log !== undefined);
  }
  return values.attempt('LOG', () => defaultLogs(context.env, context.cwd, context.stdinIsTerminal)) ?? [];
}
