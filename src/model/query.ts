/**
 * The query: what was asked, as data. Flags, where-expressions and filter objects all compile to this AST.
 * Nodes know nobody and are never changed after they are made.
 */
import type { Path } from '../base/path.ts';
import type { Rule } from './check.ts';
import type { Dialect } from './dialect.ts';
import type { OverviewAsk } from './overview.ts';
import type { Level, Role } from './role.ts';
import type { FindingCode, FindingLevel } from './validate.ts';

/** What a comparison looks at. */
export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'role'; readonly role: Role };

/** A value as typed. A number keeps its text (a JSON number), so that it compares exactly. */
export type Literal =
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' };

/** An instant in microseconds since the epoch, or an offset from the least or greatest time of the log. */
export type TimeBound =
  | { readonly kind: 'instant'; readonly us: number }
  | { readonly kind: 'edge'; readonly edge: 'first' | 'last'; readonly offsetUs: number };

export type CompareOp = '=' | '!=' | '<' | '<=' | '>' | '>=';
/** Text tests; `regex` and `not-regex` are `~` and `!~` with RE2 semantics. */
export type TextOp = 'like' | 'contains' | 'startswith' | 'endswith' | 'regex' | 'not-regex';
/** The parts of a macf breadcrumb: session hash, cycle, git hash, prompt, unix seconds. */
export type CrumbPart = 's' | 'c' | 'g' | 'p' | 't';

export type Predicate =
  /** All of them; the empty list holds for every event. */
  | { readonly kind: 'and'; readonly of: readonly Predicate[] }
  /** Any of them; the empty list holds for none. */
  | { readonly kind: 'or'; readonly of: readonly Predicate[] }
  | { readonly kind: 'not'; readonly of: Predicate }
  | { readonly kind: 'exists'; readonly operand: Operand }
  /** Same types only: a missing path or another type is false, for `!=` too. */
  | { readonly kind: 'compare'; readonly operand: Operand; readonly op: CompareOp; readonly value: Literal }
  | { readonly kind: 'text'; readonly operand: Operand; readonly op: TextOp; readonly text: string }
  | { readonly kind: 'in'; readonly operand: Operand; readonly values: readonly Literal[] }
  /** `in $name`; replaced by `in` before a plan is made. */
  | { readonly kind: 'in-values'; readonly operand: Operand; readonly name: string }
  | { readonly kind: 'time'; readonly op: CompareOp; readonly bound: TimeBound }
  /** `@duration OP 200ms`, in milliseconds. */
  | { readonly kind: 'duration'; readonly op: CompareOp; readonly ms: number }
  /** `op` '>=' is "this level or worse"; unknown or absent severities are false. */
  | { readonly kind: 'level'; readonly op: CompareOp; readonly level: Level }
  /** Equal, or one is a prefix of the other with 4 characters or more (`--git-hash`, `--prompt`). */
  | { readonly kind: 'alike'; readonly role: 'git' | 'prompt'; readonly text: string }
  /** `--session`: the full id, a prefix of it of 4 or more characters, or the 8-character hash that begins it. */
  | { readonly kind: 'session'; readonly text: string }
  /** A breadcrumb part as written; no breadcrumb is false. `c` and `t` compare as integers, the others as text. */
  | {
      readonly kind: 'crumb';
      readonly part: CrumbPart;
      readonly op: '=' | '<=' | '>=';
      readonly value: string | number;
    }
  /** `--min-importance N`: an event without a number passes only for N of 0 or 1. */
  | { readonly kind: 'importance'; readonly min: number };

/** One log as named on the command line. `offset` is set for `LOG@OFFSET`, in bytes. */
export interface LogName {
  readonly path: string;
  readonly offset?: number;
}

/** What the user said about how to read the logs. */
export interface Reader {
  readonly dialect?: string;
  /** Dialects added by `--dialect-file`, tried before the built-in ones. */
  readonly dialects: readonly Dialect[];
  readonly timeField?: Path;
  readonly typeField?: Path;
  readonly sessionField?: Path;
  /** Zone of log times that name none (`--log-tz`), an IANA name. */
  readonly logZone: string;
  /** A line over this many bytes is damaged (`--max-line`). */
  readonly maxLine: number;
}

