/**
 * Moving along the calendar of a zone. Days and weeks keep the time of day (`-1d` at 09:00 is 09:00), hours and less are
 * counted as they pass; the two differ where clocks are changed.
 */
import { type DurationParts, totalUs } from '../base/duration.ts';
import { DAY_US, MAX_US, MIN_US } from '../base/instant.ts';
import { localToUs, offsetUs } from '../base/zone.ts';
import type { TimeBound } from '../model/query.ts';

/**
 * The bound that lies a duration later, or earlier for a negative one. An edge of the log is not known yet, so its days
 * have 24 hours. The result may lie outside the years 0001 to 9999; it is finite.
 */
export function moveBound(bound: TimeBound, parts: DurationParts, zone: string): TimeBound {
  if (bound.kind === 'edge') return { ...bound, offsetUs: bound.offsetUs + totalUs(parts) };
  const wholeDays = Math.trunc(parts.days);
  const restUs = totalUs({ days: parts.days - wholeDays, restUs: parts.restUs });
  return { kind: 'instant', us: moveDays(zone, bound.us, wholeDays) + restUs };
}

/** The wall clock's 00:00 of the zone's day at an instant, `days` later; local microseconds, for `localToUs`. */
export function localMidnightUs(zone: string, us: number, days: number): number {
  return (Math.floor((us + offsetUs(zone, us)) / DAY_US) + days) * DAY_US;
}

function moveDays(zone: string, us: number, days: number): number {
  const movedUs = us + days * DAY_US;
  // Outside the calendar no zone has rules to follow.
  if (days === 0 || movedUs < MIN_US || movedUs > MAX_US) return movedUs;
  return localToUs(zone, movedUs + offsetUs(zone, us));
}
