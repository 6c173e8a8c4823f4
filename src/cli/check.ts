/** The checks of a run and the exit code that follows. Only this file and `main.ts` know exit codes. Source: cli.md, "Exit codes". */
import { Fault, unreachable } from '../base/fault.ts';
import type { Note, NoteKind } from '../model/note.ts';
import type { Report } from '../model/report.ts';
import { type Values, whole } from './values.ts';

export const EXIT = {
  answered: 0,
  failedCheck: 1,
  askedWrongly: 2,
  incomplete: 3,
  outputFailed: 4,
  ourBug: 70,
  interrupted: 130,
  terminated: 143,
} as const;

export interface Check {
  /** `-e`: nothing found is exit 1. */
  readonly exitStatus: boolean;
  readonly strict: boolean;
  readonly expect?: Expect;
}

/** What the number of rows must be. */
export interface Expect {
  readonly op: '=' | '!=' | '<' | '<=' | '>' | '>=';
  readonly count: number;
}

/** Notes that say that the evidence is incomplete. */
const INCOMPLETE: ReadonlySet<NoteKind> = new Set(['unreadable', 'capped', 'truncated-input']);

/** Reads `-e`, `--expect` and `--strict`. */
export function readCheck(values: Values): Check {
  const text = values.text('expect');
  const expect = text === undefined ? undefined : values.attempt('--expect', () => parseExpect(text));
  return {
    exitStatus: values.has('exit-status'),
    strict: values.has('strict'),
    ...(expect && { expect }),
  };
}

/** `none`, `some`, `=3`, `!=0`, `<10`, `>=1`, or `3`. Throws Fault 'bad-expect'. */
export function parseExpect(text: string): Expect {
  if (text === 'none') return { op: '=', count: 0 };
  if (text === 'some') return { op: '>', count: 0 };
  const [, op = '', digits] = /^(=|==|!=|<|<=|>|>=)?\s*(\d{1,15})$/.exec(text.trim()) ?? [];
  if (digits === undefined) {
    const message = "expected none, some, or a count such as '=3', '<10', '>=1'";
    throw new Fault({ code: 'bad-expect', message, span: whole(text) });
  }
  const known = op === '' || op === '==' ? '=' : (op as Expect['op']);
  return { op: known, count: Number(digits) };
}

/** The exit code of an answer: 3 before 1 before 0. */
export function exitCode(report: Report, check: Check): number {
  if (isIncomplete(report.notes, check)) return EXIT.incomplete;
  const faulty = report.report === 'validate' && report.errors > 0;
  return faulty || unmet(report, check) !== undefined ? EXIT.failedCheck : EXIT.answered;
}

/** What the answer should have been and was not: `expected none, found 7`, `nothing was found`; undefined where all is met. */
export function unmet(report: Report, { expect, exitStatus }: Check): string | undefined {
  const found = foundIn(report);
  if (expect !== undefined && !meets(found, expect)) {
    return `expected ${expectText(expect)}, found ${found === 0 ? 'none' : found}`;
  }
  return exitStatus && found === 0 ? 'nothing was found' : undefined;
}

/** The exit code of a plan that was printed instead of an answer. */
export function planExitCode(notes: readonly Note[], check: Check): number {
  return isIncomplete(notes, check) ? EXIT.incomplete : EXIT.answered;
}

function isIncomplete(notes: readonly Note[], check: Check): boolean {
  return notes.some((note) => INCOMPLETE.has(note.kind) || (check.strict && note.kind === 'damaged'));
}

/** How many were found, before `-n` and `--top`: events, gaps, sessions, paths, findings, fields with a value, or spans. */
export function foundIn(report: Report): number {
  switch (report.report) {
    case 'list':
    case 'query':
      return report.count;
    case 'stats':
    case 'overview':
      return report.events;
    case 'gaps':
      return report.total;
    case 'sessions-list':
    case 'fields':
    case 'trace':
      return report.total;
    case 'validate':
      return report.errors + report.warnings;
    case 'metrics':
      return report.totals.total_events;
    case 'state':
      return Object.keys(report.fields).length;
    default:
      return unreachable(report);
  }
}

function meets(found: number, expect: Expect): boolean {
  switch (expect.op) {
    case '=':
      return found === expect.count;
    case '!=':
      return found !== expect.count;
    case '<':
      return found < expect.count;
    case '<=':
      return found <= expect.count;
    case '>':
      return found > expect.count;
    case '>=':
      return found >= expect.count;
    default:
      return unreachable(expect.op);
  }
}

/** As it is typed, in the plainest form. */
function expectText({ op, count }: Expect): string {
  if (count === 0 && op === '=') return 'none';
  if (count === 0 && op === '>') return 'some';
  return op === '=' ? String(count) : `${op}${count}`;
}
