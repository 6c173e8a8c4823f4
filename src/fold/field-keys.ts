/**
 * Keys of scalars: a text that two JSON scalars share exactly when they are the same value, and its hash.
 *
 * A string is a quote and its text, a literal itself; a number what its double prints where that is the number exactly,
 * else its canonical decimal. A key of over KEY_MOST characters is
 * known by its hash: `#`, 16 hexadecimal digits, and the beginning of the value to be shown.
 */
import { asBuffer, stringText } from '../base/json.ts';
import { canonicalDecimal } from '../base/number.ts';
import type { FieldValue } from '../model/fields.ts';

/** Characters (UTF-16 units) of a value beyond which it is known by its hash. */
export const KEY_MOST = 200;
/** Characters of an example. */
const SHOWN_MOST = 60;
const HASHED = '#';
const HASH_DIGITS = 16;
const MOST_ZEROS = 20;

/** A 64-bit hash: two words. Functions write into it, so that none is made for each value. */
export interface Hash {
  high: number;
  low: number;
}

/** The key of the string token `bytes[from, to)`. */
export function stringKey(bytes: Uint8Array, from: number, to: number): string {
  return shortened(`"${stringText(bytes, from, to)}`);
}

/** The key of the number `text`; `value` is its double. */
export function numberKey(text: string, value: number): string {
  const printed = String(value + 0);
  if (printed === text) return text;
  const canonical = canonicalDecimal(text);
  const same = Number.isFinite(value) && canonicalDecimal(printed) === canonical;
  return same ? printed : shortened(canonical);
}

/** The value that a key stands for, as it is shown. */
export function keyValue(key: string): FieldValue {
  if (key.startsWith(HASHED)) return `${key.slice(1 + HASH_DIGITS)}…`;
  if (key.startsWith('"')) return key.length > SHOWN_MOST + 1 ? `${beginning(bare(key))}…` : bare(key);
  if (key === 'null') return null;
  if (key === 'true' || key === 'false') return key === 'true';
  return numberValue(key);
}

/** The number of a key: a double that prints as the number, else its digits. */
export function numberValue(key: string): number | string {
  return String(Number(key)) === key ? Number(key) : digitsOf(key);
}

/** The hash of a key. */
export function hashKey(key: string, into: Hash): void {
  if (key.startsWith(HASHED)) {
    into.high = Number.parseInt(key.slice(1, 9), 16);
    into.low = Number.parseInt(key.slice(9, 1 + HASH_DIGITS), 16);
    return;
  }
  hashText(key, into);
}

/** The hash of the string token's key; nothing is decoded where the token is plain ASCII. */
export function hashString(bytes: Uint8Array, token: { from: number; to: number }, into: Hash): void {
  let a = SEED_A;
  let b = SEED_B;
  for (let i = token.from; i < token.to - 1; i++) {
    const c = bytes[i]!;
    if (c === 0x5c || c > 0x7f) {
      hashText(`"${stringText(bytes, token.from, token.to)}`, into);
      return;
    }
    a = Math.imul(a ^ c, FACTOR_A);
    a = (a << 13) | (a >>> 19);
    b = Math.imul(b ^ c, FACTOR_B);
    b = (b << 17) | (b >>> 15);
  }
  finishHash(a, b, into);
}

/** The text of a number token. */
export function numberText(bytes: Uint8Array, from: number, to: number): string {
  return asBuffer(bytes).latin1Slice(from, to);
}

const SEED_A = 0x2545f491;
const SEED_B = 0x52dce729;
const FACTOR_A = 0xcc9e2d51;
const FACTOR_B = 0x1b873593;

/** Equal to `hashString` where all is ASCII. */
function hashText(text: string, into: Hash): void {
  let a = SEED_A;
  let b = SEED_B;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, FACTOR_A);
    a = (a << 13) | (a >>> 19);
    b = Math.imul(b ^ c, FACTOR_B);
    b = (b << 17) | (b >>> 15);
  }
  finishHash(a, b, into);
}

/** Each bit of the two words hangs on every bit of both (the finalizer of MurmurHash3, twice crossed). */
function finishHash(a: number, b: number, into: Hash): void {
  const high = mix(a + Math.imul(b, 5));
  const low = mix(b + Math.imul(high, 3));
  into.high = mix(high ^ low) >>> 0;
  into.low = low >>> 0;
}

function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function shortened(key: string): string {
  if (key.length <= KEY_MOST) return key;
  const hash = { high: 0, low: 0 };
  hashText(key, hash);
  const digits = [hash.high, hash.low].map((word) => word.toString(16).padStart(8, '0')).join('');
  return HASHED + digits + beginning(bare(key));
}

/** `12e2` as `1200`, `12e-3` as `0.012`, while that is not many zeros. */
function digitsOf(canonical: string): string {
  const [whole = '', exponent = '0'] = canonical.split('e');
  const sign = whole.startsWith('-') ? '-' : '';
  const digits = whole.slice(sign.length);
  const places = Number(exponent);
  if (places >= 0 && places <= MOST_ZEROS) return whole + '0'.repeat(places);
  if (places >= 0 || places < -digits.length - MOST_ZEROS) return canonical;
  const padded = digits.padStart(1 - places, '0');
  return `${sign}${padded.slice(0, places)}.${padded.slice(places)}`;
}

function bare(key: string): string {
  return key.startsWith('"') ? key.slice(1) : key;
}

/** Ends at a character's edge. */
function beginning(text: string): string {
  return text.slice(0, SHOWN_MOST).replace(/[\ud800-\udbff]$/, '');
}
