/**
 * An event as the line that a dialect's own writers would write. Invariant: what is spelled here is read back by every
 * reader of the log as the same value; source of the spellings: dialects.md and real logs.
 */

export type DialectName = 'macf' | 'study' | 'mnemosyne' | 'agentbus' | 'amplifier' | 'generic';

/** How a dialect's own writers spell JSON. */
export interface Spelling {
  /** A space behind `:` and `,`, as Python's json.dumps writes. */
  readonly spaced: boolean;
  /** Everything beyond printable ASCII as `\uXXXX`. */
  readonly ascii: boolean;
}

const PYTHON: Spelling = { spaced: true, ascii: true };
const COMPACT: Spelling = { spaced: false, ascii: false };

export const SPELLINGS: Readonly<Record<DialectName, Spelling>> = Object.freeze({
  macf: PYTHON,
  study: PYTHON,
  mnemosyne: COMPACT,
  agentbus: PYTHON,
  // `ensure_ascii=False`.
  amplifier: { spaced: true, ascii: false },
  generic: COMPACT,
});

/** The names that `AppenderOptions.dialect` takes. */
export const DIALECT_NAMES: readonly DialectName[] = Object.freeze(
  Object.keys(SPELLINGS) as readonly DialectName[],
);

/** `value` as JSON; undefined where it is no JSON value. Throws what JSON.stringify throws. BigInts are written whole. */
export function spell(value: unknown, dialect: DialectName): string | undefined {
  const { spaced, ascii } = SPELLINGS[dialect];
  const compact = compactJson(value);
  if (compact === undefined) return undefined;
  const text = spaced ? space(compact) : compact;
  return ascii ? escapeWide(text) : text;
}

/** What UTF-8 cannot hold, a surrogate without its other half, as the escape that JSON has for it. */
export function escapeLone(text: string): string {
  return /\p{Surrogate}/u.test(text) ? text.replace(/\p{Surrogate}/gu, escapeUnit) : text;
}

function compactJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof TypeError) || !/BigInt/.test(error.message)) throw error;
    return withBigInts(value);
  }
}

/** JSON has integers of any size, and JSON.stringify has none: they stand in as marked texts and are put back. */
function withBigInts(value: unknown): string | undefined {
  const mark = `bigint-${Math.random()}-`;
  const text = JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'bigint' ? `${mark}${each}` : each,
  ) as string | undefined;
  return text?.replaceAll(new RegExp(`"${mark.replaceAll('.', '\\.')}(-?\\d+)"`, 'g'), '$1');
}

/** Compact JSON with a space behind each `:` and `,` outside strings. */
function space(compact: string): string {
  let out = '';
  let from = 0;
  for (let i = 0; i < compact.length; i++) {
    const c = compact.charCodeAt(i);
    if (c === 0x22) i = closingQuote(compact, i);
    else if (c === 0x3a || c === 0x2c) {
      out += `${compact.slice(from, i + 1)} `;
      from = i + 1;
    }
  }
  return out + compact.slice(from);
}

/** The index of the quote that closes the string which opens at `at`. */
function closingQuote(text: string, at: number): number {
  let i = text.indexOf('"', at + 1);
  while (isEscaped(text, i)) i = text.indexOf('"', i + 1);
  return i;
}

function isEscaped(text: string, at: number): boolean {
  let i = at;
  while (text.charCodeAt(i - 1) === 0x5c) i--;
  return (at - i) % 2 === 1;
}

/** Everything beyond printable ASCII as the escape that JSON has for it. */
export function escapeWide(text: string): string {
  return /[\u007f-\uffff]/.test(text) ? text.replace(/[\u007f-\uffff]/g, escapeUnit) : text;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
