/** What span keys are made of: the texts of columns, and of members of a line's own JSON. */
import { eachMember, jsonText, skipSpace, stringText } from '../base/json.ts';
import { type Batch, TAG_ARRAY, TAG_NULL, TAG_OBJECT, TAG_STRING } from '../model/batch.ts';
import type { SpanKey, SpanKeyPart } from '../model/span.ts';
import { columnOf } from './columns.ts';

/** A key, and how a person reads it. */
export interface KeyText {
  readonly key: string;
  readonly label: string;
}

/** Characters that are kept of a label, and of a key part before the rest of it is a hash. */
const LABEL_SIZE = 200;

/** The key of line i; null where it must be whole and is not. */
export function keyOf(batch: Batch, i: number, key: SpanKey<number>): KeyText | null {
  const texts = key.parts.map((part) => partOf(batch, i, part));
  if (key.whole && texts.includes(null)) return null;
  const [only] = texts;
  const packed = texts.map((text) => (text === null ? null : bounded(text)));
  return {
    // One part needs no quoting: most keys are one id. `"` marks the text, so that absence stays apart.
    key:
      texts.length === 1 && only !== undefined
        ? packed[0] === null
          ? ''
          : `"${packed[0]}`
        : JSON.stringify(packed),
    label: cutText(texts.filter((text) => text !== null).join(' '), LABEL_SIZE),
  };
}

/** The first text among these columns, cut; null where there is none. */
export function titleOf(batch: Batch, i: number, part: SpanKeyPart<number>): string | null {
  const text = partOf(batch, i, part);
  return text === null ? null : cutText(text, LABEL_SIZE);
}

/** The text of a column in line i: a string's content, or the JSON of a number or a truth value; null for others. */
export function textIn(batch: Batch, i: number, column: number): string | null {
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

function partOf(batch: Batch, i: number, part: SpanKeyPart<number>): string | null {
  for (const column of part) {
    const text = textIn(batch, i, column);
    if (text !== null) return text;
  }
  return null;
}

function rangeText({ bytes }: Batch, tag: number, { from, to }: Range): string | null {
  if (tag <= TAG_NULL || tag === TAG_ARRAY || tag === TAG_OBJECT) return null;
  return tag === TAG_STRING ? stringText(bytes, from, to) : jsonText(bytes, from, to);
}

/** A long text as its beginning, its length and two hashes of it, so that a key is small. */
function bounded(text: string): string {
  if (text.length <= LABEL_SIZE) return text;
  let a = 0x811c9dc5;
  let b = 0x2545f491;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b + unit, 0x85ebca6b) ^ (b >>> 15);
  }
  return `${cutText(text, LABEL_SIZE)}\u0000${text.length} ${a} ${b}`;
}
