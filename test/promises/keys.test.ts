/** promises.md row 9: keys such as `__proto__` are data; row 8: the last of duplicate keys wins in queries. */
import { afterEach, expect, test } from 'vitest';
import { DUPLICATE_LINES, KEYS } from '../hostile/keys.ts';
import { ask, linesOf, logOf, reportOf } from './ask.ts';

const NAMES = Object.getOwnPropertyNames(Object.prototype).sort();

afterEach(() => {
  expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(NAMES);
  expect(Object.keys({}.constructor)).toEqual([]);
});

test('row 9: 24 keys', () => {
  expect(new Set(KEYS).size).toBe(24);
});

const TIME = '2026-01-01T00:00:00Z';

test.each(KEYS)('row 9: %j is a key, a value, a type and a session', async (key) => {
  const text = JSON.stringify(key);
  const members = `"timestamp":"${TIME}",${text}:1,"in":{${text}:"deep"},"event":${text},"session_id":${text}`;
  const log = logOf(`{${members}}\n{"timestamp":"${TIME}","event":"other"}\n`);
  const count = async (where: string): Promise<number> =>
    (await linesOf(['query', '--where', where, log])).length;
  expect(await count(`[${text}] = 1`)).toBe(1);
  expect(await count(`exists [${text}]`)).toBe(1);
  expect(await count(`in[${text}] = deep`)).toBe(1);
  expect(await count(`in[${text}][${text}] = deep`)).toBe(0);
  expect(await count(`event = ${text}`)).toBe(1);
  const { types, groups } = await reportOf(['stats', '--by', `[${text}]`, log]);
  const typed = key === '' ? null : key;
  expect(types).toContainEqual(expect.objectContaining({ type: typed, count: 1 }));
  expect(groups).toContainEqual({ value: 1, count: 1 });
  const by = await reportOf(['stats', '--by', `in[${text}]`, log]);
  expect(by.groups).toContainEqual({ value: 'deep', count: 1 });
  const { sessions } = await reportOf(['sessions-list', log]);
  expect(sessions).toMatchObject(key === '' ? [] : [{ session_id: key, events: 1 }]);
  const fields = await ask([
    'query',
    '-n',
    '1',
    '--json',
    '--fields',
    `["${key === '' ? '' : text.slice(1, -1)}"]`,
    log,
  ]);
  const [shown] = JSON.parse(fields.bytes.toString()) as object[];
  expect(Object.values(shown ?? {})).toEqual([1]);
  expect((await ask(['query', '-q', log])).code).toBe(0);
});

test('row 9: every key is a group of its own by its name', async () => {
  const log = logOf(KEYS.map((key) => `{"k":${JSON.stringify(key)}}\n`).join(''));
  const { groups } = await reportOf(['stats', '--by', 'k', log]);
  const values = (groups as { value: string; count: number }[]).map(
    ({ value, count }) => `${value} ${count}`,
  );
  expect(values.sort()).toEqual(KEYS.map((key) => `${key} 1`).sort());
});

test.each(['__proto__', 'constructor', 'toString'])('row 9: no event has %s by itself', async (key) => {
  const log = logOf('{"a":{}}\n');
  for (const where of [`exists ${key}`, `exists a.${key}`, `${key}.name = Object`]) {
    expect(await linesOf(['query', '--where', where, log])).toEqual([]);
  }
});

test.each(DUPLICATE_LINES)('row 8: $id: the last one wins', async ({ bytes }) => {
  const log = logOf(bytes);
  expect(JSON.parse(bytes.toString())).toEqual({ a: { b: 1 } });
  const holding = async (where: string): Promise<readonly Buffer[]> =>
    linesOf(['query', '--where', where, log]);
  for (const where of ['a.b = 1', 'a["b"] = 1', 'not exists a.c', 'not exists a[0]', 'not exists a[*]']) {
    expect([where, await holding(where)]).toEqual([where, [bytes]]);
  }
  for (const where of ['a.b = 2', 'exists a.c', 'a.b != 1'])
    expect([where, await holding(where)]).toEqual([where, []]);
  const same = logOf('{"a":{"b":1.0}}');
  const once = await linesOf(['query-set', 'union', '--query1', 'a.b=1', '--query2', 'a.b=1', log, same]);
  expect(once).toEqual([bytes]);
});
