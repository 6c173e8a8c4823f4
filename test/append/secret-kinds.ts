/**
 * Secrets of many kinds and the encodings that they hide in, made from a seed: nothing here opens anything. And what looks
 * like a secret and is none.
 */
import { createHash } from 'node:crypto';

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = UPPER.toLowerCase();
const DIGITS = '0123456789';
const ALNUM = UPPER + LOWER + DIGITS;
const HEX = `${DIGITS}abcdef`;
const URL64 = `${ALNUM}-_`;
const STD64 = `${ALNUM}+/`;

/** Bytes that look random and are the same in every run. */
export class Dice {
  #state = 0;
  readonly #seed: string;

  constructor(seed: string) {
    this.#seed = seed;
  }

  bytes(count: number): Buffer {
    const parts: Buffer[] = [];
    for (let have = 0; have < count; have += 32)
      parts.push(
        createHash('sha256')
          .update(`${this.#seed}/${this.#state++}`)
          .digest(),
      );
    return Buffer.concat(parts).subarray(0, count);
  }

  text(letters: string, count: number): string {
    return Array.from(this.bytes(count), (byte) => letters[byte % letters.length]).join('');
  }
}

/** What is written, and the part of it that must be gone. */
export interface Sample {
  readonly text: string;
  readonly secret: string;
}

const whole = (text: string): Sample => ({ text, secret: text });
const within = (before: string, secret: string, behind = ''): Sample => ({
  text: before + secret + behind,
  secret,
});

/** By kind, one sample. The secrets are put together here so that no scanner takes this file for a leak. */
export const KINDS: Readonly<Record<string, (dice: Dice) => Sample>> = {
  'aws access key': (d) => whole(`AK${'IA'}${d.text(`${UPPER}234567`, 16)}`),
  'aws secret key': (d) => within('aws_secret_access_key = ', d.text(STD64, 40)),
  'github token': (d) => whole(`gh${'p_'}${d.text(ALNUM, 36)}`),
  'github fine-grained token': (d) => whole(`github${'_pat_'}${d.text(ALNUM, 22)}_${d.text(ALNUM, 59)}`),
  'gitlab token': (d) => whole(`gl${'pat-'}${d.text(URL64, 20)}`),
  'slack token': (d) => whole(`xo${'xb-'}${d.text(DIGITS, 12)}-${d.text(DIGITS, 12)}-${d.text(ALNUM, 24)}`),
  'slack webhook': (d) =>
    within(
      'https://hooks.slack.com/',
      `services/T${d.text(DIGITS, 8)}/B${d.text(DIGITS, 8)}/${d.text(ALNUM, 24)}`,
    ),
  'stripe key': (d) => whole(`sk${'_live_'}${d.text(ALNUM, 24)}`),
  'openai key': (d) => whole(`sk${'-proj-'}${d.text(URL64, 40)}7${d.text(URL64, 40)}`),
  'anthropic key': (d) => whole(`sk${'-ant-'}api03-${d.text(URL64, 93)}AA`),
  'google key': (d) => whole(`AI${'za'}${d.text(URL64, 34)}x`),
  'google oauth token': (d) => whole(`ya${'29.'}${d.text(URL64, 60)}`),
  'npm token': (d) => whole(`np${'m_'}${d.text(ALNUM, 36)}`),
  'pypi token': (d) => whole(`py${'pi-'}AgEIcHlwaS5vcmc${d.text(URL64, 100)}`),
  'sendgrid key': (d) => whole(`S${'G.'}${d.text(ALNUM, 22)}.${d.text(ALNUM, 43)}`),
  'twilio key': (d) => whole(`S${'K'}${d.text(HEX, 32)}`),
  'hugging face token': (d) => whole(`h${'f_'}${d.text(UPPER + LOWER, 34)}`),
  'digitalocean token': (d) => whole(`do${'p_v1_'}${d.text(HEX, 64)}`),
  'shopify token': (d) => whole(`sh${'pat_'}${d.text(HEX, 32)}`),
  'vault token': (d) => whole(`hv${'s.'}${d.text(URL64, 90)}`),
  'docker token': (d) => whole(`dc${'kr_pat_'}${d.text(URL64, 27)}`),
  'telegram token': (d) => within(`1${d.text(DIGITS, 9)}:`, `AA${d.text(ALNUM, 33)}`),
  'age key': (d) => whole(`AGE-SECRET${'-KEY-1'}${d.text('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)}`),
  'azure storage key': (d) =>
    within('AccountName=x;AccountKey=', `${d.text(STD64, 86)}==`, ';EndpointSuffix=y'),
  jwt: (d) => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    return whole(`${part({ alg: 'HS256' })}.${part({ sub: d.text(DIGITS, 10) })}.${d.text(URL64, 43)}`);
  },
  'private key': (d) => {
    const body = Array.from({ length: 6 }, () => d.text(STD64, 64)).join('\n');
    return whole(`-----BEGIN RSA ${'PRIVATE'} KEY-----\n${body}\n-----END RSA ${'PRIVATE'} KEY-----`);
  },
  'password in a url': (d) => within(`https://${d.text(LOWER, 6)}:`, d.text(ALNUM, 14), '@example.com/path'),
  'database url': (d) => within('postgres://app:', d.text(ALNUM, 16), '@db.example:5432/main'),
  'bearer header': (d) => within('Authorization: Bearer ', d.text(ALNUM, 40)),
  'basic header': (d) =>
    within('Authorization: Basic ', Buffer.from(`me:${d.text(ALNUM, 13)}`).toString('base64')),
  cookie: (d) => within('Cookie: ', `session=${d.text(ALNUM, 32)}; theme=dark`),
  'cookie that is set': (d) => within('Set-Cookie: ', `sid=${d.text(ALNUM, 32)}; Path=/; HttpOnly`),
  'password that is assigned': (d) => within('DB_PASSWORD=', d.text(ALNUM, 12)),
  'key that is assigned': (d) => within('api_key: "', d.text(ALNUM, 32), '"'),
};

