/** How a role's value is read from the slots of a line: one compiled function an entry. Source: dialects.md. */
import { type Crumb, parseCrumb } from '../base/crumb.ts';
import { namedDirectory } from '../base/directory.ts';
import { unreachable } from '../base/fault.ts';
import { epochToUs, isoBytesToUs, isZoneless } from '../base/instant.ts';
import { asBuffer, jsonText, stringText } from '../base/json.ts';
import { levelOf } from '../base/level.ts';
import { isJsonNumber } from '../base/number.ts';
import { type Path, parsePath, readings } from '../base/path.ts';
import { globTest } from '../base/pattern.ts';
import { TAG_FALSE, TAG_NUMBER, TAG_STRING, TAG_TRUE } from '../model/batch.ts';
import type { RoleEntry } from '../model/dialect.ts';
import type { KernelSpec } from './kernel.ts';
import type { TrieBuilder, Walker } from './trie.ts';

/** The line being read; one for each reader, shared by its extractors. */
export interface Cursor {
  bytes: Uint8Array;
  walker: Walker;
  /** Set by a time extractor that had to assume a zone. */
  zoneless: boolean;
}

/** The text, number or time of a role on the cursor's line; undefined or NaN where this entry yields none. */
export type TextExtract = (cursor: Cursor) => string | undefined;
export type NumberExtract = (cursor: Cursor) => string | number | undefined;
export type TimeExtract = (cursor: Cursor) => number;

/** The slots of all readings of a path, the preferred one first. */
export type Spot = readonly number[];

/** Asks the trie for a path in all its readings. */
export function spotOf(trie: TrieBuilder, path: Path): Spot {
  return readings(path).map((reading) => trie.slot(reading));
}

/** The slot of the first reading that has a value, or -1. */
export function slotAt(cursor: Cursor, spot: Spot): number {
  const { tag } = cursor.walker.slots;
  for (let i = 0; i < spot.length; i++) if (tag[spot[i]!] !== 0) return spot[i]!;
  return -1;
}

/** A string's content or a number's own text at the spot. */
export function textAt(cursor: Cursor, spot: Spot): string | undefined {
  const slot = slotAt(cursor, spot);
  if (slot < 0) return undefined;
  const { tag, from, to } = cursor.walker.slots;
  if (tag[slot] === TAG_STRING) return stringText(cursor.bytes, from[slot]!, to[slot]!);
  if (tag[slot] === TAG_NUMBER) return jsonText(cursor.bytes, from[slot]!, to[slot]!);
  return undefined;
}

/** Compiles an entry of a text role. */
export function textExtract(entry: RoleEntry, trie: TrieBuilder, spec: KernelSpec): TextExtract {
  const read = bareText(entry, trie, spec);
  return guarded(entry, trie, read);
}

/** Compiles an entry of a number role; a string is the number's own text, scaled by `scaleOf`. */
export function numberExtract(entry: RoleEntry, trie: TrieBuilder): NumberExtract {
  return guarded(entry, trie, bareNumber(entry, trie));
}

/** The factor that an entry's number is multiplied with. */
export function scaleOf(entry: RoleEntry): number {
  return entry.extract.as === 'number' ? entry.extract.scale : 1;
}

/** Compiles an entry of the time role, in microseconds. */
export function timeExtract(entry: RoleEntry, trie: TrieBuilder, spec: KernelSpec): TimeExtract {
  const read = guarded(entry, trie, bareTime(entry, trie, spec));
  return (cursor) => read(cursor) ?? Number.NaN;
}

/** A breadcrumb's parts; lines repeat them, so the last one is kept. */
export function crumbReader(zone: string): (text: string) => Crumb | undefined {
  let last: string | undefined;
  let crumb: Crumb | undefined;
  return (text) => {
    if (text !== last) {
      last = text;
      crumb = parseCrumb(text, zone);
    }
    return crumb;
  };
}

