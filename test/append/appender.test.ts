/** The appender as a program meets it: what is written, what is answered, what is refused. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AppendError } from '../../src/append/append-error.ts';
import { openAppender } from '../../src/append/appender.ts';
import type { AppenderOptions, NewEvent } from '../../src/append/options.ts';
import type { DialectName } from '../../src/append/spelling.ts';
import { linesOf, newLog } from './log.ts';

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'no failure',
    (error: unknown) => error,
  );
}

test.each<readonly [DialectName, NewEvent, string]>([
  ['generic', { a: 1, b: [true, null], c: 'é' }, '{"a":1,"b":[true,null],"c":"é"}'],
  ['mnemosyne', { id: 'x', type: 'heartbeat' }, '{"id":"x","type":"heartbeat"}'],
  ['macf', { a: 1, b: ['x:y', 'z,w'], c: {} }, '{"a": 1, "b": ["x:y", "z,w"], "c": {}}'],
  ['macf', { c: 'é😀\u007f"\\' }, '{"c": "\\u00e9\\ud83d\\ude00\\u007f\\"\\\\"}'],
  ['study', { 'é:,': 'a\\": ,' }, '{"\\u00e9:,": "a\\\\\\": ,"}'],
  ['agentbus', { n: 1.5, t: '\n' }, '{"n": 1.5, "t": "\\n"}'],
  ['amplifier', { a: 1, c: 'é' }, '{"a": 1, "c": "é"}'],
  ['generic', { big: 2n ** 70n, less: -1n }, '{"big":1180591620717411303424,"less":-1}'],
  [
    'generic',
    { gone: undefined, nan: Number.NaN, at: new Date(0) },
    '{"nan":null,"at":"1970-01-01T00:00:00.000Z"}',
  ],
  ['generic', { half: '\ud800' }, '{"half":"\\ud800"}'],
  ['generic', { __proto__: null, constructor: 1 }, '{"constructor":1}'],
  ['macf', { line: '{"kept" :1.0}' }, '{"kept" :1.0}'],
  ['generic', { line: ' {"a":1}\r\n' }, '{"a":1}'],
  ['generic', { line: '"half \ud800"' }, '"half \\ud800"'],
  ['generic', { line: 'text', more: 1 }, '{"line":"text","more":1}'],
  ['generic', { line: 5 }, '{"line":5}'],
])('%s writes %o', async (dialect, event, line) => {
  const path = newLog();
  const appender = await openAppender(path, { dialect });
  expect(await appender.append(event)).toEqual({ source: path, offset: 0, line });
  await appender.close();
  expect(readFileSync(path, 'utf8')).toBe(`${line}\n`);
});

test('offsets cite events, whatever the bytes of their texts', async () => {
  const path = newLog();
  const appender = await openAppender(path);
  const first = await appender.append({ a: 'ascii' });
  const many = await appender.appendMany([{ b: 'é' }, { c: '😀' }, { d: 'x' }]);
  const last = await appender.append({ e: '' });
  await appender.close();
  expect(await appender.appendMany([]).catch((error: AppendError) => error.code)).toBe('closed');
  expect([first, ...many, last].map(({ offset, line }) => ({ offset, text: line }))).toEqual(
    linesOf(path).map(({ offset, text }) => ({ offset, text })),
  );
});

test('an empty batch writes nothing', async () => {
  const path = newLog();
  const appender = await openAppender(path);
  expect(await appender.appendMany([])).toEqual([]);
  await appender.close();
  expect(readFileSync(path, 'utf8')).toBe('');
});

test('calls that overlap are written in their order, and close waits for them', async () => {
  const path = newLog();
  const appender = await openAppender(path);
  const calls = Array.from({ length: 500 }, (_, n) =>
    n % 7 === 0 ? appender.appendMany([{ n }, { n: n + 0.5 }]) : appender.append({ n }),
  );
  await appender.close();
  await Promise.all(calls);
  const numbers = linesOf(path).map(({ value }) => (value as { n: number }).n);
  expect(numbers).toHaveLength(572);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
});

test('a program that awaits one append after another hears its timers', async () => {
  const path = newLog();
  const appender = await openAppender(path);
  let over = false;
  setTimeout(() => {
    over = true;
  }, 20);
  let count = 0;
  while (!over) {
    await appender.append({ n: count });
    count++;
  }
  await appender.close();
  expect(linesOf(path)).toHaveLength(count);
});

test('an event is taken as it is at the call', async () => {
  const path = newLog();
  const appender = await openAppender(path);
  const event = { n: 1 };
  const call = appender.append(event);
  event.n = 2;
  expect((await call).line).toBe('{"n":1}');
  await appender.close();
});

const CIRCLE: Record<string, unknown> = {};
CIRCLE.self = CIRCLE;

test.each<readonly [string, unknown, RegExp]>([
  ['an array', [1], /not an object/],
  ['a text', 'x', /not an object/],
  ['null', null, /not an object/],
  ['a date', new Date(0), /not an object/],
  ['a circle', CIRCLE, /cannot be written as JSON: Converting circular/],
  ['no JSON', { line: '{"a":' }, /not JSON/],
  ['nothing', { line: '' }, /not JSON/],
  ['two values', { line: '{} {}' }, /not JSON/],
  ['two lines', { line: '{"a":\n1}' }, /line break/],
  ['a lone return', { line: '{"a":\r1}' }, /line break/],
  ['a value deeper than 1,000', { line: `${'['.repeat(1001)}${']'.repeat(1001)}` }, /deeper than 1000/],
  ['a line over 16 MiB', { a: 'x'.repeat(2 ** 24) }, /longer than 16 MiB/],
  ['a line over 16 MiB in bytes', { a: 'é'.repeat(2 ** 23) }, /longer than 16 MiB/],
])('%s is refused, and the whole batch with it', async (_, event, message) => {
  const path = newLog();
  const appender = await openAppender(path);
  const error = (await failureOf(appender.appendMany([{ ok: 1 }, event as NewEvent]))) as AppendError;
  expect(error).toBeInstanceOf(AppendError);
  expect(error).toMatchObject({ code: 'invalid', written: 0, notWritten: 2, path, torn: false });
  expect(error.message).toMatch(message);
  expect(error.message).toMatch(/^event 2 of 2 /);
  await appender.append({ after: 1 });
  await appender.close();
  expect(readFileSync(path, 'utf8')).toBe('{"after":1}\n');
});

test.each([
  [`${'['.repeat(1000)}${']'.repeat(1000)}`],
  [`"${'['.repeat(1001)}"`],
  [`"${'x'.repeat(2 ** 24 - 2)}"`],
])('what a reader takes is written', async (line) => {
  const path = newLog();
  const appender = await openAppender(path);
  await appender.append({ line });
  await appender.close();
  expect(linesOf(path)).toHaveLength(1);
});

test.each<readonly [AppenderOptions, string]>([
  [{ dialect: 'mcaf' as 'macf' }, 'dialect is one of'],
  [{ durability: 'disc' as 'disk' }, 'durability is one of os, disk'],
  [{ lock: 'flok' as 'flock' }, 'lock is one of'],
  [{ lockWaitMs: -1 }, 'lockWaitMs is a number'],
  [{ redact: { add: ['x' as unknown as RegExp] } }, 'redact takes keys'],
])('%o is a fault', async (options, message) => {
  const path = newLog();
  expect(await failureOf(openAppender(path, options))).toMatchObject({
    parts: { code: 'bad-option', message: expect.stringContaining(message) },
  });
  expect(() => readFileSync(path)).toThrow(/ENOENT/);
});

test.each(['os', 'disk'] as const)('with durability %s a log grows', async (durability) => {
  const path = newLog();
  writeFileSync(path, '{"old":1}\n');
  const appender = await openAppender(path, { durability });
  await Promise.all([appender.append({ a: 1 }), appender.append({ a: 2 })]);
  await appender.close();
  expect(readFileSync(path, 'utf8')).toBe('{"old":1}\n{"a":1}\n{"a":2}\n');
});

test('directories are made where that was asked for', async () => {
  const path = newLog().replace('log.jsonl', 'a/b/log.jsonl');
  expect(await failureOf(openAppender(path))).toMatchObject({
    code: 'refused',
    message: `${path} could not be written: its directory does not exist`,
  });
  const appender = await openAppender(path, { makeDirectories: true });
  await appender.append({ a: 1 });
  await appender.close();
  expect(linesOf(path)).toHaveLength(1);
});

test('the time source is given on', async () => {
  const path = newLog();
  const given = await openAppender(path, { nowUs: () => 5 });
  expect(given.nowUs()).toBe(5);
  await given.close();
  const own = await openAppender(path);
  const times = Array.from({ length: 100 }, () => own.nowUs());
  await own.close();
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(Math.abs(times[0]! / 1000 - Date.now())).toBeLessThan(60_000);
});
