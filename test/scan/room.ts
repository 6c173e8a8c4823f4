/** A directory of its own for each test, and what a scan gives, as plain values. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { LogName } from '../../src/model/query.ts';
import { backward, forward, type ScanOptions } from '../../src/scan/chunks.ts';
import { openSources, type Source } from '../../src/scan/sources.ts';

/** A path that is gone after the test. */
export function room(): string {
  const path = mkdtempSync(join(tmpdir(), 'scan-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export function fileOf(bytes: string | Uint8Array, name = 'a.jsonl'): string {
  const path = join(room(), name);
  writeFileSync(path, bytes);
  return path;
}

/** Standard input that holds these pieces; it stays open without an end where `open` is set. */
export function stdinOf(pieces: readonly (string | Uint8Array)[], open = false): Readable {
  if (!open)
    return Readable.from(
      pieces.map((piece) => Buffer.from(piece)),
      { objectMode: false },
    );
  const stream = new PassThrough();
  for (const piece of pieces) stream.write(piece);
  return stream;
}

/** The one source that a path or a standard input leads to; closed after the test. */
export async function sourceOf(log: string | LogName | Readable): Promise<Source> {
  const stdin = log instanceof Readable ? log : stdinOf([]);
  const name = log instanceof Readable ? { path: '-' } : typeof log === 'string' ? { path: log } : log;
  const { sources, notes } = await openSources([name], { stdin });
  const [source] = sources;
  if (source === undefined) throw new Error(JSON.stringify(notes));
  onTestFinished(() => source.close());
  return source;
}

export interface Part {
  readonly text: string;
  readonly base: number;
  readonly line: number;
  readonly overlong?: number;
}

export interface Scan {
  readonly parts: readonly Part[];
  readonly finals: number;
  readonly ended: readonly string[];
}

/** All chunks of a source, bytes as latin1 text so that every byte is seen. */
export async function scanOf(
  source: Source,
  options: Partial<ScanOptions> = {},
  direction: typeof forward = forward,
): Promise<Scan> {
  const parts: Part[] = [];
  const ended: string[] = [];
  let finals = 0;
  const chunks = direction(source, {
    chunkSize: 64,
    maxLine: 1000,
    onTruncated: (offset, why) => ended.push(`${offset}: ${why}`),
    ...options,
  });
  for await (const { bytes, base, line, final, overlong } of chunks) {
    const text = Buffer.from(bytes).toString('latin1');
    parts.push({ text, base, line, ...(overlong === undefined ? {} : { overlong }) });
    if (final) finals += 1;
  }
  return { parts, finals, ended };
}

export function textOf(scan: Scan): string {
  return scan.parts.map((part) => part.text).join('');
}

export { backward, forward };
