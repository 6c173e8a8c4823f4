/**
 * JSON that was typed, as values to write: numbers keep their text where a double would not, objects their order and any
 * key. And the paths of `--set` in them.
 */
import { Fault, unreachable } from '../base/fault.ts';
import { type Path, printPath, type Step, scanPath } from '../base/path.ts';
import { type JsonNode, parseJsonTree } from '../query/json-tree.ts';
import { exactNumber } from '../write/spell.ts';
import { whole } from './values.ts';

/** An object whose members are such values. */
export type JsonObject = Map<string, unknown>;

/** The value of a JSON text. Throws Fault `bad-json` with the place. */
export function jsonValue(text: string, deepest?: number): unknown {
  return plain(parseJsonTree(text, 'bad-json', deepest), text);
}

/** The object of a JSON text. Throws Fault `bad-json`. */
export function jsonObject(text: string, deepest?: number): JsonObject {
  const value = jsonValue(text, deepest);
  if (value instanceof Map) return value;
  throw new Fault({ code: 'bad-json', message: 'expected a JSON object', span: whole(text) });
}

export interface Setting {
  readonly path: Path;
  readonly value: unknown;
}

/** `data.tool=Read`, `ok=true`, `tags=["a"]`: a path, and JSON where the value reads as it, else text. Throws Fault `bad-set`. */
export function parseSetting(text: string): Setting {
  const { path, end } = scanPath(text, 0);
  if (text[end] !== '=') {
    const span = { text, start: end, end: Math.max(end + 1, text.length) };
    throw new Fault({ code: 'bad-set', message: 'expected PATH=VALUE', span, hint: 'data.tool=Read' });
  }
  const any = path.find((step) => 'any' in step);
  if (any !== undefined)
    throw new Fault({ code: 'bad-set', message: '[*] names no one place', span: whole(text) });
  const typed = text.slice(end + 1);
  return { path, value: jsonOrText(typed) };
}

/** Puts the value at its path, making the objects on the way. Throws Fault `bad-set` where something else is in the way. */
export function putAt(object: JsonObject, { path, value }: Setting): void {
  let at: unknown = object;
  for (const [index, step] of path.entries()) {
    const last = index === path.length - 1;
    const next = last ? value : emptyFor(path[index + 1]!);
    if ('key' in step && at instanceof Map) {
      if (last || !at.has(step.key)) at.set(step.key, next);
      at = at.get(step.key);
    } else if ('index' in step && Array.isArray(at) && step.index <= at.length) {
      if (last || step.index === at.length) at[step.index] = next;
      at = at[step.index];
    } else throw blocked(path, index);
  }
}

/** What holds the next step: an array for an index, else an object. */
function emptyFor(step: Step): JsonObject | unknown[] {
  return 'index' in step ? [] : new Map();
}

function blocked(path: Path, index: number): Fault {
  const place = index === 0 ? 'the data' : printPath(path.slice(0, index));
  const wanted = 'key' in path[index]! ? 'an object' : 'an array that reaches so far';
  const text = printPath(path);
  return new Fault({ code: 'bad-set', message: `${place} is not ${wanted}`, span: whole(text) });
}

function jsonOrText(text: string): unknown {
  try {
    return jsonValue(text);
  } catch (error) {
    if (error instanceof Fault) return text;
    throw error;
  }
}

function plain(node: JsonNode, text: string): unknown {
  switch (node.kind) {
    case 'string':
      return node.text;
    case 'number':
      return String(Number(node.text)) === node.text ? Number(node.text) : exactNumber(node.text);
    case 'boolean':
      return text.slice(node.start, node.end) === 'true';
    case 'null':
      return null;
    case 'array':
      return node.items.map((item) => plain(item, text));
    case 'object':
      return new Map(node.members.map(({ key, value }) => [key, plain(value, text)]));
    default:
      return unreachable(node);
  }
}
