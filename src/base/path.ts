/**
 * Field paths: `data.tool`, `data["a.b"]`, `data.argv[0]`, `data.argv[*]`.
 * A path is frozen data: it is parsed once and travels in queries and plans. Source of the rules: cli.md.
 */
import { Fault } from './fault.ts';
import { quote, scanQuoted } from './quoted.ts';

/** One step: an object key, an array index from 0, or any element of an array. A quoted key is never split or joined. */
export type Step =
  | { readonly key: string; readonly quoted?: true }
  | { readonly index: number }
  | { readonly any: true };

export type Path = readonly Step[];

export interface PathScan {
  readonly path: Path;
  /** The index behind the path. */
  readonly end: number;
}

/** A path of more steps than a log line may be deep (promises.md row 10) matches nothing. */
const MOST_STEPS = 1000;
/** Gaps between neighbouring plain keys beyond which only two readings are given. */
const MOST_GAPS = 5;

/** Reads a whole text as one path. Throws a `bad-path` Fault with the place. */
export function parsePath(text: string): Path {
  const { path, end } = scanPath(text, 0);
  if (end < text.length) {
    const hint = /\s/.test(text[end]!) ? undefined : 'a key with other characters is quoted: data["a.b"]';
    throw badPath({
      text,
      start: end,
      end: text.length,
      message: 'expected `.`, `[` or the end of the path',
      hint,
    });
  }
  return path;
}

/** Reads the path that begins at `start` and ends where no step follows. Throws a `bad-path` Fault with the place. */
export function scanPath(text: string, start: number): PathScan {
  const path: Step[] = [];
  let at = start;
  for (;;) {
    const first = path.length === 0;
    const mark = text[at];
    if (mark === '[') at = scanBracket(text, at, path);
    else if (first) at = scanKey(text, at, path);
    else if (mark === '.') at = scanKey(text, at + 1, path);
    else return { path: Object.freeze(path), end: at };
    if (path.length > MOST_STEPS) {
      throw badPath({ text, start, end: at, message: `expected a path of at most ${MOST_STEPS} steps` });
    }
  }
}

/** The text that `parsePath` reads back as this path. Keys that need it are quoted. */
export function printPath(path: Path): string {
  return path.map((step, at) => printStep(step, at === 0)).join('');
}

/**
 * All the ways to read a path in an event, to be tried in order: `id.orig_h` is first the key `orig_h` inside `id`, then
 * the flat key `id.orig_h`. Neighbouring plain keys are joined, fewest joins first, the deepest first among equals;
 * quoted keys and indexes never join. With more than 6 plain keys in a row (5 gaps in the whole path) only the nested
 * and the completely joined reading are given.
 */
export function readings(path: Path): readonly Path[] {
  const gaps = path.flatMap((step, at) => (isPlain(step) && at > 0 && isPlain(path[at - 1]!) ? [at] : []));
  if (gaps.length === 0) return [path];
  const all = 2 ** gaps.length - 1;
  if (gaps.length > MOST_GAPS) return [path, joined(path, new Set(gaps))];
  const masks = Array.from({ length: all + 1 }, (_, mask) => mask);
  masks.sort((a, b) => bitCount(a) - bitCount(b) || b - a);
  return masks.map((mask) => joined(path, new Set(gaps.filter((_, bit) => (mask >> bit) & 1))));
}

/** `@` may stand inside a key, not at its beginning, where it marks a role. */
const KEY = /[\p{L}\p{M}\p{N}_$-][\p{L}\p{M}\p{N}_$@-]*/uy;
const PLAIN_KEY = /^[\p{L}\p{M}\p{N}_$-][\p{L}\p{M}\p{N}_$@-]*$/u;
const INDEX = /\[\s*([0-9]+)\s*\]/y;
const ANY = /\[\s*\*\s*\]/y;

function scanKey(text: string, at: number, path: Step[]): number {
  KEY.lastIndex = at;
  const key = KEY.exec(text)?.[0];
  if (key !== undefined) {
    path.push(Object.freeze({ key }));
    return at + key.length;
  }
  const hint = text[at] === '@' ? 'a key that begins with "@" is quoted: ["@timestamp"]' : undefined;
  throw badPath({ text, start: at, end: at + 1, message: 'expected a key', hint });
}

function scanBracket(text: string, at: number, path: Step[]): number {
  ANY.lastIndex = at;
  if (ANY.test(text)) {
    path.push(Object.freeze({ any: true }));
    return ANY.lastIndex;
  }
  INDEX.lastIndex = at;
  const digits = INDEX.exec(text)?.[1];
  if (digits !== undefined && Number(digits) <= Number.MAX_SAFE_INTEGER) {
    path.push(Object.freeze({ index: Number(digits) }));
    return INDEX.lastIndex;
  }
  const inside = at + 1 + /^\s*/.exec(text.slice(at + 1, at + 20))![0].length;
  if (text[inside] !== '"' && text[inside] !== "'") {
    const hint = text[inside] === '-' ? 'indexes count from 0' : 'a key in brackets is quoted: data["a.b"]';
    throw badPath({
      text,
      start: inside,
      end: inside + 1,
      message: 'expected an index, `*` or a quoted key',
      hint,
    });
  }
  const { value, end } = scanQuoted(text, inside, { escapes: 'json', code: 'bad-path' });
  const close = end + /^\s*/.exec(text.slice(end, end + 20))![0].length;
  if (text[close] !== ']') throw badPath({ text, start: close, end: close + 1, message: 'expected `]`' });
  path.push(Object.freeze({ key: value, quoted: true }));
  return close + 1;
}

function printStep(step: Step, first: boolean): string {
  if ('any' in step) return '[*]';
  if ('index' in step) return `[${step.index}]`;
  if (step.quoted || !PLAIN_KEY.test(step.key)) return `[${quote(step.key)}]`;
  return first ? step.key : `.${step.key}`;
}

/** The path with the keys before each of these places joined to it by a dot. */
function joined(path: Path, places: ReadonlySet<number>): Path {
  const steps: Step[] = [];
  path.forEach((step, at) => {
    const before = steps.at(-1);
    if (places.has(at) && 'key' in step && before !== undefined && 'key' in before) {
      steps[steps.length - 1] = { key: `${before.key}.${step.key}`, quoted: true };
    } else steps.push(step);
  });
  return Object.freeze(steps);
}

function isPlain(step: Step): boolean {
  return 'key' in step && !step.quoted;
}

function bitCount(mask: number): number {
  let count = 0;
  for (let rest = mask; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}

function badPath(parts: {
  text: string;
  start: number;
  end: number;
  message: string;
  hint?: string | undefined;
}): Fault {
  const { text, message, hint } = parts;
  const start = Math.min(parts.start, text.length);
  const span = { text, start, end: Math.max(start, Math.min(parts.end, text.length)) };
  return new Fault({ code: 'bad-path', message, span, ...(hint === undefined ? {} : { hint }) });
}
