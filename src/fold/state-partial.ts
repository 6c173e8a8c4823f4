/** What a shard hands back of the state: plain data. Fields are joined without regard to order; records wait for it. */
import type { StateSpec } from '../model/tracked.ts';
import { mergeSpanRecords, newSpanRecords, type SpanRecords } from './span-pack.ts';
import { type Moment, mergeMoments, newMoment } from './writes.ts';

export interface StatePartial {
  untimed: number;
  /** Least and greatest time of all selected events in microseconds, counted or not; infinite where none has one. */
  firstUs: number;
  lastUs: number;
  /** Up to `atUs`, and up to `fromUs` where it is asked for. */
  readonly moments: readonly Moment[];
  /** Of what is begun and ended, up to `atUs`. */
  readonly records: SpanRecords;
}

/** No event yet. */
export function newState(spec: StateSpec): StatePartial {
  return {
    untimed: 0,
    firstUs: Number.POSITIVE_INFINITY,
    lastUs: Number.NEGATIVE_INFINITY,
    moments: untilUs(spec).map(() => newMoment(spec)),
    records: newSpanRecords(),
  };
}

/** The instants that are looked at, in microseconds: the later one, and the earlier one where it is asked for. */
export function untilUs({ atUs, fromUs }: StateSpec): readonly number[] {
  return fromUs === undefined ? [atUs] : [atUs, fromUs];
}

/** Joins b into a; b is used up. */
export function mergeStates(a: StatePartial, b: StatePartial): StatePartial {
  a.untimed += b.untimed;
  a.firstUs = Math.min(a.firstUs, b.firstUs);
  a.lastUs = Math.max(a.lastUs, b.lastUs);
  for (const [k, moment] of a.moments.entries()) mergeMoments(moment, b.moments[k]!);
  mergeSpanRecords(a.records, b.records);
  return a;
}
