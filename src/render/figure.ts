/** How figures of a report are written in tables: times, durations, counts, shares. None of them is from a log as it stands. */
import { formatDuration } from '../base/duration.ts';
import { formatLocal, isoToUs } from '../base/instant.ts';
import type { Ref } from '../model/report.ts';
import type { Paint, Palette } from './colour.ts';
import { inert } from './inert.ts';
import type { Cell } from './table.ts';
import { cut } from './terminal.ts';
import type { View } from './view.ts';

/** A report's UTC time in the view's zone; `-` where there is none. */
export function timeText(iso: string | undefined, view: View): string {
  const us = iso === undefined ? undefined : isoToUs(iso, 'UTC')?.us;
  return us === undefined ? '-' : formatLocal(us, view.zone);
}

/** Seconds as a duration, `1h30m`; `-` where there is none. */
export function durationText(seconds: number | undefined): string {
  return seconds === undefined ? '-' : formatDuration(Math.round(seconds * 1e6));
}

/** A number of at most one decimal; between -1 and 1 of two digits that tell, for a price is not nothing. */
export function numberText(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return String(Number(Math.abs(value) < 1 ? value.toPrecision(2) : value.toFixed(1)));
}

/** A fraction as `43.7%`. */
export function shareText(fraction: number): string {
  return `${(fraction * 100).toFixed(1)}%`;
}

/** A count that stands out when it is not nothing, and steps back when it is. */
export function countCell(count: number, paint: Paint, palette: Palette): Cell {
  return { text: String(count), paint: count > 0 ? paint : palette.dim };
}

/** `path@offset`, which can be typed back as a LOG. */
export function refText(ref: Ref): string {
  return `${ref.source}@${ref.offset}`;
}

export { plural } from '../base/plural.ts';

/** The name of a table on a line above it, quiet. */
export function caption(text: string, palette: Palette, view: View): string {
  const quiet = inert(text);
  return `${palette.head(view.terminal ? cut(quiet, view.width) : quiet)}\n`;
}

/** Labelled lines above a table, the labels quiet; inert, and in a terminal within its width. */
export function header(
  facts: readonly (readonly [label: string, text: string])[],
  palette: Palette,
  view: View,
): string {
  const wide = Math.max(0, ...facts.map(([label]) => label.length)) + 2;
  const line = ([label, text]: readonly [string, string]): string => {
    const quiet = inert(text);
    const fitting = view.terminal ? cut(quiet, Math.max(0, view.width - wide)) : quiet;
    return `${palette.dim(label.padEnd(wide))}${fitting}\n`;
  };
  return facts.map(line).join('');
}
