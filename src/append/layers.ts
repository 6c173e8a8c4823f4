/**
 * The texts that a text may stand for: with its escapes resolved, its percent signs decoded, its base64 read. Invariant: a
 * part of a layer is a part of the text that it was made of, by `offsets`.
 */
import { isLetter, type Range } from './clue.ts';

export interface Layer {
  readonly text: string;
  /** Of each character of `text`, and of its end, where it begins in the text that it was made of. */
  readonly offsets: Uint32Array;
}

const BACKSLASH = 0x5c;
const PERCENT = 0x25;
/** What the letter behind a backslash stands for, where it is not itself. */
const ESCAPES: ReadonlyMap<number, number> = new Map(
  [...'n\nr\rt\tb\bf\f'.matchAll(/(.)([\s\S])/g)].map(([, letter, code]) => [
    letter!.charCodeAt(0),
    code!.charCodeAt(0),
  ]),
);

/** The text with JSON's escapes resolved; undefined where it has none. */
export function unescaped(text: string): Layer | undefined {
  if (!text.includes('\\')) return undefined;
  return resolved(text, BACKSLASH, (at) => {
    const letter = text.charCodeAt(at + 1);
    const code = letter === 0x75 ? hexAt(text, at + 2, 4) : -1;
    if (code >= 0) return { code, size: 6 };
    return at + 1 < text.length ? { code: ESCAPES.get(letter) ?? letter, size: 2 } : undefined;
  });
}

/** The text with `%3D` and the like decoded, byte by byte; undefined where it has none. */
export function unquoted(text: string): Layer | undefined {
  if (!text.includes('%') || text.search(/%[0-9A-Fa-f]{2}/) < 0) return undefined;
  return resolved(text, PERCENT, (at) => {
    const code = hexAt(text, at + 1, 2);
    return code < 0 ? undefined : { code, size: 3 };
  });
}

/** Where `range` of a layer stands in the text that the layer was made of. */
export function origin({ offsets }: Layer, { from, to }: Range): Range {
  return { from: offsets[from]!, to: offsets[to]! };
}

/** A run of base64 is looked at from this length on: 19 bytes. */
const RUN = 26;
const PRINTABLE = /^[\t\n\r\x20-\x7e]*$/;

/** Runs of base64 that stand for plain text, with that text. Hashes and random bytes do not. */
export function* base64Texts(text: string): Generator<Range & { readonly text: string }> {
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

/** What `mark` begins at an index: the code that it stands for and how many characters it takes; undefined for none. */
type Resolve = (at: number) => { readonly code: number; readonly size: number } | undefined;

function resolved(text: string, mark: number, resolve: Resolve): Layer {
  const codes = new Uint16Array(text.length);
  const offsets = new Uint32Array(text.length + 1);
  let size = 0;
  for (let i = 0; i < text.length; size++) {
    const code = text.charCodeAt(i);
    const found = code === mark ? resolve(i) : undefined;
    codes[size] = found?.code ?? code;
    offsets[size] = i;
    i += found?.size ?? 1;
  }
  offsets[size] = text.length;
  const bytes = Buffer.from(codes.buffer, 0, size * 2);
  return { text: bytes.toString('utf16le'), offsets: offsets.subarray(0, size + 1) };
}

/** The number that `count` hexadecimal digits at an index spell; -1 where there are none. */
function hexAt(text: string, at: number, count: number): number {
  let number = 0;
  for (let i = at; i < at + count; i++) {
    const code = text.charCodeAt(i);
    const digit = code >= 0x30 && code <= 0x39 ? code - 0x30 : (code | 0x20) - 0x61 + 10;
    if (!(digit >= 0 && digit < 16) || (digit >= 10 && (code | 0x20) < 0x61)) return -1;
    number = number * 16 + digit;
  }
  return number;
}
