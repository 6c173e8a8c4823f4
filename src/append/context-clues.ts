/**
 * Clues of secrets that are known by what stands before them in a text: a name, a header, a flag, an address. Only the
 * value is the secret; the name stays, for a reader of the log wants to know what was there.
 */
import { ALWAYS, type Clue, isFresh, isPlaceholder, matchAt, mayBeFresh, type Range } from './clue.ts';
import { isChosen, isDirectory, isSecretValue } from './secret-keys.ts';

const LONGEST_NAME = 64;
const LONGEST_VALUE = 4096;

/** The clues, with what names a secret and the words, beside the built-in ones, that such names hold. */
export function contextClues(isKey: (name: string) => boolean, words: readonly string[]): readonly Clue[] {
  return [...assignments(isKey, words), authorization, bearer, basic, cookie, userInfo, userFlag, signature];
}

/** Between a name and its value: quotes that close, spaces, what assigns, spaces. */
const ASSIGNS = /["'`\\\]]{0,4}[ \t]{0,4}(:=|=>|=|:)[ \t]{0,4}/y;
const FLAG_ENDS = /[ \t]{1,4}(?!-)/y;
const BARE = new RegExp(`[^\\s"'\`,;&|<>()[\\]{}\\\\]{1,${LONGEST_VALUE}}`, 'y');

/** `name = value`, `"name": "value"`, `--name value`. */
function assignments(isKey: (name: string) => boolean, words: readonly string[]): readonly Clue[] {
  const find = (text: string, at: number, end: number): Range | undefined => {
    const from = nameStart(text, at);
    const to = nameEnd(text, end);
    // Of several words in one name the last one answers for it.
    const name = text.slice(from, to).replace(/^[-.]+/, '');
    if (to - from > LONGEST_NAME || !isKey(name)) return undefined;
    const assigns = matchAt(ASSIGNS, text, to);
    const flagged = text.startsWith('--', from);
    const between = assigns ?? (flagged ? matchAt(FLAG_ENDS, text, to) : null);
    if (between === null) return undefined;
    const range = valueAt(text, to + between[0].length);
    if (range === undefined) return undefined;
    const value = text.slice(range.from, range.to);
    if (isPlaceholder(value) || isDirectory(name, value)) return undefined;
    // Whoever writes `--token=` or `TOKEN=` gives one, however short.
    if (flagged || (assigns?.[1] === '=' && /^[A-Z_]+$/.test(name))) return range;
    if (!isSecretValue(name, value)) return undefined;
    const quoted = range.from > to + between[0].length;
    if (quoted) return range;
    const colon = assigns?.[1] === ':';
    return isToldApart(name, value, colon) && !(colon && isProse(text, range)) ? range : undefined;
  };
  const plain = (needles: readonly string[], maybe: Clue['maybe']): Clue => ({ needles, maybe, find });
  const before = (line: string, end: number, count: number): string =>
    line.slice(Math.max(0, end - count), end);
  return [
    plain(
      ['passw', 'passphrase', 'passcode', 'secret', 'credential', 'apikey', '_auth', 'pwd', 'jwt'],
      ALWAYS,
    ),
    plain(
      ['token'],
      (line, at, end) =>
        !/[sS]/.test(line[end] ?? '') ||
        /(?:access|auth|refresh|api|bearer|session).?$/i.test(before(line, at, 9)),
    ),
    plain(['pass'], (line, _, end) => !/[ei]/.test(line[end] ?? '')),
    plain(
      ['key', 'keys'],
      (line, at, end) => /[\w. -]/.test(line[at - 1] ?? '') && !/[a-z]/.test(line[end] ?? ''),
    ),
    plain(['otp', 'cvv', 'cvc'], (line, _, end) => !/[a-z]/.test(line[end] ?? '')),
    ...(words.length === 0 ? [] : [plain(words, ALWAYS)]),
  ];
}

function nameStart(text: string, at: number): number {
  let from = at;
  while (at - from <= LONGEST_NAME && from > 0 && isNamePart(text.charCodeAt(from - 1))) from--;
  return from;
}

function nameEnd(text: string, end: number): number {
  let to = end;
  while (to - end <= LONGEST_NAME && to < text.length && isNamePart(text.charCodeAt(to))) to++;
  return to;
}

/** Letters, digits, `_`, `-`, `.`. */
function isNamePart(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x5f ||
    code === 0x2d ||
    code === 0x2e
  );
}

