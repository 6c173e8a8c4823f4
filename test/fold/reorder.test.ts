/** The order in which records are paired: that of times, as far as the window goes, whatever comes first. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Reorder } from '../../src/fold/reorder.ts';

type Log = readonly number[];

/** What a log gives: `LOG:PLACE`, `!` before what is late. Records come in turns, `turns` says of which log. */
function orderOf(logs: readonly Log[], window: number, turns: readonly number[] = []): string {
  const out: string[] = [];
  const records: string[] = [];
  const beginsUs = logs.map((log) => log[0] ?? Number.NEGATIVE_INFINITY);
  const reorder = new Reorder({ beginsUs, window }, (record, late) =>
    out.push(`${late ? '!' : ''}${records[record]}`),
  );
  const next = logs.map(() => 0);
  const take = (log: number): void => {
    const at = next[log]!;
    if (at >= logs[log]!.length) return;
    next[log] = at + 1;
    reorder.put(log, records.push(`${log}:${at}`) - 1, logs[log]![at]!);
    if (at + 1 === logs[log]!.length) reorder.end(log);
  };
  for (const [log, times] of logs.entries()) if (times.length === 0) reorder.end(log);
  for (const turn of turns) take(turn % logs.length);
  for (const [log, times] of logs.entries()) for (const _ of times) take(log);
  return out.join(' ');
}

describe('the order of records', () => {
  const rows: readonly (readonly [what: string, logs: readonly Log[], window: number, expected: string])[] = [
    ['nothing', [[]], 4, ''],
    ['in order', [[1, 2, 3]], 4, '0:0 0:1 0:2'],
    ['within the window', [[3, 1, 2]], 4, '0:1 0:2 0:0'],
    ['ties keep their order', [[2, 1, 2, 1]], 4, '0:1 0:3 0:0 0:2'],
    ['beyond it', [[5, 6, 7, 1, 8]], 2, '0:0 !0:3 0:1 0:2 0:4'],
    ['one far ahead does not hold up the others', [[99, 1, 2, 3, 4]], 2, '0:1 0:2 0:3 0:4 0:0'],
    [
      'two logs',
      [
        [1, 4],
        [2, 3],
      ],
      4,
      '0:0 1:0 1:1 0:1',
    ],
    [
      'ties of two logs: the first named',
      [
        [1, 2],
        [1, 2],
      ],
      4,
      '0:0 1:0 0:1 1:1',
    ],
    [
      'a log that begins later',
      [
        [1, 2, 3],
        [9, 10],
      ],
      1,
      '0:0 0:1 0:2 1:0 1:1',
    ],
    [
      'of a time before its first',
      [
        [5, 6],
        [8, 1],
      ],
      4,
      '0:0 0:1 !1:1 1:0',
    ],
  ];
  it.each(rows)('%s', (_, logs, window, expected) => expect(orderOf(logs, window)).toBe(expected));

  const logs = fc.array(fc.array(fc.nat({ max: 20 }), { maxLength: 20 }), { minLength: 1, maxLength: 4 });
  const turns = fc.array(fc.nat({ max: 3 }), { maxLength: 60 });

  it('does not depend on whose records come first', () => {
    fc.assert(
      fc.property(logs, fc.integer({ min: 1, max: 8 }), turns, (some, window, order) => {
        expect(orderOf(some, window, order)).toBe(orderOf(some, window));
      }),
    );
  });

  it('is that of a sort where a log alone fits the window', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 20 }), { maxLength: 40 }), (times) => {
        const sorted = [...times.entries()].sort(([a, x], [b, y]) => x - y || a - b);
        expect(orderOf([times], 40)).toBe(sorted.map(([at]) => `0:${at}`).join(' '));
      }),
    );
  });
});
