/**
 * Rolling windows over samples: each window is cut into slices of time, an event is added to its own slice of each, and
 * those that have gone out of a window are let go. So memory is that of windows × slices, whatever comes, and an event that
 * comes late counts where it belongs.
 *
 * Invariant: free of order. Slices are known by number from `originUs`; slice k holds the times after its beginning and
 * not after its end, so a window that ends where a slice does is exact, and windows that follow each other share no event.
 */
import { addToSum, meanOf, mergeSums, newSum, type Sum } from '../base/sum.ts';
import type { MetricsSnapshot, MetricsTotals, Sample } from '../model/metrics.ts';
import { addToSlice, mergeSlices, newSlice, type Slice, type SliceCaps } from './slice.ts';
import { snapshotOf } from './snapshot.ts';
import { forgetEnded, mergeWorkKeys, newWorkKeys, touchWork, underWay, type WorkKeys } from './work-keys.ts';

/** Times in microseconds. */
export interface RollingSpec {
  /** Ascending, each once, not empty. */
  readonly windowsUs: readonly number[];
  /** Slices a window. */
  readonly slices: number;
  /** The end of some slice. */
  readonly originUs: number;
  /** Later events count for nothing; `Infinity` where there is no such time. */
  readonly untilUs: number;
  /**
   * What windows end at: the greatest time of all events; or a clock that `advance` tells, and then events may be ahead of
   * it by one window.
   */
  readonly clock: 'events' | 'told';
  readonly caps: SliceCaps & { readonly keys: number };
}

/** Slices of one window, by number. `activity` is finer where a window is one slice: events by sixtieth. */
interface Pane {
  readonly windowUs: number;
  readonly slices: Map<number, Slice>;
  readonly activity: Map<number, number>;
}

/** Plain data. */
export interface Rolling {
  readonly spec: RollingSpec;
  readonly panes: readonly Pane[];
  readonly work: WorkKeys;
  events: number;
  untimed: number;
  /** Least and greatest time of all, later than `untilUs` too; infinite where none had one. */
  firstUs: number;
  lastUs: number;
  readonly tokens: Sum;
  readonly cost: Sum;
  /** Where windows end; `-Infinity` before the first event. */
  headUs: number;
}

/** Parts of a window that `activity` shows. */
export const ACTIVITY_SLICES = 60;

/** No event yet. */
export function newRolling(spec: RollingSpec): Rolling {
  return {
    spec,
    panes: spec.windowsUs.map((windowUs) => ({ windowUs, slices: new Map(), activity: new Map() })),
    work: newWorkKeys(),
    events: 0,
    untimed: 0,
    firstUs: Number.POSITIVE_INFINITY,
    lastUs: Number.NEGATIVE_INFINITY,
    tokens: newSum(),
    cost: newSum(),
    headUs: Number.isFinite(spec.untilUs) ? spec.untilUs : Number.NEGATIVE_INFINITY,
  };
}

/** Takes in an event. The sample may be changed afterwards. */
export function take(rolling: Rolling, sample: Sample): void {
  const { spec } = rolling;
  const { us } = sample;
  if (us < rolling.firstUs) rolling.firstUs = us;
  if (us > rolling.lastUs) rolling.lastUs = us;
  if (us > spec.untilUs) return;
  rolling.events++;
  if (Number.isFinite(sample.tokens)) addToSum(rolling.tokens, sample.tokens);
  if (Number.isFinite(sample.cost)) addToSum(rolling.cost, sample.cost);
  if (Number.isNaN(us)) {
    rolling.untimed++;
    return;
  }
  if (spec.clock === 'events' && us > rolling.headUs) advance(rolling, us);
  if (sample.works.length > 0) touchWork(rolling.work, sample, spec.caps.keys);
  const ahead = spec.clock === 'told' ? 1 : 0;
  for (const pane of rolling.panes) {
    const { windowUs } = pane;
    if (us <= rolling.headUs - windowUs - windowUs / spec.slices || us > rolling.headUs + ahead * windowUs)
      continue;
    const key = numberOf(us, windowUs / spec.slices, spec.originUs);
    let slice = pane.slices.get(key);
    if (slice === undefined) {
      slice = newSlice();
      pane.slices.set(key, slice);
    }
    addToSlice(slice, sample, spec.caps);
    const part = numberOf(us, windowUs / ACTIVITY_SLICES, spec.originUs);
    pane.activity.set(part, (pane.activity.get(part) ?? 0) + 1);
  }
}

