import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parsePath, printPath } from '../../src/base/path.ts';
import { chooseDialect, overrideRoles, readingFor } from '../../src/dialect/detect.ts';
import { DIALECTS, dialectNames } from '../../src/dialect/dialects.ts';
import { genericDialect } from '../../src/dialect/generic.ts';
import type { Dialect } from '../../src/model/dialect.ts';
import { type RolesRead, readRoles } from './read.ts';

const zeek: Dialect = {
  name: 'zeek',
  detect: [[{ path: parsePath('_path'), is: 'present' }]],
  roles: { type: [{ path: parsePath('_path'), extract: { as: 'text' } }] },
  types: [],
};

/** Lines per dialect, JSON lines in the sample, and the dialect chosen. */
const choices: readonly (readonly [counts: Record<string, number>, events: number, name: string])[] = [
  [{}, 0, 'generic'],
  [{}, 10, 'generic'],
  [{ macf: 10 }, 10, 'macf'],
  [{ macf: 5 }, 10, 'macf'],
  [{ macf: 4 }, 10, 'generic'],
  [{ macf: 3, study: 4, generic: 3 }, 10, 'study'],
  [{ amplifier: 4, study: 4 }, 8, 'study'],
  [{ agentbus: 1, mnemosyne: 1, macf: 1 }, 3, 'macf'],
  [{ macf: 2, zeek: 2 }, 4, 'zeek'],
  [{ macf: 3, zeek: 2 }, 5, 'macf'],
];

test.each(choices)('%j of %i is %s', (counts, events, name) => {
  expect(chooseDialect(new Map(Object.entries(counts)), events)).toBe(name);
});

const generic = genericDialect([{ ts: 1715668200, kind: 'a' }]);

test.each([
  ['macf', {}, 'macf study mnemosyne agentbus amplifier', 'generic'],
  ['agentbus', {}, 'agentbus macf study mnemosyne amplifier', 'generic'],
  ['agentbus', { extra: [zeek] }, 'agentbus zeek macf study mnemosyne amplifier', 'generic'],
  ['zeek', { extra: [zeek] }, 'zeek macf study mnemosyne agentbus amplifier', 'generic'],
  ['macf', { extra: [{ ...zeek, name: 'macf' }] }, 'macf study mnemosyne agentbus amplifier', 'generic'],
  ['generic', { generic }, 'generic macf study mnemosyne agentbus amplifier', 'generic'],
  ['generic', { generic, extra: [zeek] }, 'generic zeek macf study mnemosyne agentbus amplifier', 'generic'],
  ['macf', { fixed: true }, 'macf', 'macf'],
  ['generic', { generic, fixed: true }, 'generic', 'generic'],
])('a log of %s with %j is read as %s', (own, options, names, fallback) => {
  const reading = readingFor(own, options);
  expect(reading.own).toBe(own);
  expect(reading.dialects.map(({ name }) => name).join(' ')).toBe(names);
  expect(reading.fallback.name).toBe(fallback);
  expect(reading.fields).toEqual(own === 'generic' ? generic.fields : undefined);
});

test('a dialect file stands in for the built-in dialect of its name', () => {
  const mine = { ...zeek, name: 'study' };
  expect(readingFor('study', { extra: [mine] }).dialects[0]).toBe(mine);
  expect(readingFor('macf', { extra: [mine] }).dialects[1]).toBe(mine);
});

test('a name that is none is a fault', () => {
  expect(() => readingFor('masc')).toThrow(
    expect.objectContaining({ parts: expect.objectContaining({ code: 'unknown-dialect' }) }),
  );
});

