/** promises.md row 31: secrets are gone before they reach the disk or the wire, and nothing else is. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openAppender } from '../../src/append/appender.ts';
import { lineRedactor, REDACTED, redactArgs, redactor, redactText } from '../../src/append/redact.ts';
import { FULL, newLog } from './log.ts';
import { Dice, ENCODINGS, KINDS, LOOK_ALIKES } from './secret-kinds.ts';

const EACH = 100;
const ALIKE = 10_000;
const redact = lineRedactor();

test(`row 31: ${Object.keys(KINDS).length} kinds in ${Object.keys(ENCODINGS).length} encodings`, () => {
  const left: string[] = [];
  for (const [kind, sampleOf] of Object.entries(KINDS)) {
    const dice = new Dice(kind);
    for (const [encoding, lineOf] of Object.entries(ENCODINGS)) {
      for (let n = 0; n < EACH; n++) {
        const { text, secret } = sampleOf(dice);
        const out = redact(lineOf(text));
        JSON.parse(out);
        if (!out.includes(REDACTED) || readings(out).includes(secret))
          left.push(`${kind}, ${encoding}: ${out}`);
      }
    }
  }
  const all = Object.keys(KINDS).length * Object.keys(ENCODINGS).length * EACH;
  expect(left.slice(0, 5)).toEqual([]);
  expect(left.length / all).toBeLessThanOrEqual(0.01);
});

/** All that somebody could read off a line: as it is, its texts, and those decoded. */
function readings(line: string): string {
  const texts: string[] = [line];
  JSON.parse(line, (_, value: unknown) => {
    if (typeof value !== 'string') return value;
    texts.push(
      value,
      value.replaceAll(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    );
    texts.push(Buffer.from(value, 'base64').toString());
    try {
      texts.push(...Object.values(JSON.parse(value) as object).map(String));
    } catch {
      // A text that is no JSON has been read as it is.
    }
    return value;
  });
  return texts.join('\n');
}

test(`row 31: ${ALIKE} look-alikes are kept`, () => {
  const taken: string[] = [];
  const kinds = Object.entries(LOOK_ALIKES);
  const dice = new Dice('alike');
  for (let n = 0; n < ALIKE; n++) {
    const [kind, textOf] = kinds[n % kinds.length]!;
    const text = textOf(dice);
    const line = JSON.stringify({ id: text, session_id: text, message: `saw ${text} there`, hash: [text] });
    if (redact(line) !== line) taken.push(`${kind}: ${text}`);
  }
  expect(taken.length / ALIKE, taken.slice(0, 10).join('\n')).toBeLessThanOrEqual(0.001);
});

test('the logs of the fixtures hold no secrets, so they are kept to the byte', () => {
  for (const dialect of ['macf/agent_events_log', 'mnemosyne/events', 'agentbus/events', 'generic/pino']) {
    const text = readFileSync(`fixtures/logs/${dialect}.jsonl`, 'utf8');
    for (const line of text.trimEnd().split('\n')) expect(redact(line)).toBe(line);
  }
});

const R = REDACTED;

test.each<readonly [string, string]>([
  // Names whose values are secrets, whatever the values.
  ['{"password":"x"}', `{"password":"${R}"}`],
  ['{"a":{"dbPassword" : "x y", "n":1.0}}', `{"a":{"dbPassword" : "${R}", "n":1.0}}`],
  ['{"password":12345,"otp":-1}', `{"password":"${R}","otp":"${R}"}`],
  [
    '{"password":null,"secret":true,"token":"","api_key":""}',
    '{"password":null,"secret":true,"token":"","api_key":""}',
  ],
  [
    '{"headers":{"X-Api-Key":"k","Cookie":["a","b"]}}',
    `{"headers":{"X-Api-Key":"${R}","Cookie":["${R}","${R}"]}}`,
  ],
  [
    '{"credentials":{"user":"u","deep":[{"pin":"p"}]}}',
    `{"credentials":{"user":"${R}","deep":[{"pin":"${R}"}]}}`,
  ],
  ['{"pass\\u0077ord":"x"}', `{"pass\\u0077ord":"${R}"}`],
  [
    '{"PGPASSWORD":"x","ACCESS_TOKEN":"abc","clientSecret":"s"}',
    `{"PGPASSWORD":"${R}","ACCESS_TOKEN":"${R}","clientSecret":"${R}"}`,
  ],
  [
    '{"env":[{"name":"DB_PASSWORD","value":"x"},{"name":"HOME","value":"/x"}]}',
    `{"env":[{"name":"DB_PASSWORD","value":"${R}"},{"name":"HOME","value":"/x"}]}`,
  ],
  ['{"token":"abcdefgh12"}', `{"token":"${R}"}`],
  // Names that are named after secrets and hold none.
  ...[
    '{"tokens":5,"tokens_used":8100,"max_tokens":1,"token_count":2,"token":" the","next_token":"abcdef0123456789"}',
    '{"secret_name":"db","password_length":12,"key":"value","primary_key":"id","pwd":"/home/x","cookie_name":"sid"}',
    '{"session_id":"1b969d39-6075-4547-9b4b-7c349eaa0a9a","access_key_id":"k","type":"secrets_modified"}',
    '{"status":"passed","pass":3,"tests_pass":"all","monkey":"k","author":"a","authority":"b"}',
    '{"event_type":"session.token_warning","tool":"hotkey","keys":["a","b"]}',
  ].map((line) => [line, line] as const),
  // Texts.
  ['["curl","-u","me:hunter2","https://x"]', `["curl","-u","me:${R}","https://x"]`],
  [
    '["--password","x","--token","y","--max-tokens","5"]',
    `["--password","${R}","--token","${R}","--max-tokens","5"]`,
  ],
  ['["Authorization","Bearer x"]', `["Authorization","${R}"]`],
  ['{"a":"X=1 API_KEY=abc Y=2"}', `{"a":"X=1 API_KEY=${R} Y=2"}`],
  ['{"a":"password: \\"a\\\\\\"b\\" next"}', `{"a":"password: \\"${R}\\" next"}`],
  ['{"a":"{\\"password\\":\\"x\\",\\"n\\":1}"}', `{"a":"{\\"password\\":\\"${R}\\",\\"n\\":1}"}`],
  ['{"a":"GET /x?access_token=abc&n=1"}', `{"a":"GET /x?access_token=${R}&n=1"}`],
  ['{"a":"https://x/?X-Amz-Signature=0123456789abcdef0&n=1"}', `{"a":"https://x/?X-Amz-Signature=${R}&n=1"}`],
  ['{"a":"https:\\/\\/u:p@h"}', `{"a":"https:\\/\\/u:${R}@h"}`],
  ['{"a":"Cookie: a=b\\nHost: x"}', `{"a":"Cookie: ${R}\\nHost: x"}`],
  // What says that there is none.
  ...[
    '{"a":"password: required, token: expired, the secret: never give up"}',
    '{"a":"PWD=/home/x --password <PASSWORD> --token $' + '{TOKEN} Authorization: token $TOKEN"}',
    '{"a":"docker run -u 1000:1000 -v a:b, mailto:a@b.c, git@host:x/y.git, https://host/@scope/name"}',
    '{"a":"a task-force of sk-fading-circles, risk-free, SKILL, ghp_short, eyJ.eyJ.x, AKIA"}',
    `{"a":"password=${R} https://u:${R}@h","token":"${R}"}`,
    '{"a":"-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----"}',
    '{"a":"100%25 of \\\\d+ \\\\u0041 \\\\\\\\ \\\\"}',
  ].map((line) => [line, line] as const),
])('%s', (line, redacted) => {
  expect(redact(line)).toBe(redacted);
  expect(redact(redacted)).toBe(redacted);
  JSON.parse(redacted);
});

test('arguments keep their number and order', () => {
  const args = [
    'curl',
    '-u',
    'me:hunter2',
    '--token=abc',
    '--password',
    'x',
    '-H',
    'Authorization: Bearer abc',
    'API_KEY=zz',
  ];
  expect(
    redactArgs([
      ...args,
      'https://u:p@h/',
      '--user',
      '1000:1000',
      '-n',
      '5',
      '--max-tokens',
      '9',
      'password',
    ]),
  ).toEqual([
    'curl',
    '-u',
    `me:${R}`,
    `--token=${R}`,
    '--password',
    R,
    '-H',
    `Authorization: Bearer ${R}`,
    `API_KEY=${R}`,
    `https://u:${R}@h/`,
    '--user',
    '1000:1000',
    '-n',
    '5',
    '--max-tokens',
    '9',
    'password',
  ]);
});

test('values are given as they are where nothing was taken', () => {
  const value = { a: [1, { b: 'x' }], at: new Date(0) };
  expect(redactor()(value)).toBe(value);
  expect(redactor()({ a: [1, { password: 'x' }] })).toEqual({ a: [1, { password: R }] });
  expect(redactor()('token=abcdef123')).toBe(`token=${R}`);
  expect([redactor()(5), redactor()(null), redactor()(undefined)]).toEqual([5, null, undefined]);
});

test('names, patterns and exceptions are added', () => {
  const options = { keys: ['Codename', 'ключ'], add: [/PRJ-\d+/], allow: ['api_key', /^hunter/] };
  const line =
    '{"codename":"x","ключ":"y","a":"see PRJ-12 and PRJ-x","api_key":"k","password":"p","b":"password=hunter2"}';
  expect(lineRedactor(options)(line)).toBe(
    `{"codename":"${R}","ключ":"${R}","a":"see ${R} and PRJ-x","api_key":"k","password":"${R}","b":"password=hunter2"}`,
  );
  expect(redactText('PRJ-1', options)).toBe(R);
  expect(lineRedactor({ keys: ['codename'] })('{"a":"codename=abc"}')).toBe(`{"a":"codename=${R}"}`);
});

test('texts as long as a line may be do not overflow the stack', () => {
  for (const seed of ['a', '--a', 'ghp_a', 'a:', 'password', ' ', 'eyJ', '%', 'ab/', 'A=']) {
    const text = `ghp_${seed.repeat((FULL ? 2 ** 22 : 2 ** 19) / seed.length)}`;
    const line = JSON.stringify([
      text,
      'x',
      { token: text },
      `--${text}`,
      `Bearer ${text}`,
      `https://${text}`,
    ]);
    expect(JSON.parse(redact(line))).toHaveLength(6);
  }
});

test('hostile texts are read to their ends', () => {
  const size = FULL ? 2 ** 18 : 2 ** 15;
  const seeds = [
    '@',
    'a@',
    '://@',
    'sk-',
    '-----BEGIN RSA PRIVATE KEY-----',
    'eyJaaaaaaaa-',
    'secret',
    'password="',
    'token:',
    '%25',
    '\\\\',
    '\\"',
    'cookie:',
    'authorization: digest ',
    ':aa',
    'A',
    'ghp_',
    'bearer ',
    '%u',
    '=',
    '+/',
    '"',
    '{"',
    '["',
  ];
  for (const seed of seeds) {
    const text = seed.repeat(Math.ceil(size / seed.length));
    const out = redact(JSON.stringify({ text, nested: JSON.stringify({ text }) }));
    expect(Object.keys(JSON.parse(out) as object)).toEqual(['text', 'nested']);
  }
});

test('what an appender writes is redacted, and what it answers too; not where that was said', async () => {
  const path = newLog();
  const appender = await openAppender(path, { dialect: 'macf' });
  const event = { argv: ['login', '--password', 'hunter2'] };
  expect((await appender.append(event)).line).toBe(`{"argv": ["login", "--password", "${R}"]}`);
  await appender.append({ line: '{"token": "abcdefgh12", "n": 1.0}' });
  await appender.close();
  const open = await openAppender(path, { redact: false });
  await open.append(event);
  await open.close();
  const own = await openAppender(path, { redact: { keys: ['argv'] } });
  await own.append({ argv: 'x' });
  await own.close();
  expect(readFileSync(path, 'utf8')).toBe(
    `{"argv": ["login", "--password", "${R}"]}\n{"token": "${R}", "n": 1.0}\n` +
      `{"argv":["login","--password","hunter2"]}\n{"argv":"${R}"}\n`,
  );
});