/** Windows end at `us` from now on, or where they did if that is later; what has gone out of them is let go. */
export function advance(rolling: Rolling, us: number): void {
  const { spec, panes } = rolling;
  if (us <= rolling.headUs) return;
  const widestUs = spec.windowsUs.at(-1)!;
  const stepUs = widestUs / spec.slices;
  const stepped = numberOf(us, stepUs, spec.originUs) !== numberOf(rolling.headUs, stepUs, spec.originUs);
  rolling.headUs = us;
  // What is out of a window is never asked for, so it may wait until there is something to gain.
  if (panes.some(({ slices }) => slices.size > 2 * spec.slices)) prune(rolling);
  if (spec.clock === 'told' && stepped) {
    prune(rolling);
    forgetEnded(rolling.work, us - widestUs);
  }
}

/** Joins b, of the same spec, into a; b is used up. */
export function mergeRolling(a: Rolling, b: Rolling): Rolling {
  const { caps } = a.spec;
  a.events += b.events;
  a.untimed += b.untimed;
  a.firstUs = Math.min(a.firstUs, b.firstUs);
  a.lastUs = Math.max(a.lastUs, b.lastUs);
  mergeSums(a.tokens, b.tokens);
  mergeSums(a.cost, b.cost);
  mergeWorkKeys(a.work, b.work, caps.keys);
  a.headUs = Math.max(a.headUs, b.headUs);
  for (const [n, { slices, activity }] of b.panes.entries()) {
    const into = a.panes[n]!;
    for (const [key, slice] of slices) {
      const known = into.slices.get(key);
      if (known === undefined) into.slices.set(key, slice);
      else mergeSlices(known, slice, caps);
    }
    for (const [key, count] of activity) into.activity.set(key, (into.activity.get(key) ?? 0) + count);
  }
  prune(a);
  return a;
}

/**
 * The window of `windowUs`, at most the widest one of the spec, that ends at `atUs`; of a window that is no multiple of
 * slices or does not end with one the beginning is later by less than a slice, and its last slice is whole. What has gone
 * out of the widest window is in none. Throws RangeError for a window that is wider.
 */
export function snapshot(
  rolling: Rolling,
  { atUs, windowUs }: { readonly atUs: number; readonly windowUs: number },
): MetricsSnapshot {
  const { spec, panes, work } = rolling;
  const widest = panes.at(-1)!;
  if (windowUs > widest.windowUs)
    throw new RangeError(`a window of ${windowUs} µs is wider than any that is kept`);
  const agoUs = Math.max(0, rolling.headUs - atUs);
  const pane = panes.find((each) => each.windowUs >= windowUs + agoUs) ?? widest;
  const widthUs = pane.windowUs / spec.slices;
  const last = numberOf(atUs, widthUs, spec.originUs);
  const count = Math.ceil(windowUs / widthUs);
  const slices: Slice[] = [];
  for (let key = last - count + 1; key <= last; key++) {
    const slice = pane.slices.get(key);
    if (slice !== undefined) slices.push(slice);
  }
  const exact = spec.originUs === atUs && count * widthUs === windowUs;
  return snapshotOf(slices, {
    atUs,
    windowUs,
    stepUs: exact ? 0 : widthUs,
    typeCap: spec.caps.types,
    underWay: underWay(work),
    activity: activityOf(pane, { atUs, windowUs, originUs: spec.originUs }),
  });
}

/** All that was taken in. */
export function totalsOf({ events, untimed, tokens, cost }: Rolling): MetricsTotals {
  return {
    total_events: events,
    untimed_events: untimed,
    total_tokens: meanOf(tokens, 1),
    total_cost: meanOf(cost, 1),
  };
}

function activityOf(
  pane: Pane,
  at: { readonly atUs: number; readonly windowUs: number; readonly originUs: number },
): readonly number[] {
  const widthUs = pane.windowUs / ACTIVITY_SLICES;
  const last = numberOf(at.atUs, widthUs, at.originUs);
  const count = Math.ceil(at.windowUs / widthUs);
  return Array.from({ length: count }, (_, n) => pane.activity.get(last - count + 1 + n) ?? 0);
}

/** The slice of a time: after k × width and not after (k + 1) × width. */
function numberOf(us: number, widthUs: number, originUs: number): number {
  return Math.ceil((us - originUs) / widthUs) - 1;
}

function prune({ spec, panes, headUs }: Rolling): void {
  for (const { windowUs, slices, activity } of panes) {
    drop(slices, numberOf(headUs, windowUs / spec.slices, spec.originUs) - spec.slices);
    drop(activity, numberOf(headUs, windowUs / ACTIVITY_SLICES, spec.originUs) - ACTIVITY_SLICES);
  }
}

function drop(byNumber: Map<number, unknown>, upTo: number): void {
  for (const key of byNumber.keys()) if (key <= upTo) byNumber.delete(key);
}
