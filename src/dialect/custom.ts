/**
 * Dialects of users (`--dialect-file`): the same data as the built-in ones, in JSON, with paths as text. Checked by hand,
 * so that every mistake is reported at once with its place; src/schemas/dialect.schema.json says the same to editors.
 */
import { Fault, unreachable } from '../base/fault.ts';
import { type Path, parsePath } from '../base/path.ts';
import {
  inside,
  kindOf,
  list,
  type Members,
  members,
  oneOf,
  type Place,
  type Read,
  readNumber,
  readText,
  record,
} from '../base/shape.ts';
import type { Condition, Dialect, Extract, RoleEntry, RoleTable } from '../model/dialect.ts';
import { LEVELS, ROLES, type Role, roleKind } from '../model/role.ts';
import { readSpans, readTracked } from './custom-pairs.ts';

/** The dialect, or all that is wrong with it. */
export type CustomDialect = { readonly dialect: Dialect } | { readonly faults: readonly Fault[] };

/** Reads the text of a dialect file; `file` is what the faults (`bad-dialect-file`) call it. Nothing is thrown. */
export function parseDialect(text: string, file: string): CustomDialect {
  const faults: Fault[] = [];
  const blame = (at: string, message: string, hint?: string): void => {
    const place = at === '' ? file : `${file}: ${at}`;
    const parts = { code: 'bad-dialect-file', message: `${place}: ${message}`, flag: '--dialect-file' };
    faults.push(new Fault(hint === undefined ? parts : { ...parts, hint }));
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    blame('', `expected JSON: ${error instanceof Error ? error.message : String(error)}`);
    return { faults };
  }
  const dialect = readDialect(json, { at: '', blame });
  return faults.length > 0 ? { faults } : { dialect };
}

type As = Extract['as'];
type Is = Condition['is'];

const NAME = /^[a-z][a-z0-9_-]{0,39}$/;
/** `@dialect` of the lines that no dialect fits. */
const RESERVED = 'generic';

function readDialect(value: unknown, place: Place): Dialect {
  const { name, detect, roles, types, spans, tracked } = members(value, place, {
    needs: ['name', 'detect', 'roles'],
    may: ['types', 'spans', 'tracked', '$schema'],
  });
  return Object.freeze<Dialect>({
    name: readName(name, inside(place, 'name')),
    detect: list(detect, inside(place, 'detect'), (all, at) => list(all, at, readCondition)),
    roles: readRoles(roles, inside(place, 'roles')),
    types: types === undefined ? [] : list(types, inside(place, 'types'), readText),
    ...(spans === undefined ? {} : { spans: readSpans(spans, inside(place, 'spans')) }),
    ...(tracked === undefined ? {} : { tracked: readTracked(tracked, inside(place, 'tracked')) }),
  });
}

function readName(value: unknown, place: Place): string {
  const name = readText(value, place);
  if (name === '') return name;
  if (!NAME.test(name)) place.blame(place.at, 'expected a lower-case name of letters, digits, "_" and "-"');
  if (name === RESERVED) place.blame(place.at, `the name "${RESERVED}" is taken by the logs of no dialect`);
  return name;
}

const CONDITIONS: Readonly<Record<Is, string | undefined>> = {
  present: undefined,
  absent: undefined,
  null: undefined,
  string: undefined,
  number: undefined,
  object: undefined,
  'object-or-absent': undefined,
  crumb: undefined,
  in: 'values',
  like: 'globs',
};

function readCondition(value: unknown, place: Place): Condition {
  const is = kindOf(value, 'is', { place, known: Object.keys(CONDITIONS) as Is[] });
  if (is === undefined) return { path: [], is: 'present' };
  const extra = CONDITIONS[is];
  const fields = members(value, place, { needs: ['path', 'is', ...(extra ? [extra] : [])], may: [] });
  const path = readPath(fields.path, inside(place, 'path'));
  if (is === 'in') return { path, is, values: list(fields.values, inside(place, 'values'), readText) };
  if (is === 'like') return { path, is, globs: list(fields.globs, inside(place, 'globs'), readText) };
  return { path, is };
}

const READ_ROLES = ROLES.filter((role) => role !== 'dialect' && role !== 'source');

function readRoles(value: unknown, place: Place): RoleTable {
  const found = members(value, place, { needs: [], may: READ_ROLES });
  const roles: Partial<Record<Role, readonly RoleEntry[]>> = {};
  for (const role of READ_ROLES) {
    if (found[role] === undefined) continue;
    roles[role] = list(found[role], inside(place, role), (entry, at) => readEntry(entry, at, role));
  }
  return roles;
}