function guarded<T>(
  entry: RoleEntry,
  trie: TrieBuilder,
  read: (cursor: Cursor) => T | undefined,
): (cursor: Cursor) => T | undefined {
  if (!entry.only) return read;
  const spot = spotOf(trie, entry.only.path);
  const wanted = new Set(entry.only.values);
  return (cursor) => {
    const text = textAt(cursor, spot);
    return text !== undefined && wanted.has(text) ? read(cursor) : undefined;
  };
}

function bareText(entry: RoleEntry, trie: TrieBuilder, spec: KernelSpec): TextExtract {
  const { extract } = entry;
  const spot = spotOf(trie, entry.path);
  switch (extract.as) {
    case 'text': {
      const except = new Set(extract.except);
      const bare = bareOf(extract);
      return (cursor) => {
        const text = textAt(cursor, spot);
        return text === undefined || except.has(text) ? undefined : bare(text);
      };
    }
    case 'crumb': {
      const read = crumbReader(spec.logZone);
      const { part } = extract;
      return (cursor) => {
        const text = textAt(cursor, spot);
        const value = text === undefined ? undefined : read(text)?.[part];
        return value === undefined || value === 'unknown' ? undefined : String(value);
      };
    }
    case 'level':
      return (cursor) => {
        const text = textAt(cursor, spot);
        return text === undefined ? undefined : levelOf(text);
      };
    case 'success':
      return (cursor) => {
        const slot = slotAt(cursor, spot);
        const tag = slot < 0 ? 0 : cursor.walker.slots.tag[slot];
        return tag === TAG_TRUE ? 'ok' : tag === TAG_FALSE ? 'error' : undefined;
      };
    case 'exit-code':
      return (cursor) => {
        const slot = slotAt(cursor, spot);
        if (slot < 0 || cursor.walker.slots.tag[slot] !== TAG_NUMBER) return undefined;
        return Number(textAt(cursor, spot)) === 0 ? 'ok' : 'error';
      };
    case 'word': {
      const words = new Map<string, string>();
      for (const word of extract.ok) words.set(word, 'ok');
      for (const word of extract.error) words.set(word, 'error');
      return (cursor) => words.get(textAt(cursor, spot) ?? '');
    }
    case 'error-type': {
      const tests = extract.globs.map(globTest);
      return (cursor) => {
        const text = textAt(cursor, spot);
        return text !== undefined && tests.some((test) => test(text)) ? 'error' : undefined;
      };
    }
    case 'constant':
      return () => extract.value;
    case 'directory': {
      const name = namedDirectory(spec.path, extract.file);
      return () => name;
    }
    case 'template':
      return templateExtract(extract.sentences, spot, trie);
    case 'table': {
      const { numbers } = extract;
      return (cursor) => {
        const text = textAt(cursor, spot);
        return text !== undefined && Object.hasOwn(numbers, text) ? String(numbers[text]) : undefined;
      };
    }
    case 'time':
    case 'number':
    case 'sum':
      return (cursor) => textAt(cursor, spot);
    default:
      return unreachable(extract);
  }
}

/** A text without the prefix that its extractor takes off; undefined where nothing is left. */
export function bareOf({
  without = '',
}: {
  readonly without?: string;
}): (text: string) => string | undefined {
  return (text) => (text.startsWith(without) ? text.slice(without.length) : text) || undefined;
}

function bareNumber(entry: RoleEntry, trie: TrieBuilder): NumberExtract {
  const { extract } = entry;
  const spot = spotOf(trie, entry.path);
  if (extract.as === 'table') {
    const { numbers } = extract;
    return (cursor) => {
      const text = textAt(cursor, spot);
      return text !== undefined && Object.hasOwn(numbers, text) ? numbers[text] : undefined;
    };
  }
  if (extract.as === 'sum') {
    const plus = spotOf(trie, extract.plus);
    return (cursor) => {
      const a = numericText(cursor, spot);
      const b = numericText(cursor, plus);
      return a === undefined ? b : b === undefined ? a : Number(a) + Number(b);
    };
  }
  return (cursor) => numericText(cursor, spot);
}

