/**
 * The SIMD kernel against the scalar kernel: the same batches, to the last value, on every fixture, on hostile lines and on
 * generated and mutated ones, whatever the columns and the chunks. Each leg counts the lines that the module answered
 * itself, so that it cannot pass by giving everything up.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePath } from '../../src/base/path.ts';
import { readingFor } from '../../src/dialect/detect.ts';
import { genericDialect } from '../../src/dialect/generic.ts';
import type { KernelSpec } from '../../src/kernel/kernel.ts';
import { scalarKernel } from '../../src/kernel/scalar.ts';
import { wasmKernel } from '../../src/kernel/wasm.ts';
import type { Dialect, Reading } from '../../src/model/dialect.ts';
import type { ColumnSpec } from '../../src/model/plan.ts';
import { scanAll } from './batches.ts';

const FULL = process.env.INQUEST_TEST_FULL === '1';
const ROOT = resolve(import.meta.dirname, '../..');
const FIXTURES = join(ROOT, 'fixtures');

const roles = (...names: readonly string[]): ColumnSpec[] =>
  names.map((role) => ({ kind: 'role', role }) as ColumnSpec);
const paths = (...texts: readonly string[]): ColumnSpec[] =>
  texts.map((text) => ({ kind: 'path', path: parsePath(text) }));

const COLUMN_SETS: readonly (readonly ColumnSpec[])[] = [
  [],
  roles('time', 'type', 'session', 'status'),
  roles('time', 'type', 'session', 'cycle', 'git', 'prompt', 'duration', 'severity', 'dialect', 'source'),
  roles('agent', 'workflow', 'trace', 'message', 'status'),
  [
    ...paths('data.tool', 'data.duration_ms', 'data', 'id.orig_h', 'event_data.metrics', 'msg'),
    ...roles('time'),
  ],
  (['s', 'c', 'g', 'p', 't'] as const).map((part) => ({ kind: 'crumb', part })),
  roles('importance'),
  roles('tokens', 'cost'),
];

interface Log {
  readonly path: string;
  readonly bytes: Buffer;
  readonly readings: readonly Reading[];
}

function logsBelow(directory: string): readonly Log[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((file) => join(directory, file))
    .filter((path) => /\.(?:jsonl|ndjson)$/.test(path) && statSync(path).isFile())
    .sort()
    .map((path) => {
      const bytes = readFileSync(path);
      return { path, bytes, readings: readingsOf(bytes) };
    });
}

/** All dialects, and generic with the fields that the log's own lines give. */
function readingsOf(bytes: Buffer): readonly Reading[] {
  const events = bytes
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as unknown];
      } catch {
        return [];
      }
    });
  const named = ['macf', 'study', 'mnemosyne', 'agentbus', 'amplifier'].map((name) => readingFor(name));
  return [...named, readingFor('generic', { generic: genericDialect(events) })];
}

/** A line of macf, and the fields of it that are given other values. */
const LINE =
  '"timestamp": 1765343222.5, "event": "tool_call_completed", "breadcrumb": "s_1b969d39/c_1/g_a74cf99/p_ee403953/t_1765343222", ' +
  '"data": {"session_id": "1b969d39-6075-4547-9b4b-7c349eaa0a9a", "duration_seconds": 1.5, "duration_ms": 12, "success": true, "prompt_uuid": "ab"}';
