/**
 * One JSON text as the lines that a person reads, from its own characters.
 *
 * Invariant: digits, escapes, duplicate keys and the order of keys are those of the text; nothing is parsed and written
 * again. The text must be valid JSON, as the API's answers are.
 */
import { type Path, printPath, type Step } from '../../../base/path.ts';
import { quote } from '../../../base/quoted.ts';

export interface Part {
  readonly kind: 'key' | 'string' | 'number' | 'word' | 'mark';
  /** As it stands in the text. */
  readonly text: string;
}

export interface JsonLine {
  readonly depth: number;
  readonly parts: readonly Part[];
  /** A where-expression that this line's value fulfils; left out on lines without a scalar. */
  readonly where?: string;
  /** The value's content where it is a text. */
  readonly content?: string;
}

/** The lines, at most `most` of them. */
export function jsonLines(json: string, most: number = Number.POSITIVE_INFINITY): readonly JsonLine[] {
  const reader: Reader = { json, at: 0, lines: [], most, path: [] };
  readValue(reader, { depth: 0, before: [] });
  return reader.lines;
}

/** The text of an object's member; of the last one of that name, as `JSON.parse` has it. */
export function memberText(json: string, name: string): string | undefined {
  let at = skipSpace(json, 0);
  if (json[at] !== '{') return undefined;
  let found: string | undefined;
  at = skipSpace(json, at + 1);
  while (json[at] === '"') {
    const keyEnd = endOfString(json, at);
    const key = JSON.parse(json.slice(at, keyEnd)) as string;
    const start = skipSpace(json, skipSpace(json, keyEnd) + 1);
    const end = endOfValue(json, start);
    if (key === name) found = json.slice(start, end);
    at = skipSpace(json, end);
    if (json[at] !== ',') break;
    at = skipSpace(json, at + 1);
  }
  return found;
}

/** The paths of all scalars in a value, indexes as `[*]`, each once, in the order of the text. */
export function pathsOf(value: unknown, most = 400): readonly string[] {
  const found = new Set<string>();
  const walk = (each: unknown, path: readonly Step[]): void => {
    if (found.size >= most || path.length > 12) return;
    if (Array.isArray(each)) for (const one of each.slice(0, 20)) walk(one, [...path, { any: true }]);
    else if (each !== null && typeof each === 'object')
      for (const [key, one] of Object.entries(each)) walk(one, [...path, { key }]);
    else if (path.length > 0) found.add(printPath(path as Path));
  };
  walk(value, []);
  return [...found];
}

interface Reader {
  readonly json: string;
  at: number;
  readonly lines: JsonLine[];
  readonly most: number;
  readonly path: Step[];
}

interface Start {
  readonly depth: number;
  /** The key and its colon, where the value is a member. */
  readonly before: readonly Part[];
}

/** Reads the value at the cursor into lines, and a comma behind it. */
function readValue(reader: Reader, start: Start): void {
  reader.at = skipSpace(reader.json, reader.at);
  const first = reader.json[reader.at];
  if (first === '{' || first === '[') readNested(reader, start, first === '{');
  else readScalar(reader, start);
}

function readNested(reader: Reader, { depth, before }: Start, isObject: boolean): void {
  const { json, lines } = reader;
  const close = isObject ? '}' : ']';
  const open = isObject ? '{' : '[';
  reader.at = skipSpace(json, reader.at + 1);
  if (json[reader.at] === close) {
    reader.at++;
    lines.push({ depth, parts: [...before, mark(open + close + comma(reader))] });
    return;
  }
  lines.push({ depth, parts: [...before, mark(open)] });
  for (let index = 0; lines.length < reader.most; index++) {
    const parts: Part[] = [];
    if (isObject) {
      const end = endOfString(json, reader.at);
      const key = json.slice(reader.at, end);
      parts.push({ kind: 'key', text: key }, mark(': '));
      reader.path.push({ key: JSON.parse(key) as string });
      reader.at = skipSpace(json, end) + 1;
    } else reader.path.push({ index });
    readValue(reader, { depth: depth + 1, before: parts });
    reader.path.pop();
    reader.at = skipSpace(json, reader.at);
    if (json[reader.at] === close) break;
  }
  if (lines.length >= reader.most) return;
  reader.at++;
  lines.push({ depth, parts: [mark(close + comma(reader))] });
}

function readScalar(reader: Reader, { depth, before }: Start): void {
  const { json } = reader;
  const end = endOfValue(json, reader.at);
  const text = json.slice(reader.at, end);
  reader.at = end;
  const content = text.startsWith('"') ? (JSON.parse(text) as string) : undefined;
  const kind = content !== undefined ? 'string' : /^[-\d]/.test(text) ? 'number' : 'word';
  const path = reader.path.length === 0 ? undefined : printPath(reader.path);
  const literal = content === undefined ? text : quote(content);
  const after = comma(reader);
  reader.lines.push({
    depth,
    parts: [...before, { kind, text }, ...(after === '' ? [] : [mark(after)])],
    ...(path === undefined ? {} : { where: `${path} = ${literal}` }),
    ...(content === undefined ? {} : { content }),
  });
}

/** A comma behind the value, taken; empty where there is none. */
function comma(reader: Reader): string {
  const at = skipSpace(reader.json, reader.at);
  if (reader.json[at] !== ',') return '';
  reader.at = skipSpace(reader.json, at + 1);
  return ',';
}

function mark(text: string): Part {
  return { kind: 'mark', text };
}

function skipSpace(json: string, start: number): number {
  let at = start;
  while (at < json.length && json.charCodeAt(at) <= 0x20) at++;
  return at;
}

function endOfString(json: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const close = json.indexOf('"', at);
    if (close < 0) return json.length;
    let slashes = 0;
    while (json[close - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return close + 1;
    at = close + 1;
  }
}

/** Where the value that begins here ends. Depth is counted, not walked. */
function endOfValue(json: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < json.length) {
    const character = json[at]!;
    if (character === '"') at = endOfString(json, at);
    else if (character === '{' || character === '[') {
      depth++;
      at++;
    } else if (character === '}' || character === ']') {
      if (depth === 0) return at;
      depth--;
      at++;
    } else if (depth === 0 && (character === ',' || character.charCodeAt(0) <= 0x20)) return at;
    else {
      at++;
      continue;
    }
    if (depth === 0) return at;
  }
  return at;
}
