/** Labels under the time axis. */
import { expect, test } from 'vitest';
import { tickLabels } from '../../../src/serve/web/time/ticks.ts';

const AT = 1765321200; // 2025-12-09T23:00:00Z

const ROWS: readonly (readonly [step: number, count: number, labels: readonly string[]])[] = [
  [86_400 * 30, 3, ['12-09\n2025', '01-08\n2026', '02-07']],
  [1800, 3, ['23:00\n2025-12-09', '23:30', '00:00\n2025-12-10']],
  [15, 2, ['23:00:00\n2025-12-09', '23:00:15']],
  [0.25, 2, ['00.000\n2025-12-09 23:00', '00.250']],
  [0.0001, 2, ['00.000000\n2025-12-09 23:00', '00.000100']],
];
test.each(ROWS)('%d s apart', (step, count, labels) => {
  expect(
    tickLabels(
      Array.from({ length: count }, (_, i) => AT + i * step),
      step,
      'UTC',
    ),
  ).toEqual(labels);
});

test('in a zone', () => {
  expect(tickLabels([AT], 3600, 'Asia/Kolkata')).toEqual(['04:30\n2025-12-10']);
});
