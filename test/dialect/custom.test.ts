import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { printPath } from '../../src/base/path.ts';
import { parseDialect } from '../../src/dialect/custom.ts';
import { readingFor } from '../../src/dialect/detect.ts';
import { DIALECTS } from '../../src/dialect/dialects.ts';
import type { Dialect } from '../../src/model/dialect.ts';
import { readRoles } from './read.ts';

const accepts = new Ajv({ allErrors: true }).compile(
  JSON.parse(readFileSync('src/schemas/dialect.schema.json', 'utf8')) as object,
);

const base = { name: 'zeek', detect: [[{ path: '_path', is: 'present' }]], roles: {} };
const withRole = (role: string, entry: unknown) => ({ ...base, roles: { [role]: [entry] } });
const withTest = (condition: unknown) => ({ ...base, detect: [[condition]] });

const JOB = { name: 'job', starts: ['a'], ends: ['b'], keys: [{ parts: ['id'] }] };
const SPANS = [
  { ...JOB, name: 'run', home: { parts: ['@session'] }, turn: true, reopens: true },
  {
    ...JOB,
    starts: ['job.start', { type: 'job', when: { of: 'state', values: ['on'] } }],
    ends: [
      { type: 'job.end', status: 'ok' },
      { type: 'job', status: 'error', when: { of: 'state', values: ['off'] } },
    ],
    points: ['job.note'],
    keys: [{ parts: ['data.id'], whole: true }, { parts: ['@session', ['data.name', 'name']] }],
    order: 'lifo',
    amends: ['job.end'],
    title: ['data.name', 'name'],
    parent: { pair: 'run', by: [{ parts: ['@session'] }], run: true },
    beginsEarlier: true,
    once: true,
  },
];
const TRACKED = {
  fields: [
    { name: 'host', as: 'last', of: ['host.name', 'host'], types: ['boot'] },
    { name: 'mode', as: 'word', words: { up: 'running', down: 'stopped' } },
    { name: 'boots', as: 'count', types: ['boot'] },
  ],
  open: [
    {
      name: 'jobs',
      keys: [['data.id'], ['@session', ['data.name', 'name']]],
      starts: ['job.start', { types: ['job'], only: { of: 'state', values: ['on'] } }],
      ends: ['job.end'],
      balanced: true,
      progress: { types: ['job.note'], of: 'data.step' },
    },
  ],
};

const good: readonly (readonly [name: string, file: unknown])[] = [
  ['the least', base],
  ['all keys', { $schema: 'dialect.schema.json', ...base, types: ['conn', 'dns'] }],
  [
    'two alternatives',
    {
      ...base,
      detect: [
        [{ path: 'a', is: 'crumb' }],
        [
          { path: 'b', is: 'null' },
          { path: 'c', is: 'object-or-absent' },
        ],
      ],
    },
  ],
  ['values', withTest({ path: '_path', is: 'in', values: ['conn'] })],
  ['globs', withTest({ path: 'event', is: 'like', globs: ['*:*'] })],
  ['a quoted path', withRole('time', { path: '["@timestamp"]', as: 'time', minDigits: 9 })],
  [
    'a deep path',
    withRole('type', {
      path: 'a["b.c"][0].d',
      as: 'text',
      except: ['none'],
      only: { path: 'k', values: ['v'] },
    }),
  ],
  ['a default scale', withRole('duration', { path: 'ms', as: 'number' })],
  ['a scale', withRole('duration', { path: 's', as: 'number', scale: 1000 })],
  ['a sum', withRole('tokens', { path: 'in', as: 'sum', plus: 'out' })],
  ['a crumb', withRole('cycle', { path: 'b', as: 'crumb', part: 'c' })],
  ['a level', withRole('severity', { path: 'l', as: 'level' })],
  ['a constant level', withRole('severity', { as: 'constant', value: 'info' })],
  ['success', withRole('status', { path: 'ok', as: 'success' })],
  ['an exit code', withRole('status', { path: 'code', as: 'exit-code' })],
  ['words', withRole('status', { path: 's', as: 'word', ok: ['ok'], error: ['bad'] })],
  ['error types', withRole('status', { path: 't', as: 'error-type', globs: ['*_failed'] })],
  ['a table', withRole('importance', { path: 't', as: 'table', numbers: { a: 1.5 } })],
  ['a directory', withRole('session', { as: 'directory', file: 'events.jsonl' })],
  ['a template', withRole('summary', { path: 't', as: 'template', sentences: { a: 'A[ {b.c}] d' } })],
  ['spans', { ...base, spans: SPANS }],
  ['tracked state', { ...base, tracked: TRACKED }],
  ['tracked fields alone', { ...base, tracked: { fields: [TRACKED.fields[0]] } }],
];

