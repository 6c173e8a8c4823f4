/**
 * Why the system refused, in plain words, and the notes that say so. Nothing here throws: what cannot be read is a
 * Note for that log, the others are still answered (house.md, Errors 3).
 */
import type { Note, NoteKind } from '../model/note.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of its path is not a directory',
  ELOOP: 'its links lead in a circle',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
  ENXIO: 'no such device',
  ENODEV: 'no such device',
  EIO: 'the device failed while it was read',
  EAGAIN: 'it has nothing to read now',
  ESTALE: 'it vanished from its server',
  ECONNRESET: 'the writer broke off',
  ERR_INVALID_ARG_VALUE: 'its name holds a NUL character',
};

/** The reason of a refused system call, without the path; an unknown code is named as it is. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  return REASONS[code] ?? `the system refused (${code})`;
}

/** The code of a system error (`ENOENT`), or its name where it has none. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** A log that was asked for and could not be read. */
export function unreadable(path: string, why: string): Note {
  return noteOf('unreadable', { source: path }, `could not be read: ${why}`);
}

/** A log that was left out on purpose. */
export function skipped(path: string, why: string): Note {
  return noteOf('skipped-file', { source: path }, `was not read: ${why}`);
}

/** A log whose text ends early, at `offset` bytes of its (decompressed) text. */
export function truncated(path: string, offset: number, why: string): Note {
  return noteOf('truncated-input', { source: path, offset }, `was not read to its end: ${why}`);
}

/** A log that is not there yet, or no more, and is looked for. */
export function waiting(path: string, why: string): Note {
  return noteOf('waiting', { source: path }, `${why}; it is waited for`);
}

/** Lines that may have been written and were not read, where the log stood at `offset`. */
export function gap(path: string, offset: number, why: string): Note {
  return noteOf('gap', { source: path, offset }, why);
}

/** What may have been lost where a file does not go on as it was read. */
export function brokenText(reason: 'truncated' | 'rewritten'): string {
  const what = reason === 'truncated' ? 'cut' : 'written anew';
  return `the log was ${what} after it had been read up to this place; what was written between, if anything, is lost`;
}

function noteOf(kind: NoteKind, place: Note['places'][number], message: string): Note {
  return { kind, count: 1, message, places: [place] };
}
