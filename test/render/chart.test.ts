import { expect, test } from 'vitest';
import { bar, greatest, histogram, sparkline } from '../../src/render/chart.ts';
import { type Progress, progress, size } from '../../src/render/progress.ts';
import { displayWidth } from '../../src/render/terminal.ts';

test.each([
  [0, 4, ''],
  [1, 4, '████'],
  [2, 4, '████'],
  [0.5, 4, '██'],
  [0.53125, 4, '██▏'],
  [0.0001, 4, '▏'],
  [Number.NaN, 4, ''],
  [1, 0, ''],
])('bar of %d in %i', (fraction, width, drawn) => {
  expect(bar(fraction, width)).toBe(drawn);
});

test('values beside each other share a scale', () => {
  expect(sparkline([0, 1, 4, 8])).toBe(' ▁▄█');
  expect(sparkline([0, 0])).toBe('  ');
  expect(histogram([0, 2, 4], 2)).toEqual(['', '█', '██']);
  expect(histogram([0, 0], 2)).toEqual(['', '']);
  expect(greatest([])).toBe(0);
});

test.each<[Progress, number, string]>([
  [{ readBytes: 0, totalBytes: 1000, elapsedMs: 0 }, 80, '░░░░░░░░░░    0%  0 B of 1.0 kB'],
  [
    { readBytes: 5e8, totalBytes: 1e9, elapsedMs: 1000 },
    80,
    '█████░░░░░   50%  500.0 MB of 1.0 GB  500.0 MB/s  1 s left',
  ],
  [{ readBytes: 1e9, totalBytes: 1e9, elapsedMs: 1000 }, 80, '██████████  100%  1.0 GB of 1.0 GB  1.0 GB/s'],
  [
    { readBytes: 1e6, totalBytes: 7.4e9, elapsedMs: 1000 },
    80,
    '▏░░░░░░░░░    0%  1.0 MB of 7.4 GB  1.0 MB/s  2 h 3 min left',
  ],
  [{ readBytes: 2048, elapsedMs: 1000 }, 80, '2.0 kB  2.0 kB/s'],
  [{ readBytes: 5e8, totalBytes: 1e9, elapsedMs: 1000 }, 20, '█████░░░░░   50%  5…'],
])('progress %j in %i', (state, width, line) => {
  expect(progress(state, width)).toBe(line);
  expect(displayWidth(line)).toBeLessThanOrEqual(width);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [999.96, '1.0 kB'],
  [999_960, '1.0 MB'],
  [1.5e15, '1500.0 TB'],
])('size %d', (bytes, text) => {
  expect(size(bytes)).toBe(text);
});