test.each(good)('takes %s, as the schema does', (_name, file) => {
  expect(parseDialect(JSON.stringify(file), 'my.json')).toEqual({ dialect: expect.anything() });
  expect(accepts(file)).toBe(true);
});

/** A file, and the beginning of each fault's message behind the file's name; a hint behind ` => `. */
const bad: readonly (readonly [name: string, file: unknown, faults: readonly string[]])[] = [
  ['no object', [base], ['expected an object']],
  ['null', null, ['expected an object']],
  ['nothing', {}, ['the key "name" is missing', 'the key "detect" is missing', 'the key "roles" is missing']],
  ['a slip in a key', { ...base, tpyes: [] }, ['unknown key "tpyes" => did you mean "types"?']],
  ['a wild name', { ...base, name: 'My Logs' }, ['name: expected a lower-case name']],
  ['the name of no dialect', { ...base, name: 'generic' }, ['name: the name "generic" is taken']],
  ['no alternative', { ...base, detect: [] }, ['detect: expected a list that is not empty']],
  [
    'an alternative that always holds',
    { ...base, detect: [[]] },
    ['detect[0]: expected a list that is not empty'],
  ],
  [
    'an unknown test',
    withTest({ path: 'a', is: 'presnt' }),
    ['detect[0][0].is: expected one of present, absent => did you mean "present"?'],
  ],
  ['no test', withTest({ path: 'a' }), ['detect[0][0]: the key "is" is missing']],
  [
    'a test without its values',
    withTest({ path: 'a', is: 'in' }),
    ['detect[0][0]: the key "values" is missing'],
  ],
  [
    'a test with foreign values',
    withTest({ path: 'a', is: 'present', values: ['b'] }),
    ['detect[0][0]: unknown key "values"'],
  ],
  [
    'values that are no texts',
    withTest({ path: 'a', is: 'in', values: ['x', 5] }),
    ['detect[0][0].values[1]: expected a text'],
  ],
  ['a broken path', withTest({ path: 'a..b', is: 'null' }), ['detect[0][0].path: "a..b" is no path']],
  ['an empty path', withTest({ path: '', is: 'null' }), ['detect[0][0].path: expected a text']],
  ['a bare at sign', withTest({ path: '@t', is: 'null' }), ['detect[0][0].path: "@t" is no path']],
  [
    'a path to many',
    withRole('type', { path: 'a[*]', as: 'text' }),
    ['roles.type[0].path: a role is one value'],
  ],
  [
    'an unknown role',
    withRole('sesion', { path: 'a', as: 'text' }),
    ['roles: unknown key "sesion" => did you mean "session"?'],
  ],
  ['a role of the tool', withRole('source', { path: 'a', as: 'text' }), ['roles: unknown key "source"']],
  ['no entries', { ...base, roles: { type: [] } }, ['roles.type: expected a list that is not empty']],
  [
    'an entry alone',
    { ...base, roles: { type: { path: 'a', as: 'text' } } },
    ['roles.type: expected a list'],
  ],
  [
    'an unknown extractor',
    withRole('time', { path: 'a', as: 'tiem' }),
    ['roles.time[0].as: expected one of time => did you mean "time"?'],
  ],
  [
    'an extractor of another role',
    withRole('type', { path: 'a', as: 'number' }),
    ['roles.type[0].as: expected one of text, crumb'],
  ],
  [
    'an extractor without its part',
    withRole('git', { path: 'a', as: 'crumb' }),
    ['roles.git[0]: the key "part" is missing'],
  ],
  [
    'an unknown part',
    withRole('git', { path: 'a', as: 'crumb', part: 'x' }),
    ['roles.git[0].part: expected one of s, c, g, p, t'],
  ],
  [
    'a path that nothing reads',
    withRole('severity', { path: 'a', as: 'constant', value: 'info' }),
    ['roles.severity[0]: unknown key "path"'],
  ],
  [
    'a constant that is no level',
    withRole('severity', { as: 'constant', value: 'wranig' }),
    ['roles.severity[0].value: expected one of trace'],
  ],
  [
    'a scale of nothing',
    withRole('cost', { path: 'a', as: 'number', scale: 0 }),
    ['roles.cost[0].scale: expected a number above 0'],
  ],
  [
    'a scale in words',
    withRole('cost', { path: 'a', as: 'number', scale: '1000' }),
    ['roles.cost[0].scale: expected a number'],
  ],
  [
    'half a digit',
    withRole('time', { path: 'a', as: 'time', minDigits: 9.5 }),
    ['roles.time[0].minDigits: expected a whole number'],
  ],
  [
    'a table of texts',
    withRole('importance', { path: 'a', as: 'table', numbers: { a: 'b' } }),
    ['roles.importance[0].numbers["a"]: expected a number'],
  ],
  [
    'an empty table',
    withRole('importance', { path: 'a', as: 'table', numbers: {} }),
    ['roles.importance[0].numbers: expected an object that is not empty'],
  ],
  [
    'a broken sentence',
    withRole('summary', { path: 'a', as: 'template', sentences: { a: 'x {b' } }),
    ['roles.summary[0].sentences["a"]: expected braces'],
  ],
  [
    'a wild placeholder',
    withRole('summary', { path: 'a', as: 'template', sentences: { a: '{b["c"]}' } }),
    ['roles.summary[0].sentences["a"]: expected braces'],
  ],
  [
    'a condition without values',
    withRole('type', { path: 'a', as: 'text', only: { path: 'b' } }),
    ['roles.type[0].only: the key "values" is missing'],
  ],
  ['a null', withRole('type', { path: null, as: 'text' }), ['roles.type[0].path: expected a text']],
  [
    'a span without keys',
    { ...base, spans: [{ ...JOB, keys: undefined }] },
    ['spans[0]: the key "keys" is missing'],
  ],
  [
    'slips in a span',
    { ...base, spans: [{ ...JOB, oder: 'fifo', starts: [{ type: 'a', status: 'good' }], turn: false }] },
    [
      'spans[0]: unknown key "oder" => did you mean "order"?',
      'spans[0].starts[0].status: expected one of ok, error',
      'spans[0].turn: expected true',
    ],
  ],
  [
    'a role that is none',
    { ...base, spans: [{ ...JOB, title: '@sesion' }] },
    ['spans[0].title: expected one of @time => did you mean "@session"?'],
  ],
  [
    'too many keys',
    { ...base, spans: [{ ...JOB, keys: Array.from({ length: 5 }, () => ({ parts: ['a'] })) }] },
    ['spans[0].keys: expected 4 keys at most'],
  ],
  [
    'a field of no kind',
    { ...base, tracked: { fields: [{ name: 'a', as: 'first', of: 'b' }] } },
    ['tracked.fields[0].as: expected one of last, word, count'],
  ],
  [
    'an open set without ends',
    { ...base, tracked: { open: [{ name: 'a', keys: [['b']], starts: ['c'] }] } },
    ['tracked.open[0]: the key "ends" is missing'],
  ],
  [
    'three mistakes',
    { ...base, name: 5, types: 'x', roles: { time: [{ path: 'a' }] } },
    ['name: expected a text', 'roles.time[0]: the key "as" is missing', 'types: expected a list'],
  ],
];

