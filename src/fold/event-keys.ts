/**
 * What events have in common: the values of the parts of a key, as one text. Where a rule is per session, or its key has
 * `@session`, the session is a part of its own, so that a session known by its hash can be told by its full id.
 */
import { cellKey } from './cells.ts';
import type { FullIds } from './join.ts';
import { keyValue } from './keys.ts';
import type { Columns } from './place.ts';

export interface EventKeys {
  /** The session is a part of keys. */
  readonly withSession: boolean;
  /** The key of line i; undefined where all of its parts are absent, or the session of a rule per session is. */
  keyOf(columns: Columns, i: number): string | undefined;
  /** The session in a key; undefined where there is none. */
  sessionOf(key: string): string | undefined;
  /** The same key with another name of its session. */
  keyWith(key: string, session: string): string;
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

/**
 * Keys of these columns. Values are equal as in keys.ts: text with text, number with number. Beside others, a part that is
 * absent is a value of its own.
 */
export function eventKeys({ columns, session, perSession }: KeySpec): EventKeys {
  const withSession = perSession || columns.includes(session);
  const own = columns.filter((column) => column !== session);
  const [only, ...others] = own;
  // One part alone needs no list around it.
  if (!withSession && only !== undefined && others.length === 0)
    return {
      withSession,
      keyOf: ({ batch }, i) => cellKey(batch, [only], i),
      sessionOf: () => undefined,
      keyWith: (key) => key,
      fullKey: (key) => key,
      textOf: shown,
    };
  return {
    withSession,
    keyOf({ batch, sessions }, i) {
      const id = withSession ? sessions.dictionary.values[sessions.codes[i]!] : undefined;
      const parts = own.map((column) => cellKey(batch, [column], i) ?? null);
      if (perSession && id === undefined) return undefined;
      // Where the session is given, it is no part that tells events apart.
      const telling = withSession && !perSession ? [id ?? null, ...parts] : parts;
      if (telling.length > 0 && telling.every((part) => part === null)) return undefined;
      return JSON.stringify([id ?? null, ...parts]);
    },
    sessionOf: (key) => partsOf(key)[0] ?? undefined,
    keyWith: (key, id) => JSON.stringify([id, ...partsOf(key).slice(1)]),
    fullKey(key, full) {
      const [id, ...parts] = partsOf(key);
      const whole = full.get(id ?? '');
      return whole === undefined ? key : JSON.stringify([whole, ...parts]);
    },
    textOf(key) {
      const [id, ...parts] = partsOf(key);
      return [...(withSession && !perSession ? [id ?? '-'] : []), ...parts.map(shown)].join(' ');
    },
  };
}

function partsOf(key: string): readonly (string | null)[] {
  return JSON.parse(key) as readonly (string | null)[];
}

function shown(part: string | null): string {
  if (part === null) return '-';
  const value = keyValue(part);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