/** A line that fits no dialect, in a log of `own`. */
test.each([
  [
    'macf',
    {},
    { timestamp: 5, event: 'e', level: 'warn' },
    { time: 5_000_000, type: 'e', severity: 'warning' },
  ],
  ['macf', {}, { data: { session_id: 's' }, session: 't' }, { session: 's' }],
  [
    'macf',
    { fixed: true },
    { data: { session_id: 's' }, kind: 'k' },
    { session: 's', dialect: 'macf', type: undefined },
  ],
  ['agentbus', {}, { msg: 'm' }, { severity: undefined, message: 'm' }],
  ['agentbus', { fixed: true }, { msg: 'm' }, { severity: 'info', message: undefined, dialect: 'agentbus' }],
  [
    'generic',
    { generic },
    { kind: 'k', msg: 'm', ts: 5 },
    { type: 'k', time: 5_000_000, message: undefined },
  ],
  [
    'generic',
    { generic },
    { msg: 'm', date: '2024-01-01' },
    { type: 'm', message: 'm', time: 1704067200000000 },
  ],
])('in a log of %s with %j, %j reads as %j', (own, options, event, expected) => {
  const [roles] = readRoles([JSON.stringify(event)], readingFor(own, options));
  expect(Object.fromEntries(Object.keys(expected).map((role) => [role, roles![role]]))).toEqual(expected);
});

test('a field that the user names is the only one, in every dialect', () => {
  const said = {
    timeField: parsePath('at'),
    typeField: parsePath('what.kind'),
    sessionField: parsePath('who'),
  };
  const { dialects, fallback, fields } = overrideRoles(readingFor('generic', { generic }), said);
  for (const { roles } of [...dialects, fallback]) {
    const paths = [roles.time, roles.type, roles.session].map((all) =>
      all!.map(({ path }) => printPath(path)),
    );
    expect(paths).toEqual([['at'], ['what.kind'], ['who']]);
  }
  expect(fields).toEqual({ time: 'at', type: 'what.kind', session: 'who' });
});

test('without overrides a reading stays as it is', () => {
  const reading = readingFor('amplifier');
  expect(overrideRoles(reading, {})).toEqual(reading);
  expect(DIALECTS[4]!.roles.time).toHaveLength(2);
});

const fixtures = readdirSync('fixtures/logs', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(?:jsonl|ndjson)$/.test(name))
  .map((name) => [name.split('/')[0]!, join('fixtures/logs', name)] as const);

test.each(fixtures)('every line of the %s fixture %s is read as its dialect', (name, path) => {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const own =
    name === 'generic' ? genericDialect(lines.map((line) => JSON.parse(line) as unknown)) : undefined;
  const reading = readingFor(name, own ? { generic: own } : {});
  const roles = readRoles(
    lines,
    { ...reading, dialects: own ? reading.dialects.slice(1) : reading.dialects },
    path,
  );
  const counts = new Map<string, number>();
  for (const { dialect } of roles) counts.set(`${dialect}`, (counts.get(`${dialect}`) ?? 0) + 1);
  expect(counts).toEqual(new Map([[name, lines.length]]));
  expect(chooseDialect(counts, lines.length)).toBe(name);
});

test.each([
  ['macf', 'time type session cycle git prompt duration status summary'],
  ['study', 'time type session workflow duration status summary'],
  ['mnemosyne', 'time type session agent workflow trace importance duration status summary'],
  ['agentbus', 'time type session agent workflow trace severity duration status tokens cost summary'],
  ['amplifier', 'time type session severity duration status tokens cost message summary'],
])('the %s fixture covers its roles', (name, covered) => {
  const path = fixtures.find(([dialect]) => dialect === name)![1];
  const roles = readRoles(readFileSync(path, 'utf8').trimEnd().split('\n'), readingFor(name), path);
  expect(dialectNames()).toContain(name);
  const seen = (role: string) => roles.some((line: RolesRead) => line[role] !== undefined);
  expect(covered.split(' ').filter((role) => !seen(role))).toEqual([]);
  expect(new Set(roles.map(({ status }) => status).filter(Boolean))).toEqual(
    new Set(name === 'mnemosyne' ? ['error'] : ['ok', 'error']),
  );
});
