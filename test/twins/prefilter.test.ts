/**
 * The same question gives the same bytes and the same report, whether lines that hold no needle are skipped or not
 * (promises.md row 22). The legs are told apart by the plan, so that each really ran.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ask, digest, explained, FIXTURES, FULL } from '../run/ask.ts';
import { longLog, question } from './questions.ts';

test('prefilter on and off: equal bytes, equal reports', async () => {
  const long = longLog();
  let filtered = 0;
  let shown = 0;
  await fc.assert(
    fc.asyncProperty(
      question,
      fc.shuffledSubarray([...FIXTURES, long], { minLength: 1, maxLength: 4 }),
      async (asked, logs) => {
        const on = await ask(logs, asked);
        const off = await ask(logs, { ...asked, tuning: { prefilter: 'off' } });
        expect(off.report).toEqual(on.report);
        expect(digest(off)).toBe(digest(on));
        const { plan } = await explained(logs, asked);
        if (plan.sources.some(({ needles }) => needles !== null)) filtered++;
        const unfiltered = await explained(logs, { ...asked, tuning: { prefilter: 'off' } });
        expect(unfiltered.plan.sources.every(({ needles }) => needles === null)).toBe(true);
        shown += on.events.length;
      },
    ),
    { numRuns: FULL ? 4000 : 80 },
  );
  expect(filtered).toBeGreaterThan(0);
  expect(shown).toBeGreaterThan(0);
}, 600_000);