/** What stands between quotes, or, without a closing one, up to where a bare value would end. */
function valueAt(text: string, at: number): Range | undefined {
  const quote = /^\\?["'`]/.exec(text.slice(at, at + 2))?.[0] ?? '';
  const from = at + quote.length;
  const length = quote === '' ? -1 : closing(text.slice(from, from + LONGEST_VALUE), quote);
  if (length >= 0) return length === 0 ? undefined : { from, to: from + length };
  if (/^(?:\$[{(]|\{\{)/.test(text.slice(from, from + 2))) return undefined;
  const opening = quote.length;
  const bare = matchAt(BARE, text, at + opening);
  return bare === null ? undefined : { from: at + opening, to: at + opening + bare[0].length };
}

/** Where the quote closes: not behind a backslash of its own. */
function closing(text: string, quote: string): number {
  let at = text.indexOf(quote);
  while (at > 0 && quote.length === 1 && text[at - 1] === '\\') at = text.indexOf(quote, at + 1);
  return at;
}

/** Prose has colons too: a value without quotes must look like one. */
function isToldApart(name: string, value: string, colon: boolean): boolean {
  if (isChosen(name)) return !colon || value.length >= 4;
  if (/^\d{1,6}$/.test(value)) return false;
  return !colon || (value.length >= 8 && (/\d/.test(value) || value.length >= 20));
}

/** A plain word that another one follows. */
function isProse(text: string, { from, to }: Range): boolean {
  return /^[a-z]{1,20} [a-z]/.test(text.slice(from, to + 2));
}

/** One value behind the scheme, or, of schemes with parameters, all of the line. */
const AUTHORIZATION =
  /authorization["'`\\\]]{0,4}[ \t]{0,4}(?::|=>|=)[ \t]{0,4}["'`\\]{0,2}(?:(?:basic|bearer|token|apikey|negotiate|ntlm|dpop|key)[ \t]{1,8}([^\s"'`,;\\]{1,8192})|(?:digest|hawk|signature|oauth|aws4-hmac-sha256|[a-z0-9-]{0,16}hmac[a-z0-9-]{0,16})[ \t]{1,8}([^\r\n'`\\]{1,8192})|([^\s"'`,;\\]{16,8192}))/iy;

const authorization: Clue = {
  needles: ['authorization'],
  maybe: ALWAYS,
  find: (text, at) => {
    const range = last(matchAt(AUTHORIZATION, text, at), at);
    return range && !isPlaceholder(text.slice(range.from, range.to)) ? range : undefined;
  },
};

const BEARER = /bearer[ \t]{1,8}((?=[^\s"']{0,256}\d)[\w.~+/=-]{16,8192})/iy;

const bearer: Clue = {
  needles: ['bearer'],
  maybe: ALWAYS,
  find: (text, at) => (isFresh(text, at) ? last(matchAt(BEARER, text, at), at) : undefined),
};

const BASIC = /basic[ \t]{1,8}([A-Za-z0-9+/]{8,2048}={0,2})/iy;

const basic: Clue = {
  needles: ['basic ', 'basic%20', 'basic+'],
  maybe: mayBeFresh,
  find: (text, at) => {
    const match = isFresh(text, at) ? matchAt(BASIC, text, at) : null;
    const isPair =
      match !== null &&
      /^[\x21-\x7e]*:[\x20-\x7e]*$/.test(Buffer.from(match[1]!, 'base64').toString('latin1'));
    return isPair ? last(match, at) : undefined;
  },
};

const COOKIE =
  /cookie2?["'`\\\]]{0,4}[ \t]{0,4}(?::|=>)[ \t]{0,4}["'`\\]{0,2}((?=[^\r\n"'`]{0,256}=)[^\r\n"'`\\]{1,8192})/iy;

const cookie: Clue = {
  needles: ['cookie'],
  maybe: ALWAYS,
  find: (text, at) => last(matchAt(COOKIE, text, at), at),
};

/** `scheme://user:password@host`; a user alone is a secret where it is long and no name. */
const userInfo: Clue = {
  needles: ['@', '%40'],
  maybe: (line, at) => line[at] === '%' || line.slice(Math.max(0, at - 512), at).includes('/'),
  find: (text, at) => {
    const from = behindScheme(text, at);
    if (from === undefined) return undefined;
    const host = /[/\s?#"'<>`]/g;
    host.lastIndex = at;
    const until = host.exec(text)?.index ?? text.length;
    const to = until - at > 512 ? at : text.lastIndexOf('@', until - 1);
    const info = text.slice(from, to);
    const colon = info.indexOf(':');
    const user = colon < 0 ? info : info.slice(0, colon);
    const password = colon < 0 ? '' : info.slice(colon + 1);
    if (password === '' || password === 'x-oauth-basic')
      return user.length >= 16 && /\d/.test(user) ? { from, to: from + user.length } : undefined;
    return isPlaceholder(password) ? undefined : { from: from + colon + 1, to };
  },
};

/** Behind the `://` that an `@` at `at` belongs to. */
function behindScheme(text: string, at: number): number | undefined {
  for (let i = at - 1; i >= 2 && at - i <= 512; i--) {
    const letter = text[i]!;
    if (letter === '/') return text[i - 1] === '/' && text[i - 2] === ':' ? i + 1 : undefined;
    // The first of several `@` answers for all of them.
    if (/[\s?#"'<>`@]/.test(letter)) return undefined;
  }
  return undefined;
}

const USER_FLAG =
  /(?:-u|--user|--proxy-user)(?:[ \t]{1,8}|=)["'\\]{0,2}([^\s:"'\\]{1,128}):([^\s"'\\]{1,256})/y;

/** `curl -u user:password`; two numbers are a user and a group. */
const userFlag: Clue = {
  // In a list of arguments the pair stands behind the flag's own quotes.
  needles: ['-u ', '--user ', '--user=', '--proxy-user', '-u%20', '-u+', '"-u"', '"--user"'],
  maybe: ALWAYS,
  find: (text, at) => {
    if (at > 0 && !/[\s"'`]/.test(text[at - 1]!)) return undefined;
    const match = matchAt(USER_FLAG, text, at);
    if (match === null || isPlaceholder(match[2]!)) return undefined;
    if (/^\d+$/.test(match[1]!) && /^\d+$/.test(match[2]!)) return undefined;
    return last(match, at);
  },
};

const SIGNATURE = /(?:sig|signature)=([^&\s"'#<>\\]{16,4096})/iy;

/** What lets an address in: `?sig=`, `&X-Amz-Signature=`. */
const signature: Clue = {
  needles: ['sig=', 'signature=', 'sig%3d', 'signature%3d'],
  maybe: ALWAYS,
  find: (text, at) =>
    /[?&;-]/.test(text[at - 1] ?? '') ? last(matchAt(SIGNATURE, text, at), at) : undefined,
};

/** The last group of a match that is there: it stands at the match's end. */
function last(match: RegExpExecArray | null, at: number): Range | undefined {
  const value = match?.slice(1).findLast((group) => group !== undefined);
  if (match === null || value === undefined) return undefined;
  const to = at + match[0].length;
  return { from: to - value.length, to };
}
