/**
 * What may stand at the caret of a where-expression: paths, operators, values, words that join.
 *
 * Invariant: it only proposes; the server alone judges an expression. A proposal is text of the language as it is, so a
 * value that must be quoted comes quoted.
 */
import { quote } from '../../../base/quoted.ts';

export type Kind = 'path' | 'operator' | 'value' | 'word';

export interface Completion {
  /** The part of the text that a proposal replaces, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly options: readonly Option[];
}

export interface Option {
  readonly kind: Kind;
  readonly text: string;
}

/** What the page has seen: paths of events, and values by path. */
export interface Seen {
  readonly paths: readonly string[];
  readonly values: ReadonlyMap<string, readonly string[]>;
}

const MOST = 12;
const ROLES = [
  ...['type', 'time', 'session', 'severity', 'status', 'duration', 'agent', 'workflow', 'trace', 'message'],
  ...['importance', 'tokens', 'cost', 'cycle', 'git', 'prompt', 'summary', 'dialect', 'source'],
].map((role) => `@${role}`);
const SIGNS = ['=', '!=', '>', '>=', '<', '<=', '~', '!~'];
const WORDS = ['like', 'contains', 'startswith', 'endswith', 'in'];
const OPERATORS: ReadonlySet<string> = new Set([...SIGNS, '==', ...WORDS]);
const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'fatal'];
const FIXED: ReadonlyMap<string, readonly string[]> = new Map([
  ['@severity', LEVELS],
  ['@status', ['ok', 'error']],
]);
const TOKEN = /"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[=!<>~]+|[(),]|(?:[^\s"'=!<>~(),[]|\[[^\]]*\]?)+/g;
const BARE = /^[\p{L}_][\p{L}\p{N}_.:-]*$/u;
const RESERVED = /^(?:and|or|not|in|like|contains|startswith|endswith|exists|true|false|null)$/i;

/** Proposals for the word at the caret, at most a dozen; what begins like it first, then what holds it. */
export function completionAt(text: string, caret: number, seen: Seen): Completion {
  const before = text.slice(0, caret);
  const tokens = [...before.matchAll(TOKEN)].map((match) => ({ text: match[0], start: match.index }));
  const last = tokens.at(-1);
  const inWord =
    last !== undefined && last.start + last.text.length === caret && !/^[(),]$|^[=!<>~]+$/.test(last.text);
  const typed = inWord ? last.text : '';
  const place = expected(tokens.slice(0, inWord ? -1 : undefined).map((token) => token.text));
  const start = caret - typed.length;
  const end = caret + (inWord ? (/^[\w@.:-]*/.exec(text.slice(caret))?.[0].length ?? 0) : 0);
  return { start, end, options: matching(optionsAt(place, seen), typed) };
}

type Place = { readonly at: 'path' | 'operator' | 'join' } | { readonly at: 'value'; readonly path: string };

/** What the grammar wants behind these tokens. */
function expected(tokens: readonly string[]): Place {
  let place: Place = { at: 'path' };
  let path = '';
  let listed = false;
  for (const token of tokens) {
    const word = token.toLowerCase();
    if (listed) {
      if (token === ')') [listed, place] = [false, { at: 'join' }];
      continue;
    }
    if (word === 'and' || word === 'or' || word === 'not') place = { at: 'path' };
    else if (token === '(' && place.at === 'value') listed = true;
    else if (token === '(') place = { at: 'path' };
    else if (token === ')') place = { at: 'join' };
    else if (word === 'exists') continue;
    else if (OPERATORS.has(word)) place = { at: 'value', path };
    else if (place.at === 'path') [path, place] = [token, { at: 'operator' }];
    else if (place.at === 'value') place = { at: 'join' };
  }
  return place;
}

function optionsAt(place: Place, { paths, values }: Seen): readonly Option[] {
  switch (place.at) {
    case 'path':
      return [...named('path', [...ROLES, ...paths]), ...named('word', ['not', 'exists'])];
    case 'operator':
      return named('operator', [...SIGNS, ...WORDS]);
    case 'join':
      return named('word', ['and', 'or']);
    case 'value':
      return named('value', [
        ...(FIXED.get(place.path) ?? []),
        ...(values.get(place.path) ?? []).map(valueText),
      ]);
  }
}

function named(kind: Kind, texts: readonly string[]): readonly Option[] {
  return [...new Set(texts)].map((text) => ({ kind, text }));
}

function matching(options: readonly Option[], typed: string): readonly Option[] {
  const plain = typed.toLowerCase().replace(/^["']/, '');
  const at = ({ text }: Option): number => text.toLowerCase().indexOf(plain);
  const begins = options.filter((option) => option.text.toLowerCase().replace(/^["']/, '').startsWith(plain));
  const holds = plain === '' ? [] : options.filter((option) => at(option) > 0 && !begins.includes(option));
  return [...begins, ...holds].filter(({ text }) => text !== typed).slice(0, MOST);
}

function valueText(value: string): string {
  return BARE.test(value) && !RESERVED.test(value) ? value : quote(value);
}
