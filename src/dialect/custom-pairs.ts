/**
 * Spans and tracked state of a user's dialect (`--dialect-file`): the same data as that of the built-in ones, with paths
 * and roles as text. Checked by hand, as the rest of the file (custom.ts); src/schemas/dialect.schema.json says the same.
 */
import { Fault } from '../base/fault.ts';
import { parsePath } from '../base/path.ts';
import {
  inside,
  kindOf,
  list,
  type Members,
  members,
  oneOf,
  type Place,
  type Read,
  readText,
  record,
} from '../base/shape.ts';
import type { Operand } from '../model/query.ts';
import { ROLES } from '../model/role.ts';
import type { SpanEndStatus, SpanKey, SpanKeyPart, SpanPair, SpanType } from '../model/span.ts';
import type { OpenSet, Part, Tracked, TrackedField, Trigger } from '../model/tracked.ts';

/** Keys of a pair, at most: a start waits once for each set of keys that it has. */
const MOST_KEYS = 4;

/** Reads the list `spans`: pairs with names of their own, parents among them. */
export function readSpans(value: unknown, place: Place): readonly SpanPair[] {
  const pairs = list(value, place, readPair);
  blameTwice(pairs, place);
  for (const [n, pair] of pairs.entries()) blameParent(pair, pairs, { ...place, at: `${place.at}[${n}]` });
  return pairs;
}

/** Reads the object `tracked`: fields and open sets, with names of their own. */
export function readTracked(value: unknown, place: Place): Tracked<Operand> {
  const found = members(value, place, { needs: [], may: ['fields', 'open'] });
  const fields = optional(found, 'fields', { place, read: (all, at) => list(all, at, readField) }) ?? [];
  const open = optional(found, 'open', { place, read: (all, at) => list(all, at, readOpenSet) }) ?? [];
  blameTwice([...fields, ...open], place);
  return { fields, open };
}

const PAIR_KEYS = {
  needs: ['name', 'starts', 'ends', 'keys'],
  may: [
    ...['points', 'order', 'amends', 'title', 'home', 'parent'],
    ...['beginsEarlier', 'reopens', 'once', 'turn'],
  ],
};

function readPair(value: unknown, place: Place): SpanPair {
  const found = members(value, place, PAIR_KEYS);
  const at = (key: string): Place => inside(place, key);
  const keys = list(found.keys, at('keys'), readKey);
  if (keys.length > MOST_KEYS) place.blame(at('keys').at, `expected ${MOST_KEYS} keys at most`);
  return {
    name: readText(found.name, at('name')),
    starts: list(found.starts, at('starts'), readType),
    ends: list(found.ends, at('ends'), readType),
    keys,
    order: found.order === undefined ? 'fifo' : (oneOf(found.order, at('order'), ['fifo', 'lifo']) ?? 'fifo'),
    ...given('points', optional(found, 'points', { place, read: (all, to) => list(all, to, readType) })),
    ...given('amends', optional(found, 'amends', { place, read: readTexts })),
    ...given('title', optional(found, 'title', { place, read: readPart })),
    ...given('home', optional(found, 'home', { place, read: readKey })),
    ...given('parent', optional(found, 'parent', { place, read: readParent })),
    ...flag(found, 'beginsEarlier', place),
    ...flag(found, 'reopens', place),
    ...flag(found, 'once', place),
    ...flag(found, 'turn', place),
  };
}

function readParent(value: unknown, place: Place): NonNullable<SpanPair['parent']> {
  const found = members(value, place, { needs: ['pair', 'by'], may: ['run'] });
  return {
    pair: readText(found.pair, inside(place, 'pair')),
    by: list(found.by, inside(place, 'by'), readKey),
    ...flag(found, 'run', place),
  };
}

/** A type, or one that says how its spans end, or that counts only sometimes. */
function readType(value: unknown, place: Place): SpanType<Operand> {
  if (typeof value === 'string') return { type: readText(value, place) };
  const found = members(value, place, { needs: ['type'], may: ['status', 'when'] });
  const readStatus: Read<SpanEndStatus | undefined> = (one, at) => oneOf(one, at, ['ok', 'error'] as const);
  const status = optional(found, 'status', { place, read: readStatus });
  return {
    type: readText(found.type, inside(place, 'type')),
    ...given('status', status),
    ...given('when', optional(found, 'when', { place, read: readWhen })),
  };
}

function readWhen(value: unknown, place: Place): NonNullable<SpanType<Operand>['when']> {
  const found = members(value, place, { needs: ['of', 'values'], may: [] });
  return {
    of: readOperand(found.of, inside(place, 'of')),
    values: readTexts(found.values, inside(place, 'values')),
  };
}

function readKey(value: unknown, place: Place): SpanKey<Operand> {
  const found = members(value, place, { needs: ['parts'], may: ['whole'] });
  return { parts: list(found.parts, inside(place, 'parts'), readPart), ...flag(found, 'whole', place) };
}

/** One operand, or a list of which the first that is there counts. */
function readPart(value: unknown, place: Place): SpanKeyPart<Operand> & Part<Operand> {
  return typeof value === 'string' ? [readOperand(value, place)] : list(value, place, readOperand);
}

const NAMED = ROLES.map((role) => `@${role}`);

