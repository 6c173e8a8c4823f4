/**
 * Exact decimal numbers, kept as their JSON text. JSON numbers have no bound, doubles have: everything here is by value
 * and exact (2^53 + 1, 1e400, 10,000 digits), and no exponent, however large, is ever written out (promises.md row 6).
 *
 * Invariant: the arguments are JSON numbers (RFC 8259), as `JSON.parse` accepts them.
 */

/** A value as sign × 0.digits × 10^point. `digits` begins and ends with no zero; zero is sign 0 with no digits. */
interface Decimal {
  readonly sign: -1 | 0 | 1;
  readonly digits: string;
  readonly point: bigint;
}

/** Digits that any decimal keeps through a double (IEEE 754 binary64). */
const SAFE_DIGITS = 15;
const TWO_TO_53 = '9007199254740992';
/** Decimal exponents that lie well inside the normal doubles, in both directions. */
const SAFE_POINT = 300n;

/** Order by value: `-0` is `0`, `1.0` is `1`. */
export function compareDecimals(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  if (isExactDouble(a) && isExactDouble(b)) return order(Number(a), Number(b));
  const left = decimalOf(a);
  const right = decimalOf(b);
  if (left.sign !== right.sign) return order(left.sign, right.sign);
  const bySize =
    left.point === right.point ? order(left.digits, right.digits) : order(left.point, right.point);
  return left.sign < 0 && bySize !== 0 ? (bySize === 1 ? -1 : 1) : bySize;
}

/**
 * Two such numbers compare as their doubles do: integers up to 2^53 either way, and numbers of at most 15 significant
 * digits whose size is between 1e-300 and 1e300.
 */
export function isExactDouble(text: string): boolean {
  if (text.length <= SAFE_DIGITS && !text.includes('e') && !text.includes('E')) return true;
  const { sign, digits, point } = decimalOf(text);
  if (sign === 0) return true;
  if (digits.length <= SAFE_DIGITS) return point <= SAFE_POINT && point >= -SAFE_POINT;
  return digits.length === 16 && point === 16n && digits <= TWO_TO_53;
}

/** Equal strings exactly when the values are equal: `0`, `15e-1`, `-1e400`. Itself a JSON number. */
export function canonicalDecimal(text: string): string {
  const { sign, digits, point } = decimalOf(text);
  if (sign === 0) return '0';
  const exponent = point - BigInt(digits.length);
  return `${sign < 0 ? '-' : ''}${digits}${exponent === 0n ? '' : `e${exponent}`}`;
}

/**
 * The value times 10^shift as an integer, rounded as said; undefined where that is beyond ±(2^53 - 1). Exact: no double
 * stands in between. `integerOf('1.0000015', 6, 'floor')` is 1000001.
 */
export function integerOf(text: string, shift: number, round: 'floor' | 'ceil'): number | undefined {
  const { sign, digits, point } = decimalOf(text);
  const wholeDigits = point + BigInt(shift);
  if (sign === 0) return 0;
  if (wholeDigits > 16n) return undefined;
  const cut = Math.max(0, Number(wholeDigits));
  const whole = sign * Number(digits.slice(0, cut).padEnd(cut, '0') || '0');
  const rest = digits.length > cut;
  const value = rest && round === (sign > 0 ? 'ceil' : 'floor') ? whole + sign : whole;
  return Number.isSafeInteger(value) ? value + 0 : undefined;
}

/** The number that a JSON number's text says, times `scale`: rounded once where the scale is a power of ten. */
export function scaled(text: string, scale: number): number {
  const places = POWERS.indexOf(scale);
  return places < 0 || /e/i.test(text) ? Number(text) * scale : Number(`${text}e${places}`);
}

const POWERS = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000];

/** Whether a text is a number as JSON writes it. */
export function isJsonNumber(text: string): boolean {
  return /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/.test(text);
}

function decimalOf(text: string): Decimal {
  const negative = text.startsWith('-');
  const mantissaEnd = endOfMantissa(text);
  const dot = text.indexOf('.');
  const wholeEnd = dot === -1 || dot > mantissaEnd ? mantissaEnd : dot;
  const whole = text.slice(negative ? 1 : 0, wholeEnd);
  const all = whole + text.slice(wholeEnd + 1, mantissaEnd);
  let first = 0;
  while (first < all.length && all.charCodeAt(first) === 48) first++;
  if (first === all.length) return { sign: 0, digits: '', point: 0n };
  let last = all.length;
  while (all.charCodeAt(last - 1) === 48) last--;
  const exponent = mantissaEnd === text.length ? 0n : BigInt(text.slice(mantissaEnd + 1).replace('+', ''));
  return {
    sign: negative ? -1 : 1,
    digits: all.slice(first, last),
    point: BigInt(whole.length - first) + exponent,
  };
}

function endOfMantissa(text: string): number {
  const lower = text.indexOf('e');
  const mark = lower === -1 ? text.indexOf('E') : lower;
  return mark === -1 ? text.length : mark;
}

function order<T extends number | bigint | string>(a: T, b: T): -1 | 0 | 1 {
  return a < b ? -1 : a > b ? 1 : 0;
}
