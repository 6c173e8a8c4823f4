/** Time bounds, those relative to the log too. Source: cli.md, Time expressions. */
import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { fileOf, stdinOf } from '../scan/room.ts';
import { ask, notesOf } from './ask.ts';

/** Seconds from 2026-01-01, in this order; the third event has no time. */
const SECONDS = [60, 0, undefined, 30, 90, 90];
const START = Date.UTC(2026, 0, 1) / 1000;
const LOG = SECONDS.map(
  (second) => `${JSON.stringify({ timestamp: second === undefined ? null : START + second, event: 'e' })}\n`,
).join('');

async function linesFor(where: string): Promise<number[]> {
  const { events } = await ask([fileOf(LOG)], { where });
  return events.map(({ row }) => row.line!);
}

describe('bounds', () => {
  const rows: readonly (readonly [string, readonly number[]])[] = [
    ['@time >= 2026-01-01T00:01:00Z', [1, 5, 6]],
    ['@time > 2026-01-01T00:01:00Z', [5, 6]],
    ['@time <= 2026-01-01T00:00:30Z', [2, 4]],
    ['@time < 2026-01-01T00:00:30Z', [2]],
    ['@time >= @first', [1, 2, 4, 5, 6]],
    ['@time > @first', [1, 4, 5, 6]],
    ['@time <= @last', [1, 2, 4, 5, 6]],
    ['@time < @last', [1, 2, 4]],
    ['@time >= @first+30s and @time <= @first+1m', [1, 4]],
    ['@time >= @last-30s', [1, 5, 6]],
    ['@time = @last', [5, 6]],
    ['@time != @last', [1, 2, 4]],
    ['not (@time < @last)', [3, 5, 6]],
    ['@time in (@first, @last)', [2, 5, 6]],
  ];
  test.each(rows)('%s', async (where, expected) => expect(await linesFor(where)).toEqual(expected));
});

test('neighbouring windows share no event and lose none', async () => {
  const parts = await Promise.all(
    ['@time < @first+30s', '@time >= @first+30s and @time < @last', '@time >= @last'].map(linesFor),
  );
  expect(parts.flat().sort()).toEqual([1, 2, 4, 5, 6]);
});

test('the edges are those of all logs together', async () => {
  const later = fileOf(`${JSON.stringify({ timestamp: START + 1000, event: 'e' })}\n`, 'later.jsonl');
  const { places } = await ask([fileOf(LOG), later], { where: '@time >= @last-1s' });
  expect(places).toEqual(['later.jsonl@0']);
});

test('logs without a time have no edges: nothing is between them', async () => {
  const outcome = await ask([fileOf('{"a":1}\n')], { where: '@time >= @first' });
  expect(outcome.places).toEqual([]);
  expect(notesOf(outcome, 'empty-window')).toEqual(['nothing between these times; no event has a time']);
});

test('standard input has no edges before it is read', async () => {
  const asked = ask(['-'], { where: '@time >= @last-1h', stdin: stdinOf([LOG]) });
  await expect(asked).rejects.toThrow(Fault);
  await expect(asked).rejects.toMatchObject({ parts: { code: 'no-edge' } });
});