/** A path, or a role behind `@`. */
function readOperand(value: unknown, place: Place): Operand {
  const text = readText(value, place);
  if (text.startsWith('@')) {
    const name = oneOf(text, place, NAMED);
    return { kind: 'role', role: ROLES.find((role) => `@${role}` === name) ?? 'type' };
  }
  try {
    return { kind: 'path', path: text === '' ? [] : parsePath(text) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    place.blame(place.at, `"${text}" is no path: ${error.message}`, error.parts.hint);
    return { kind: 'path', path: [] };
  }
}

function readField(value: unknown, place: Place): TrackedField<Operand> {
  const as = kindOf(value, 'as', { place, known: ['last', 'word', 'count'] as const });
  const own = { last: ['of'], word: ['words'], count: ['types'] }[as ?? 'last'];
  const may = as === 'last' ? ['types'] : [];
  const found = members(value, place, as ? { needs: ['name', 'as', ...own], may } : ANYTHING(value));
  const name = readText(found.name, inside(place, 'name'));
  if (as === 'word') return { name, as, words: record(found.words, inside(place, 'words'), readText) };
  if (as === 'count') return { name, as, types: readTexts(found.types, inside(place, 'types')) };
  return {
    name,
    as: 'last',
    of: as === undefined ? [] : readPart(found.of, inside(place, 'of')),
    ...given('types', optional(found, 'types', { place, read: readTexts })),
  };
}

/** What was blamed already is not blamed for its other keys. */
const ANYTHING = (value: unknown): { needs: string[]; may: string[] } => ({
  needs: [],
  may: typeof value === 'object' && value !== null ? Object.keys(value) : [],
});

function readOpenSet(value: unknown, place: Place): OpenSet<Operand> {
  const found = members(value, place, {
    needs: ['name', 'keys', 'starts', 'ends'],
    may: ['balanced', 'progress'],
  });
  const at = (key: string): Place => inside(place, key);
  return {
    name: readText(found.name, at('name')),
    keys: list(found.keys, at('keys'), (key, to) => list(key, to, readPart)),
    starts: list(found.starts, at('starts'), readTrigger),
    ends: list(found.ends, at('ends'), readTrigger),
    ...flag(found, 'balanced', place),
    ...given('progress', optional(found, 'progress', { place, read: readProgress })),
  };
}

function readTrigger(value: unknown, place: Place): Trigger<Operand> {
  if (typeof value === 'string') return { types: [readText(value, place)] };
  const found = members(value, place, { needs: ['types'], may: ['only'] });
  const types = readTexts(found.types, inside(place, 'types'));
  const only = optional(found, 'only', {
    place,
    read: (one, at) => {
      const { of, values } = members(one, at, { needs: ['of', 'values'], may: [] });
      return { of: readPart(of, inside(at, 'of')), values: readTexts(values, inside(at, 'values')) };
    },
  });
  return { types, ...given('only', only) };
}

function readProgress(value: unknown, place: Place): NonNullable<OpenSet<Operand>['progress']> {
  const found = members(value, place, { needs: ['types', 'of'], may: [] });
  return {
    types: readTexts(found.types, inside(place, 'types')),
    of: readPart(found.of, inside(place, 'of')),
  };
}

function readTexts(value: unknown, place: Place): readonly string[] {
  return list(value, place, readText);
}

/** The member as it is read; undefined where it is absent. */
function optional<T>(
  found: Members,
  key: string,
  { place, read }: { readonly place: Place; readonly read: Read<T> },
): T | undefined {
  return found[key] === undefined ? undefined : read(found[key], inside(place, key));
}

/** An object with this member, or without it where it is undefined. */
function given<K extends string, T>(key: K, value: T | undefined): { readonly [k in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [k in K]?: T });
}

/** `true`, or nothing said. */
function flag<K extends string>(found: Members, key: K, place: Place): { readonly [k in K]?: true } {
  if (found[key] === undefined) return {};
  if (found[key] !== true) place.blame(inside(place, key).at, 'expected true, or no such key');
  return { [key]: true } as { readonly [k in K]?: true };
}

function blameTwice(all: readonly { readonly name: string }[], place: Place): void {
  const names = all.map(({ name }) => name).filter((name) => name !== '');
  for (const name of new Set(names.filter((one, at) => names.indexOf(one) !== at)))
    place.blame(place.at, `the name "${name}" stands twice`);
}

/** A parent is another pair, has a home to be found by, and as many ancestors as keys lead down to it. */
function blameParent({ name, parent }: SpanPair, pairs: readonly SpanPair[], place: Place): void {
  if (parent === undefined || parent.pair === '') return;
  const blame = (key: string, message: string): void => place.blame(`${place.at}.parent.${key}`, message);
  const chain = [name];
  for (let next: string | undefined = parent.pair; next !== undefined; ) {
    const above: SpanPair | undefined = pairs.find((one) => one.name === next);
    // A pair above that is wrong is blamed for itself.
    if (next === name) blame('pair', `"${name}" lies inside itself`);
    else if (above === undefined && next === parent.pair) blame('pair', `no pair is called "${next}"`);
    if (above === undefined || chain.includes(next)) return;
    chain.push(next);
    next = above.parent?.pair;
  }
  const home = pairs.find((one) => one.name === parent.pair)?.home;
  if (home === undefined) blame('pair', `"${parent.pair}" has no home to be found by`);
  const most = parent.run === true ? chain.length - 1 : 1;
  if (parent.by.length > most) blame('by', `expected ${most === 1 ? 'one key' : `${most} keys at most`}`);
}
