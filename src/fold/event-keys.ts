/**
 * What events have in common: the values of the parts of a key, as one text. Where a rule is per session, or its key has
 * `@session`, the session is a part of its own, so that a session known by its hash can be told by its full id.
 */
import type { Batch } from '../model/batch.ts';
import { cellKey } from './cells.ts';
import type { FullIds } from './join.ts';
import { keyValue } from './keys.ts';
import type { Columns } from './place.ts';

export interface EventKeys {
  /** The key of line i; undefined where a part of it, or the session, is absent. */
  keyOf(columns: Columns, i: number): string | undefined;
  /** The session in a key; undefined where there is none. */
  sessionOf(key: string): string | undefined;
  /** The same key with its session's full id. */
  fullKey(key: string, full: FullIds): string;
  /** The key for people, without the session that a rule per session names anyway; empty where nothing is left. */
  textOf(key: string): string;
}

/** What keys are made of: columns, that of the role `session` among the plan's. */
export interface KeySpec {
  readonly columns: readonly number[];
  readonly session: number;
  readonly perSession: boolean;
}

/** Keys of these columns. Values are equal as in keys.ts: text with text, number with number. */
export function eventKeys({ columns, session, perSession }: KeySpec): EventKeys {
  const withSession = perSession || columns.includes(session);
  const own = columns.filter((column) => column !== session);
  const [only, ...others] = own;
  // One part alone needs no list around it.
  if (!withSession && only !== undefined && others.length === 0)
    return {
      keyOf: ({ batch }, i) => cellKey(batch, [only], i),
      sessionOf: () => undefined,
      fullKey: (key) => key,
      textOf: shown,
    };
  return {
    keyOf: ({ batch, sessions }, i) => {
      const parts = partKeys(batch, i, own);
      if (!withSession) return parts && JSON.stringify(['', ...parts]);
      const id = sessions.dictionary.values[sessions.codes[i]!];
      return parts && id !== undefined ? JSON.stringify([id, ...parts]) : undefined;
    },
    sessionOf: (key) => (withSession ? partsOf(key)[0] : undefined),
    fullKey(key, full) {
      const [id = '', ...parts] = partsOf(key);
      const whole = full.get(id);
      return whole === undefined ? key : JSON.stringify([whole, ...parts]);
    },
    textOf(key) {
      const [id = '', ...parts] = partsOf(key);
      return [...(withSession && !perSession ? [id] : []), ...parts.map(shown)].join(' ');
    },
  };
}

function partsOf(key: string): readonly string[] {
  return JSON.parse(key) as readonly string[];
}

function partKeys(batch: Batch, i: number, columns: readonly number[]): readonly string[] | undefined {
  const parts: string[] = [];
  for (const column of columns) {
    const part = cellKey(batch, [column], i);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return parts;
}

function shown(part: string): string {
  const value = keyValue(part);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
