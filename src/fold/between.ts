/** Bounds of a measured number, and how what was measured is written in a sentence. */
import { formatDuration } from '../base/duration.ts';
import type { Between } from '../model/check.ts';

/** Both bounds are excluded. */
export function within(value: number, { below, above }: Between): boolean {
  return (below === undefined || value < below) && (above === undefined || value > above);
}

/** `above 1 and below 5`; `text` writes a number. */
export function betweenText({ below, above }: Between, text: (value: number) => string): string {
  const parts = [
    ...(above === undefined ? [] : [`above ${text(above)}`]),
    ...(below === undefined ? [] : [`below ${text(below)}`]),
  ];
  return parts.join(' and ');
}

/** Milliseconds as a duration. */
export function msText(ms: number): string {
  return formatDuration(ms * 1000);
}

/** A share of 0 to 1 in percent, of at most four digits that tell. */
export function percentText(share: number): string {
  return `${Number((share * 100).toPrecision(4))}%`;
}
