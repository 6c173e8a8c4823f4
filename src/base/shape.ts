/**
 * The shape of JSON that a person wrote: readers that blame every mistake with its place, give near names, and go on with
 * an empty value, so that all mistakes are said at once. A missing key is blamed by `members` and read as empty.
 */
import { near } from './near.ts';

/** A value's place in the document, as in `roles.time[0]`; empty for the document itself. */
export interface Place {
  readonly at: string;
  readonly blame: (at: string, message: string, hint?: string) => void;
}

/** Reads one value, blaming what is wrong with it. */
export type Read<T> = (value: unknown, place: Place) => T;

/** The members of a JSON object. */
export type Members = Readonly<Record<string, unknown>>;

/** The value of the key that decides what an object is, blamed where it is not one of the known ones. */
export function kindOf<T extends string>(
  value: unknown,
  key: string,
  { place, known }: { readonly place: Place; readonly known: readonly T[] },
): T | undefined {
  const found = members(value, place, { needs: [key], may: isMembers(value) ? Object.keys(value) : [] });
  return oneOf(found[key], inside(place, key), known);
}

/** The value as an object; unknown keys and missing ones are blamed. */
export function members(
  value: unknown,
  place: Place,
  { needs, may }: { readonly needs: readonly string[]; readonly may: readonly string[] },
): Members {
  if (value === undefined) return {};
  if (!isMembers(value)) {
    place.blame(place.at, 'expected an object');
    return {};
  }
  const known = [...needs, ...may];
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) place.blame(place.at, `unknown key "${key}"`, nearHint(key, known));
  }
  for (const key of needs) {
    if (!Object.hasOwn(value, key)) place.blame(place.at, `the key "${key}" is missing`);
  }
  return value;
}

/** The items of an array that is not empty. */
export function list<T>(value: unknown, place: Place, read: Read<T>): readonly T[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.length > 0) {
    return value.map((item: unknown, index) => read(item, { ...place, at: `${place.at}[${index}]` }));
  }
  place.blame(place.at, 'expected a list that is not empty');
  return [];
}

/** The values of an object that is not empty, whatever its keys. */
export function record<T>(value: unknown, place: Place, read: Read<T>): Readonly<Record<string, T>> {
  if (value === undefined) return {};
  if (isMembers(value) && Object.keys(value).length > 0) {
    const at = (key: string): Place => ({ ...place, at: `${place.at}[${JSON.stringify(key)}]` });
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, read(item, at(key))]));
  }
  place.blame(place.at, 'expected an object that is not empty');
  return {};
}

/** The word, one of the known ones. */
export function oneOf<T extends string>(value: unknown, place: Place, known: readonly T[]): T | undefined {
  const found = known.find((word) => word === value);
  if (found === undefined && value !== undefined) {
    const hint = typeof value === 'string' ? nearHint(value, known) : undefined;
    place.blame(place.at, `expected one of ${known.join(', ')}`, hint);
  }
  return found;
}

/** A string that is not empty; empty where it is none. */
export function readText(value: unknown, place: Place): string {
  if (typeof value === 'string' && value !== '') return value;
  if (value !== undefined) place.blame(place.at, 'expected a text that is not empty');
  return '';
}

/** A number; NaN where it is none. */
export function readNumber(value: unknown, place: Place): number {
  if (typeof value === 'number') return value;
  if (value !== undefined) place.blame(place.at, 'expected a number');
  return Number.NaN;
}

/** The place of a member. */
export function inside(place: Place, key: string): Place {
  return { ...place, at: place.at === '' ? key : `${place.at}.${key}` };
}

function nearHint(word: string, known: readonly string[]): string | undefined {
  const meant = near(word, known);
  return meant === undefined ? undefined : `did you mean "${meant}"?`;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
