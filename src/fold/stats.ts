/**
 * How many events, of which types, how many ok and failed, when, in how many sessions; with groups, buckets and
 * percentiles where asked. Free of order: every figure is a count, a least or greatest value, or an exact sum.
 *
 * Caps (cli.md, "Memory"): `spec.cap` types and groups, ten times as many sessions, `spec.valueCap` values before the
 * sketch. Figures of the whole (`events`, `first`, `last`, `buckets`) are never capped.
 */
import type { CodeGroup, Dictionary } from '../model/batch.ts';
import type { FoldSpec } from '../model/plan.ts';
import { type Bucketing, type Buckets, makeBucketing, newBuckets } from './buckets.ts';
import { makeGrouper } from './by-code.ts';
import { type Lines, textsOf, timesOf } from './columns.ts';
import type { Fold, StatsAnswer } from './fold.ts';
import { type Grouping, type Groups, makeGrouping, newGroups } from './groups.ts';
import { joinHashes } from './join.ts';
import { cappedNote, keptRows, makeTable, mergeNames, type Names, newNames, type Table } from './names.ts';
import { percentileRows, type Sampling, sampleLines, settleDigests } from './percentiles.ts';
import { spanOf, spanSeconds } from './place.ts';
import { makeTypeCounting, newTypes, type TypeCounting, type Types, typeRows } from './types.ts';

type StatsSpec = Extract<FoldSpec, { kind: 'stats' }>;

interface SessionState {
  events: number;
}

export interface StatsPartial {
  events: number;
  firstUs: number;
  lastUs: number;
  readonly types: Types;
  /** Events that have a session. */
  inSessions: number;
  readonly sessions: Names<SessionState>;
  readonly groups: Groups;
  readonly buckets: Buckets;
  readonly sampling: Sampling;
}

/** What works on a part of the partial, with the caches of one runner. */
interface Parts {
  readonly typing: TypeCounting;
  readonly grouping: Grouping | undefined;
  readonly bucketing: Bucketing | undefined;
}

/** The default caps are 100,000 types and 1,000,000 sessions. Source: cli.md, "Memory". */
const SESSIONS_PER_CAP = 10;

/** `finish` throws Fault `too-many-buckets`. */
export function statsFold(spec: StatsSpec): Fold<StatsPartial, StatsAnswer> {
  const sessionCap = spec.cap * SESSIONS_PER_CAP;
  const sessionTable = makeTable(sessionCap, newSession);
  const grouper = makeGrouper();
  const parts: Parts = {
    typing: makeTypeCounting(spec, { cap: spec.cap, grouper }),
    grouping: spec.by === undefined ? undefined : makeGrouping(spec.by, spec.cap),
    bucketing: spec.bucketUs === undefined ? undefined : makeBucketing(spec.bucketUs, spec.zone),
  };
  return {
    // It names no place.
    asShard: () => undefined,
    init,
    step(partial, batch, selection, count) {
      const lines: Lines = { batch, selection, count };
      const stateOf = parts.typing.step(partial.types, lines);
      countSessions(partial, grouper(lines, { column: spec.session, time: spec.time }), {
        table: sessionTable,
        dictionary: textsOf(batch, spec.session).dictionary,
      });
      parts.grouping?.step(partial.groups, lines);
      parts.bucketing?.step(partial.buckets, lines, timesOf(batch, spec.time));
      if (spec.percentiles === undefined) return;
      sampleLines(partial.sampling, lines, { column: spec.percentiles, valueCap: spec.valueCap, stateOf });
      // A digest that begins after the change is made a sketch with its first value.
      if (!partial.sampling.sketched) settle(partial, spec);
    },
    merge(a, b) {
      a.events += b.events;
      a.firstUs = Math.min(a.firstUs, b.firstUs);
      a.lastUs = Math.max(a.lastUs, b.lastUs);
      parts.typing.merge(a.types, b.types);
      a.inSessions += b.inSessions;
      mergeNames(a.sessions, b.sessions, { cap: sessionCap, join: joinSessions });
      parts.grouping?.merge(a.groups, b.groups);
      parts.bucketing?.merge(a.buckets, b.buckets);
      a.sampling.values += b.sampling.values;
      settle(a, spec);
      return a;
    },
    finish: (partial) => answer(partial, spec, parts),
  };
}

function init(): StatsPartial {
  return {
    events: 0,
    firstUs: Number.POSITIVE_INFINITY,
    lastUs: Number.NEGATIVE_INFINITY,
    types: newTypes(),
    inSessions: 0,
    sessions: newNames(),
    groups: newGroups(),
    buckets: newBuckets(),
    sampling: { values: 0, sketched: false },
  };
}

function newSession(): SessionState {
  return { events: 0 };
}

function joinSessions(into: SessionState, from: SessionState): void {
  into.events += from.events;
}

/** Counts the events of each session, and all of them with their span. */
function countSessions(
  partial: StatsPartial,
  groups: readonly CodeGroup[],
  how: { readonly table: Table<SessionState>; readonly dictionary: Dictionary },
): void {
  const rows = how.table.rowsOf(partial.sessions, how.dictionary);
  for (const { code, count, firstUs, lastUs } of groups) {
    partial.events += count;
    partial.firstUs = Math.min(partial.firstUs, firstUs);
    partial.lastUs = Math.max(partial.lastUs, lastUs);
    if (code < 0) continue;
    partial.inSessions += count;
    (rows[code] ?? how.table.resolve(code)).events += count;
  }
}

function settle(partial: StatsPartial, spec: StatsSpec): void {
  const { names, untyped } = partial.types;
  settleDigests(partial.sampling, [untyped], spec.valueCap);
  settleDigests(partial.sampling, names.rows.values(), spec.valueCap);
}

function answer(partial: StatsPartial, spec: StatsSpec, parts: Parts): StatsAnswer {
  const { events, firstUs, lastUs } = partial;
  const entries = parts.typing.entries(partial.types);
  const counted = entries.reduce((sum, [, { count }]) => sum + count, 0);
  const kept = keptRows(partial.sessions, spec.cap * SESSIONS_PER_CAP);
  const keptEvents = kept.reduce((sum, [, session]) => sum + session.events, 0);
  const sessions = kept.length - joinHashes(kept.map(([id]) => id)).size;
  const groups = parts.grouping?.finish(partial.groups, spec.top);
  const buckets = parts.bucketing?.finish(partial.buckets, firstUs, lastUs);
  return {
    events,
    ...spanOf(firstUs, lastUs),
    ...spanSeconds(firstUs, lastUs),
    sessions,
    ...(sessions === 0 ? {} : { events_per_session: keptEvents / sessions }),
    types: typeRows(entries, events).slice(0, spec.top),
    ...(groups === undefined ? {} : { groups: groups.rows }),
    ...(buckets === undefined ? {} : { buckets }),
    ...(spec.percentiles === undefined ? {} : { percentiles: percentileRows(entries, spec.unit) }),
    notes: [
      ...cappedNote('types', events - counted, spec.cap),
      ...cappedNote('sessions', partial.inSessions - keptEvents, spec.cap * SESSIONS_PER_CAP),
      ...(groups?.notes ?? []),
    ],
  };
}