test.each(bad)('refuses %s, as the schema does', (_name, file, faults) => {
  checkFaults(JSON.stringify(file), faults);
  expect(accepts(file)).toBe(false);
});

const inPair = (pair: string, more: object = {}): object => ({
  ...JOB,
  parent: { pair, by: [{ parts: ['id'] }], ...more },
});

/** What no schema can say: how the parts of a file hang together. */
test.each<readonly [name: string, file: object, faults: readonly string[]]>([
  ['a name twice', { spans: [JOB, JOB] }, ['spans: the name "job" stands twice']],
  ['a parent that is none', { spans: [inPair('rn')] }, ['spans[0].parent.pair: no pair is called "rn"']],
  ['itself as its parent', { spans: [inPair('job')] }, ['spans[0].parent.pair: "job" lies inside itself']],
  [
    'a parent without a home',
    { spans: [inPair('run'), { ...JOB, name: 'run' }] },
    ['spans[0].parent.pair: "run" has no home'],
  ],
  [
    'more keys than ancestors',
    { spans: [inPair('run', { by: [{ parts: ['a'] }, { parts: ['b'] }], run: true }), SPANS[0]] },
    ['spans[0].parent.by: expected one key'],
  ],
  [
    'a name of a field and of a set',
    { tracked: { fields: [{ name: 'jobs', as: 'count', types: ['a'] }], open: TRACKED.open } },
    ['tracked: the name "jobs" stands twice'],
  ],
])('refuses %s', (_name, file, faults) => checkFaults(JSON.stringify({ ...base, ...file }), faults));

