/**
 * Cursor files: where a reader of followed logs stands, kept between runs. Invariant: the file is replaced as a whole, so
 * that whoever is interrupted leaves the former one or the new one.
 */
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isAlive } from '../base/alive.ts';
import { Fault } from '../base/fault.ts';
import type { FilePosition, LivePosition, Position } from '../model/follow.ts';
import { codeOf, reasonOf } from './reason.ts';

/** What the file is, so that no other file is taken for one and overwritten. */
const KIND = 'inquest-cursor';

/** The position in the file; undefined where there is none yet. Throws Fault `bad-cursor`. */
export function readCursor(path: string): Position | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw badCursor(path, reasonOf(error));
  }
  const position = parsed(text);
  if (position) {
    removeLeftParts(path);
    return position;
  }
  throw badCursor(path, 'it is no cursor file; name another, or delete it to begin anew');
}

/** Keeps the position. Throws the system's error. */
export function writeCursor(path: string, { files, live }: Position): void {
  const part = `${path}.${process.pid}.part`;
  try {
    rmSync(part, { force: true });
    const text = `${JSON.stringify({ kind: KIND, version: 1, files, live }, undefined, 1)}\n`;
    // Never through a link that somebody laid there.
    writeFileSync(part, text, { mode: 0o600, flag: 'wx' });
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** Takes away what readers left who were killed while they wrote. */
function removeLeftParts(path: string): void {
  const [directory, name] = [dirname(path), basename(path)];
  for (const file of namesIn(directory)) {
    const pid = file.startsWith(`${name}.`) && /^\.(\d+)\.part$/.exec(file.slice(name.length))?.[1];
    if (pid && !isAlive(Number(pid))) rmSync(join(directory, file), { force: true });
  }
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function badCursor(path: string, why: string): Fault {
  return new Fault({ code: 'bad-cursor', message: `${path}: ${why}`, flag: '--cursor-file' });
}

function parsed(text: string): Position | undefined {
  let value: Partial<Record<string, unknown>>;
  try {
    value = JSON.parse(text) as typeof value;
  } catch {
    return undefined;
  }
  if (value === null || value.kind !== KIND || value.version !== 1) return undefined;
  const { files, live } = value;
  if (!Array.isArray(files) || !files.every(isFile) || !Array.isArray(live) || !live.every(isLive))
    return undefined;
  return { version: 1, files, live };
}

function isFile(value: unknown): value is FilePosition {
  const { path, id, offset, check, line, whole } = (value ?? {}) as Partial<FilePosition>;
  return (
    typeof path === 'string' &&
    typeof id === 'string' &&
    Number.isSafeInteger(offset) &&
    (whole === undefined || whole === true) &&
    (line === undefined || Number.isSafeInteger(line)) &&
    Number.isSafeInteger(check?.size) &&
    typeof check?.hash === 'string'
  );
}

function isLive(value: unknown): value is LivePosition {
  const { url, lastEventId } = (value ?? {}) as Partial<LivePosition>;
  return typeof url === 'string' && typeof lastEventId === 'string';
}
