/** Temporary logs, and what inquest itself says of them. */
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { SPAN_ROWS } from '../../src/model/span.ts';
import { queryOf } from '../../src/run/query-of.ts';
import { run } from '../../src/run/run.ts';

/** A directory that goes when the test is over. */
export function directory(): string {
  const path = mkdtempSync(join(realpathSync(tmpdir()), 'inquest-write-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** The lines of a log. */
export function linesOf(path: string): readonly string[] {
  return readFileSync(path, 'utf8').split('\n').slice(0, -1);
}

/** The events of a log. */
export function eventsOf(path: string): readonly Readonly<Record<string, unknown>>[] {
  return linesOf(path).map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

/** What `validate`, `stats` and `trace` say of a log. */
export async function judged(path: string): Promise<{
  readonly findings: readonly string[];
  readonly events: number;
  readonly dialect: string;
  readonly notes: readonly string[];
  readonly spans: readonly string[];
}> {
  const logs = [path];
  const validated = await run(queryOf({ logs, ask: { kind: 'validate' } }));
  const stats = await run(queryOf({ logs, ask: { kind: 'stats' } }));
  const traced = await run(queryOf({ logs, ask: { kind: 'trace', texts: false } }));
  return {
    findings: validated.findings.map(({ code }) => code),
    events: stats.events,
    dialect: stats.sources[0]?.dialect ?? '',
    notes: stats.notes.map(({ kind }) => kind),
    spans: [...traced[SPAN_ROWS]].map(({ name, status }) => `${name} ${status}`),
  };
}
