/**
 * Where the secrets of a text are. Invariants: the ranges are in order and do not touch; finding is linear in the text, in
 * whatever encodings it hides; `mayHold` says yes of each line that holds one (the law above Clue).
 */
import type { Clue, Range } from './clue.ts';
import { contextClues } from './context-clues.ts';
import { base64Texts, type Layer, origin, unescaped, unquoted } from './layers.ts';
import { compileNeedles, type Needles, someNeedle } from './needles.ts';
import { isSecretKey } from './secret-keys.ts';
import { tokenClues } from './token-clues.ts';

/** What is looked for: the built-in clues and what a user adds. */
export interface Search {
  readonly needles: Needles;
  /** By needle. */
  readonly clues: readonly Clue[];
  readonly isKey: (name: string) => boolean;
  /** Patterns of a user, with the flag `g`. */
  readonly added: readonly RegExp[];
  readonly isAllowed: (secret: string) => boolean;
  /** A user's pattern or name gives no needle: every line may hold a secret. */
  readonly blind: boolean;
}

export interface SearchOptions {
  readonly keys: readonly string[];
  readonly add: readonly RegExp[];
  readonly allow: readonly (string | RegExp)[];
}

/** Encodings inside encodings are followed so deep. */
const MOST_LAYERS = 3;
/** ASCII that is escaped hides every needle. */
const ESCAPED_ASCII = '\\u00';
/** So many characters of base64 in a row may hide a text. */
const RUN = 26;
const BASE64_OR_BACKSLASH = Uint8Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9+/\\]/.test(String.fromCharCode(code)) ? 1 : 0,
);

export function searchOf({ keys, add, allow }: SearchOptions): Search {
  const names = new Set(keys.map((key) => key.toLowerCase()));
  const allowed = (text: string): boolean =>
    allow.some((one) => (typeof one === 'string' ? one === text : text.search(one) >= 0));
  const isKey = (name: string): boolean =>
    (isSecretKey(name) || names.has(name.toLowerCase())) && !allowed(name);
  const words = [...names].filter((name) => /^[\x21-\x7e]+$/.test(name));
  const clues = [...tokenClues(), ...contextClues(isKey, words)];
  const pairs = clues.flatMap((clue) => clue.needles.map((needle) => ({ clue, needle })));
  const escaped: Clue = { needles: [ESCAPED_ASCII], maybe: () => true, find: () => undefined };
  return {
    needles: compileNeedles([...pairs.map(({ needle }) => needle), ESCAPED_ASCII]),
    clues: [...pairs.map(({ clue }) => clue), escaped],
    isKey,
    added: add.map((pattern) => new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, '')}g`)),
    isAllowed: allowed,
    blind: add.length > 0 || words.length < names.size,
  };
}

/** Whether a line of JSON may hold a secret, in a value or under a name. Only "maybe" is ever wrong. */
export function mayHold({ needles, clues, blind }: Search, line: string): boolean {
  return (
    blind ||
    someNeedle(needles, line, (needle, at) =>
      clues[needle]!.maybe(line, at, at + needles.lengths[needle]!),
    ) ||
    hasRun(line)
  );
}

/** The secrets of a text. */
export function secretsOf(search: Search, text: string): readonly Range[] {
  return united(found(search, text, MOST_LAYERS));
}

/** From each run's end backwards: where its last place is no base64, none of the places before it need a look. */
function hasRun(line: string): boolean {
  let start = 0;
  while (start + RUN <= line.length) {
    let i = start + RUN - 1;
    while (i >= start && isBase64OrBackslash(line.charCodeAt(i))) i--;
    if (i < start) return true;
    start = i + 1;
  }
  return false;
}

function isBase64OrBackslash(code: number): boolean {
  return code < 128 && BASE64_OR_BACKSLASH[code] === 1;
}

/** Most texts hold nothing, and then nothing is made. */
const NONE: readonly Range[] = [];

function found(search: Search, text: string, layers: number): readonly Range[] {
  let ranges = plainly(search, text);
  if (layers === 0) return ranges;
  const resolved = unescaped(text);
  if (resolved) ranges = [...ranges, ...within(search, resolved, layers - 1)];
  const decoded = unquoted(text);
  if (decoded) ranges = [...ranges, ...within(search, decoded, layers - 1)];
  if (!hasRun(text)) return ranges;
  const encoded: Range[] = [];
  for (const { from, to, text: plain } of base64Texts(text))
    if (found(search, plain, layers - 1).length > 0) encoded.push({ from, to });
  return encoded.length > 0 ? [...ranges, ...encoded] : ranges;
}

/** The secrets of a layer, where they stand in the text that it was made of. */
function within(search: Search, layer: Layer, layers: number): readonly Range[] {
  return found(search, layer.text, layers).map((range) => origin(layer, range));
}

/** Without looking into encodings. */
function plainly({ needles, clues, added, isAllowed }: Search, text: string): readonly Range[] {
  if (added.length === 0 && !someNeedle(needles, text, any)) return NONE;
  const ranges: Range[] = [];
  let from = 0;
  let to = 0;
  someNeedle(needles, text, (needle, at) => {
    // Inside a secret that was found there is nothing to find.
    if (at >= from && at < to) return false;
    const range = clues[needle]!.find(text, at, at + needles.lengths[needle]!);
    if (range === undefined || isAllowed(text.slice(range.from, range.to))) return false;
    ranges.push(range);
    ({ from, to } = range);
    return false;
  });
  for (const pattern of added)
    for (const match of text.matchAll(pattern))
      if (match[0] !== '' && !isAllowed(match[0]))
        ranges.push({ from: match.index, to: match.index + match[0].length });
  return ranges;
}

function any(): boolean {
  return true;
}

/** In order, with what overlaps or touches as one. */
function united(ranges: readonly Range[]): readonly Range[] {
  if (ranges.length < 2) return ranges;
  const all: { from: number; to: number }[] = [];
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    const before = all.at(-1);
    if (before !== undefined && from <= before.to) before.to = Math.max(before.to, to);
    else all.push({ from, to });
  }
  return all;
}
