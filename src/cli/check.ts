/** The checks of a run and the exit code that follows. Only this file and `main.ts` know exit codes. Source: cli.md, "Exit codes". */
import { type Expect, expectText, meets, parseExpect } from '../base/expect.ts';
import { unreachable } from '../base/fault.ts';
import type { Note, NoteKind } from '../model/note.ts';
import type { Report } from '../model/report.ts';
import type { Values } from './values.ts';

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

/** Notes that say that the evidence is incomplete. */
const INCOMPLETE: ReadonlySet<NoteKind> = new Set(['unreadable', 'capped', 'truncated-input', 'gap']);

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

/** The exit code of an answer: 3 before 1 before 0. */
export function exitCode(report: Report, check: Check): number {
  if (isIncomplete(report.notes, check)) return EXIT.incomplete;
  const faulty = (report.report === 'validate' || report.report === 'check') && report.errors > 0;
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

/** How many were found, before `-n` and `--top`: events, gaps, sessions, paths, findings, broken rules, fields with a value, or spans. */
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
    case 'check':
      return report.errors + report.warnings;
    case 'metrics':
      return report.totals.total_events;
    case 'state':
      return Object.keys(report.fields).length;
    default:
      return unreachable(report);
  }
}