const FIELDS: readonly RegExp[] = [
  /"timestamp": [^,]*/,
  /"event": [^,]*/,
  /"breadcrumb": [^,]*/,
  /"session_id": [^,}]*/,
  /"duration_ms": [^,}]*/,
  /"duration_seconds": [^,}]*/,
  /"success": [^,}]*/,
  /"prompt_uuid": [^,}]*/,
  /"data": \{[^}]*\}/,
];
const NUMBERS: readonly string[] = [
  ...[
    '0',
    '-0',
    '1',
    '0.5',
    '-1.5',
    '1e3',
    '1E-3',
    '9007199254740993',
    '99999999999999999',
    '123456789012345',
    '1234567890123456',
  ],
  ...[
    '0.1234567890123456',
    '0.123456789012345',
    '1765343222.1145039',
    '1765343222.11450391234567891234',
    '17653432221145',
    '176534322211450',
  ],
  ...[
    '9999999999',
    '9000000001.999999',
    '99999999999',
    '999999999999',
    '253402300800',
    '1e400',
    '1.0',
    '100000000',
    '12345678',
    '0.000001',
    '1.005',
    '0.29',
    '1e2',
    '999999999999999',
    '18446744073710',
    '9223372036855',
  ],
];
const TEXTS: readonly string[] = [
  ...[
    '',
    'unknown',
    'none',
    'ok',
    'error',
    'failed',
    'passed',
    'INFO',
    'warn',
    '30',
    '0',
    '1',
    'tool_call_failed',
    'tool:pre',
    'tool:post',
    'é',
    '😀',
  ],
  ...[
    'a"b',
    'a\\b',
    'a\nb',
    ' x',
    'x'.repeat(300),
    'agent.failed',
    'llm:response',
    '5s',
    '1.5',
    '1765343222',
  ],
  ...[
    's_a/c_1',
    's_a/c_1/g_b',
    's_a/c_01/g_b',
    's_a/c_x/g_b',
    's_/c_1/g_b',
    's_a/c_1/g_none/p_none/t_5',
    's_a/c_1/g_b/p_c/t_x',
  ],
  ...[
    'c_1/s_abc/t_20251210_0507',
    'C60/abc12345/ead030a',
    's_a/c_1/g_',
    's_a/c_-5/g_b',
    's_a/s_b/c_1',
    's_unknown/c_1/p_unknown',
    's_a_b/c_2/x_y/q',
  ],
  ...['s_a/c_1/g_b/t_1234567890123456', 'none/none/none', '//', 's_a/c_1//', 's_none/c_1/g_x'],
  ...[
    '2025-12-10T05:07:02Z',
    '2025-12-10T05:07:02.114503999Z',
    '2025-12-10 05:07:02',
    '2025-12-10T05:07:02',
    '2025-12-10T05:07:02+0000',
  ],
  ...[
    '2025-12-10T05:07:02+01:00',
    '2025-12-10T05:07:02-0530',
    '2025-12-10T05:07:60Z',
    '2025-02-29T00:00:00Z',
    '2024-02-29T23:59:59.9Z',
  ],
  ...[
    '2100-02-29T00:00:00Z',
    '2025-13-01T00:00:00Z',
    '2025-00-10T00:00:00Z',
    '2025-12-32T00:00:00Z',
    '1969-12-31T23:59:59Z',
    '2025-12-10T24:00:00Z',
  ],
  ...[
    '2025-12-10T05:07',
    '2025-12-10',
    '2025-12-10t05:07:02z',
    '2025-12-10T05:07:02,5Z',
    '2025-12-10T05:07:02.Z',
    '2025-12-10T05:07:02+19:00',
  ],
  ...[
    '2025-12-10T05:07:02 +01:00',
    '2025-12-10T05:07:02+01',
    '2025-12-10T05:07:02.5+01:0',
    '9999-12-31T23:59:59Z',
    '2251-01-01T00:00:00Z',
  ],
];
const ODD_JSON: readonly string[] = [
  ...[
    '"\\u0041bc"',
    '"s_a\\/c_1\\/g_b"',
    '"2025-12-10T05:07:02\\u005a"',
    '"\\ud83d"',
    '"\\ud83d\\ude00"',
    '"tab\\there"',
  ],
  ...[
    '[['.repeat(499) + ']]'.repeat(499),
    `${'['.repeat(999)}${']'.repeat(999)}`,
    `${'['.repeat(1000)}${']'.repeat(1000)}`,
  ],
  ...[
    '01',
    '1.',
    '.5',
    '+1',
    '-',
    '1e',
    'tru',
    'nul',
    '"a',
    '{"a" 1}',
    '[1,]',
    '{,}',
    '"\\x"',
    '"\\u12g4"',
    '"\t"',
  ],
];
const KEYS: readonly string[] = [
  ...[
    '"\\u0065vent": "x"',
    '"eve\\u006et": "y"',
    '"data": {"session\\u005fid": "zz"}',
    '"data.session_id": "flat"',
    '"data": 5',
    '"data": {}',
  ],
  ...[
    '"a": {"event": 1, "event": 2}',
    '"": 1',
    '"timestamp": "2025-12-10T05:07:02Z", "timestamp": 7',
    '"payload": {"session_id": "p"}',
  ],
  ...[
    '"data": {"tool": {"a": {"b": 1}}}',
    '"data": {"tool": 1}, "data": {"x": 1}',
    '"id.orig_h": "1.2.3.4"',
    '"id": {"orig_h": "5.6.7.8"}, "id.orig_h": 4',
  ],
];

