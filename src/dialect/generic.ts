/**
 * generic: any other JSON Lines. The fields that serve as roles are chosen per log from its sample: of the candidates
 * that are there, the one that covers most lines, ties in the order of the page. Source of the rules: dialects.md, generic.
 */
import { epochToUs, isoToUs } from '../base/instant.ts';
import { levelOf } from '../base/level.ts';
import { isJsonNumber } from '../base/number.ts';
import { type Path, parsePath, printPath, readings } from '../base/path.ts';
import type { Dialect, Extract, RoleEntry, RoleTable } from '../model/dialect.ts';
import type { Role } from '../model/role.ts';

/** The dialect made for one log, and what was chosen as path text, for `sources` and `--explain`. */
export interface GenericChoice {
  readonly dialect: Dialect;
  readonly fields: Record<string, string>;
}

/** What a role would read of a value, as text; undefined where the value does not fit it. */
type Read = (value: unknown) => string | undefined;

interface Candidate {
  readonly entry: RoleEntry;
  readonly read: Read;
}

const MOST_TYPES = 1000;
/** As numbers, `time` and `t` are often seconds since a start; nine integer digits reach back to 1973. */
const LEAST_DIGITS = 9;

const CANDIDATES: Readonly<Partial<Record<Role, readonly Candidate[]>>> = Object.freeze({
  time: [
    ...['timestamp', 'ts'].map((name) => timeAt(name)),
    timeAt('time', LEAST_DIGITS),
    ...['["@timestamp"]', 'datetime', 'date', 'created_at', 'eventTime', 'requestReceivedTimestamp'].map(
      (name) => timeAt(name),
    ),
    timeAt('t', LEAST_DIGITS),
  ],
  type: [
    'event',
    'event_type',
    'eventType',
    'type',
    'eventName',
    'eventid',
    'EventID',
    '_path',
    'kind',
    'verb',
    'action',
    'msg',
  ].map((name) => candidate(name, { as: 'text' }, typeText)),
  session: ['session_id', 'sessionId', 'session', 'flow_id', 'uid', 'auditID', 'request_id', 'requestId'].map(
    (name) => candidate(name, { as: 'text' }, plainText),
  ),
  trace: ['trace_id', 'traceId'].map((name) => candidate(name, { as: 'text' }, plainText)),
  severity: ['level', 'lvl', 'severity', 'log.level'].map((name) =>
    candidate(name, { as: 'level' }, levelText),
  ),
  message: ['message', 'msg'].map((name) => candidate(name, { as: 'text' }, plainText)),
  duration: ['duration_ms', 'elapsed_ms'].map((name) =>
    candidate(name, { as: 'number', scale: 1 }, numberText),
  ),
});

const ROLES_CHOSEN = Object.keys(CANDIDATES) as Role[];

/** The dialect of a log by its sample's parsed lines; lines that are no objects have no roles and count for nothing. */
export function genericDialect(sample: readonly unknown[]): GenericChoice {
  const events = sample.filter(isObject);
  const roles: Partial<Record<Role, readonly RoleEntry[]>> = {};
  const fields: Record<string, string> = {};
  for (const role of ROLES_CHOSEN) {
    const chosen = choose(role, events);
    if (!chosen) continue;
    roles[role] = [chosen];
    fields[role] = printPath(chosen.path);
  }
  const mark = roles.type?.[0] ?? roles.time?.[0];
  const dialect: Dialect = Object.freeze<Dialect>({
    name: 'generic',
    detect: mark ? [[{ path: mark.path, is: 'present' }]] : [],
    roles,
    types: [],
  });
  return { dialect, fields };
}

/** All candidates of all roles in the order of the page, for lines that fit no dialect. It detects nothing. */
export function genericCandidates(): Dialect {
  const roles = ROLES_CHOSEN.map((role) => [role, CANDIDATES[role]!.map(({ entry }) => entry)]);
  return Object.freeze<Dialect>({
    name: 'generic',
    detect: [],
    roles: Object.fromEntries(roles) as RoleTable,
    types: [],
  });
}

function choose(role: Role, events: readonly object[]): RoleEntry | undefined {
  let best: { readonly entry: RoleEntry; readonly rank: number; readonly lines: number } | undefined;
  for (const { entry, read } of CANDIDATES[role]!) {
    const found = coverage(events, entry.path, read);
    if (found.lines === 0 || found.distinct > MOST_TYPES) continue;
    // A log of one type is still typed, but only where no candidate tells two types apart.
    const rank = role === 'type' && found.distinct < 2 ? 0 : 1;
    if (!best || rank > best.rank || (rank === best.rank && found.lines > best.lines)) {
      best = { entry, rank, lines: found.lines };
    }
  }
  return best?.entry;
}

function coverage(events: readonly object[], path: Path, read: Read): { lines: number; distinct: number } {
  const values = new Set<string>();
  let lines = 0;
  for (const event of events) {
    const text = read(valueAt(event, path));
    if (text === undefined) continue;
    lines++;
    values.add(text);
  }
  return { lines, distinct: values.size };
}

function valueAt(event: object, path: Path): unknown {
  for (const reading of readings(path)) {
    let value: unknown = event;
    for (const step of reading) {
      value =
        'key' in step && isObject(value) && Object.hasOwn(value, step.key) ? value[step.key] : undefined;
    }
    if (value !== undefined) return value;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function candidate(name: string, extract: Extract, read: Read): Candidate {
  return { entry: { path: parsePath(name), extract }, read };
}

function timeAt(name: string, minDigits = 0): Candidate {
  const read: Read = (value) => {
    if (typeof value === 'string' && isoToUs(value, 'UTC')) return value;
    const text = numberText(value);
    if (text === undefined || integerDigits(text) < minDigits) return undefined;
    return Number.isNaN(epochToUs(text)) ? undefined : text;
  };
  return candidate(name, minDigits > 0 ? { as: 'time', minDigits } : { as: 'time' }, read);
}

function integerDigits(text: string): number {
  return /^-?(\d*)/.exec(text)![1]!.length;
}

function typeText(value: unknown): string | undefined {
  return typeof value === 'number' && !Number.isInteger(value) ? undefined : plainText(value);
}

function plainText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberText(value: unknown): string | undefined {
  const text = plainText(value);
  return text !== undefined && isJsonNumber(text) ? text : undefined;
}

function levelText(value: unknown): string | undefined {
  const text = plainText(value);
  if (text === undefined) return undefined;
  return levelOf(text) === undefined ? undefined : text;
}
