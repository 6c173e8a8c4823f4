/**
 * Whose session and which cycle a macf log ends in, and which study a study's, read from the end backward. Of macf what was
 * read is kept, so that a log that grew is read from there on. Source: dialects.md.
 */
import { parseCrumb } from '../base/crumb.ts';
import { eachLastLine, type LogEnd } from './log-end.ts';

/** How far back a log is looked at. */
export const LOOK_BACK_BYTES: number = 8 * 2 ** 20;

export interface LastKnown {
  /** The full id, or the hash of a breadcrumb where no event said more. */
  readonly session?: string;
  /** `session` is but the hash. */
  readonly short?: boolean;
  readonly cycle?: number;
}

/** A function that says what the log's end says now. */
export function lastKnownOf(path: string): () => LastKnown {
  let seen: LogEnd | undefined;
  let known: LastKnown = {};
  return () => {
    let found: LastKnown = {};
    const before = seen;
    const isSame = (end: LogEnd): boolean =>
      before?.inode === end.inode && before.device === end.device && before.size <= end.size;
    // From the newline behind the last whole line, for a line is known by the newline before it, and one that was being
    // written is read again.
    const from = (end: LogEnd): number =>
      before?.wholeTo !== undefined && isSame(end) ? before.wholeTo - 1 : 0;
    const end = eachLastLine(path, { limit: LOOK_BACK_BYTES, from }, (line) => {
      found = { ...saidBy(line), ...found };
      return found.session !== undefined && found.cycle !== undefined;
    });
    known = end !== undefined && isSame(end) ? { ...known, ...found } : found;
    seen = end;
    return known;
  };
}

/** The study that a study's log ends in. */
export function lastStudyOf(path: string): string | undefined {
  let study: string | undefined;
  eachLastLine(path, { limit: LOOK_BACK_BYTES, from: () => 0 }, (line) => {
    const data = objectIn(line)?.event_data;
    study = isObject(data) ? idOf(data.study_name) : undefined;
    return study !== undefined;
  });
  return study;
}

function saidBy(line: string): LastKnown {
  const event = objectIn(line);
  if (event === undefined || typeof event.event !== 'string') return {};
  const crumb = typeof event.breadcrumb === 'string' ? parseCrumb(event.breadcrumb, 'UTC') : undefined;
  const data = isObject(event.data) ? event.data : {};
  const moved = event.event === 'migration_detected';
  const id = idOf(moved ? data.current_session : data.session_id);
  const hash = idOf(crumb?.s);
  // Both name the cycle that they begin; their breadcrumb still says the one before.
  const begun = moved ? data.current_cycle : event.event === 'compaction_detected' ? data.cycle : undefined;
  const cycle = Number.isSafeInteger(begun) ? (begun as number) : crumb?.c;
  return {
    ...(id !== undefined && { session: id, short: false }),
    ...(id === undefined && hash !== undefined && { session: hash, short: true }),
    ...(cycle !== undefined && { cycle }),
  };
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value !== 'unknown' ? value : undefined;
}

function objectIn(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
