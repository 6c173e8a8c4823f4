/**
 * What an event of a dialect must hold, as data for `validate`. Source of the rules: dialects.md. Where real writers leave
 * a text or a measure null, null is allowed: a rule that calls good logs wrong is no rule.
 */
import { type Path, parsePath, printPath } from '../base/path.ts';
import type { Dialect, RoleEntry } from '../model/dialect.ts';
import type { FieldRule, JsonType, Requirements } from '../model/validate.ts';

/** What the dialect's own page says beside its roles. */
interface Page {
  readonly names: Requirements['names'];
  readonly fields: readonly FieldRule[];
  readonly byType?: Requirements['byType'];
  readonly timedWith?: Path;
  readonly crumb?: NonNullable<Requirements['crumb']>;
}

/** Names of fields of `event_data` with their types: `reason: string?` may be null. */
const STUDY: Readonly<Record<string, string>> = {
  study_start: 'safety_domain: string, total_stages: number',
  study_complete: 'final_survivors: array, runtime_seconds: number?',
  study_aborted: 'abort_reason: string?, stage_index: number?',
  study_blocked: 'reason: string?',
  stage_start: 'stage_index: number, stage_name: string?, trial_budget: number?',
  stage_complete: 'stage_index: number, survivors: array, trials_executed: number, runtime_seconds: number?',
  stage_aborted: 'stage_index: number, reason: string?',
  trial_start: 'case_name: string, stage_index: number, trial_index: number',
  trial_complete:
    'case_name: string, stage_index: number, trial_index: number, success: boolean, runtime_seconds: number?, metrics: object?',
  trial_failed:
    'case_name: string, stage_index: number, trial_index: number, failure_type: string?, failure_reason: string?',
  legality_check: 'legal: boolean, reason: string?',
  base_case_verification: 'success: boolean, reason: string?',
  abort_evaluation: 'stage_index: number?, should_abort: boolean, reason: string?',
};

const BREADCRUMB = parsePath('breadcrumb');
const EVENT_DATA = parsePath('event_data');
const ID = parsePath('id');

/** By the dialect's name. A time is `no-time`'s business and no field here. */
const PAGES: ReadonlyMap<string, Page> = new Map<string, Page>([
  [
    'macf',
    {
      names: 'lower-case',
      fields: [
        must('event: string'),
        must('breadcrumb: string'),
        may('data: object?'),
        may('hook_input: object?'),
      ],
      crumb: { path: BREADCRUMB, session: parsePath('data.session_id') },
    },
  ],
  [
    'study',
    {
      names: 'listed',
      fields: [
        must('event_type: string'),
        must('event_data: object'),
        within(EVENT_DATA, 'study_name: string'),
      ],
      byType: Object.entries(STUDY).map(([type, fields]) => [
        type,
        fields.split(', ').map((field) => within(EVENT_DATA, field)),
      ]),
    },
  ],
  [
    'mnemosyne',
    {
      names: 'listed',
      // The stored form of an event has neither id nor timestamp.
      fields: [
        must('type: string'),
        { ...must('id: string'), required: parsePath('timestamp') },
        may('instance_id: string?'),
        may('duration_ms: number?'),
      ],
      timedWith: ID,
    },
  ],
  [
    'agentbus',
    {
      names: 'listed',
      fields: [
        must('event_type: string'),
        may('session_id: string?'),
        may('trace_id: string?'),
        may('payload: object?'),
        may('event_id: string?'),
        may('parent_event_id: string?'),
      ],
    },
  ],
  [
    'amplifier',
    {
      // Modules of the runtime add names of their own.
      names: 'any',
      fields: [
        may('event: string?'),
        may('lvl: string?'),
        may('schema: object?'),
        may('session_id: string?'),
        may('data: object?'),
        may('duration_ms: number?'),
      ],
    },
  ],
]);

/**
 * The rules of a dialect; undefined for one that has none: generic, and those of a user's file. Type and time are where
 * the dialect's roles read them, so `--time-field` and `--type-field` count.
 */
export function requirementsOf(dialect: Dialect): Requirements | undefined {
  const page = PAGES.get(dialect.name);
  if (page === undefined) return undefined;
  return {
    name: dialect.name,
    byType: [],
    ...page,
    types: dialect.types,
    type: spelled(dialect.roles.type),
    time: spelled(dialect.roles.time),
  };
}

function spelled(entries: readonly RoleEntry[] = []): readonly Path[] {
  return entries.filter(({ path }) => path.length > 0).map(({ path }) => path);
}

/** A field of the object at `inside`. */
function within(inside: Path, text: string): FieldRule {
  return { ...must(`${printPath(inside)}.${text}`), inside };
}

function must(text: string): FieldRule {
  return { ...may(text), required: true };
}

/** Reads `path: type`, or `path: type?` where null is allowed too. */
function may(text: string): FieldRule {
  const [path, type] = text.split(': ') as [string, string];
  const types = [type.replace('?', ''), ...(type.endsWith('?') ? ['null'] : [])] as JsonType[];
  return { path: parsePath(path), types, required: false };
}
