/**
 * The SIMD kernel against the scalar kernel: the same batches, to the last value, on every fixture, on hostile lines and on
 * generated and mutated ones, whatever the columns and the chunks. Each leg counts the lines that the module answered
 * itself, so that it cannot pass by giving everything up.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePath } from '../../src/base/path.ts';
import { readingFor } from '../../src/dialect/detect.ts';
import { genericDialect } from '../../src/dialect/generic.ts';
import type { Kernel, KernelSpec } from '../../src/kernel/kernel.ts';
import { scalarKernel } from '../../src/kernel/scalar.ts';
import { wasmKernel } from '../../src/kernel/wasm.ts';
import { type Batch, LINE_EVENT } from '../../src/model/batch.ts';
import type { Reading } from '../../src/model/dialect.ts';
import type { ColumnSpec } from '../../src/model/plan.ts';

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

interface Values {
  readonly lines: number;
  readonly rows: readonly unknown[];
}

/** Everything that a batch says, with codes as their strings. */
function valuesOf(batch: Batch): Values {
  const rows: unknown[] = [];
  for (let i = 0; i < batch.count; i++) {
    const event = batch.class[i] === LINE_EVENT;
    const columns = batch.columns.map((column) => {
      if (column.kind === 'time') return String(column.us[i]);
      if (column.kind === 'number') {
        return Number.isNaN(column.values[i])
          ? 'none'
          : [String(column.values[i]), column.exact[i], column.derived?.[i]];
      }
      if (column.kind === 'dictionary') {
        const code = column.codes[i]!;
        return code < 0 ? null : [column.dictionary.values[code], column.derived?.[i]];
      }
      if (column.kind === 'range')
        return column.tag[i] === 0 ? 0 : [column.tag[i], column.from[i], column.to[i]];
      return [];
    });
    rows.push([
      batch.start[i],
      batch.end[i],
      batch.next[i],
      batch.line[i],
      batch.class[i],
      batch.invalid[i],
      batch.dialect[i],
      event ? batch.zoneless[i] : 0,
      ...(event ? columns : []),
    ]);
  }
  return { lines: batch.lines, rows };
}

/** Cuts bytes into chunks of whole lines of about `size` bytes and scans them. */
function scanAll(kernel: Kernel, bytes: Buffer, size: number): readonly Values[] {
  const found: Values[] = [];
  let line = 0;
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, Math.min(bytes.length, from + size) - 1);
    const to = newline < 0 ? bytes.length : newline + 1;
    const batch = kernel.scan(
      { bytes: bytes.subarray(from, to), base: from, line, final: to === bytes.length },
      0,
    );
    found.push(valuesOf(batch));
    line += batch.lines;
    from = to;
  }
  return found;
}

const counts = { answered: 0, slow: 0, declined: 0 };

function check(bytes: Buffer, spec: KernelSpec, size: number): void {
  const fast = wasmKernel(spec);
  if (!fast) {
    counts.declined++;
    return;
  }
  const given = scanAll(fast, bytes, size);
  expect(given).toEqual(scanAll(scalarKernel(spec), bytes, size));
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
    for (const reading of hostile && !FULL ? [log.readings[0]!, log.readings.at(-1)!] : log.readings) {
      for (const columns of hostile && !FULL ? COLUMN_SETS.slice(1, 5) : COLUMN_SETS) {
        for (const size of [1, 64, 65_536]) check(log.bytes, specOf(reading, columns), size);
      }
      check(log.bytes, specOf(reading, COLUMN_SETS[2]!, { logZone: 'Europe/Berlin' }), 4096);
      for (const needles of [['tool'], ['session', 'error'], ['nothing holds this']]) {
        check(log.bytes, specOf(reading, COLUMN_SETS[1]!, { needles }), 4096);
      }
    }
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
          for (const reading of seeds[made[0]!.seed]!.readings)
            check(bytes, specOf(reading, COLUMN_SETS[set]!), 4096);
        },
      ),
      { numRuns: FULL ? 2200 : 120 },
    );
    expect(lines).toBeGreaterThan(FULL ? 100_000 : 5_000);
  });

  it('answered most lines itself', () => {
    expect(counts.answered).toBeGreaterThan(counts.slow / 20);
    expect(counts.answered).toBeGreaterThan(10_000);
    expect(counts.declined).toBeLessThan(LOGS.length * 6 * COLUMN_SETS.length);
  });
});