/** By encoding, a line of JSON that holds the text. */
export const ENCODINGS: Readonly<Record<string, (text: string) => string>> = {
  'a value': (text) => JSON.stringify({ event: 'x', data: { value: text } }),
  'in a sentence': (text) => JSON.stringify({ event: 'x', message: `it said "${text}" and went on` }),
  'json in a text': (text) =>
    JSON.stringify({ event: 'x', body: JSON.stringify({ output: `a\n${text}\nb` }) }),
  'escaped letters': (text) => `{"event":"x","value":"${escaped(text)}"}`,
  'part of a url': (text) =>
    JSON.stringify({ url: `https://x.example/?q=${encodeURIComponent(text)}&page=2` }),
  base64: (text) => JSON.stringify({ payload: Buffer.from(text).toString('base64') }),
};

function escaped(text: string): string {
  return [...text].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
}

/** By kind, a text that is no secret. */
export const LOOK_ALIKES: Readonly<Record<string, (dice: Dice) => string>> = {
  uuid: (d) => d.text(HEX, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  md5: (d) => d.bytes(16).toString('hex'),
  sha1: (d) => d.bytes(20).toString('hex'),
  sha256: (d) => d.bytes(32).toString('hex'),
  sha512: (d) => d.bytes(64).toString('hex'),
  'sha256 in base64': (d) => d.bytes(32).toString('base64'),
  integrity: (d) => `sha512-${d.bytes(64).toString('base64')}`,
  digest: (d) => `sha256:${d.bytes(32).toString('hex')}`,
  'git hash': (d) => d.bytes(4).toString('hex').slice(0, 7),
  'tool id': (d) => `toolu_01${d.text(ALNUM, 22)}`,
  ulid: (d) => `01${d.text('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 24)}`,
  nanoid: (d) => d.text(URL64, 21),
  'image in base64': (d) => d.bytes(120).toString('base64'),
  trace: (d) => `00-${d.text(HEX, 32)}-${d.text(HEX, 16)}-01`,
  etag: (d) => `W/"${d.text(HEX, 20)}"`,
  'account number': (d) => `arn:aws:iam::${d.text(DIGITS, 12)}:role/${d.text(LOWER, 12)}`,
  breadcrumb: (d) => `s_${d.text(HEX, 8)}/c_42/g_${d.text(HEX, 7)}/p_none/t_17${d.text(DIGITS, 8)}`,
  path: (d) => `/home/user/${d.text(LOWER, 20)}/${d.text(LOWER, 30)}.json`,
  'public key': (d) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${d.text(STD64, 43)} me@host`,
  email: (d) => `${d.text(LOWER, 8)}@${d.text(LOWER, 8)}.example`,
};
