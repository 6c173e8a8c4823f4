import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import type { StatsAnswer } from '../../src/fold/fold.ts';
import { statsFold } from '../../src/fold/stats.ts';
import { COLUMNS, foldShards, type Row } from './batches.ts';

const { time, type, session, status } = COLUMNS;
const SPEC = { kind: 'stats', time, type, session, status, zone: 'UTC', cap: 100, valueCap: 1000 } as const;
const HOUR = 3600e6;

const utc = (text: string): number => Date.parse(text) * 1000;

function stats(rows: readonly Row[], options: object = {}): StatsAnswer {
  return foldShards(statsFold({ ...SPEC, ...options }), [rows]);
}

describe('buckets', () => {
  const BERLIN = 'Europe/Berlin';
  const buckets: readonly {
    at: readonly string[];
    size: number;
    zone: string;
    expected: readonly (readonly [start: string, count: number])[];
  }[] = [
    {
      at: ['2025-01-01T00:59:59Z', '2025-01-01T03:00:00Z', '2025-01-01T03:10:00Z'],
      size: HOUR,
      zone: 'UTC',
      expected: [
        ['00:00', 1],
        ['01:00', 0],
        ['02:00', 0],
        ['03:00', 2],
      ].map(([at, n]) => [`2025-01-01T${at}`, n as number]),
    },
    { at: ['1969-12-31T23:59:59Z'], size: HOUR, zone: 'UTC', expected: [['1969-12-31T23:00', 1]] },
    {
      at: ['2025-01-01T05:00:00Z'],
      size: 24 * HOUR,
      zone: 'Asia/Kolkata',
      expected: [['2024-12-31T18:30', 1]],
    },
    // The day of 23 hours: 2025-03-30 in Berlin.
    {
      at: ['2025-03-29T22:59:59Z', '2025-03-29T23:00:00Z', '2025-03-30T21:59:59Z', '2025-03-30T22:00:00Z'],
      size: 24 * HOUR,
      zone: BERLIN,
      expected: [
        ['2025-03-28T23:00', 1],
        ['2025-03-29T23:00', 2],
        ['2025-03-30T22:00', 1],
      ],
    },
    // The hour that is shown twice, 02:00 to 03:00, ends at 01:00Z on 2025-10-26.
    {
      at: ['2025-10-25T23:30:00Z', '2025-10-26T00:30:00Z', '2025-10-26T01:30:00Z'],
      size: HOUR,
      zone: BERLIN,
      expected: [
        ['2025-10-25T23:00', 1],
        ['2025-10-26T00:00', 1],
        ['2025-10-26T01:00', 1],
      ],
    },
    // The hour that is skipped.
    {
      at: ['2025-03-30T00:30:00Z', '2025-03-30T01:30:00Z'],
      size: HOUR,
      zone: BERLIN,
      expected: [
        ['2025-03-30T00:00', 1],
        ['2025-03-30T01:00', 1],
      ],
    },
    // From midnight to six by the clock, seven hours.
    {
      at: ['2025-10-25T22:30:00Z', '2025-10-26T04:30:00Z'],
      size: 6 * HOUR,
      zone: BERLIN,
      expected: [['2025-10-25T22:00', 2]],
    },
  ];
  it.each(buckets)('$at in $zone', ({ at, size, zone, expected }) => {
    const answer = stats(
      at.map((text) => ({ us: utc(text) })),
      { bucketUs: size, zone },
    );
    expect(answer.buckets?.map(({ start, count }) => [start.slice(0, 16), count])).toEqual(expected);
  });

  it('has none without times', () => {
    expect(stats([{}], { bucketUs: HOUR }).buckets).toEqual([]);
  });

  const limits: readonly (readonly [spanSeconds: number, bucketUs: number, hint: string | undefined])[] = [
    [9_999, 1e6, undefined],
    [10_000, 1e6, '2s'],
    [30 * 86_400, 1e6, '5m'],
    [10 * 365 * 86_400, 60e6, '12h'],
    [10_000, 1, '2s'],
  ];
  it.each(limits)('%i seconds in buckets of %i us', (spanSeconds, bucketUs, hint) => {
    const rows = [{ us: 0 }, { us: spanSeconds * 1e6 }];
    if (hint === undefined) expect(stats(rows, { bucketUs }).buckets).toHaveLength(10_000);
    else
      expect(faultOf(rows, bucketUs)).toMatchObject({
        code: 'too-many-buckets',
        flag: '--bucket',
        hint: `the smallest size that works is --bucket ${hint}`,
      });
  });

  it('does not hold more buckets than it will show', () => {
    const fold = statsFold({ ...SPEC, bucketUs: 1e6 });
    const rows = Array.from({ length: 25_000 }, (_, k) => ({ us: k * 1e6 }));
    const keeping = { ...fold, finish: (partial: ReturnType<typeof fold.init>) => partial.buckets.byStart };
    expect(foldShards(keeping, [rows])).toBeNull();
    expect(foldShards(keeping, [rows.slice(0, 15_000), rows.slice(15_000)])).toBeNull();
    expect(foldShards(keeping, [rows.slice(0, 10), rows])).toBeNull();
    expect(foldShards(keeping, [rows.slice(0, 9_000)])).toHaveProperty('size', 9_000);
  });
});

function faultOf(rows: readonly Row[], bucketUs: number): unknown {
  try {
    stats(rows, { bucketUs });
  } catch (error) {
    if (error instanceof Fault) return error.parts;
    throw error;
  }
  return undefined;
}
