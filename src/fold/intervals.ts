/**
 * Intervals of time in which events lie no farther apart than a threshold. What lies between two neighbours is a gap.
 *
 * Law: the intervals are those of the set of times, whatever the order in which they came, and the union of two sets of
 * intervals is found without the events. Memory is the number of intervals. An event in or next to the interval touched
 * last costs a few comparisons, any other two binary searches.
 */
import { comparePlaces, type Mark, newMark } from './place.ts';

/** `low` and `high` are its first and last event in time; ties: the first in the log is `low`, the last is `high`. */
export interface Interval {
  readonly low: Mark;
  readonly high: Mark;
  /** Events in it. */
  count: number;
}

/** Plain data: intervals by time, in blocks so that one can be put in anywhere at little cost. No block is empty. */
export interface Intervals {
  blocks: Interval[][];
  size: number;
  /** The interval touched last, and the nearest times of its neighbours. */
  hot: Interval | null;
  beforeUs: number;
  afterUs: number;
}

const BLOCK = 256;

/** No intervals yet. */
export function newIntervals(): Intervals {
  return {
    blocks: [],
    size: 0,
    hot: null,
    beforeUs: Number.NEGATIVE_INFINITY,
    afterUs: Number.POSITIVE_INFINITY,
  };
}

/**
 * The interval that an event at `us` belongs to, with its neighbours joined where the event bridges them. Where it is
 * new its count is 0 and its marks say the time only; the caller counts the event and writes the marks.
 */
export function reach(intervals: Intervals, us: number, thresholdUs: number): Interval {
  const { hot } = intervals;
  if (
    hot !== null &&
    us - hot.high.us <= thresholdUs &&
    hot.low.us - us <= thresholdUs &&
    us - intervals.beforeUs > thresholdUs &&
    intervals.afterUs - us > thresholdUs
  ) {
    return hot;
  }
  return reachFar(intervals, us, thresholdUs);
}

/** All intervals, by time. */
export function* inOrder(intervals: Intervals): Generator<Interval> {
  for (const block of intervals.blocks) yield* block;
}

/** The union, in intervals of its own. */
export function unite(a: Intervals, b: Intervals, thresholdUs: number): Intervals {
  const united: Interval[] = [];
  const left = inOrder(a);
  const right = inOrder(b);
  let x = left.next();
  let y = right.next();
  while (!x.done || !y.done) {
    if (y.done || (!x.done && x.value.low.us <= y.value.low.us)) {
      append(united, x.value as Interval, thresholdUs);
      x = left.next();
    } else {
      append(united, y.value, thresholdUs);
      y = right.next();
    }
  }
  return ofSorted(united);
}

/** Those that begin before `boundUs`. */
export function cutIntervals(intervals: Intervals, boundUs: number): Intervals {
  return ofSorted([...inOrder(intervals)].filter(({ low }) => low.us < boundUs));
}

function reachFar(intervals: Intervals, us: number, thresholdUs: number): Interval {
  const { blocks } = intervals;
  const b = blockOf(blocks, us);
  const k = b < 0 ? -1 : indexIn(blocks[b]!, us);
  const previous = blocks[b]?.[k];
  const next = blocks[b]?.[k + 1] ?? blocks[b + 1]?.[0];
  const nearPrevious = previous !== undefined && us - previous.high.us <= thresholdUs;
  const nearNext = next !== undefined && next.low.us - us <= thresholdUs;
  if (nearPrevious && nearNext) {
    const bridged = { low: previous.low, high: next.high, count: previous.count + next.count };
    blocks[b]![k] = bridged;
    removeBehind(intervals, b, k);
    return heat(intervals, bridged);
  }
  if (nearPrevious) return heat(intervals, previous);
  if (nearNext) return heat(intervals, next);
  const opened = intervalAt(us);
  insertBehind(intervals, { b, k }, opened);
  return heat(intervals, opened);
}

/** The last block that begins at or before `us`, -1 where none does. */
function blockOf(blocks: readonly (readonly Interval[])[], us: number): number {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (blocks[middle]![0]!.low.us <= us) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The last interval of a block that begins at or before `us`, -1 where none does. */
function indexIn(block: readonly Interval[], us: number): number {
  let low = 0;
  let high = block.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (block[middle]!.low.us <= us) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function intervalAt(us: number): Interval {
  const low = newMark();
  const high = newMark();
  low.us = us;
  high.us = us;
  return { low, high, count: 0 };
}

/** Behind interval k of block b; `b` is -1 where it stands before all. */
function insertBehind(
  intervals: Intervals,
  { b, k }: { readonly b: number; readonly k: number },
  opened: Interval,
): void {
  const { blocks } = intervals;
  intervals.size++;
  const at = Math.max(b, 0);
  const block = blocks[at];
  const atEnd = at === blocks.length - 1 && k + 1 === block?.length;
  if (block === undefined || (atEnd && block.length >= BLOCK)) {
    blocks.push([opened]);
    return;
  }
  block.splice(k + 1, 0, opened);
  if (block.length > BLOCK) blocks.splice(at + 1, 0, block.splice(BLOCK / 2));
}

function removeBehind(intervals: Intervals, b: number, k: number): void {
  const { blocks } = intervals;
  intervals.size--;
  if (k + 1 < blocks[b]!.length) {
    blocks[b]!.splice(k + 1, 1);
    return;
  }
  blocks[b + 1]!.shift();
  if (blocks[b + 1]!.length === 0) blocks.splice(b + 1, 1);
}

/** Makes it the interval touched last. */
function heat(intervals: Intervals, touched: Interval): Interval {
  const { blocks } = intervals;
  const b = blockOf(blocks, touched.low.us);
  const block = blocks[b]!;
  const k = indexIn(block, touched.low.us);
  const previous = k > 0 ? block[k - 1] : blocks[b - 1]?.at(-1);
  const next = block[k + 1] ?? blocks[b + 1]?.[0];
  intervals.hot = touched;
  intervals.beforeUs = previous?.high.us ?? Number.NEGATIVE_INFINITY;
  intervals.afterUs = next?.low.us ?? Number.POSITIVE_INFINITY;
  return touched;
}

/** Puts an interval behind others that begin no later, or joins it with the last of them, which is then a new one. */
function append(sorted: Interval[], added: Interval, thresholdUs: number): void {
  const last = sorted.at(-1);
  if (last === undefined || added.low.us - last.high.us > thresholdUs) {
    sorted.push(added);
    return;
  }
  const addedFirst = added.low.us === last.low.us && comparePlaces(added.low, last.low) < 0;
  const { us } = last.high;
  const addedLast = added.high.us === us ? comparePlaces(added.high, last.high) > 0 : added.high.us > us;
  sorted[sorted.length - 1] = {
    low: addedFirst ? added.low : last.low,
    high: addedLast ? added.high : last.high,
    count: last.count + added.count,
  };
}

function ofSorted(sorted: readonly Interval[]): Intervals {
  const intervals = newIntervals();
  intervals.size = sorted.length;
  for (let k = 0; k < sorted.length; k += BLOCK) intervals.blocks.push(sorted.slice(k, k + BLOCK));
  return intervals;
}
