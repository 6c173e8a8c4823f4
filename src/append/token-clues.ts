/** Clues of secrets that are known by their own text: prefixes of issuers, tokens that say what they are, private keys. */
import { ALWAYS, type Clue, isFresh, isLetter, matchAt, mayBeFresh, NEVER, type Range } from './clue.ts';
import { PREFIXED, type Prefixed } from './secret-prefixes.ts';

/** Both parts of a JSON Web Token that are JSON, or the five of an encrypted one. */
const JWT =
  /eyJ[\w-]{8,1024}\.(?:eyJ[\w-]{4,8192}\.[\w-]{4,1024}|[\w-]{0,1024}\.[\w-]{8,64}\.[\w-]{8,8192}\.[\w-]{8,64})/y;
/** Longer than any secret that is written in one piece. */
const LONGEST_BODY = 4096;
const PEM_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y;
const PEM_END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y;
/** What stands in a private key: base64, white space, headers. */
const PEM_BODY = /[A-Za-z0-9+/=\s:,\\-]{0,16384}/y;
const PEM_LENGTH = 16_384;

export function tokenClues(): readonly Clue[] {
  return [
    ...PREFIXED.map(prefixClue),
    ...SLASHED,
    jwt,
    pem,
    telegram,
    azure,
    mailchimp,
    terraform,
    ...webhooks,
  ];
}

function prefixClue({ prefixes, body, ends }: Prefixed): Clue {
  const pattern = new RegExp(`(?:${bounded(body)})${ends ? '(?![A-Za-z0-9])' : ''}`, 'y');
  // JSON may spell a slash with a backslash before it.
  const slashed = body.includes('/');
  const find = (text: string, at: number, end: number): Range | undefined => {
    if (!isFresh(text, at)) return undefined;
    const prefix = text.slice(at, end);
    if (!prefixes.includes(prefix)) return undefined;
    const match = matchAt(pattern, text, end);
    return match === null ? undefined : { from: at, to: end + match[0].length };
  };
  const maybe = (line: string, at: number, end: number): boolean =>
    mayBeFresh(line, at) && (slashed || (prefixes.includes(line.slice(at, end)) && isBody(line, end)));
  const isBody = (line: string, end: number): boolean => matchAt(pattern, line, end) !== null;
  return { needles: prefixes, maybe, find };
}

/** A loop without an end overflows the stack of the expression engine on a text of megabytes. */
function bounded(body: string): string {
  return body.replaceAll(/\{(\d+),\}/g, `{$1,${LONGEST_BODY}}`);
}

/** Prefixes that encodings change. */
const SLASHED: readonly Clue[] = [{ needles: ['1\\/\\/0', '1%2f%2f0'], maybe: ALWAYS, find: NEVER }];

const jwt: Clue = {
  needles: ['eyj'],
  maybe: (line, at) => mayBeFresh(line, at) && matchAt(JWT, line, at) !== null,
  find: (text, at) => {
    const match = isFresh(text, at) ? matchAt(JWT, text, at) : null;
    return match === null ? undefined : { from: at, to: at + match[0].length };
  },
};

const pem: Clue = {
  needles: ['-----begin'],
  maybe: ALWAYS,
  find: (text, at) => {
    const begin = matchAt(PEM_BEGIN, text, at);
    if (begin === null) return undefined;
    const from = at + begin[0].length;
    const length = text.slice(from, from + PEM_LENGTH).indexOf('-----END');
    const end = length < 0 ? null : matchAt(PEM_END, text, from + length);
    if (end !== null) return { from: at, to: from + length + end[0].length };
    // Cut off: what looks like its body.
    const body = matchAt(PEM_BODY, text, from)![0].length;
    return body < 16 ? undefined : { from: at, to: from + body };
  },
};

/** The token of a bot stands behind its number. */
const telegram: Clue = {
  needles: [':aa', '%3aaa'],
  maybe: ALWAYS,
  find: (text, at) => {
    let digits = 0;
    while (digits < 11 && isDigit(text.charCodeAt(at - 1 - digits))) digits++;
    const match = digits >= 8 && digits <= 10 ? matchAt(/:AA[\w-]{33}(?![\w-])/y, text, at) : null;
    return match === null ? undefined : { from: at + 1, to: at + match[0].length };
  },
};

/** The needle stands inside the secret, `before` characters behind its beginning. */
function inner(needle: string, before: number, pattern: RegExp): Clue {
  const find = (text: string, at: number): Range | undefined => {
    const from = at - before;
    if (from < 0 || !isFresh(text, from)) return undefined;
    const match = matchAt(pattern, text, from);
    return match === null ? undefined : { from, to: from + match[0].length };
  };
  const maybe = (line: string, at: number): boolean =>
    at >= before && mayBeFresh(line, at - before) && matchAt(pattern, line, at - before) !== null;
  return { needles: [needle], maybe, find };
}

const azure = inner('q~', 4, /[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~-])/y);
const mailchimp = inner('-us', 32, /[0-9a-f]{32}-us\d{1,2}(?!\w)/y);
const terraform = inner('.atlasv1.', 14, /[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,256}/y);

/** Addresses that let anybody in who knows them: what stands behind the host is the secret. */
const webhooks: readonly Clue[] = [
  webhook('hooks.slack.com', /hooks\.slack\.com\/(?=(?:services|workflows|triggers)\/)[\w/-]{20,256}/y),
  webhook('discord', /discord(?:app)?\.com\/(?=api\/(?:v\d+\/)?webhooks\/)[\w/-]{50,256}/y),
  webhook('webhook.office.com', /webhook\.office\.com\/(?=webhookb2\/)[\w@/-]{40,512}/y),
];

function webhook(host: string, pattern: RegExp): Clue {
  const find = (text: string, at: number): Range | undefined => {
    const match = matchAt(pattern, text, at);
    return match === null ? undefined : { from: at + match[0].indexOf('/') + 1, to: at + match[0].length };
  };
  return { needles: [host], maybe: ALWAYS, find };
}

function isDigit(code: number): boolean {
  return isLetter(code) && code <= 0x39;
}
