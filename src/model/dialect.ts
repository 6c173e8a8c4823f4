/**
 * A dialect as data: how its lines are known and where each role stands. The six built-in ones, `--dialect-file` and
 * the fields chosen for a generic log all have this shape, so a plan can carry it. Source of the rules: dialects.md.
 */
import type { Path } from '../base/path.ts';
import type { CrumbPart, Operand } from './query.ts';
import type { Role } from './role.ts';
import type { SpanPair } from './span.ts';
import type { Tracked } from './tracked.ts';

/** One test on the value at a path, for detection. `crumb`: a string that parses as a breadcrumb. */
export type Condition = { readonly path: Path } & (
  | { readonly is: 'present' | 'absent' | 'null' | 'string' | 'number' | 'object' | 'crumb' }
  /** The text is one of these. */
  | { readonly is: 'in'; readonly values: readonly string[] }
  /** The text matches one of these globs (`*` and `?`). */
  | { readonly is: 'like'; readonly globs: readonly string[] }
  /** Absent, null or an object. */
  | { readonly is: 'object-or-absent' }
);

/**
 * How a role is read from the value at a path. The first entry of a role that yields a value counts.
 * A `derived` entry's value is not spelled in the line, so it gives a prefilter no needle.
 */
export type Extract =
  /** A non-empty string as it is, or a number's own text. Values in `except` are absent; a prefix `without` is taken off. */
  | { readonly as: 'text'; readonly except?: readonly string[]; readonly without?: string }
  /** A number by the digit rule or an ISO string; `minDigits` is the least integer digits a number must have. */
  | { readonly as: 'time'; readonly minDigits?: number }
  /** A number, or a numeric string, times `scale`. Durations scale to milliseconds. */
  | { readonly as: 'number'; readonly scale: number }
  /** The sum of the numbers at `path` and `plus`; each may be missing, not both. */
  | { readonly as: 'sum'; readonly plus: Path }
  | { readonly as: 'crumb'; readonly part: CrumbPart }
  /** A known level name, or a number of 10 to 60 by tens (pino, bunyan), as one of LEVELS. */
  | { readonly as: 'level' }
  /** `true` is ok, `false` is error. */
  | { readonly as: 'success' }
  /** 0 is ok, any other number is error. */
  | { readonly as: 'exit-code' }
  | { readonly as: 'word'; readonly ok: readonly string[]; readonly error: readonly string[] }
  /** Derived: error where the text at `path` matches one of the globs, else absent. */
  | { readonly as: 'error-type'; readonly globs: readonly string[] }
  /** Derived: a value that absence means. */
  | { readonly as: 'constant'; readonly value: string }
  /** Derived: a number looked up by the text at `path`. */
  | { readonly as: 'table'; readonly numbers: Readonly<Record<string, number>> }
  /** Derived: the name of the directory that the log lies in, where the log's file name is `file`. */
  | { readonly as: 'directory'; readonly file: string }
  /** Derived: a sentence per type, `{a.b}` replaced by the text at that path; parts in `[ ]` vanish with a missing path. */
  | { readonly as: 'template'; readonly sentences: Readonly<Record<string, string>> };

export interface RoleEntry {
  /** Where the value stands; empty for entries that need none. */
  readonly path: Path;
  readonly extract: Extract;
  /** Only for lines whose text at this path is one of these. */
  readonly only?: { readonly path: Path; readonly values: readonly string[] };
}

export type RoleTable = Readonly<Partial<Record<Role, readonly RoleEntry[]>>>;

export interface Dialect {
  readonly name: string;
  /** A line is of this dialect when all conditions of one alternative hold. */
  readonly detect: readonly (readonly Condition[])[];
  readonly roles: RoleTable;
  /** Known event types, for near names. */
  readonly types: readonly string[];
  /** Of dialects of users: which starts belong to which ends, and what `state` keeps an eye on. */
  readonly spans?: readonly SpanPair[];
  readonly tracked?: Tracked<Operand>;
}

/** How one log is read: its own dialect first, then the others; a line that fits none is read by `fallback`. */
export interface Reading {
  /** `detect` tried in this order; the first entry is the log's own dialect. */
  readonly dialects: readonly Dialect[];
  /** Index in `dialects` of the log's own dialect; its lines are not "mixed". */
  readonly own: string;
  /** Roles for lines that no dialect's `detect` fits. `name` is what `@dialect` says of them. */
  readonly fallback: Dialect;
  /** Generic logs: what was chosen, role to path text, as `sources` and `--explain` say it. */
  readonly fields?: Readonly<Record<string, string>>;
}
