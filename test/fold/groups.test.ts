import { describe, expect, it } from 'vitest';
import type { StatsAnswer } from '../../src/fold/fold.ts';
import { statsFold } from '../../src/fold/stats.ts';
import { COLUMNS, foldShards, type Row } from './batches.ts';

const { time, type, session, status, number, value, many } = COLUMNS;
const SPEC = { kind: 'stats', time, type, session, status, zone: 'UTC', cap: 100, valueCap: 1000 } as const;

function stats(rows: readonly Row[], options: object = {}): StatsAnswer {
  return foldShards(statsFold({ ...SPEC, ...options }), [rows]);
}

describe('groups', () => {
  const groups: readonly (readonly [by: number, rows: readonly Row[], groups: readonly unknown[]])[] = [
    [
      type,
      [{ type: '10' }, { type: 'x' }, { type: 'x' }, {}],
      [
        ['x', 2],
        ['10', 1],
      ],
    ],
    [
      number,
      [{ number: 2 }, { number: 2 }, { number: 10 }, {}],
      [
        [2, 2],
        [10, 1],
      ],
    ],
    [time, [{ us: 1 }, {}], [['1970-01-01T00:00:00.000001Z', 1]]],
    [
      value,
      ['"a"', '"\\u0061"', '"b"'].map((json) => ({ value: json })),
      [
        ['a', 2],
        ['b', 1],
      ],
    ],
    [
      value,
      ['1', '1.0', '"1"', '10e-1', '-0', '0'].map((json) => ({ value: json })),
      [
        [1, 3],
        [0, 2],
        ['1', 1],
      ],
    ],
    [
      value,
      ['12345678901234567891', '12345678901234567890', '12345678901234567890'].map((json) => ({
        value: json,
      })),
      [
        ['12345678901234567890', 2],
        ['12345678901234567891', 1],
      ],
    ],
    [
      value,
      [{ value: 'null' }, { value: 'null' }, {}, { value: 'true' }, { value: '{"a":[1]}' }],
      [
        [null, 2],
        [true, 1],
        [{ a: [1] }, 1],
      ],
    ],
    [
      value,
      [{ value: `"${'é'.repeat(2000)}"` }, { value: `"${'é'.repeat(2000)}"` }],
      [['é'.repeat(2000), 2]],
    ],
    [value, [{ value: '"__proto__"' }], [['__proto__', 1]]],
    [
      many,
      [{ many: ['"a"', '"b"', '"a"'] }, { many: ['"b"'] }, {}],
      [
        ['a', 2],
        ['b', 2],
      ],
    ],
  ];
  it.each(groups)('by column %i of %j', (by, rows, expected) => {
    const answer = stats(rows, { by });
    expect(answer.groups?.map((row) => [row.value, row.count])).toEqual(expected);
  });

  it('finds values again when what it remembers was cleared', () => {
    const rows = Array.from({ length: 70_000 }, (_, k) => ({ value: String(k % 40_000) }));
    const answer = stats(rows, { by: value, cap: 100_000 });
    expect(answer.groups).toHaveLength(40_000);
    expect(answer.groups?.filter(({ count }) => count === 2)).toHaveLength(30_000);
  });

  it('says what it left out', () => {
    const rows = Array.from({ length: 40 }, (_, k) => ({ value: `"${10 + k}"` }));
    expect(stats(rows, { by: value, cap: 3 })).toMatchObject({
      groups: [{ value: '10' }, { value: '11' }, { value: '12' }],
      notes: [{ kind: 'capped', count: 37 }],
    });
  });
});
