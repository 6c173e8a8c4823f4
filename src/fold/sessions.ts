/**
 * The sessions of the selected events: when, how many events, how they ended.
 *
 * Free of order: a session's last type is that of its event with the greatest time, ties going to the later place; a
 * session without any time has that of its last event in the log. Events without a session are in no row.
 */
import { unreachable } from '../base/fault.ts';
import { compareText } from '../base/text.ts';
import type { FoldSpec } from '../model/plan.ts';
import { ACTIVITY, type SessionRow } from '../model/report.ts';
import { type Active, copyOf, countTime, joinActivity, newActive, slicesOf } from './activity.ts';
import { textsOf, timesOf } from './columns.ts';
import type { Fold, SessionsAnswer } from './fold.ts';
import { joinHashes } from './join.ts';
import { cappedNote, keptRows, makeTable, mergeNames, type Names, newNames } from './names.ts';
import { spanOf, spanSeconds } from './place.ts';

type SessionsSpec = Extract<FoldSpec, { kind: 'sessions' }>;

/** `lastShard` and `lastOffset` are the place of `lastType`. */
interface Session extends Active {
  events: number;
  ok: number;
  error: number;
  lastShard: number;
  lastOffset: number;
  lastType: string | null;
}

export interface SessionsPartial {
  /** Events that have a session. */
  events: number;
  readonly sessions: Names<Session>;
}

/** At most `spec.cap` sessions (names.ts says which); `total` counts those kept, `top` only shortens the list. */
export function sessionsFold(spec: SessionsSpec): Fold<SessionsPartial, SessionsAnswer> {
  const table = makeTable(spec.cap, newSession);
  return {
    asShard({ sessions }, shard) {
      for (const row of sessions.rows.values()) row.lastShard = shard;
    },
    init: () => ({ events: 0, sessions: newNames() }),
    step(partial, batch, selection, count) {
      const times = timesOf(batch, spec.time);
      const types = textsOf(batch, spec.type);
      const statuses = textsOf(batch, spec.status);
      const ok = statuses.dictionary.values.indexOf('ok');
      const error = statuses.dictionary.values.indexOf('error');
      const { codes, dictionary } = textsOf(batch, spec.session);
      const rows = table.rowsOf(partial.sessions, dictionary);
      for (let k = 0; k < count; k++) {
        const i = selection[k]!;
        const code = codes[i]!;
        if (code < 0) continue;
        partial.events++;
        const row = rows[code] ?? table.resolve(code);
        row.events++;
        const status = statuses.codes[i]!;
        if (status >= 0) {
          if (status === ok) row.ok++;
          else if (status === error) row.error++;
        }
        const us = times[i]!;
        const { lastUs } = row;
        const timed = !Number.isNaN(us);
        if (timed) countTime(row, us);
        if (timed ? us < lastUs : lastUs !== Number.NEGATIVE_INFINITY) continue;
        row.lastShard = batch.shard;
        row.lastOffset = batch.base + batch.start[i]!;
        const type = types.codes[i]!;
        row.lastType = type < 0 ? null : types.dictionary.values[type]!;
      }
    },
    merge(a, b) {
      a.events += b.events;
      mergeNames(a.sessions, b.sessions, { cap: spec.cap, join: joinSessions });
      return a;
    },
    finish: (partial) => answer(partial, spec),
  };
}

function newSession(): Session {
  return {
    ...newActive(),
    events: 0,
    ok: 0,
    error: 0,
    lastShard: -1,
    lastOffset: 0,
    lastType: null,
  };
}

function joinSessions(into: Session, from: Session): void {
  into.events += from.events;
  into.ok += from.ok;
  into.error += from.error;
  const { lastUs } = into;
  joinActivity(into, from);
  const later = into.lastShard - from.lastShard || into.lastOffset - from.lastOffset;
  if (lastUs === from.lastUs ? later > 0 : lastUs > from.lastUs) return;
  into.lastShard = from.lastShard;
  into.lastOffset = from.lastOffset;
  into.lastType = from.lastType;
}

function answer(partial: SessionsPartial, spec: SessionsSpec): SessionsAnswer {
  const sessions = new Map<string, Session>();
  const kept = keptRows(partial.sessions, spec.cap);
  const full = joinHashes(kept.map(([id]) => id));
  let events = 0;
  for (const [id, row] of kept) {
    const name = full.get(id) ?? id;
    const known = sessions.get(name);
    if (known === undefined) sessions.set(name, copyOf(row));
    else joinSessions(known, row);
    events += row.events;
  }
  const sorted = [...sessions].sort((a, b) => order(a[1], b[1], spec.sort) || compareText(a[0], b[0]));
  return {
    total: sorted.length,
    sessions: sorted.slice(0, spec.top).map(([id, row]) => rowOfSession(id, row)),
    notes: cappedNote('sessions', partial.events - events, spec.cap),
  };
}

/** By first and last time ascending, by latest time, events and span descending; sessions without a time last. */
function order(a: Session, b: Session, sort: SessionsSpec['sort']): number {
  if (sort === 'events') return b.events - a.events;
  const timedA = Number.isFinite(a.firstUs);
  const timedB = Number.isFinite(b.firstUs);
  if (!timedA || !timedB) return Number(timedB) - Number(timedA);
  switch (sort) {
    case 'first':
      return a.firstUs - b.firstUs;
    case 'last':
      return a.lastUs - b.lastUs;
    case 'latest':
      return b.lastUs - a.lastUs;
    case 'span':
      return b.lastUs - b.firstUs - (a.lastUs - a.firstUs);
    default:
      return unreachable(sort);
  }
}

function rowOfSession(id: string, row: Session): SessionRow {
  return {
    session_id: id,
    ...spanOf(row.firstUs, row.lastUs),
    ...spanSeconds(row.firstUs, row.lastUs),
    events: row.events,
    ok: row.ok,
    error: row.error,
    ...(row.lastType === null ? {} : { last_type: row.lastType }),
    [ACTIVITY]: slicesOf(row),
  };
}