/** The keys of an entry by extractor; `as` and `only` go with all of them. */
const EXTRACTS: Readonly<Record<As, { readonly needs: readonly string[]; readonly may: readonly string[] }>> =
  {
    text: { needs: ['path'], may: ['except', 'without'] },
    time: { needs: ['path'], may: ['minDigits'] },
    number: { needs: ['path'], may: ['scale'] },
    sum: { needs: ['path', 'plus'], may: [] },
    crumb: { needs: ['path', 'part'], may: [] },
    level: { needs: ['path'], may: [] },
    success: { needs: ['path'], may: [] },
    'exit-code': { needs: ['path'], may: [] },
    word: { needs: ['path', 'ok', 'error'], may: [] },
    'error-type': { needs: ['path', 'globs'], may: [] },
    constant: { needs: ['value'], may: [] },
    table: { needs: ['path', 'numbers'], may: [] },
    directory: { needs: ['file'], may: [] },
    template: { needs: ['path', 'sentences'], may: [] },
  };

/** The extractors whose values suit a role. */
function extractsFor(role: Role): readonly As[] {
  const kind = roleKind(role);
  if (kind === 'time') return ['time'];
  if (kind === 'number') return ['number', 'sum', 'table'];
  if (role === 'severity') return ['level', 'constant'];
  if (role === 'status') return ['success', 'exit-code', 'word', 'error-type'];
  return ['text', 'crumb', 'constant', 'directory', 'template'];
}

function readEntry(value: unknown, place: Place, role: Role): RoleEntry {
  const as = kindOf(value, 'as', { place, known: extractsFor(role) });
  if (as === undefined) return { path: [], extract: { as: 'text' } };
  const { needs, may } = EXTRACTS[as];
  const fields = members(value, place, { needs: ['as', ...needs], may: ['only', ...may] });
  const path = needs.includes('path') ? readPath(fields.path, inside(place, 'path')) : [];
  const extract = readExtract(as, fields, place);
  if (role === 'severity' && extract.as === 'constant') oneOf(extract.value, inside(place, 'value'), LEVELS);
  if (fields.only === undefined) return { path, extract };
  const at = inside(place, 'only');
  const only = members(fields.only, at, { needs: ['path', 'values'], may: [] });
  const values = list(only.values, inside(at, 'values'), readText);
  return { path, extract, only: { path: readPath(only.path, inside(at, 'path')), values } };
}

function readExtract(as: As, fields: Members, place: Place): Extract {
  const field = <T>(key: string, read: Read<T>): T => read(fields[key], inside(place, key));
  const texts: Read<readonly string[]> = (value, at) => list(value, at, readText);
  switch (as) {
    case 'text':
      return {
        as,
        ...(fields.except === undefined ? {} : { except: field('except', texts) }),
        ...(fields.without === undefined ? {} : { without: field('without', readText) }),
      };
    case 'time':
      return fields.minDigits === undefined ? { as } : { as, minDigits: field('minDigits', readDigits) };
    case 'number':
      return { as, scale: fields.scale === undefined ? 1 : field('scale', readScale) };
    case 'sum':
      return { as, plus: field('plus', readPath) };
    case 'crumb':
      return {
        as,
        part: field('part', (value, at) => oneOf(value, at, ['s', 'c', 'g', 'p', 't'] as const)) ?? 's',
      };
    case 'level':
    case 'success':
    case 'exit-code':
      return { as };
    case 'word':
      return { as, ok: field('ok', texts), error: field('error', texts) };
    case 'error-type':
      return { as, globs: field('globs', texts) };
    case 'constant':
      return { as, value: field('value', readText) };
    case 'table':
      return { as, numbers: field('numbers', (value, at) => record(value, at, readNumber)) };
    case 'directory':
      return { as, file: field('file', readText) };
    case 'template':
      return { as, sentences: field('sentences', (value, at) => record(value, at, readSentence)) };
    default:
      return unreachable(as);
  }
}

function readPath(value: unknown, place: Place): Path {
  const text = readText(value, place);
  if (text === '') return [];
  try {
    const path = parsePath(text);
    if (path.some((step) => 'any' in step))
      place.blame(place.at, 'a role is one value: `[*]` stands for many');
    return path;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    place.blame(place.at, `"${text}" is no path: ${error.message}`, error.parts.hint);
    return [];
  }
}

const PLACEHOLDERS = /^(?:[^{}]|\{[\p{L}\p{M}\p{N}_$-]+(?:\.[\p{L}\p{M}\p{N}_$-]+)*\})+$/u;

function readSentence(value: unknown, place: Place): string {
  const text = readText(value, place);
  if (text !== '' && !PLACEHOLDERS.test(text))
    place.blame(place.at, 'expected braces only around a path: {data.tool}');
  return text;
}

function readScale(value: unknown, place: Place): number {
  const scale = readNumber(value, place);
  if (scale <= 0) place.blame(place.at, 'expected a number above 0');
  return scale;
}

function readDigits(value: unknown, place: Place): number {
  const digits = readNumber(value, place);
  const wrong = !Number.isNaN(digits) && !(Number.isInteger(digits) && digits >= 1 && digits <= 20);
  if (wrong) place.blame(place.at, 'expected a whole number from 1 to 20');
  return digits;
}
