/** A thread that cannot start is told to whoever hires one, and to nobody before. */
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Crew } from '../../src/run/crew.ts';

test('a thread that fails before it has work is no exception of the process', async () => {
  // Beside the sources there is no built worker, so that none can start.
  const crew = new Crew();
  crew.prepare(1);
  for (let n = 0; n < 200; n++) {
    await setTimeout(25);
    if (failureOf(crew) !== undefined) break;
  }
  expect(String(failureOf(crew))).toMatch(/worker\.cjs/);
  crew.dismiss();
});

function failureOf(crew: Crew): unknown {
  try {
    crew.hire();
    return undefined;
  } catch (error) {
    return error;
  }
}
