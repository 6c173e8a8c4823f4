/**
 * Quoted text as people type it in paths and expressions: "…" or '…' with backslash escapes.
 * Invariant: `scanQuoted(quote(text), 0).value === text` for every string, lone surrogates too.
 */
import { Fault } from './fault.ts';

export interface QuotedScan {
  readonly value: string;
  /** The index behind the closing quote. */
  readonly end: number;
}

/** Which escapes hold, and the code of a Fault where the text breaks them. */
export interface QuoteRule {
  /** `json` is RFC 8259 and `\'`; `text` lacks `\b` and `\f`, which a regular expression would silently take for another thing. */
  readonly escapes: 'json' | 'text';
  readonly code: string;
}

/** Reads the quoted text whose opening quote is at `start`. Throws a Fault of the rule's code with the place in `text`. */
export function scanQuoted(text: string, start: number, rule: QuoteRule): QuotedScan {
  const mark = text[start]!;
  const plain = mark === '"' ? /[^"\\]*/y : /[^'\\]*/y;
  const parts: string[] = [];
  let at = start + 1;
  for (;;) {
    plain.lastIndex = at;
    const run = plain.exec(text)![0];
    parts.push(run);
    at += run.length;
    if (at >= text.length) throw unclosed(text, start, rule);
    if (text[at] === mark) return { value: parts.join(''), end: at + 1 };
    const { value, end } = scanEscape(text, at, rule);
    parts.push(value);
    at = end;
  }
}

/** Double-quoted text that `scanQuoted` reads back; control, bidi and unpaired characters are written `\uXXXX`. */
export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n').replace(/\t/g, '\\t').replace(UNPRINTABLE, escapeUnit)}"`;
}

const UNPRINTABLE =
  /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const TEXT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['/', '/'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
const JSON_ESCAPES: ReadonlyMap<string, string> = new Map([...TEXT_ESCAPES, ['b', '\b'], ['f', '\f']]);

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function scanEscape(text: string, at: number, rule: QuoteRule): QuotedScan {
  const letter = text[at + 1];
  const known = rule.escapes === 'json' ? JSON_ESCAPES : TEXT_ESCAPES;
  const value = letter === undefined ? undefined : known.get(letter);
  if (value !== undefined) return { value, end: at + 2 };
  const hex = letter === 'u' ? text.slice(at + 2, at + 6) : '';
  if (/^[0-9A-Fa-f]{4}$/.test(hex)) {
    return { value: String.fromCharCode(Number.parseInt(hex, 16)), end: at + 6 };
  }
  const end = Math.min(text.length, at + (letter === 'u' ? 6 : 2));
  throw new Fault({
    code: rule.code,
    message: 'expected one of the escapes \\n \\t \\r \\\\ \\" \\\' \\/ \\uXXXX',
    span: { text, start: at, end },
    hint: 'write `\\\\` for a backslash; without quotes a backslash stands for itself',
  });
}

function unclosed(text: string, start: number, rule: QuoteRule): Fault {
  return new Fault({
    code: rule.code,
    message: `expected a closing ${text[start]} for the quote that opens here`,
    span: { text, start, end: text.length },
  });
}
