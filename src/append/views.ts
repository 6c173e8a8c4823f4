/**
 * The texts that a text may stand for: with its escapes resolved, its percent signs decoded, its base64 read. Invariant: a
 * part of a view is a part of the text that it was made of, by `offsets`.
 */
import { isLetter, type Span } from './clue.ts';

export interface View {
  readonly text: string;
  /** Of each character of `text`, and of its end, where it begins in the text that it was made of. */
  readonly offsets: Uint32Array;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g;
const PERCENT = /%([0-9a-fA-F]{2})/g;

/** The text with JSON's escapes resolved; undefined where it has none. */
export function unescaped(text: string): View | undefined {
  if (!text.includes('\\')) return undefined;
  return resolved(text, ESCAPE, ([, hex, letter = '']) =>
    hex === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** The text with `%3D` and the like decoded, byte by byte; undefined where it has none. */
export function unquoted(text: string): View | undefined {
  if (!text.includes('%') || text.search(PERCENT) < 0) return undefined;
  return resolved(text, PERCENT, ([, hex = '']) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Where `span` of a view stands in the text that the view was made of. */
export function origin({ offsets }: View, { from, to }: Span): Span {
  return { from: offsets[from]!, to: offsets[to]! };
}

/** A run of base64 is looked at from this length on: 19 bytes. */
const RUN = 26;
const PRINTABLE = /^[\t\n\r\x20-\x7e]*$/;

/** Runs of base64 that stand for plain text, with that text. Hashes and random bytes do not. */
export function* base64Texts(text: string): Generator<Span & { readonly text: string }> {
  for (let from = 0; from < text.length; from++) {
    let to = from;
    while (isBase64(text.charCodeAt(to))) to++;
    if (to - from >= RUN && isPlain(text.slice(from, from + 32)))
      yield { from, to, text: Buffer.from(text.slice(from, to), 'base64').toString('latin1') };
    from = to;
  }
}

function isPlain(base64: string): boolean {
  return PRINTABLE.test(Buffer.from(base64, 'base64').toString('latin1'));
}

/** Of either alphabet; what fills up at the end is as good as not there. */
function isBase64(code: number): boolean {
  return isLetter(code) || code === 0x2b || code === 0x2f || code === 0x2d || code === 0x5f;
}

function resolved(text: string, pattern: RegExp, letterOf: (match: RegExpMatchArray) => string): View {
  const offsets = new Uint32Array(text.length + 1);
  let out = '';
  let from = 0;
  const copy = (to: number): void => {
    for (let i = from; i < to; i++) offsets[out.length + i - from] = i;
    out += text.slice(from, to);
  };
  for (const match of text.matchAll(pattern)) {
    copy(match.index);
    offsets[out.length] = match.index;
    out += letterOf(match);
    from = match.index + match[0].length;
  }
  copy(text.length);
  offsets[out.length] = text.length;
  return { text: out, offsets: offsets.subarray(0, out.length + 1) };
}
