/** Holds one walked line against the rules of a dialect. Source of the rules: dialects.md, by way of Requirements. */
import { parseCrumb } from '../base/crumb.ts';
import { type Path, printPath } from '../base/path.ts';
import {
  TAG_ABSENT,
  TAG_ARRAY,
  TAG_FALSE,
  TAG_NULL,
  TAG_NUMBER,
  TAG_OBJECT,
  TAG_STRING,
  TAG_TRUE,
} from '../model/batch.ts';
import type { FieldRule, FindingCode, JsonType, Requirements } from '../model/validate.ts';
import type { JsonWalk } from './json-walk.ts';

export type Tell = (code: FindingCode, detail: string) => void;

/** Requirements with their types as tables. */
export interface Rules {
  readonly requirements: Requirements;
  readonly byType: ReadonlyMap<string, readonly FieldRule[]>;
  readonly types: ReadonlySet<string>;
}

const TYPE_OF_TAG: Readonly<Record<number, JsonType>> = {
  [TAG_NULL]: 'null',
  [TAG_FALSE]: 'boolean',
  [TAG_TRUE]: 'boolean',
  [TAG_NUMBER]: 'number',
  [TAG_STRING]: 'string',
  [TAG_ARRAY]: 'array',
  [TAG_OBJECT]: 'object',
};
const LOWER_CASE = /^[a-z][a-z0-9_]*$/;
/** Most breadcrumbs; others are read as a whole. */
const USUAL_CRUMB = /^s_([^/]+)\/c_-?\d{1,15}\/g_[^/]*\/p_[^/]*\/t_-?\d{1,15}$/;
/** Words that stand for no session. */
const NO_SESSION: ReadonlySet<string> = new Set(['', 'unknown', 'none']);

/** Makes the tables once. */
export function rulesOf(requirements: Requirements): Rules {
  return { requirements, byType: new Map(requirements.byType), types: new Set(requirements.types) };
}

/** The paths that a walk must keep for these requirements. */
export function pathsOf({ fields, byType, type, time, timedWith, crumb }: Requirements): readonly Path[] {
  const rules = [...fields, ...byType.flatMap(([, more]) => more)];
  return [
    ...rules.flatMap(({ path, required, inside }) => [
      path,
      ...(typeof required === 'boolean' ? [] : [required]),
      ...(inside === undefined ? [] : [inside]),
    ]),
    ...type,
    ...time,
    ...(timedWith === undefined ? [] : [timedWith]),
    ...(crumb === undefined ? [] : [crumb.path, crumb.session]),
  ];
}

/** The type as the line spells it; undefined where none is a string. */
export function typeText({ requirements }: Rules, walk: JsonWalk): string | undefined {
  for (const path of requirements.type) {
    const text = walk.text(walk.slot(path));
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Tells what fields are missing or mistyped, an unknown type, and what is wrong with the breadcrumb. */
export function holdRules(rules: Rules, walk: JsonWalk, tell: Tell): void {
  const { fields, names, crumb } = rules.requirements;
  const type = typeText(rules, walk);
  for (const rule of fields) holdField(rule, walk, tell);
  const more = type === undefined ? undefined : rules.byType.get(type);
  if (more !== undefined) for (const rule of more) holdField(rule, walk, tell);
  if (type !== undefined) {
    const known = names === 'listed' ? rules.types.has(type) : names === 'any' || LOWER_CASE.test(type);
    if (!known) tell('unknown-type', type);
  }
  if (crumb !== undefined) holdCrumb(crumb, walk, tell);
}

/** An event that needs no time: the field that one goes with is absent. */
export function isTimeless({ requirements }: Rules, walk: JsonWalk): boolean {
  const { timedWith } = requirements;
  return timedWith !== undefined && walk.slot(timedWith).tag === TAG_ABSENT;
}

/** What stands where the time should: `timestamp is missing`, `timestamp: "soon"`. */
export function timeDetail({ requirements }: Rules, walk: JsonWalk): string {
  const { time } = requirements;
  const there = time.find((path) => walk.slot(path).tag !== TAG_ABSENT);
  if (there !== undefined) return `${printPath(there)}: ${walk.json(walk.slot(there))}`;
  return time[0] === undefined ? '' : `${printPath(time[0])} is missing`;
}

function holdField({ path, types, required, inside }: FieldRule, walk: JsonWalk, tell: Tell): void {
  if (inside !== undefined && walk.slot(inside).tag !== TAG_OBJECT) return;
  const { tag } = walk.slot(path);
  if (tag === TAG_ABSENT) {
    const must = typeof required === 'boolean' ? required : walk.slot(required).tag !== TAG_ABSENT;
    if (must) tell('missing-field', printPath(path));
    return;
  }
  const type = TYPE_OF_TAG[tag]!;
  if (!types.includes(type))
    tell('mistyped-field', `${printPath(path)} is ${type}, not ${types.join(' or ')}`);
}

function holdCrumb(at: NonNullable<Requirements['crumb']>, walk: JsonWalk, tell: Tell): void {
  const text = walk.text(walk.slot(at.path));
  if (text === undefined) return;
  const named = USUAL_CRUMB.exec(text)?.[1] ?? parseCrumb(text, 'UTC')?.s;
  if (named === undefined) {
    tell('bad-breadcrumb', text);
    return;
  }
  const session = walk.text(walk.slot(at.session));
  if (session === undefined || NO_SESSION.has(session) || NO_SESSION.has(named)) return;
  if (!session.startsWith(named)) tell('session-mismatch', `s_${named}, not ${session}`);
}
