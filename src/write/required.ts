/**
 * Whether a new event holds what its dialect asks for: the rules of `validate`, so that nothing is written that it would
 * call an error. Source: dialects.md.
 */
import type { DialectName } from '../append/spelling.ts';
import { Fault } from '../base/fault.ts';
import { type Path, printPath } from '../base/path.ts';
import { findDialect } from '../dialect/dialects.ts';
import { requirementsOf } from '../dialect/requirements.ts';
import type { FieldRule, JsonType } from '../model/validate.ts';
import { isFields } from './event.ts';
import { entriesOf, isExactNumber } from './spell.ts';

/**
 * Puts null where its dialect wants at least that, as its own writers do. Throws Fault `incomplete-event`, which names all
 * that is missing still, or of another type.
 */
export function checkRequired(dialect: DialectName, type: string, event: Map<string, unknown>): void {
  const rules = rulesOf(dialect, type);
  for (const { path, types } of rules.filter((rule) => isBroken(rule, event)))
    if (types.includes('null')) putNull(event, path);
  const broken = rules.filter((rule) => isBroken(rule, event));
  if (broken.length === 0) return;
  const wanted = broken.map(({ path, types }) => `${printPath(path)} (${types.join(' or ')})`);
  throw new Fault({ code: 'incomplete-event', message: `${type} must hold ${wanted.join(', ')}` });
}

/** Null at a path where nothing stands. */
function putNull(event: Map<string, unknown>, path: Path): void {
  const last = path.at(-1);
  let at: unknown = event;
  for (const step of path.slice(0, -1))
    at = at instanceof Map && 'key' in step ? at.get(step.key) : undefined;
  if (at instanceof Map && last !== undefined && 'key' in last && !at.has(last.key)) at.set(last.key, null);
}

const known = new Map<DialectName, NonNullable<ReturnType<typeof requirementsOf>> | undefined>();

function rulesOf(dialect: DialectName, type: string): readonly FieldRule[] {
  if (!known.has(dialect)) known.set(dialect, requirementsOf(findDialect(dialect, [])));
  const rules = known.get(dialect);
  if (rules === undefined) return [];
  return [...rules.fields, ...rules.byType.filter(([name]) => name === type).flatMap(([, fields]) => fields)];
}

function isBroken({ path, types, required }: FieldRule, event: ReadonlyMap<string, unknown>): boolean {
  const found = typeAt(path, event);
  if (found !== undefined) return !types.includes(found);
  return typeof required === 'boolean' ? required : typeAt(required, event) !== undefined;
}

/** The type that stands there in JSON; undefined where nothing does. */
function typeAt(path: Path, event: ReadonlyMap<string, unknown>): JsonType | undefined {
  let value: unknown = event;
  for (const step of path) {
    if (!('key' in step) || !isFields(value) || isExactNumber(value)) return undefined;
    const members: ReadonlyMap<string, unknown> = value instanceof Map ? value : new Map(entriesOf(value));
    value = members.get(step.key);
  }
  if (value === null) return 'null';
  if (typeof value === 'bigint' || isExactNumber(value)) return 'number';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  // What has a form of its own in JSON (a Date) is a text there.
  if (type === 'object' && 'toJSON' in (value as object)) return 'string';
  return type === 'string' || type === 'number' || type === 'boolean' || type === 'object' ? type : undefined;
}
