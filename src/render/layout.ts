/**
 * Which columns get how much of a terminal's width.
 *
 * Invariant: the widths given, with two spaces between the columns that are shown, never exceed the total. A column of
 * width 0 is not shown.
 */

/** `time` narrows to seconds, minutes, days; `place` keeps its end; `picture` is drawn to its width. */
export type ColumnKind = 'text' | 'number' | 'time' | 'place' | 'picture';

export interface Track {
  readonly kind: ColumnKind;
  /** Columns that the widest cell takes. */
  readonly natural: number;
  /** Width below which it says nothing and is better left out. */
  readonly least: number;
  /** Width at which it says most of what it has to say. */
  readonly enough: number;
  /** Columns of a lower rank are served first. */
  readonly rank: number;
}

/** Spaces between two columns. */
export const GAP = 2;

/** Widths of a time to the day, the minute and the second; each can be pasted back as a time. */
const TIME_STEPS = [10, 16, 19];

/**
 * A width for each track, in columns, so that all of them fit into `total`. Served in rounds, each by rank: the least of
 * all, times to the second, enough of the others, times with decimals and zone, the rest of the others.
 */
export function fitColumns(tracks: readonly Track[], total: number): number[] {
  const widths = tracks.map(() => 0);
  const order = tracks.map((_, i) => i).sort((a, b) => tracks[a]!.rank - tracks[b]!.rank || a - b);
  const offer = (wanted: ReadonlyMap<number, number>): void => {
    const next = widths.map((width, i) => Math.max(width, wanted.get(i) ?? 0));
    if (used(next) <= total) widths.splice(0, widths.length, ...next);
  };
  // Times beside each other stay alike, so that they can be compared.
  const offerTimes = (width: number): void => {
    const times = order.filter((i) => tracks[i]!.kind === 'time' && widths[i]! > 0);
    offer(new Map(times.map((i) => [i, Math.min(width, tracks[i]!.natural)])));
  };
  const grow = (i: number, width: number): void => {
    if (tracks[i]!.kind !== 'time' && widths[i]! > 0)
      offer(new Map([[i, Math.min(width, widths[i]! + total - used(widths))]]));
  };
  for (const i of order) offer(new Map([[i, leastOf(tracks[i]!)]]));
  for (const step of TIME_STEPS) offerTimes(step);
  for (const i of order) grow(i, Math.min(tracks[i]!.enough, tracks[i]!.natural));
  offerTimes(Number.POSITIVE_INFINITY);
  for (const i of order) grow(i, tracks[i]!.natural);
  const first = order[0];
  if (first !== undefined && used(widths) === 0) widths[first] = Math.max(1, total);
  return widths;
}

/** A time within `width` columns by leaving out its smallest parts, never by half a zone or half a number. */
export function narrowTime(text: string, width: number): string {
  if (text.length <= width) return text;
  return text.slice(0, TIME_STEPS.findLast((step) => step <= width) ?? width);
}

function leastOf(track: Track): number {
  return track.kind === 'number' ? track.natural : Math.min(track.least, track.natural);
}

function used(widths: readonly number[]): number {
  const shown = widths.filter((width) => width > 0);
  return shown.reduce((sum, width) => sum + width, 0) + GAP * Math.max(0, shown.length - 1);
}
