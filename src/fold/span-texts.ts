/** Texts that spans are told by: of columns, and of members of a line's own JSON. */
import { eachElement, eachMember, jsonText, skipSpace, stringText } from '../base/json.ts';
import { type Path, readings } from '../base/path.ts';
import { type Batch, TAG_ARRAY, TAG_NULL, TAG_OBJECT, TAG_STRING } from '../model/batch.ts';
import type { SpanOperand } from '../model/span.ts';
import { columnOf } from './columns.ts';

/** The text of an operand in line i, as `columnText` gives that of a column. */
export function textIn(batch: Batch, i: number, at: SpanOperand): string | null {
  return typeof at === 'number' ? columnText(batch, i, at) : pathText(batch, i, at);
}

/** The text of a column in line i: a string's content, or the JSON of a number or a truth value; null for others. */
function columnText(batch: Batch, i: number, column: number): string | null {
  const found = columnOf(batch, column);
  switch (found.kind) {
    case 'dictionary': {
      const code = found.codes[i]!;
      return code < 0 ? null : found.dictionary.values[code]!;
    }
    case 'number':
    case 'time': {
      const value = found.kind === 'time' ? found.us[i]! : found.values[i]!;
      return Number.isNaN(value) ? null : String(value);
    }
    case 'range':
      return rangeText(batch, found.tag[i]!, { from: found.from[i]!, to: found.to[i]! });
    default: {
      const first = found.first[i]!;
      if (first === found.first[i + 1]) return null;
      return rangeText(batch, found.tag[first]!, { from: found.from[first]!, to: found.to[first]! });
    }
  }
}

/** Bytes of a JSON value. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The value of a member of the object at `from`, the last one of its name; null where there is none. */
export function memberOf(bytes: Uint8Array, from: number, name: string): Range | null {
  let found: Range | null = null;
  if (bytes[from] !== 0x7b) return null;
  eachMember(bytes, from, (keyFrom, keyTo, at, to) => {
    if (stringText(bytes, keyFrom, keyTo) === name) found = { from: at, to };
  });
  return found;
}

/** The value at the end of these names, from line i's own object; null where there is none. */
export function valueAt(batch: Batch, i: number, names: readonly string[]): Range | null {
  const { bytes } = batch;
  let range: Range | null = { from: skipSpace(bytes, batch.start[i]!), to: batch.end[i]! };
  for (const name of names) {
    if (range === null) return null;
    range = memberOf(bytes, range.from, name);
  }
  return range;
}

/** A string's content, or the JSON of another value; null for null. */
export function textOfRange(bytes: Uint8Array, { from, to }: Range): string | null {
  if (bytes[from] === 0x22) return stringText(bytes, from, to);
  return bytes[from] === 0x6e ? null : jsonText(bytes, from, to);
}

/** The text within `size` characters, never half a surrogate pair. */
export function cutText(text: string, size: number): string {
  if (text.length <= size) return text;
  // A copy: a slice would keep the whole text alive.
  return Buffer.from(text.slice(0, size).replace(/[\ud800-\udbff]$/, '')).toString();
}

/** The value at a path, in the first of its readings that has one, from the line's own bytes. */
function pathText(batch: Batch, i: number, path: Path): string | null {
  for (const reading of readings(path)) {
    const range = rangeAt(batch, i, reading);
    if (range === null) continue;
    const first = batch.bytes[range.from];
    // Containers and null have no text.
    return first === 0x7b || first === 0x5b ? null : textOfRange(batch.bytes, range);
  }
  return null;
}

function rangeAt(batch: Batch, i: number, path: Path): Range | null {
  const { bytes } = batch;
  let range: Range | null = { from: skipSpace(bytes, batch.start[i]!), to: batch.end[i]! };
  for (const step of path) {
    if (range === null) return null;
    if ('key' in step) range = memberOf(bytes, range.from, step.key);
    else range = 'index' in step ? elementOf(bytes, range.from, step.index) : null;
  }
  return range;
}

function elementOf(bytes: Uint8Array, from: number, wanted: number): Range | null {
  let found: Range | null = null;
  if (bytes[from] !== 0x5b) return null;
  eachElement(bytes, from, (at, to, index) => {
    if (index === wanted) found = { from: at, to };
  });
  return found;
}

function rangeText({ bytes }: Batch, tag: number, { from, to }: Range): string | null {
  if (tag <= TAG_NULL || tag === TAG_ARRAY || tag === TAG_OBJECT) return null;
  return tag === TAG_STRING ? stringText(bytes, from, to) : jsonText(bytes, from, to);
}
