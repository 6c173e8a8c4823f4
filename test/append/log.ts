/** A log in a directory of its own, and what stands in it; both are gone after the test. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const FULL: boolean = process.env.INQUEST_TEST_FULL === '1';

/** The path of a log that is not there yet. */
export function newLog(): string {
  const directory = mkdtempSync(join(tmpdir(), 'append-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, 'log.jsonl');
}

export interface Line {
  readonly text: string;
  readonly offset: number;
  /** Undefined where the line is no JSON. */
  readonly value: unknown;
}

/** The lines of a log; a last one without a newline is one too. */
export function linesOf(path: string): readonly Line[] {
  const bytes = readFileSync(path);
  const lines: Line[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const newline = bytes.indexOf(10, offset);
    const end = newline < 0 ? bytes.length : newline;
    const text = bytes.toString('utf8', offset, end);
    lines.push({ text, offset, value: parsed(text) });
    offset = end + 1;
  }
  return lines;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