/** All columns in the full form, else every other set of them. */
const setsOf = (turn: number): typeof COLUMN_SETS =>
  FULL ? COLUMN_SETS : COLUMN_SETS.filter((_, n) => n % 2 === turn % 2);

const counts = { answered: 0, slow: 0, declined: 0 };

function check(bytes: Buffer, spec: KernelSpec, size: number): void {
  const fast = wasmKernel(spec);
  if (!fast) {
    counts.declined++;
    return;
  }
  const given = scanAll(fast, bytes, size);
  const wanted = scanAll(scalarKernel(spec), bytes, size);
  // The matcher is slow over thousands of rows, and is asked only to show how they differ.
  if (!isDeepStrictEqual(given, wanted)) expect(given).toEqual(wanted);
  const events = given.reduce((sum, { rows }) => sum + rows.length, 0);
  counts.answered += events - fast.slowLines;
  counts.slow += fast.slowLines;
}

function specOf(
  reading: Reading,
  columns: readonly ColumnSpec[],
  more: Partial<KernelSpec> = {},
): KernelSpec {
  return {
    columns,
    reading,
    needles: null,
    path: 'sessions/abcd/events.jsonl',
    logZone: 'UTC',
    utf16: false,
    ...more,
  };
}

const LOGS = [...logsBelow(join(FIXTURES, 'logs')), ...logsBelow(join(FIXTURES, 'hostile'))];

