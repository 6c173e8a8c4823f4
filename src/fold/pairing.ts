/**
 * Pairs starts with ends as they come: put in the order of their times within a window (reorder.ts), then each end takes
 * the oldest open start of its key (first in, first out). An event that is both ends what is open and starts anew.
 *
 * Law: what comes of it depends on the events of each log, in the order of its lines, and not on the pieces in which they
 * come nor on which log's come first. Memory: the window, the open starts, a row of figures for each session.
 */
import type { EventKeys } from './event-keys.ts';
import type { ConsumeContext } from './fold.ts';
import { type Names, newNames, rowOf } from './names.ts';
import { comparePlaces, type Mark } from './place.ts';
import { Reorder } from './reorder.ts';
import { makeSessionNames, type SessionNames } from './session-names.ts';

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

export interface PairLimits {
  /** Pairs that last longer are told; infinite where none is. */
  readonly maxUs: number;
  /** Open starts, and sessions. */
  readonly cap: number;
  /** Events in the windows of all logs. */
  readonly window: number;
  /** Places of each sort. */
  readonly places: number;
}

/** What is left when all is paired. */
export interface Paired {
  readonly figures: Names<PairFigures>;
  readonly open: readonly PairEvent[];
  /** Starts that found no room. */
  readonly left: number;
  /** Events that came when later ones had been paired. */
  readonly late: number;
}

export interface Pairing {
  /** The next events of some logs, those of each in the order of its lines. */
  take(events: readonly PairEvent[]): void;
  endLog(log: number): void;
  /** To be called when all logs have ended. */
  finish(): Paired;
}

/** A window of a log holds so many events at least. */
const LEAST_WINDOW = 256;

/** Pairs nothing yet. */
export function makePairing(limits: PairLimits, keys: EventKeys, context: ConsumeContext): Pairing {
  const { beginsUs, logOf } = context;
  const window = Math.max(Math.min(LEAST_WINDOW, limits.window), Math.floor(limits.window / beginsUs.length));
  const waiting = new Map<number, PairEvent>();
  const state: State = {
    limits,
    keys,
    names: makeSessionNames(),
    open: new Map(),
    openCount: 0,
    left: 0,
    figures: newNames(),
  };
  let next = 0;
  let lateCount = 0;
  const reorder = new Reorder({ beginsUs, window }, (record, late) => {
    const event = waiting.get(record)!;
    waiting.delete(record);
    if (late) lateCount++;
    pair(state, event);
  });
  return {
    take(events) {
      for (const event of events) {
        waiting.set(next, event);
        reorder.put(logOf(event.mark.shard), next, event.mark.us);
        next = (next + 1) % MOST_RECORDS;
      }
    },
    endLog: (log) => reorder.end(log),
    finish: () => ({
      figures: state.figures,
      open: [...state.open.values()].flatMap(({ events, at }) => events.slice(at)),
      left: state.left,
      late: lateCount,
    }),
  };
}

/** Records are told apart while they wait, which far fewer do. */
const MOST_RECORDS = 2 ** 31 - 1;

/** Joins the figures of one session into those of another name of it. */
export function joinFigures(into: PairFigures, from: PairFigures, limits: PairLimits): void {
  into.pairs += from.pairs;
  into.orphans += from.orphans;
  into.long += from.long;
  into.longestUs = Math.max(into.longestUs, from.longestUs);
  into.orphanPlaces = firstPlaces([...into.orphanPlaces, ...from.orphanPlaces], limits);
  into.longPlaces = firstPlaces([...into.longPlaces, ...from.longPlaces], limits);
}

/** No pairs yet. */
export function newFigures(): PairFigures {
  return { pairs: 0, orphans: 0, orphanPlaces: [], long: 0, longPlaces: [], longestUs: 0 };
}

/** Starts of a key in their order; those before `at` have their ends. */
interface Queue {
  events: PairEvent[];
  at: number;
}

interface State {
  readonly limits: PairLimits;
  readonly keys: EventKeys;
  readonly names: SessionNames;
  readonly open: Map<string, Queue>;
  openCount: number;
  left: number;
  readonly figures: Names<PairFigures>;
}

function pair(state: State, event: PairEvent): void {
  const { cap } = state.limits;
  const { session } = event.mark;
  if (state.keys.withSession && session !== null) state.names.see(session);
  const figures = rowOf(state.figures, event.session, { cap, make: newFigures });
  if (event.ends) end(state, event, figures);
  if (event.starts) start(state, event);
}

function start(state: State, event: PairEvent): void {
  if (state.openCount >= state.limits.cap) {
    state.left++;
    return;
  }
  state.openCount++;
  const queue = state.open.get(event.key);
  if (queue === undefined) state.open.set(event.key, { events: [event], at: 0 });
  else queue.events.push(event);
}

function end(state: State, event: PairEvent, figures: PairFigures | undefined): void {
  const { limits } = state;
  const { key, mark } = event;
  const found = oldest(state, event);
  if (found === undefined) {
    // What begins with each event and ends with the next has no start before its first.
    if (figures === undefined || event.starts) return;
    figures.orphans++;
    figures.orphanPlaces = withPlace(figures.orphanPlaces, { key, mark, us: 0 }, limits);
    return;
  }
  const first = found.queue.events[found.queue.at]!;
  leave(state, found);
  if (figures === undefined) return;
  const us = mark.us - first.mark.us;
  figures.pairs++;
  figures.longestUs = Math.max(figures.longestUs, us);
  if (us <= limits.maxUs) return;
  figures.long++;
  figures.longPlaces = withPlace(figures.longPlaces, { key, mark: first.mark, us }, limits);
}

interface Found {
  readonly key: string;
  readonly queue: Queue;
}

/** The queue with the oldest open start of a key, whatever its session is called; none that a late end came before. */
function oldest(state: State, { key, mark }: PairEvent): Found | undefined {
  let found = queueAt(state, key, mark);
  const other = state.keys.withSession ? state.names.otherOf(state.keys.sessionOf(key)) : undefined;
  if (other === undefined) return found;
  const otherKey = state.keys.keyWith(key, other);
  const second = queueAt(state, otherKey, mark);
  if (second !== undefined && (found === undefined || firstUs(second) < firstUs(found))) found = second;
  return found;
}

function queueAt({ open }: State, key: string, { us }: Mark): Found | undefined {
  const queue = open.get(key);
  return queue !== undefined && queue.events[queue.at]!.mark.us <= us ? { key, queue } : undefined;
}

function firstUs({ queue }: Found): number {
  return queue.events[queue.at]!.mark.us;
}

/** The oldest start of a key has its end. */
function leave(state: State, { key, queue }: Found): void {
  state.openCount--;
  queue.at++;
  if (queue.at === queue.events.length) state.open.delete(key);
  else if (queue.at * 2 > queue.events.length && queue.at > 32) {
    queue.events = queue.events.slice(queue.at);
    queue.at = 0;
  }
}

function withPlace(places: PairPlace[], place: PairPlace, limits: PairLimits): PairPlace[] {
  const last = places[limits.places - 1];
  if (last !== undefined && comparePlaces(place.mark, last.mark) > 0) return places;
  return firstPlaces([...places, place], limits);
}

/** The first places, by where they stand. */
function firstPlaces(places: readonly PairPlace[], { places: most }: PairLimits): PairPlace[] {
  return [...places].sort((a, b) => comparePlaces(a.mark, b.mark)).slice(0, most);
}
