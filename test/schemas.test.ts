/** Every report is what its JSON Schema says, and a report that is not is told so. Source: cli.md, JSON reports. */
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { RULE_KINDS } from '../src/model/check.ts';
import { FILTERS } from '../src/rules/filters.ts';
import { inquest } from './cli/world.ts';
import { FIXTURES, FULL, LOGS, MACF } from './run/ask.ts';
import { fileOf } from './scan/room.ts';

const NAMES = [
  'stats',
  'gaps',
  'sessions-list',
  'query',
  'fields',
  'state',
  'trace',
  'metrics',
  'validate',
  'check',
] as const;
type Name = (typeof NAMES)[number];

const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
const validators = new Map<Name, ValidateFunction>();
for (const name of NAMES) {
  const url = new URL(`../src/schemas/${name}.schema.json`, import.meta.url);
  validators.set(name, ajv.compile(JSON.parse(readFileSync(url, 'utf8')) as object));
}

function errorsOf(name: Name, report: unknown): unknown[] {
  const validate = validators.get(name)!;
  return validate(report)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const RULES = 'fixtures/rules';

/** What a command cannot do without. */
function flagsOf(name: Name): readonly string[] {
  if (name === 'query') return ['--count'];
  if (name === 'gaps') return ['--threshold', '1s'];
  return name === 'check' ? ['--rules', `${RULES}/macf.yaml`] : [];
}

async function reportOf(args: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout } = await inquest([...args, '--json', '--quiet']);
  return JSON.parse(stdout) as Record<string, unknown>;
}

const ROWS: readonly (readonly [Name, string])[] = [
  ['stats', 'stats'],
  ['stats', 'stats --by @session --bucket 30d --percentiles @duration --top 3'],
  ['stats', 'stats --by data.tool --percentiles data.cycle'],
  ['stats', 'stats --by id.orig_h --percentiles @tokens --cap 1'],
  ['stats', 'stats -t nothing --bucket 1d --by @time'],
  ['gaps', 'gaps'],
  ['gaps', 'gaps --threshold 1s --top 3 --sort length'],
  ['gaps', 'gaps --threshold 1s --per session'],
  ['gaps', 'gaps --threshold 0 --cap 2'],
  ['sessions-list', 'sessions-list'],
  ['sessions-list', 'sessions-list --sort span --top 1'],
  ['sessions-list', 'sessions-list -t nothing'],
  ['query', 'query --count'],
  ['fields', 'fields'],
  ['fields', 'fields --by-type --top 3'],
  ['fields', 'fields -t nothing'],
  ['state', 'state'],
  ['state', 'state --track data.tool --from @first+5s --at @last-5s'],
  ['state', 'state --at 1999-01-01'],
  ['trace', 'trace'],
  ['trace', 'trace --slowest 2'],
  ['trace', 'trace --errors'],
  ['trace', 'trace --turn 1'],
  ['trace', 'trace --start tool_call_started --end tool_call_completed --key data.tool'],
  ['metrics', 'metrics'],
  ['metrics', 'metrics --window 1d,90s --at @last-10s'],
  ['metrics', 'metrics --at 1999-01-01 --cap 1'],
  ['metrics', 'metrics -t nothing'],
  ['validate', 'validate'],
  ['validate', 'validate --level error --ignore no-time'],
  ['check', `check --rules ${RULES}/macf.yaml`],
  ['check', `check --rules ${RULES}/generic.json --rules ${RULES}/hostile.yaml --cap 1`],
  ['check', `check --rules ${RULES}/study.yaml -t nothing`],
  ['query', 'query --count -t tool_call_started'],
  ['query', 'query --count --since 2099-01-01 --strict'],
];

describe('reports of the fixtures', () => {
  test.each(ROWS.map((row, n) => [...row, n] as const))('%s: %s', async (name, line, n) => {
    const args = line.split(' ');
    for (const log of FULL ? [...FIXTURES, LOGS] : [n % 2 === 0 ? LOGS : FIXTURES[n % FIXTURES.length]!]) {
      const report = await reportOf([...args, log]);
      expect({ log, errors: errorsOf(name, report) }).toEqual({ log, errors: [] });
      expect(report.report).toBe(name);
    }
  });
});

test.each(NAMES)('notes of every sort: %s', async (name) => {
  const lines = [
    '{"timestamp": 1772442003, "event": "a", "breadcrumb": "s_aaaaaaaa/c_1/g_x"}',
    '{"timestamp": 1772442001, "event": "b", "breadcrumb": "s_aaaaaaaa/c_1/g_x"}',
    '{"event": "c", "breadcrumb": "s_aaaaaaaa/c_1/g_x"}',
    '{"timestamp": "2026-01-01T00:00:00", "type": "doctor"}',
    '{"a": 1}{"b": 2}',
    '{]',
    '[1]',
    '',
    '{"timestamp": 17',
  ];
  const zipped = gzipSync('{"a":1}\n'.repeat(99)).subarray(0, 30);
  const logs = [
    fileOf(lines.join('\n')),
    fileOf(zipped),
    fileOf('\ufeffA\0B\0'),
    `${LOGS}/none.jsonl`,
    fileOf(''),
  ];
  const args = name === 'query' ? ['query', '--count'] : [name, ...flagsOf(name), '--cap', '1'];
  const report = await reportOf([...args, ...logs]);
  expect(errorsOf(name, report)).toEqual([]);
  // What other reports note is what `validate` finds.
  const told = [...(report.notes as object[]), ...((report.findings as object[] | undefined) ?? [])];
  expect(told.length).toBeGreaterThan(5);
});

