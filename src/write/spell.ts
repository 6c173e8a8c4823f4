/**
 * An event → the JSON text that its dialect's own writers would write. Invariant: the text is one JSON text on one line and
 * says the same value; a number that is given as text (`exactNumber`) stands in it to the digit. What `JSON.stringify`
 * leaves out is left out. Source of the spellings: dialects.md, and logs of the writers themselves.
 */
import { type DialectName, escapeWide, SPELLINGS, type Spelling } from '../append/spelling.ts';
import { Fault } from '../base/fault.ts';
import { isJsonNumber } from '../base/number.ts';
import { floatText } from './float.ts';

/** An object of an event: keys in the order in which they are written. A Map may hold any key, `__proto__` too. */
export type Fields = ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>;

/** A number whose text is kept: `3600.0`, or an integer beyond 2^53. */
export interface ExactNumber {
  readonly [NUMBER]: string;
}

const NUMBER: unique symbol = Symbol('number');
/** What a reader takes back as an event (promises.md row 10); a circle ends here too. */
const DEEPEST = 1000;

/** A number written with exactly this text. Throws Fault `bad-number` where it is no JSON number. */
export function exactNumber(text: string): ExactNumber {
  if (isJsonNumber(text)) return Object.freeze({ [NUMBER]: text });
  throw new Fault({ code: 'bad-number', message: `expected a JSON number, found ${JSON.stringify(text)}` });
}

/** A number that Python holds as a float, so that 3600 is written `3600.0`. */
export function float(value: number): ExactNumber {
  return exactNumber(floatText(value));
}

/** Whether a value is a number whose text is kept. */
export function isExactNumber(value: unknown): value is ExactNumber {
  return typeof value === 'object' && value !== null && NUMBER in value;
}

/** The text of a value. Throws Fault `not-json` for NaN, infinities, and what is deeper than 1,000 levels. */
export function spell(value: unknown, dialect: DialectName): string {
  return textOf(value, SPELLINGS[dialect], 0) ?? 'null';
}

/** Undefined where the value is left out. */
function textOf(value: unknown, spelling: Spelling, depth: number): string | undefined {
  switch (typeof value) {
    case 'string':
      return spelling.ascii ? escapeWide(JSON.stringify(value)) : JSON.stringify(value);
    case 'number':
      return numberText(value, spelling);
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'object':
      return value === null ? 'null' : objectText(value, spelling, depth);
    default:
      return undefined;
  }
}

function objectText(value: object, spelling: Spelling, depth: number): string | undefined {
  if (isExactNumber(value)) return value[NUMBER];
  if (depth === DEEPEST) throw notJson(`what is nested deeper than ${DEEPEST} levels`);
  if ('toJSON' in value && typeof value.toJSON === 'function')
    return textOf(value.toJSON(), spelling, depth + 1);
  if (Array.isArray(value)) {
    const items = value.map((item) => textOf(item, spelling, depth + 1) ?? 'null');
    return `[${items.join(comma(spelling))}]`;
  }
  const members: string[] = [];
  for (const [key, member] of entriesOf(value as Fields)) {
    const text = textOf(member, spelling, depth + 1);
    if (text !== undefined)
      members.push(`${textOf(key, spelling, depth)}${spelling.spaced ? ': ' : ':'}${text}`);
  }
  return `{${members.join(comma(spelling))}}`;
}

const comma = ({ spaced }: Spelling): string => (spaced ? ', ' : ',');

/** The members of an object, in their order. */
export function entriesOf(fields: Fields): Iterable<readonly [string, unknown]> {
  return fields instanceof Map ? fields.entries() : Object.entries(fields);
}

/** Writers in Python write numbers as its `repr` prints them, and spaces. */
function numberText(value: number, { spaced }: Spelling): string {
  if (!Number.isFinite(value)) throw notJson(String(value));
  if (!spaced || Number.isSafeInteger(value)) return JSON.stringify(value);
  return floatText(value);
}

function notJson(what: string): Fault {
  return new Fault({ code: 'not-json', message: `JSON has no way to write ${what}` });
}
