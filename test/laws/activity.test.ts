/**
 * Activity follows from the set of times alone: any order and any shards give what cutting the whole span at once gives.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Active, countTime, joinActivity, newActive, slicesOf } from '../../src/fold/activity.ts';

const us = fc.oneof(
  fc.integer({ min: -40, max: 40 }),
  fc.integer({ min: -1e9, max: 1e9 }),
  fc.integer({ min: 1_765_343_222_000_000, max: 1_765_343_222_000_900 }),
  fc.integer({ min: -6e16, max: 2.5e17 }),
);
const times = fc.array(us, { maxLength: 60 });

function counted(of: readonly number[]): Active {
  const active = newActive();
  for (const time of of) countTime(active, time);
  return active;
}

/** The least power of two that cuts the span into 16 aligned slices or fewer, and a count for each. */
function naive(of: readonly number[]): number[] {
  if (of.length === 0) return [];
  const first = of.reduce((least, time) => Math.min(least, time));
  const last = of.reduce((most, time) => Math.max(most, time));
  let widthUs = 1;
  while (Math.floor(last / widthUs) - Math.floor(first / widthUs) > 15) widthUs *= 2;
  const counts = Array.from(
    { length: Math.floor(last / widthUs) - Math.floor(first / widthUs) + 1 },
    () => 0,
  );
  for (const time of of) counts[Math.floor(time / widthUs) - Math.floor(first / widthUs)]! += 1;
  return counts;
}

test('one after the other: as cut at once', () => {
  fc.assert(
    fc.property(times, (of) => {
      expect(slicesOf(counted(of))).toEqual(naive(of));
    }),
    { numRuns: 500 },
  );
});

test('in shards, merged in any order: as cut at once', () => {
  const shards = fc.array(times, { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(shards, fc.nat(), (parts, seed) => {
      const actives = parts.map(counted);
      const before = structuredClone(actives);
      const whole = newActive();
      const turn = seed % parts.length;
      for (const part of [...actives.slice(turn), ...actives.slice(0, turn)]) joinActivity(whole, part);
      expect(slicesOf(whole)).toEqual(naive(parts.flat()));
      expect(actives).toEqual(before);
    }),
    { numRuns: 500 },
  );
});
