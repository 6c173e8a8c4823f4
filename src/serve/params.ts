/**
 * A request's parameters, read as flags are: every one that is wrong becomes a Fault, and all of them are answered together.
 * Invariant: what comes from the network names no file and is bounded before it is parsed.
 */
import { Fault } from '../base/fault.ts';
import { near } from '../base/near.ts';
import { type Values, valuesOf } from '../query/values.ts';

/** Parameter name to its values, in order. */
export type Given = ReadonlyMap<string, readonly string[]>;

/** Thrown where a request was asked wrongly; answered with status 400 and every fault. */
export class AskedWrongly extends Error {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults[0]?.message ?? 'asked wrongly');
    this.name = 'AskedWrongly';
    this.faults = faults;
  }
}

/** Other names of parameters. */
const ALIASES: Readonly<Record<string, string>> = { type: 'event-type' };
/** Where-expressions are typed by people; longer ones are no questions. UTF-16 units. */
const LONGEST_VALUE = 16_384;
const MOST_VALUES = 256;

/** The parameters of a query string. */
export function givenOf(search: URLSearchParams): Given {
  const given = new Map<string, string[]>();
  for (const [name, text] of search) add(given, name, text);
  return given;
}

/** The members of a JSON object as parameters: texts, numbers, truth values and lists of them. Throws AskedWrongly. */
export function givenOfJson(body: unknown): Given {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new AskedWrongly([new Fault({ code: 'bad-body', message: 'expected a JSON object' })]);
  const given = new Map<string, string[]>();
  const faults: Fault[] = [];
  for (const [name, value] of Object.entries(body)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      const text = textOf(name, one);
      if (text === undefined) {
        const message = 'expected a text, a number, a truth value or a list of them';
        faults.push(new Fault({ code: 'bad-value', message, flag: name }));
      } else add(given, name, text);
    }
  }
  if (faults.length > 0) throw new AskedWrongly(faults);
  return given;
}

/**
 * What `read` makes of the parameters. Throws AskedWrongly with every fault: names beside `known`, values that are too long
 * or too many, and what `read` finds.
 */
export function readParams<T>(given: Given, known: readonly string[], read: (values: Values) => T): T {
  const faults: Fault[] = [...given].flatMap(([name, texts]) => outside(name, texts, known));
  if (faults.length > 0) throw new AskedWrongly(faults);
  const made = read(valuesOf(given, faults));
  if (faults.length > 0) throw new AskedWrongly(faults);
  return made;
}

function add(given: Map<string, string[]>, typed: string, text: string): void {
  const name = ALIASES[typed] ?? typed;
  const texts = given.get(name);
  if (texts === undefined) given.set(name, [text]);
  else texts.push(text);
}

/** A filter object is the one object that is a value; it is read as the text that it is. */
function textOf(name: string, value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return name === 'where' && typeof value === 'object' && value !== null ? JSON.stringify(value) : undefined;
}

function outside(name: string, texts: readonly string[], known: readonly string[]): readonly Fault[] {
  if (!known.includes(name)) {
    const close = near(name, known);
    const hint = close === undefined ? `known are: ${known.join(', ')}` : `did you mean "${close}"?`;
    return [new Fault({ code: 'unknown-parameter', message: 'no such parameter', flag: name, hint })];
  }
  const long = texts.some((text) => text.length > LONGEST_VALUE);
  if (!long && texts.length <= MOST_VALUES) return [];
  const message = `expected at most ${MOST_VALUES} values of at most ${LONGEST_VALUE} characters`;
  return [new Fault({ code: 'too-long', message, flag: name })];
}
