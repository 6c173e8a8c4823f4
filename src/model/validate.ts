/**
 * Validation: what may be found wrong with a log, the rules that a dialect sets as data, and the report's rows.
 * Invariant: a code is stable, for `--ignore` and continuous integration name it; its level never differs by log.
 */
import type { Path } from '../base/path.ts';
import type { Note, Place } from './note.ts';
import type { LoweredPair } from './span.ts';

export type FindingLevel = 'error' | 'warning';

/** What may be found. */
export type FindingCode =
  | 'damaged-syntax'
  | 'damaged-too-deep'
  | 'damaged-too-long'
  | 'damaged-not-utf8-text'
  | 'damaged-torn'
  | 'damaged-spliced'
  | 'invalid-utf8'
  | 'duplicate-key'
  | 'missing-field'
  | 'mistyped-field'
  | 'no-time'
  | 'bad-breadcrumb'
  | 'unknown-type'
  | 'session-mismatch'
  | 'regression'
  | 'future'
  | 'zone-assumed'
  | 'mixed-dialect'
  | 'untimed'
  | 'portable-number'
  | 'lone-surrogate'
  | 'empty-log'
  | 'span-open'
  | 'span-orphan';

/** Every code with its level, in the order in which they are listed for people. */
export const FINDING_LEVELS: Readonly<Record<FindingCode, FindingLevel>> = {
  'damaged-syntax': 'error',
  'damaged-too-deep': 'error',
  'damaged-too-long': 'error',
  'damaged-not-utf8-text': 'error',
  'damaged-torn': 'error',
  'damaged-spliced': 'error',
  'invalid-utf8': 'error',
  'duplicate-key': 'error',
  'missing-field': 'error',
  'mistyped-field': 'error',
  'no-time': 'error',
  'bad-breadcrumb': 'error',
  'unknown-type': 'warning',
  'session-mismatch': 'warning',
  regression: 'warning',
  future: 'warning',
  'zone-assumed': 'warning',
  'mixed-dialect': 'warning',
  untimed: 'warning',
  'portable-number': 'warning',
  'lone-surrogate': 'warning',
  'empty-log': 'warning',
  'span-open': 'warning',
  'span-orphan': 'warning',
};

/** The codes, for flags and near names. */
export const FINDING_CODES: readonly FindingCode[] = Object.freeze(
  Object.keys(FINDING_LEVELS) as FindingCode[],
);

export type JsonType = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

/** What must stand, or may stand with these types only, at a path of plain keys. */
export interface FieldRule {
  readonly path: Path;
  readonly types: readonly JsonType[];
  /** `false`: it may be absent. A path: it must be there where that one is. */
  readonly required: boolean | Path;
  /** Looked at only where an object stands here, so that one broken object is one finding. */
  readonly inside?: Path;
}

/** The rules of one dialect. Paths are of plain keys. */
export interface Requirements {
  /** The dialect's name. */
  readonly name: string;
  /** Fields of every event. */
  readonly fields: readonly FieldRule[];
  /** Fields of the events of a type, beside those of every event. */
  readonly byType: readonly (readonly [type: string, fields: readonly FieldRule[]])[];
  /** Where the type stands: the first that is a string counts. */
  readonly type: readonly Path[];
  /** `listed`: `types` are all there are. `lower-case`: any such name. `any`: nothing is unknown. */
  readonly names: 'listed' | 'lower-case' | 'any';
  readonly types: readonly string[];
  /** Where the time stands, and the field without which an event needs none. */
  readonly time: readonly Path[];
  readonly timedWith?: Path;
  /** A breadcrumb, and the full id of the session that it names. */
  readonly crumb?: { readonly path: Path; readonly session: Path };
}

/** The fold's question, with columns by number. To be one of the kinds of FoldSpec. */
export interface ValidateSpec {
  readonly kind: 'validate';
  /** Roles `time`, `type`, `session`, `dialect` and `source`. */
  readonly time: number;
  readonly type: number;
  readonly session: number;
  readonly dialect: number;
  readonly source: number;
  /** Each log's path and the name of its own dialect. */
  readonly logs: readonly (readonly [path: string, dialect: string])[];
  readonly requirements: readonly Requirements[];
  /** Now, in microseconds: times far behind it are in the future. */
  readonly nowUs: number;
  readonly ignore: readonly FindingCode[];
  /** The mildest level that is looked for. */
  readonly level: FindingLevel;
  /** Details kept per code. */
  readonly cap: number;
  /** Pairs of which no end may be missing; left out where nobody asks, or where no dialect has any. */
  readonly spans?: {
    readonly pairs: readonly LoweredPair[];
    /** The role `duration`, where a pair begins earlier than its first event. */
    readonly duration?: number;
    /** Open spans that are held at a time. */
    readonly cap: number;
  };
}

/** The first place of a finding on a line. */
export interface FindingPlace extends Place {
  readonly offset: number;
  readonly detail?: string;
}

export interface FindingDetail {
  readonly detail: string;
  readonly count: number;
}

export interface Finding {
  readonly code: FindingCode;
  readonly level: FindingLevel;
  /** How often it was found. */
  readonly count: number;
  /** On how many lines; of an empty log, none. */
  readonly lines: number;
  /** One sentence for a person. */
  readonly message: string;
  /** By count, then by text; none for codes whose details are told by the place alone. */
  readonly details: readonly FindingDetail[];
  /** The first few lines that have it, one place each. */
  readonly places: readonly FindingPlace[];
}

/** The report's own keys. `errors` and `warnings` add up the findings' counts. */
export interface ValidateBody {
  readonly events: number;
  readonly lines: number;
  readonly errors: number;
  readonly warnings: number;
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
}
