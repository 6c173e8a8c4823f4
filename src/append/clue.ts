/**
 * What a clue of a secret is: a needle, and what to make of it where it is found. Laws: `find` looks no farther than a
 * bounded number of characters or one plain class, so that no text is slow; where `find` would find a secret in a text,
 * `maybe` says yes of the same needle in any line of JSON that holds that text, however it is spelled or encoded there,
 * short of escapes of ASCII (`\u00`), which are needles of their own, and base64, which is looked for by itself.
 */

/** A part of a text that is a secret. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface Clue {
  /** ASCII, upper and lower case aside. */
  readonly needles: readonly string[];
  /** Whether a secret may be here; `at` and `end` are the needle's. */
  readonly maybe: (line: string, at: number, end: number) => boolean;
  /** The secret here; `at` and `end` are the needle's. */
  readonly find: (text: string, at: number, end: number) => Range | undefined;
}

export const ALWAYS = (): boolean => true;
export const NEVER = (): undefined => undefined;

/** No letter or digit stands before. */
export function isFresh(text: string, at: number): boolean {
  return at === 0 || !isLetter(text.charCodeAt(at - 1));
}

/** The same of a text that may be escaped: the letter before is the end of `%3D`, `\n` or `\u2028`. */
export function mayBeFresh(line: string, at: number): boolean {
  return (
    isFresh(line, at) ||
    line.charCodeAt(at - 2) === 0x5c ||
    line.charCodeAt(at - 3) === 0x25 ||
    line.charCodeAt(at - 6) === 0x5c
  );
}

export function isLetter(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

/** What `pattern` (sticky) matches at `at`. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const PLACEHOLDER =
  /^(?:\$(?:\{.*|\(.*|[A-Za-z_]\w*)|<[^>]*>|\{\{.*|%[sdv]|%\(.*|\*+(?:redacted)?\**|x{3,}|\.{3}|\[?redacted\]?|null|none|nil|undefined|true|false|required|optional|missing|invalid|expired|incorrect|wrong|empty|unset|string)$/is;
const LONGEST_PLACEHOLDER = 64;

/** Stand-ins for a value: variables, templates, masks, and what programs say instead of one. */
export function isPlaceholder(value: string): boolean {
  return value.length <= LONGEST_PLACEHOLDER && PLACEHOLDER.test(value);
}
