/**
 * The colours of the style sheet: texts have contrast in both themes (WCAG 2.2, 1.4.3 and 1.4.11), and the colours of types
 * are told apart by people of any colour vision.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

type Rgb = readonly [number, number, number];

const SHEET = readFileSync(join(import.meta.dirname, '../../../src/serve/web/style/theme.css'), 'utf8');
const BLOCKS = [...SHEET.matchAll(/(:root[^{]*)\{([^}]*)\}/g)].map(([, selector = '', body = '']) => ({
  selector: selector.trim(),
  colours: new Map(
    [...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = '', hex = '']) => [name, rgb(hex)]),
  ),
}));
const LIGHT = BLOCKS[0]!.colours;
const [SYSTEM_DARK, DARK] = BLOCKS.slice(1).map(({ colours }) => colours) as [typeof LIGHT, typeof LIGHT];

test("the system's dark and the chosen dark are one", () => {
  expect([...SYSTEM_DARK]).toEqual([...DARK]);
  expect([...DARK.keys()].sort()).toEqual([...LIGHT.keys()].sort());
});

/** Seen with the three kinds of colour blindness, whole. Source: Machado, Oliveira and Fernandes 2009, severity 1. */
const VISIONS: Readonly<Record<string, readonly Rgb[]>> = {
  all: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'no red': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'no green': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'no blue': [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
/** A distance in OKLab that is seen in blocks side by side. */
const SEEN = 0.075;

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
] as const)('%s', (_, colours) => {
  const colour = (name: string): Rgb => colours.get(name)!;

  test.each([
    'ink',
    'muted',
    'accent',
    'error',
    'warning',
    'ok',
    'json-key',
    'json-string',
    'json-number',
    'json-word',
  ])('%s is read', (name) => {
    for (const ground of ['panel', 'paper', 'sunk', 'accent-soft'])
      expect(contrast(colour(name), colour(ground)), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  });

  test('marks stand out from the panel', () => {
    for (const name of ['regression', 'gap'])
      expect(contrast(colour(name), colour('panel')), name).toBeGreaterThanOrEqual(3);
  });

  test.each(Object.keys(VISIONS))('types are told apart with vision of %s', (vision) => {
    const names = [...Array.from({ length: 8 }, (_, i) => `type-${i}`), 'type-other', 'panel'];
    const close = names.flatMap((a, i) =>
      names.slice(i + 1).flatMap((b) => {
        const far = distance(seen(colour(a), VISIONS[vision]!), seen(colour(b), VISIONS[vision]!));
        return far < SEEN ? [`${a} ${b} ${far.toFixed(3)}`] : [];
      }),
    );
    expect(close).toEqual([]);
  });
});

function rgb(hex: string): Rgb {
  const channel = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return [linear(channel(1)), linear(channel(3)), linear(channel(5))];
}

function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function contrast(a: Rgb, b: Rgb): number {
  const light = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const [low, high] = [light(a), light(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function seen(colour: Rgb, vision: readonly Rgb[]): Rgb {
  return vision.map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, part, i) => sum + part * colour[i]!, 0),
      ),
    ),
  ) as unknown as Rgb;
}

function distance(a: Rgb, b: Rgb): number {
  const [x, y] = [lab(a), lab(b)];
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

/** Source: Ottosson 2020, OKLab. */
function lab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}