test.each([
  ['', ['expected JSON']],
  ['{"name":', ['expected JSON']],
  [
    '{"__proto__":{"name":"x"},"name":"zeek","detect":[[{"path":"a","is":"null"}]],"roles":{}}',
    ['unknown key "__proto__"'],
  ],
])('refuses the text %s', (text, faults) => checkFaults(text, faults));

function checkFaults(text: string, expected: readonly string[]): void {
  const result = parseDialect(text, 'my.json');
  const faults = 'faults' in result ? result.faults.map(({ parts }) => parts) : [];
  const wanted = expected.map((line) => line.split(' => '));
  const shown = faults.map(({ message }, n) =>
    message.replace(/^my\.json: /, '').slice(0, wanted[n]?.[0]?.length),
  );
  expect(shown).toEqual(wanted.map(([message]) => message));
  for (const [n, [, hint]] of wanted.entries()) if (hint !== undefined) expect(faults[n]!.hint).toBe(hint);
  for (const { code, flag } of faults) expect([code, flag]).toEqual(['bad-dialect-file', '--dialect-file']);
}

test.each(DIALECTS.map((dialect) => [dialect.name, dialect] as const))(
  '%s survives the way through a file',
  (_name, dialect) => {
    const text = asFile(dialect);
    expect(accepts(JSON.parse(text))).toBe(true);
    expect(parseDialect(text, 'own.json')).toEqual({ dialect });
  },
);

test('a dialect file reads a log', () => {
  const file = {
    ...base,
    roles: {
      time: [{ path: 'ts', as: 'time' }],
      type: [{ path: '_path', as: 'text' }],
      session: [{ path: 'id.orig_h', as: 'text' }],
    },
  };
  const result = parseDialect(JSON.stringify(file), 'zeek.json');
  const extra = 'dialect' in result ? [result.dialect] : [];
  const lines = readFileSync('fixtures/logs/generic/zeek.jsonl', 'utf8').split('\n').slice(0, 1);
  expect(readRoles(lines, readingFor('zeek', { extra }))).toEqual([
    { time: 1715668200925000, type: 'conn', session: '10.0.0.5', dialect: 'zeek' },
  ]);
});

/** A built-in dialect as a user would write it: paths as text, the extractor beside its path. */
function asFile({ name, detect, roles, types }: Dialect): string {
  const entries = Object.entries(roles).map(([role, all]) => [
    role,
    all.map(({ path, extract, only }) => ({
      ...(path.length > 0 ? { path: printPath(path) } : {}),
      ...extract,
      ...('plus' in extract ? { plus: printPath(extract.plus) } : {}),
      ...(only ? { only: { ...only, path: printPath(only.path) } } : {}),
    })),
  ]);
  const conditions = detect.map((all) =>
    all.map(({ path, ...rest }) => ({ path: printPath(path), ...rest })),
  );
  return JSON.stringify({ name, detect: conditions, roles: Object.fromEntries(entries) as object, types });
}