describe('a broken report is told so', () => {
  const note = { kind: 'no-time', count: 1, message: '', places: [] };
  /** Report, what is wrong, where, and what stands there; undefined takes the key away. */
  const rows: readonly (readonly [Name, string, string, unknown])[] = [
    ...NAMES.flatMap((name): (readonly [Name, string, string, unknown])[] => [
      [name, 'another report', 'report', 'other'],
      [name, 'another version', 'version', 2],
      [name, 'a key too many', 'extra', 1],
      [name, 'no sources', 'sources', undefined],
      [name, 'a source without a path', 'sources.0.path', undefined],
      [
        name,
        'counts of a log that was not read whole',
        'sources.0',
        { path: 'a', dialect: 'macf', complete: false, lines: 1 },
      ],
      [name, 'no counts of a log that was', 'sources.0', { path: 'a', dialect: 'macf', complete: true }],
      [name, 'a note of an unknown kind', 'notes.0', { ...note, kind: 'odd' }],
      [name, 'damage without a reason', 'notes.0', { ...note, kind: 'damaged' }],
      [name, 'a place of line 0', 'notes.0', { ...note, places: [{ source: 'a', line: 0 }] }],
    ]),
    ['stats', 'a time that is none', 'first', 'yesterday'],
    ['stats', 'a first without a last', 'last', undefined],
    ['stats', 'events that are a text', 'events', '1'],
    ['stats', 'a type without a count', 'types.0.count', undefined],
    ['stats', 'a share over 1', 'types.0.share', 2],
    ['gaps', 'a gap without an end', 'gaps.0.to', undefined],
    ['gaps', 'a citation without an offset', 'gaps.0.from.offset', undefined],
    ['gaps', 'no regressions', 'regressions', undefined],
    ['sessions-list', 'a session without a name', 'sessions.0.session_id', undefined],
    ['sessions-list', 'a fractional count', 'sessions.0.ok', 0.5],
    ['metrics', 'a window without a size', 'windows.0.window_size_seconds', undefined],
    ['metrics', 'a fractional count', 'windows.0.agents_active', 0.5],
    ['metrics', 'percentiles without a word on how exact they are', 'windows.0.percentiles_exact', undefined],
    ['query', 'a negative count', 'count', -1],
    ['check', 'a rule without a verdict', 'rules.0.ok', undefined],
    ['check', 'a rule of no kind', 'rules.0.kind', 'odd'],
    ['check', 'a place of a rule that holds', 'rules.0.ok', true],
    ['check', 'a session without a name', 'rules.1.sessions.first.0.session', undefined],
  ];
  test.each(rows)('%s: %s', async (name, _, path, value) => {
    const report = await reportOf([name, ...flagsOf(name), MACF]);
    expect(errorsOf(name, report)).toEqual([]);
    expect(errorsOf(name, changed(report, path.split('.'), value))).not.toEqual([]);
  });
});

describe('the schema of rules files', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../src/schemas/rules.schema.json', import.meta.url), 'utf8'),
  ) as { readonly definitions: Readonly<Record<string, { readonly properties: object }>> };
  const validate = ajv.compile(schema);
  const files = readdirSync(RULES).filter((file) => /\.(yaml|json)$/.test(file));

  test.each(files)('takes %s', (file) => {
    validate(parse(readFileSync(`${RULES}/${file}`, 'utf8')));
    expect(validate.errors).toBeNull();
  });

  test('does not take what is mistyped', () => {
    expect(validate(parse(readFileSync(`${RULES}/faults/mistyped.yaml`, 'utf8')))).toBe(false);
    expect(validate(parse(readFileSync(`${RULES}/faults/workflow.yml`, 'utf8')))).toBe(false);
  });

  test('knows the kinds and the filters that are read', () => {
    const { definitions } = schema;
    expect(RULE_KINDS.filter((kind) => definitions[kind] === undefined)).toEqual([]);
    const filters = [...FILTERS.keys()];
    for (const kind of RULE_KINDS.filter((each) => each !== 'damaged')) {
      const keys = Object.keys(definitions[kind]!.properties);
      expect(filters.filter((name) => !keys.includes(name))).toEqual([]);
    }
  });
});

/** A copy with another value at the path. */
function changed(of: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const copy = structuredClone(of) as Record<string, unknown>;
  const next = changed(copy[key], rest, value);
  if (next === undefined) delete copy[key];
  else copy[key] = next;
  return copy;
}
