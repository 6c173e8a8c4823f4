/** Asks the program questions in this process, with answers as bytes and as parsed reports. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Note } from '../../src/model/note.ts';
import type { SourceReport } from '../../src/model/report.ts';
import { allOf, inquest } from '../cli/world.ts';
import { room } from '../scan/room.ts';

/** The whole size of a row that is slow or large, under INQUEST_TEST_FULL, else the small one. */
export function sized(small: number, full: number): number {
  return isFull() ? full : small;
}

export function isFull(): boolean {
  return process.env.INQUEST_TEST_FULL === '1';
}

/** A guard against hanging, for rows whose whole size takes minutes. */
export const LONGEST_MS: number = isFull() ? 900_000 : 60_000;

/** A log in a directory that is gone after the test. */
export function logOf(bytes: string | Uint8Array, name = 'a.jsonl'): string {
  const path = join(room(), name);
  writeFileSync(path, bytes);
  return path;
}

export interface Answer {
  readonly code: number;
  readonly bytes: Buffer;
  readonly stderr: string;
}

/** What the program wrote. `env` may hold the tuning of reading. */
export async function ask(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const stdout = new PassThrough({ highWaterMark: 2 ** 28 });
  const { code, stderr } = await inquest(args, { stdout, env });
  return { code, bytes: allOf(stdout), stderr };
}

/** What every report has. */
export interface AnyReport {
  readonly sources: readonly Required<SourceReport>[];
  readonly notes: readonly Note[];
  readonly [key: string]: unknown;
}

/** The report of a command under `--json`. */
export async function reportOf(args: readonly string[]): Promise<AnyReport> {
  const { code, bytes, stderr } = await ask([...args, '--json']);
  if (code !== 0 && code !== 3) throw new Error(`exit ${code}: ${stderr}`);
  return JSON.parse(bytes.toString()) as AnyReport;
}

/** The events of a listing, as the bytes of their lines. */
export async function linesOf(args: readonly string[]): Promise<readonly Buffer[]> {
  const { bytes } = await ask([...args, '--format', 'ndjson', '-q']);
  const lines: Buffer[] = [];
  for (let from = 0, to = 0; from < bytes.length; from = to + 1) {
    to = bytes.indexOf(10, from);
    lines.push(bytes.subarray(from, to));
  }
  return lines;
}

/** The notes as `kind reason count`, with the first places where there are any: `damaged torn 1 at 8`. */
export function saysOf(notes: readonly Note[]): readonly string[] {
  return notes.map(({ kind, reason, count, places }) => {
    const at = places.flatMap(({ offset }) => (offset === undefined ? [] : [offset]));
    return [kind, ...(reason ? [reason] : []), count, ...(at.length > 0 ? ['at', ...at] : [])].join(' ');
  });
}
