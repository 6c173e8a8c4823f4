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
  /** Gives way to the others: it has nothing before they have enough. */
  readonly yields: boolean;
}

/** Spaces between two columns. */
export const GAP = 2;

/** Widths of a time to the day, the minute and the second; each can be pasted back as a time. */
const TO_THE_DAY = 10;
const TO_THE_MINUTE = 16;
const TO_THE_SECOND = 19;
const TIME_STEPS = [TO_THE_DAY, TO_THE_MINUTE, TO_THE_SECOND];

/**
 * A width for each track, in columns, so that all of them fit into `total`. Served in rounds, each by rank: the least of
 * those that do not yield, times to the minute, enough of the others; the least of those that yield, times to the second,
 * enough of those that yield; times with decimals and zone, the rest. So a picture never stands beside a text that is cut
 * to less than enough.
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
  const firm = order.filter((i) => !tracks[i]!.yields);
  const yielding = order.filter((i) => tracks[i]!.yields);
  const offerLeast = (i: number): void => offer(new Map([[i, leastOf(tracks[i]!)]]));
  const growEnough = (i: number): void => grow(i, Math.min(tracks[i]!.enough, tracks[i]!.natural));
  firm.forEach(offerLeast);
  offerTimes(TO_THE_MINUTE);
  firm.forEach(growEnough);
  yielding.forEach(offerLeast);
  offerTimes(TO_THE_SECOND);
  yielding.forEach(growEnough);
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