function bareTime(entry: RoleEntry, trie: TrieBuilder, spec: KernelSpec): TimeExtract {
  const spot = spotOf(trie, entry.path);
  const minDigits = entry.extract.as === 'time' ? (entry.extract.minDigits ?? 0) : 0;
  const zone = spec.logZone;
  return (cursor) => {
    const slot = slotAt(cursor, spot);
    if (slot < 0) return Number.NaN;
    const { tag, from, to } = cursor.walker.slots;
    const start = from[slot]!;
    const end = to[slot]!;
    if (tag[slot] === TAG_NUMBER) return numberTime(cursor.bytes, start, end, minDigits);
    if (tag[slot] !== TAG_STRING) return Number.NaN;
    const us = isoBytesToUs(cursor.bytes, start + 1, end - 1, zone);
    if (!Number.isNaN(us)) {
      cursor.zoneless = isZoneless(cursor.bytes, start + 1, end - 1);
      return us;
    }
    const text = stringText(cursor.bytes, start, end);
    return isJsonNumber(text) && integerDigits(text) >= minDigits ? epochToUs(text) : Number.NaN;
  };
}

function numericText(cursor: Cursor, spot: Spot): string | undefined {
  const text = textAt(cursor, spot);
  return text !== undefined && isJsonNumber(text) ? text : undefined;
}

function numberTime(bytes: Uint8Array, from: number, to: number, minDigits: number): number {
  const text = asBuffer(bytes).latin1Slice(from, to);
  return minDigits > 0 && integerDigits(text) < minDigits ? Number.NaN : epochToUs(text);
}

function integerDigits(text: string): number {
  return /^-?(\d*)/.exec(text)![1]!.length;
}

/** `{path}` is replaced by the text there; a part in `[ ]` whose path is missing vanishes; else a missing path is `?`. */
function templateExtract(
  sentences: Readonly<Record<string, string>>,
  type: Spot,
  trie: TrieBuilder,
): TextExtract {
  const compiled = new Map<string, (cursor: Cursor) => string>();
  for (const [name, sentence] of Object.entries(sentences))
    compiled.set(name, compileSentence(sentence, trie));
  return (cursor) => {
    const name = textAt(cursor, type);
    return name === undefined ? undefined : compiled.get(name)?.(cursor);
  };
}

function compileSentence(sentence: string, trie: TrieBuilder): (cursor: Cursor) => string {
  const parts = sentence.split(/(\[[^\]]*\])/).filter((part) => part !== '');
  const compiled = parts.map((part) => {
    const optional = part.startsWith('[') && part.endsWith(']');
    const pieces = (optional ? part.slice(1, -1) : part).split(/\{([^}]*)\}/);
    const spots = pieces.map((piece, i) => (i % 2 === 1 ? spotOf(trie, parsePath(piece)) : piece));
    return { optional, spots };
  });
  return (cursor) => {
    let text = '';
    for (const { optional, spots } of compiled) {
      let missing = false;
      let piece = '';
      for (const spot of spots) {
        const value = typeof spot === 'string' ? spot : shownAt(cursor, spot);
        if (value === undefined) missing = true;
        piece += value ?? '?';
      }
      if (!(optional && missing)) text += piece;
    }
    return text;
  };
}

/** Strings as they are, numbers, booleans, arrays and objects as JSON; null is missing. */
function shownAt(cursor: Cursor, spot: Spot): string | undefined {
  const slot = slotAt(cursor, spot);
  if (slot < 0) return undefined;
  const { tag, from, to } = cursor.walker.slots;
  if (tag[slot] === TAG_STRING) return stringText(cursor.bytes, from[slot]!, to[slot]!);
  const text = jsonText(cursor.bytes, from[slot]!, to[slot]!);
  return text === 'null' ? undefined : text;
}
