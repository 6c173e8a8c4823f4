/**
 * JSON that a person typed, with the place of every part, so that a fault can point at it. Strict (RFC 8259), a key
 * twice in one object is a fault, and nesting is bounded. For logs there is the kernel; this is for filters.
 */
import { Fault } from '../base/fault.ts';

export type JsonNode = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'string'; readonly text: string }
  /** The number's own text. */
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'boolean' | 'null' }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'object'; readonly members: readonly JsonMember[] }
);

export interface JsonMember {
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly value: JsonNode;
}

const DEEPEST = 64;

interface Reader {
  readonly text: string;
  readonly code: string;
  readonly deepest: number;
  at: number;
  depth: number;
}

/** Reads a whole text as one JSON value of at most `deepest` levels. Throws a Fault of this code with the place. */
export function parseJsonTree(text: string, code: string, deepest: number = DEEPEST): JsonNode {
  const reader: Reader = { text, code, deepest, at: 0, depth: 0 };
  const node = readValue(reader, 'expected a JSON value');
  if (next(reader) !== '') throw broken(reader, 'expected the end of the JSON text');
  return node;
}

function readValue(reader: Reader, expected: string): JsonNode {
  const mark = next(reader);
  if (mark === '{') return deeper(reader, readObject);
  if (mark === '[') return deeper(reader, readArray);
  if (mark === '"') return { kind: 'string', ...readString(reader) };
  const start = reader.at;
  const text = take(reader, SCALAR);
  if (text === '') throw broken(reader, expected, mark === "'" ? 'JSON quotes texts with "' : undefined);
  const end = reader.at;
  if (text === 'null') return { kind: 'null', start, end };
  if (text === 'true' || text === 'false') return { kind: 'boolean', start, end };
  return { kind: 'number', text, start, end };
}

function deeper(reader: Reader, read: (reader: Reader) => JsonNode): JsonNode {
  if (++reader.depth > reader.deepest)
    throw broken(reader, `expected JSON of at most ${reader.deepest} levels`);
  const node = read(reader);
  reader.depth--;
  return node;
}

function readObject(reader: Reader): JsonNode {
  const start = reader.at++;
  const members: JsonMember[] = [];
  const keys = new Set<string>();
  if (next(reader) === '}') return { kind: 'object', members, start, end: ++reader.at };
  do {
    const found = next(reader);
    const hint = found === '}' ? 'JSON has no comma after the last member' : 'keys stand in double quotes';
    if (found !== '"') throw broken(reader, 'expected a key in double quotes', hint);
    const key = readString(reader);
    if (keys.has(key.text)) {
      reader.at = key.start;
      throw broken(reader, 'expected each key once');
    }
    keys.add(key.text);
    if (!takeMark(reader, ':')) throw broken(reader, 'expected `:` after the key');
    members.push({
      key: key.text,
      start: key.start,
      end: key.end,
      value: readValue(reader, 'expected a value'),
    });
  } while (takeMark(reader, ','));
  if (!takeMark(reader, '}')) throw broken(reader, 'expected `,` or `}`');
  return { kind: 'object', members, start, end: reader.at };
}

function readArray(reader: Reader): JsonNode {
  const start = reader.at++;
  const items: JsonNode[] = [];
  if (next(reader) === ']') return { kind: 'array', items, start, end: ++reader.at };
  do items.push(readValue(reader, 'expected a value'));
  while (takeMark(reader, ','));
  if (!takeMark(reader, ']')) throw broken(reader, 'expected `,` or `]`');
  return { kind: 'array', items, start, end: reader.at };
}

function readString(reader: Reader): { text: string; start: number; end: number } {
  const start = reader.at;
  const body = take(reader, STRING_BODY);
  if (reader.text[reader.at] !== '"') {
    const isEscape = reader.text[reader.at] === '\\';
    throw broken(reader, isEscape ? 'expected a JSON escape' : 'expected `"` at the end of the text');
  }
  reader.at++;
  return { text: JSON.parse(`${body}"`) as string, start, end: reader.at };
}

const SPACE = /[ \t\r\n]*/y;
const SCALAR = /(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)(?![A-Za-z0-9_.+-])/y;
const STRING_BODY = /"(?:[^"\\\0-\x1f]+|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*/y;

/** The character that comes next, white space aside; empty at the end. */
function next(reader: Reader): string {
  take(reader, SPACE);
  return reader.text[reader.at] ?? '';
}

function takeMark(reader: Reader, mark: string): boolean {
  if (next(reader) !== mark) return false;
  reader.at++;
  return true;
}

function take(reader: Reader, pattern: RegExp): string {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text)?.[0] ?? '';
  reader.at += found.length;
  return found;
}

function broken(reader: Reader, expected: string, hint?: string): Fault {
  const { text, code, at } = reader;
  const span = { text, start: at, end: Math.min(text.length, at + 1) };
  const found = at < text.length ? JSON.stringify(text.slice(at, at + 1)) : 'the end';
  return new Fault({
    code,
    message: `${expected}, found ${found}`,
    span,
    ...(hint === undefined ? {} : { hint }),
  });
}
