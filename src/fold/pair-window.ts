/**
 * Pairs starts with ends as they come: put in the order of their times within a window of so many of them, then each end
 * takes the oldest open start of its key (first in, first out). An event that is both ends what is open and starts anew.
 *
 * Invariant: the state depends on the sequence of events alone, not on when they were handed over. Memory: the window,
 * the open starts, and a row of figures for each session.
 */
import { popHeap, pushHeap } from './heap.ts';
import { mergeNames, type Names, newNames, rowOf } from './names.ts';
import { comparePlaces, type Mark } from './place.ts';

/** A start, an end, or both. `session` is empty where sessions do not matter; the key tells sessions apart. */
export interface PairEvent {
  readonly key: string;
  readonly session: string;
  readonly starts: boolean;
  readonly ends: boolean;
  readonly mark: Mark;
}

/** What came of the pairs of a session, or of all of them. Places are the first few. */
export interface PairFigures {
  pairs: number;
  orphans: number;
  orphanPlaces: PairPlace[];
  long: number;
  longPlaces: PairPlace[];
  longestUs: number;
}

export interface PairPlace {
  readonly key: string;
  readonly mark: Mark;
  /** Of a pair, in microseconds. */
  readonly us: number;
}

/** Starts of a key in their order; those before `at` have their ends. */
export interface Queue {
  events: PairEvent[];
  at: number;
}

/** Plain data. */
export interface PairWindow {
  /** Events that wait for earlier ones, as a heap. */
  readonly waiting: PairEvent[];
  /** Time of the last event that was paired. */
  lastUs: number;
  /** Events that came when later ones had been paired. */
  late: number;
  /** Open starts, by key. */
  readonly open: Map<string, Queue>;
  openCount: number;
  /** Starts that found no room. */
  left: number;
  readonly figures: Names<PairFigures>;
}

export interface PairLimits {
  /** Pairs that last longer are told; infinite where none is. */
  readonly maxUs: number;
  /** Events in the window, open starts, and sessions. */
  readonly cap: number;
  /** Places of each sort. */
  readonly places: number;
}

/** Nothing paired yet. */
export function newPairWindow(): PairWindow {
  return {
    waiting: [],
    lastUs: Number.NEGATIVE_INFINITY,
    late: 0,
    open: new Map(),
    openCount: 0,
    left: 0,
    figures: newNames(),
  };
}

/** The same, to go on with apart. Events are never changed, so they are shared. */
export function copyPairWindow(window: PairWindow): PairWindow {
  const open = [...window.open].map(
    ([key, { events, at }]) => [key, { events: events.slice(at), at: 0 }] as const,
  );
  return {
    ...window,
    waiting: [...window.waiting],
    open: new Map(open),
    figures: structuredClone(window.figures),
  };
}

/** Takes the next event in the order of lines. */
export function takePairEvent(window: PairWindow, event: PairEvent, limits: PairLimits): void {
  pushHeap(window.waiting, event, byTime);
  if (window.waiting.length > limits.cap) pairNext(window, limits);
}

/** Pairs what waits; to be called when no event is to come. */
export function drainPairWindow(window: PairWindow, limits: PairLimits): void {
  while (window.waiting.length > 0) pairNext(window, limits);
}

/** Joins the figures of sessions that are one. */
export function joinFigures(into: Names<PairFigures>, from: Names<PairFigures>, limits: PairLimits): void {
  mergeNames(into, from, {
    cap: limits.cap,
    join(a, b) {
      a.pairs += b.pairs;
      a.orphans += b.orphans;
      a.long += b.long;
      a.longestUs = Math.max(a.longestUs, b.longestUs);
      a.orphanPlaces = firstPlaces([...a.orphanPlaces, ...b.orphanPlaces], limits);
      a.longPlaces = firstPlaces([...a.longPlaces, ...b.longPlaces], limits);
    },
  });
}

/** The first places, by where they stand. */
export function firstPlaces(places: readonly PairPlace[], { places: most }: PairLimits): PairPlace[] {
  return [...places].sort((a, b) => comparePlaces(a.mark, b.mark)).slice(0, most);
}

/** No pairs yet. */
export function newFigures(): PairFigures {
  return {
    pairs: 0,
    orphans: 0,
    orphanPlaces: [],
    long: 0,
    longPlaces: [],
    longestUs: 0,
  };
}

function byTime(a: PairEvent, b: PairEvent): number {
  return a.mark.us - b.mark.us || comparePlaces(a.mark, b.mark);
}

function pairNext(window: PairWindow, limits: PairLimits): void {
  const event = popHeap(window.waiting, byTime)!;
  if (event.mark.us < window.lastUs) window.late++;
  else window.lastUs = event.mark.us;
  const figures = rowOf(window.figures, event.session, { cap: limits.cap, make: newFigures });
  if (event.ends) end(window, event, { figures, limits });
  if (event.starts) start(window, event, limits);
}

function start(window: PairWindow, event: PairEvent, { cap }: PairLimits): void {
  if (window.openCount >= cap) {
    window.left++;
    return;
  }
  window.openCount++;
  const queue = window.open.get(event.key);
  if (queue === undefined) window.open.set(event.key, { events: [event], at: 0 });
  else queue.events.push(event);
}

function end(
  window: PairWindow,
  event: PairEvent,
  { figures, limits }: { readonly figures: PairFigures | undefined; readonly limits: PairLimits },
): void {
  const queue = window.open.get(event.key);
  const first = queue?.events[queue.at];
  const { key, mark } = event;
  // A late end must not take a start that came after it.
  if (queue === undefined || first === undefined || first.mark.us > mark.us) {
    // What begins with each event and ends with the next has no start before its first.
    if (figures === undefined || event.starts) return;
    figures.orphans++;
    if (figures.orphans <= limits.places || isBefore(mark, figures.orphanPlaces.at(-1)))
      figures.orphanPlaces = firstPlaces([...figures.orphanPlaces, { key, mark, us: 0 }], limits);
    return;
  }
  window.openCount--;
  leave(window, key, queue);
  if (figures === undefined) return;
  const us = mark.us - first.mark.us;
  figures.pairs++;
  figures.longestUs = Math.max(figures.longestUs, us);
  if (us <= limits.maxUs) return;
  figures.long++;
  if (figures.long <= limits.places || isBefore(first.mark, figures.longPlaces.at(-1)))
    figures.longPlaces = firstPlaces([...figures.longPlaces, { key, mark: first.mark, us }], limits);
}

/** The oldest start of a key has its end. */
function leave(window: PairWindow, key: string, queue: Queue): void {
  queue.at++;
  if (queue.at === queue.events.length) window.open.delete(key);
  else if (queue.at * 2 > queue.events.length && queue.at > 32) {
    queue.events = queue.events.slice(queue.at);
    queue.at = 0;
  }
}

function isBefore(mark: Mark, place: PairPlace | undefined): boolean {
  return place === undefined || comparePlaces(mark, place.mark) < 0;
}
