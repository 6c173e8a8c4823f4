/**
 * What a terminal must not be driven by, written out.
 *
 * Invariant (promises.md row 17): text from a log, a file name or a command line goes through here before it is shown.
 */

/**
 * Everything that drives a terminal or is not seen: C0, DEL, C1, lone surrogates, line and paragraph separators,
 * annotations, and what Unicode says to ignore when drawn (bidi controls, zero-width characters, tags, fillers).
 * The variation selectors FE00-FE0F stay: emoji are spelled with them.
 */
const LIVE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufff9-\ufffb]|(?![\ufe00-\ufe0f])\p{DI}/gu;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const ASCII = /^[ -~]*$/;

/** The text with every character that could drive a terminal written out: `\n`, `\x1b`, `\u{202e}`. */
export function inert(text: string): string {
  return ASCII.test(text) ? text : text.replace(LIVE, written);
}

/** The same JSON value in one line, with `\uXXXX` for what could drive a terminal. `json` must be one valid JSON text. */
export function inertJson(json: string): string {
  // Raw C0 stands only between tokens in JSON, where it is white space.
  return ASCII.test(json) ? json : json.replace(LIVE, (c) => (c < ' ' ? ' ' : unitsOf(c)));
}

function written(character: string): string {
  const named = NAMED[character];
  if (named !== undefined) return named;
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 && code !== 0xad ? `\\x${hex(code, 2)}` : `\\u{${hex(code, 4)}}`;
}

function unitsOf(character: string): string {
  let text = '';
  for (let i = 0; i < character.length; i++) text += `\\u${hex(character.charCodeAt(i), 4)}`;
  return text;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
