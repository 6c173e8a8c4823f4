import { expect, test } from 'vitest';
import { numberText } from '../../src/render/figure.ts';

test.each<[value: number, text: string]>([
  [0, '0'],
  [3, '3'],
  [38.66666, '38.7'],
  [1323.281, '1323.3'],
  [9.96, '10'],
  [-2.55, '-2.5'],
  [0.5, '0.5'],
  [0.01234, '0.012'],
  [-0.000051, '-0.000051'],
  [0.999, '1'],
  [12345678.25, '12345678.3'],
])('%d is written %s', (value, text) => {
  expect(numberText(value)).toBe(text);
});
