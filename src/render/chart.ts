/** Pictures made of block characters: a bar, a sparkline, a histogram. Pure; a part that is not nothing shows something. */

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** A bar of `fraction` (0 to 1) of `width` columns, in steps of an eighth; without trailing spaces. */
export function bar(fraction: number, width: number): string {
  if (!(fraction > 0) || width <= 0) return '';
  const eighths = Math.max(1, Math.round(Math.min(1, fraction) * width * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}

/** One column a value, as high as its part of the greatest one; a space where the value is not above 0. */
export function sparkline(values: readonly number[]): string {
  const most = greatest(values);
  return values.map((value) => (value > 0 ? level(value / most) : ' ')).join('');
}

/** The values in at most `width` columns: neighbours are added up, two by two, as often as it takes. */
export function narrowed(values: readonly number[], width: number): readonly number[] {
  if (values.length <= Math.max(1, width)) return values;
  const pairs = Array.from(
    { length: Math.ceil(values.length / 2) },
    (_, i) => values[2 * i]! + (values[2 * i + 1] ?? 0),
  );
  return narrowed(pairs, width);
}

/** A picture of `height` lines, one column a value, as high as its part of the greatest one; the upper line first. */
export function skyline(values: readonly number[], height: number): string[] {
  const most = greatest(values);
  const steps = LEVELS.length;
  const heights = values.map((value) =>
    value > 0 ? Math.max(1, Math.round((value / most) * height * steps)) : 0,
  );
  return Array.from({ length: height }, (_, n) => {
    const below = (height - 1 - n) * steps;
    return heights.map((each) => LEVELS[Math.min(steps, each - below) - 1] ?? ' ').join('');
  });
}

/** A bar for each value, the greatest one `width` columns long. */
export function histogram(values: readonly number[], width: number): string[] {
  const most = greatest(values);
  return values.map((value) => bar(value / most, width));
}

/** The greatest value, or 0 where none is above it: what bars beside each other are scaled to. */
export function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function level(fraction: number): string {
  return LEVELS[Math.max(0, Math.ceil(fraction * LEVELS.length) - 1)] ?? '';
}
