/**
 * Lines that follow the shape of an earlier one are read as the walk reads them: every byte of typical lines is changed,
 * cut and doubled among lines that keep their shape, and both kernels must say the same. Each leg counts the lines that
 * followed a shape, so that it cannot pass by walking them all.
 */
import { describe, expect, it } from 'vitest';
import { parsePath } from '../../src/base/path.ts';
import { readingFor } from '../../src/dialect/detect.ts';
import type { KernelSpec } from '../../src/kernel/kernel.ts';
import { scalarKernel } from '../../src/kernel/scalar.ts';
import { wasmKernel } from '../../src/kernel/wasm.ts';
import type { ColumnSpec } from '../../src/model/plan.ts';
import { scanAll } from './batches.ts';

const FULL = process.env.INQUEST_TEST_FULL === '1';

/** Lines of one log: nested, with arrays, escapes, literals, empty containers, white space, repeated and non-ASCII keys. */
const SHAPES: readonly string[] = [
  '{"timestamp": 1765343222.172551, "event": "tool_call_completed", "breadcrumb": "s_df1ad948/c_42/g_f1ad948/p_none/t_1765343222", "data": {"session_id": "df1ad948-6075", "cycle": 42, "success": true, "duration_ms": 12.5}, "hook_input": {"cwd": "/a", "parameters": {"command": "say \\"it\\" \\\\ \\u00e9\\n", "timeout": null}}}',
  '{"timestamp":1765343223.5,"event":"a","breadcrumb":"s_a/c_1/g_b","data":{},"hook_input":{}}',
  '{"timestamp": 1765343224, "event": "b", "data": {"argv": ["x", "y", 1, [], {"k": [true, false]}], "e": []}, "tool": "z"}',
  '{"timestamp": 1765343224, "event": "b", "data": {"argv": ["x"], "e": [1]}}\r',
  '  {"event" : "spaced" ,\t"timestamp" : 1765343225.25 , "data" : { "tool" : { "a" : 1 } } } \t',
  '{"event": "twice", "timestamp": 1765343226, "data": {"tool": 1}, "data": {"tool": 2}}',
  '{"event": "wide", "timestamp": 1765343227, "clé": "é", "data": {"tool": "ü", "emoji": "😀"}}',
  '{"event": "e\\u0073caped", "timestamp": 1765343227, "d\\u0061ta": {"tool": 1}, "x": {"k\\u0065y": 1}}',
  '{}',
  `{"event": "deep", "timestamp": 1765343228, "data": ${'['.repeat(999)}1${']'.repeat(999)}}`,
  `{"event": "long", "timestamp": 1765343229, "${'k'.repeat(1100)}": 1, "${'m'.repeat(31)}": {"${'n'.repeat(32)}": ""}}`,
  '{"timestamp": 1765343222, "event": "t", "data": {"tool": null, "duration_ms": -0.5e-3}}',
];

const COLUMNS: readonly ColumnSpec[] = [
  ...(['time', 'type', 'session', 'status', 'cycle', 'duration'] as const).map(
    (role) => ({ kind: 'role', role }) as const,
  ),
  ...['data', 'data.tool', 'hook_input.parameters', 'data.argv'].map(
    (text) => ({ kind: 'path', path: parsePath(text) }) as const,
  ),
];

/** What a byte is replaced by. */
const BYTES: readonly number[] = [...Buffer.from('"\\{}[],: \t\r0-e.tn\n'), 0x00, 0x7f, 0xc3, 0xff];

let seed = 1;
/** Park and Miller: the same bytes everywhere. */
function random(below: number): number {
  seed = (seed * 48_271) % 0x7fffffff;
  return seed % below;
}

/** The number of lines that followed a shape; both kernels said the same of all. */
function check(bytes: Buffer, chunkSize: number, more: Partial<KernelSpec> = {}): number {
  const reading = readingFor('macf');
  const spec = { columns: COLUMNS, reading, needles: null, path: '', logZone: 'UTC', utf16: false, ...more };
  const fast = wasmKernel(spec)!;
  expect(scanAll(fast, bytes, chunkSize)).toEqual(scanAll(scalarKernel(spec), bytes, chunkSize));
  return fast.followedLines;
}

/** The lines over and over, so that their shapes are known, every changed one among them. */
function among(changed: readonly Buffer[]): Buffer {
  const known = Buffer.from(`${SHAPES.join('\n')}\n`);
  return Buffer.concat([
    known,
    known,
    ...changed.flatMap((line, n) => [line, NEWLINE, n % 8 === 0 ? known : NONE]),
  ]);
}

const NEWLINE = Buffer.from('\n');
const NONE = Buffer.alloc(0);

describe('shapes', () => {
  it('are followed by lines that repeat', () => {
    const lines = Array.from({ length: 500 }, () => SHAPES.slice(0, 5).join('\n')).join('\n');
    expect(check(Buffer.from(lines), 65_536)).toBeGreaterThan(2400);
  });

  it.each(SHAPES.map((line) => [line.slice(0, 60), Buffer.from(line)] as const))(
    'every byte of %s changed, left out and doubled',
    (_, line) => {
      const step = FULL || line.length < 400 ? 1 : 7;
      const changed: Buffer[] = [];
      for (let at = 0; at < line.length; at += step) {
        const [head, tail] = [line.subarray(0, at), line.subarray(at + 1)];
        changed.push(
          Buffer.concat([head, tail]),
          Buffer.concat([head, line.subarray(at, at + 1), line.subarray(at)]),
          line.subarray(0, at),
        );
        const kinds = FULL ? BYTES : [BYTES[random(BYTES.length)]!, BYTES[random(BYTES.length)]!];
        for (const byte of kinds) changed.push(Buffer.concat([head, Buffer.from([byte]), tail]));
      }
      expect(check(among(changed), 65_536)).toBeGreaterThan(changed.length / 4);
    },
  );

  it('are followed by candidates alone too', () => {
    const lines = Array.from({ length: 300 }, () => SHAPES.slice(0, 5).join('\n')).join('\n');
    const needles = ['tool_call', 'spaced'];
    expect(check(Buffer.from(lines), 4096, { needles })).toBeGreaterThan(500);
  });

  it('hide no byte that is not UTF-8', () => {
    const line = Buffer.from(
      '{"timestamp": 1765343222, "event": "a", "breadcrumb": "s_a/c_1/g_b", "data": {}, "end": 1, "\xff": 1}\n',
      'latin1',
    );
    const others = Array.from({ length: 40 }, () => Buffer.from(`${SHAPES[1]}\n`));
    expect(check(Buffer.concat([...others, line, ...others, line, ...others]), 64)).toBeGreaterThan(100);
  });

  it('rest where every line has one of its own, and are learnt anew', () => {
    const odd = Array.from({ length: 30_000 }, (_, n) => {
      const keys = Array.from({ length: 3 }, () => `"k${random(1000)}": ${random(2) ? '"v"' : n}`);
      return `{"event": "odd", "timestamp": ${1765343222 + n}, ${keys.join(', ')}}`;
    });
    const even = Array.from({ length: 12_000 }, () => SHAPES[0]!);
    const followed = check(Buffer.from([...odd, ...even].join('\n')), 65_536);
    expect(followed).toBeGreaterThan(3000);
    expect(followed).toBeLessThan(12_500);
  });
});
