/**
 * The times of a shard in the log's own order: each that is less than the timed line's before it is a regression.
 *
 * Ordered, yet it splits: a shard keeps its first timed line and its last time, and what happens between two shards of a
 * log is found at the end, when all of them are there.
 */
import { formatDuration } from '../base/duration.ts';
import type { Spot } from './findings.ts';
import type { FinishContext } from './fold.ts';

/** Plain data; one for each shard that had a batch, in the order of shards. */
export interface Trail {
  readonly shard: number;
  /** Lines that are events, selected or not. */
  events: number;
  first: Spot | null;
  firstUs: number;
  lastUs: number;
  lastOffset: number;
}

/** The trail of this shard, the last of the list or a new one. */
export function trailOf(trails: Trail[], shard: number): Trail {
  const last = trails.at(-1);
  if (last?.shard === shard) return last;
  const trail = { shard, events: 0, first: null, firstUs: Number.NaN, lastUs: Number.NaN, lastOffset: 0 };
  trails.push(trail);
  return trail;
}

/** Takes the next timed line of the shard; the detail of a regression, or undefined where it is none. */
export function follow(trail: Trail, us: number, at: { offset: number; line: number }): string | undefined {
  const beforeUs = trail.lastUs;
  if (trail.first === null) {
    trail.first = { shard: trail.shard, ...at, detail: '' };
    trail.firstUs = us;
  }
  trail.lastUs = us;
  trail.lastOffset = at.offset;
  return us < beforeUs ? sizeText(beforeUs - us) : undefined;
}

/** The regressions between one shard of a log and the next with a timed line. */
export function edgeSpots(trails: readonly Trail[], context: FinishContext): readonly Spot[] {
  const spots: Spot[] = [];
  let before: Trail | undefined;
  for (const trail of trails) {
    if (trail.first === null) continue;
    if (before !== undefined && follows(trail, before, context) && trail.firstUs < before.lastUs)
      spots.push({ ...trail.first, detail: sizeText(before.lastUs - trail.firstUs) });
    before = trail;
  }
  return spots;
}

/** A log that is named twice begins anew, which its offsets tell. */
function follows(trail: Trail, before: Trail, context: FinishContext): boolean {
  const sameLog = context.sourceOf(trail.shard) === context.sourceOf(before.shard);
  return sameLog && trail.first !== null && trail.first.offset > before.lastOffset;
}

function sizeText(us: number): string {
  return `${formatDuration(us)} earlier`;
}
