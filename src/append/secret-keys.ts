/**
 * Names whose values are secrets, by their last words: `db_password`, `x-api-key`, `accessToken`. What is named after a
 * secret and is none (`token_count`, `secret_name`, `access_key_id`, `next_token`) ends in other words or is listed.
 */

const SECRET_WORDS: ReadonlySet<string> = new Set(
  (
    'password passwords passwd passwort passphrase passcode pwd secret secrets credential credentials authorization ' +
    'cookie cookies apikey apikeys jwt otp bearer cvv cvc'
  ).split(' '),
);

/** Two words written as one. */
const SECRET_ENDING =
  /(?:password|passwd|passphrase|secret|apikey|privatekey|accesskey|secretkey|signingkey|masterkey|accountkey|(?:access|auth|refresh|session|id|csrf|xsrf|api|bearer|security|bot|user|client|web|jwt)token)$/;

/** What makes a `key` a secret one. */
const KEY_OF: ReadonlySet<string> = new Set(
  (
    'api access private secret signing encryption decryption master auth account shared service role subscription app ' +
    'application client consumer server ssh gpg pgp webhook license admin root deploy hmac aes rsa recovery write'
  ).split(' '),
);

/** What makes a `token` none: pages of a listing, pieces of text. */
const NO_TOKEN: ReadonlySet<string> = new Set(
  (
    'next prev previous page continuation sync resume start end stop eos bos pad unk mask sep cls special first last max ' +
    'min total input output prompt completion cached reasoning per new num control'
  ).split(' '),
);

/** What makes a `pass` none: rounds and tests. */
const NO_PASS: ReadonlySet<string> = new Set(
  'test tests first second third last multi single next by of did must should all to'.split(' '),
);

/** The ones that people choose and type: any value of them is a secret, a number too. */
const CHOSEN = /(?:pass(?:word|wd|phrase|code|wort)?s?|pwd|secrets?|otp|cvv|cvc)[0-9]*$/i;

const LONGEST_NAME = 128;
const MOST_KNOWN = 4096;
const known = new Map<string, boolean>();

/** Whether what stands under this name is a secret. */
export function isSecretKey(name: string): boolean {
  if (name.length > LONGEST_NAME) return false;
  let answer = known.get(name);
  if (answer === undefined) {
    answer = judge(name);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(name, answer);
  }
  return answer;
}

/** Whether a value of this secret name is a secret though it looks like a plain word or a number. */
export function isChosen(name: string): boolean {
  return CHOSEN.test(name);
}

/** Whether `value` under this secret name is one: a working directory is no `pwd`, a piece of text no `token`. */
export function isSecretValue(name: string, value: string): boolean {
  return value !== '' && !isDirectory(name, value) && !isPiece(name, value);
}

/** Whether this is the working directory under its name in a shell. */
export function isDirectory(name: string, value: string): boolean {
  return name.length < 7 && /^(?:OLD)?PWD$/i.test(name) && /^(?:[/~]|[A-Za-z]:[\\/])/.test(value);
}

function isPiece(name: string, value: string): boolean {
  if (name.toLowerCase() !== 'token') return false;
  return value.length < 8 || /\s/.test(value) || (value.length < 20 && !/\d/.test(value));
}

function judge(name: string): boolean {
  if (name.toLowerCase() === '_auth') return true;
  const words = wordsOf(name);
  const last = words.at(-1)?.replace(/[0-9]+$/, '') ?? '';
  const before = words.at(-2) ?? '';
  switch (last) {
    case 'key':
    case 'keys':
      return KEY_OF.has(before);
    case 'token':
      return !NO_TOKEN.has(before);
    case 'tokens':
      return /^(?:access|auth|refresh|api|bearer|session)$/.test(before);
    case 'pass':
      return before !== '' && !NO_PASS.has(before);
    default:
      return SECRET_WORDS.has(last) || SECRET_ENDING.test(last);
  }
}

function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