/** What to fold the events into. Durations are in microseconds. */
export type Ask =
  | Listing
  | { readonly kind: 'count' }
  | {
      readonly kind: 'stats';
      readonly by?: Operand;
      readonly bucketUs?: number;
      readonly percentiles?: Operand;
      readonly top?: number;
    }
  | {
      readonly kind: 'gaps';
      readonly thresholdUs: number;
      readonly perSession: boolean;
      readonly top?: number;
      readonly sort: 'time' | 'length';
    }
  | {
      readonly kind: 'sessions';
      readonly sort: 'first' | 'last' | 'latest' | 'events' | 'span';
      readonly top?: number;
    }
  | { readonly kind: 'fields'; readonly byType: boolean; readonly top?: number }
  | {
      readonly kind: 'validate';
      readonly ignore: readonly FindingCode[];
      readonly level: FindingLevel;
      /** Now, in microseconds: later times are in the future. */
      readonly nowUs: number;
    }
  /** Windows that end at `at`, or at the last selected event; their sizes ascend, each once. */
  | { readonly kind: 'metrics'; readonly windowsUs: readonly number[]; readonly at?: TimeBound }
  /** The state at `at`, or at the end; with `from`, what changed since then. `track`: paths beside those of the dialects. */
  | {
      readonly kind: 'state';
      readonly at?: TimeBound;
      readonly from?: TimeBound;
      readonly track: readonly Path[];
    }
  /** `pair`: instead of the dialects' own. `texts`: with arguments, results and thoughts. */
  | {
      readonly kind: 'trace';
      readonly pair?: {
        readonly start: readonly string[];
        readonly end: readonly string[];
        readonly key?: Operand;
      };
      readonly texts: boolean;
      readonly turn?: number;
      readonly slowest?: number;
      readonly errors: boolean;
    }
  | { readonly kind: 'check'; readonly rules: readonly Rule[] }
  | OverviewAsk;

/** Commands that list events: `show`, `history`, `query`, `query-set`. */
export interface Listing {
  readonly kind: 'list';
  /** `latest` picks the session of the last matching event (`history` without `--session`). */
  readonly session?: 'latest';
  /** The first N, or the last N, after ordering and before `reverse`. */
  readonly head?: number;
  readonly tail?: number;
  readonly reverse: boolean;
  readonly sort: 'file' | 'time';
  /** Each content once, the earlier one (`query-set`). */
  readonly distinct: boolean;
  readonly context: number;
  readonly contextSession: number;
}

/** Bytes of a log's text, cut at line edges; where a side is absent, from its start or to its end. */
export interface ByteRange {
  readonly from?: number;
  readonly to?: number;
}

export interface Query {
  readonly logs: readonly LogName[];
  /** By path: only these bytes of the log are read, for whoever goes on where an answer before ended. */
  readonly ranges?: Readonly<Record<string, ByteRange>>;
  readonly where: Predicate;
  readonly reader: Reader;
  readonly ask: Ask;
  /** Zone for buckets and tables (`--tz`), an IANA name. */
  readonly zone: string;
  /** Values beyond the documented cap of the answer (`--cap`). */
  readonly cap?: number;
  /** Read whole, and any damaged line makes the answer incomplete. */
  readonly strict: boolean;
  /** Test and bench knob: bytes a chunk; shards a plain file is cut into; prefilter on or off. */
  readonly tuning: Tuning;
}

/** The SIMD kernel, which takes the scalar one where it cannot serve; or the scalar kernel alone. */
export type KernelKind = 'simd' | 'scalar';

export interface Tuning {
  readonly chunkSize: number;
  readonly shards: number;
  readonly prefilter: 'on' | 'off' | 'everything';
  /** Threads that may scan, this one included; 1 where nothing is said. */
  readonly threads?: number;
  /** Which kernel reads the lines; `simd` where nothing is said. */
  readonly kernel?: KernelKind;
}
