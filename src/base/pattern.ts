/**
 * Patterns that users type: globs and regular expressions. Both are tested in time that does not explode on any text:
 * a glob by two pointers, a regular expression by RE2 (promises.md row 24).
 */
import type { RE2JS } from 're2js';
import { Fault } from './fault.ts';
import { load } from './load.ts';

/** Test time grows with pattern times text; a longer pattern is a mistake or an attack. */
const LONGEST_PATTERN = 10_000;
/** A pattern of these characters alone, none of which RE2 treats specially, is its own text. */
const LITERAL = /^[^\\^$.|?*+()[\]{}\ud800-\udfff]*$/;

/** A test of a whole text against a glob: `*` is any run, `?` one character, everything else itself. */
export function globTest(glob: string): (text: string) => boolean {
  if (!isGlob(glob)) return (text) => text === glob;
  if (!glob.includes('?')) return runsTest(glob.split(/\*+/));
  const pattern = Array.from(glob.replace(/\*+/g, '*'));
  return (text) => matchGlob(pattern, ASCII.test(text) ? text : Array.from(text));
}

/** The text holds a `*` or a `?`. */
export function isGlob(text: string): boolean {
  return text.includes('*') || text.includes('?');
}

/** The runs of literal text that every match of the glob holds, in order. */
export function globLiterals(glob: string): string[] {
  return glob.split(/[*?]+/).filter((run) => run !== '');
}

/** A test whether the pattern is found anywhere in a text, RE2 semantics. Throws a `bad-regex` Fault. */
export function regexTest(pattern: string): (text: string) => boolean {
  if (LITERAL.test(pattern) && pattern.length <= LONGEST_PATTERN) return (text) => text.includes(pattern);
  const regex = compileRegex(pattern);
  return (text) => regex.test(text);
}

/** Throws a `bad-regex` Fault where the pattern is no RE2 regular expression; the span is the pattern. */
export function checkRegex(pattern: string): void {
  if (!LITERAL.test(pattern) || pattern.length > LONGEST_PATTERN) compileRegex(pattern);
}

const ASCII = /^[\0-\x7f]*$/;

/** A glob of stars only: it begins with the first run, ends with the last, and holds the others in between, in order. */
function runsTest(runs: readonly string[]): (text: string) => boolean {
  const head = runs[0]!;
  const tail = runs.at(-1)!;
  const inner = runs.slice(1, -1);
  return (text) => {
    const end = text.length - tail.length;
    if (end < head.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
    let at = head.length;
    for (const run of inner) {
      const found = text.indexOf(run, at);
      if (found === -1) return false;
      at = found + run.length;
    }
    return at <= end;
  };
}

/** Greedy with one way back, to the latest star: at most pattern × text steps. */
function matchGlob(pattern: readonly string[], text: string | readonly string[]): boolean {
  let at = 0;
  let slot = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    const wanted = pattern[slot];
    if (wanted === '*') {
      star = slot++;
      resume = at;
    } else if (wanted === '?' || wanted === text[at]) {
      slot++;
      at++;
    } else if (star >= 0) {
      slot = star + 1;
      at = ++resume;
    } else return false;
  }
  while (pattern[slot] === '*') slot++;
  return slot === pattern.length;
}

function compileRegex(pattern: string): RE2JS {
  const { RE2JS, RE2JSException } = load('re2js') as typeof import('re2js');
  const span = { text: pattern, start: 0, end: pattern.length };
  if (pattern.length > LONGEST_PATTERN) {
    const message = `expected a regular expression of at most ${LONGEST_PATTERN} characters`;
    throw new Fault({ code: 'bad-regex', message, span });
  }
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const reason = error.message.replace(/^error parsing regexp: /, '').slice(0, 200);
    throw new Fault({
      code: 'bad-regex',
      message: `not a regular expression: ${reason}`,
      span,
      ...hintFor(pattern),
    });
  }
}

function hintFor(pattern: string): { hint?: string } {
  if (/\(\?(?:[=!]|<[=!])/.test(pattern))
    return { hint: 'RE2 has no look-around; join two comparisons with `and`' };
  if (/\\[1-9]/.test(pattern)) return { hint: 'RE2 has no back-references' };
  return {};
}