describe('the SIMD kernel is the scalar kernel', () => {
  it.each(LOGS.map((log) => [log.path.slice(FIXTURES.length + 1), log] as const))('on %s', (_, log) => {
    const hostile = log.path.includes('hostile');
    const sizes = [1, 64, 65_536];
    let turn = log.bytes.length;
    for (const reading of hostile && !FULL ? [log.readings[0]!, log.readings.at(-1)!] : log.readings) {
      for (const columns of hostile && !FULL ? COLUMN_SETS.slice(1, 5) : setsOf(turn++)) {
        for (const size of FULL ? sizes : [sizes[turn++ % 3]!])
          check(log.bytes, specOf(reading, columns), size);
      }
      check(log.bytes, specOf(reading, COLUMN_SETS[2]!, { logZone: 'Europe/Berlin' }), 4096);
      for (const needles of [['tool'], ['session', 'error'], ['nothing holds this']]) {
        check(log.bytes, specOf(reading, COLUMN_SETS[1]!, { needles }), 4096);
      }
    }
  });

  it('on unusual values of every field', () => {
    const texts = TEXTS.map((text) => JSON.stringify(text));
    const values = [
      ...NUMBERS,
      ...texts,
      ...ODD_JSON,
      '[1]',
      '{}',
      '{"id":"x","name":"y"}',
      'true',
      'false',
      'null',
    ];
    const lines = values.flatMap((value) => [
      ...FIELDS.map(
        (field) => `{${LINE.replace(field, (key) => `${key.slice(0, key.indexOf(':') + 1)} ${value}`)}}`,
      ),
      `{${LINE}, "event": ${value}}`,
      `{"data": {"session_id": ${value}, "success": true}, ${LINE}, "data": {"tool": ${value}}}`,
      `{"event_type": "agent.completed", "ts": ${value}, "timestamp": ${value}, "level": ${value}, "exit_code": ${value}}`,
    ]);
    const whole = Buffer.from([...lines, ...KEYS.map((keys) => `{${LINE}, ${keys}}`)].join('\n'));
    for (const [turn, name] of ['macf', 'agentbus', 'amplifier', 'mnemosyne', 'study'].entries()) {
      for (const columns of setsOf(turn)) check(whole, specOf(readingFor(name), columns), 65_536);
    }
    const scaled: Dialect = {
      name: 'scaled',
      types: [],
      detect: [[{ path: parsePath('event'), is: 'present' }]],
      roles: { duration: [{ path: parsePath('duration_ms'), extract: { as: 'number', scale: 1_000_000 } }] },
    };
    const flat = Buffer.from(NUMBERS.map((number) => `{"event": "a", "duration_ms": ${number}}`).join('\n'));
    for (const scale of [0.001, 7, 60_000, 1_000_000]) {
      const extract = { as: 'number', scale } as const;
      const dialect: Dialect = {
        ...scaled,
        roles: { duration: [{ path: parsePath('duration_ms'), extract }] },
      };
      check(flat, specOf(readingFor('scaled', { extra: [dialect] }), roles('duration')), 65_536);
    }
    const generic = readingsOf(
      Buffer.from(`{${LINE}, "level": "info", "duration_ms": 3}\n{"event": "b", "level": 30}`),
    ).at(-1)!;
    for (const columns of COLUMN_SETS) check(whole, specOf(generic, columns), 65_536);
  });

  it('on generated and mutated lines', () => {
    const seeds = LOGS.flatMap(({ bytes, readings }) =>
      bytes
        .toString('latin1')
        .split('\n')
        .filter((line) => line.length > 0 && line.length < 4000)
        .map((line) => ({ line, readings })),
    );
    const mutation = fc.record({
      seed: fc.nat(seeds.length - 1),
      edits: fc.array(
        fc.record({
          at: fc.double({ min: 0, max: 1, noNaN: true }),
          cut: fc.nat(3),
          put: fc.oneof(
            fc.constantFrom(
              '"',
              '\\',
              '\\u0041',
              '{',
              '}',
              '[',
              ']',
              ',',
              ':',
              ' ',
              '\t',
              '\r',
              '\n',
              '\n\n',
              '0',
              '-',
              '1e5',
            ),
            fc.constantFrom(
              '9007199254740993',
              '"timestamp": 1,',
              '\u0000',
              '\xff',
              '\xc3\xa9',
              'true',
              'null',
              '.5',
              '\\ud83d',
            ),
            fc.string({ maxLength: 3 }),
          ),
        }),
        { maxLength: 4 },
      ),
    });
    let lines = 0;
    fc.assert(
      fc.property(
        fc.array(mutation, { minLength: 40, maxLength: 60 }),
        fc.nat(COLUMN_SETS.length - 1),
        (made, set) => {
          const texts = made.map(({ seed, edits }) => {
            let text = seeds[seed]!.line;
            for (const { at, cut, put } of edits) {
              const place = Math.floor(at * text.length);
              text = text.slice(0, place) + put + text.slice(place + cut);
            }
            return text;
          });
          lines += texts.length;
          const bytes = Buffer.from(texts.join('\n'), 'latin1');
          const { readings } = seeds[made[0]!.seed]!;
          for (const reading of FULL ? readings : [readings[set % readings.length]!, readings.at(-1)!])
            check(bytes, specOf(reading, COLUMN_SETS[set]!), 4096);
        },
      ),
      { numRuns: FULL ? 2200 : 60 },
    );
    expect(lines).toBeGreaterThan(FULL ? 100_000 : 2_000);
  });

  it('on lines that the plain path reads into memory laid out anew', () => {
    // A line of macf in a log of study is read by the plain path; the long line before it moves all columns.
    const odd = Array.from({ length: 1024 }, () => '[1]').join('\n');
    const slow = Array.from({ length: 40 }, () => `{${LINE}}`).join('\n');
    for (let k = 0; k < 60; k += FULL ? 1 : 4) {
      const long = `{"x": "${'y'.repeat(4096 + k * 733)}"}`;
      const bytes = Buffer.from(`${odd}\n${long}\n${slow}\n`);
      for (const columns of [COLUMN_SETS[2]!, COLUMN_SETS[5]!])
        check(bytes, specOf(readingFor('study'), columns), 4096);
    }
  });

  it('answered most lines itself', () => {
    expect(counts.answered).toBeGreaterThan(counts.slow / 20);
    expect(counts.answered).toBeGreaterThan(10_000);
    expect(counts.declined).toBeLessThan(LOGS.length * 6 * COLUMN_SETS.length);
  });
});
