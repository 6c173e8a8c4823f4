import { expect, test } from 'vitest';
import { parsePath } from '../../src/base/path.ts';
import type { Operand, Predicate } from '../../src/model/query.ts';
import { printPredicate } from '../../src/query/print.ts';

const path = (text: string): Operand => ({ kind: 'path', path: parsePath(text) });
const A: Predicate = { kind: 'exists', operand: path('a') };
const B: Predicate = { kind: 'exists', operand: path('["b c"]') };

const ROWS: readonly [predicate: Predicate, text: string][] = [
  [{ kind: 'and', of: [] }, 'everything()'],
  [{ kind: 'or', of: [] }, 'nothing()'],
  [{ kind: 'and', of: [A] }, 'exists a'],
  [{ kind: 'and', of: [A, B] }, 'exists a and exists ["b c"]'],
  [{ kind: 'and', of: [A, { kind: 'or', of: [A, B] }] }, 'exists a and (exists a or exists ["b c"])'],
  [{ kind: 'or', of: [A, { kind: 'and', of: [A, B] }] }, 'exists a or (exists a and exists ["b c"])'],
  [{ kind: 'not', of: A }, 'not (exists a)'],
  [
    { kind: 'compare', operand: path('x[0]'), op: '>=', value: { kind: 'number', text: '1e400' } },
    'x[0] >= 1e400',
  ],
  [{ kind: 'compare', operand: path('x'), op: '!=', value: { kind: 'boolean', value: false } }, 'x != false'],
  [{ kind: 'compare', operand: path('x'), op: '=', value: { kind: 'null' } }, 'x = null'],
  [
    {
      kind: 'compare',
      operand: path('["Not"]'),
      op: '=',
      value: { kind: 'string', text: 'a"\\\n\u202e\x1b' },
    },
    '["Not"] = "a\\"\\\\\\n\\u202e\\u001b"',
  ],
  [
    { kind: 'compare', operand: { kind: 'path', path: [{ key: 'Not' }] }, op: '=', value: { kind: 'null' } },
    '["Not"] = null',
  ],
  [
    { kind: 'text', operand: { kind: 'role', role: 'type' }, op: 'like', text: 'tool_*' },
    '@type like "tool_*"',
  ],
  [{ kind: 'text', operand: path('x'), op: 'not-regex', text: '\\d' }, 'x !~ "\\\\d"'],
  [
    {
      kind: 'in',
      operand: path('x'),
      values: [
        { kind: 'string', text: 'Read' },
        { kind: 'number', text: '1' },
      ],
    },
    'x in ("Read", 1)',
  ],
  [{ kind: 'in-values', operand: path('x'), name: 'tools' }, 'x in $tools'],
  [
    { kind: 'time', op: '>=', bound: { kind: 'instant', us: 1765343222114503 } },
    '@time >= 2025-12-10T05:07:02.114503Z',
  ],
  [
    { kind: 'time', op: '<', bound: { kind: 'edge', edge: 'last', offsetUs: -600_000_000 } },
    '@time < @last-10m',
  ],
  [
    { kind: 'time', op: '<', bound: { kind: 'edge', edge: 'first', offsetUs: 1_500_000 } },
    '@time < @first+1500ms',
  ],
  [{ kind: 'time', op: '=', bound: { kind: 'edge', edge: 'first', offsetUs: 0 } }, '@time = @first'],
  [{ kind: 'duration', op: '>', ms: 200 }, '@duration > 200ms'],
  [{ kind: 'duration', op: '>', ms: 0.25 }, '@duration > 250us'],
  [{ kind: 'duration', op: '>', ms: 0 }, '@duration > 0s'],
  [{ kind: 'duration', op: '>', ms: 7_200_000 }, '@duration > 2h'],
  [{ kind: 'level', op: '>=', level: 'warning' }, '@severity >= warning'],
  [{ kind: 'alike', role: 'git', text: 'a74cf99' }, 'alike(@git, "a74cf99")'],
  [{ kind: 'session', text: '1b96' }, 'session("1b96")'],
  [{ kind: 'crumb', part: 's', op: '=', value: '1b96' }, 'breadcrumb(s = "1b96")'],
  [{ kind: 'crumb', part: 't', op: '>=', value: 5 }, 'breadcrumb(t >= 5)'],
  [{ kind: 'importance', min: 7 }, 'importance(7)'],
];

test.each(ROWS)('%j', check);

function check(predicate: Predicate, text: string): void {
  expect(printPredicate(predicate)).toBe(text);
}
