/**
 * The fold of `trace`: compact records of events that start or end something, paired at the end, when all are there.
 *
 * Ordered, yet it splits: records are sorted before they are paired. At most `spec.cap` are kept, the least in time.
 */
import type { Batch } from '../model/batch.ts';
import type { LoweredPair, SpansAnswer, SpansSpec, SpanType } from '../model/span.ts';
import { columnOf, type Texts, textsOf, timesOf } from './columns.ts';
import type { FinishContext } from './fold.ts';
import { makeTable, mergeNames, type Names, newNames, rowOf } from './names.ts';
import { type Columns, newMark, writeMark } from './place.ts';
import { spansAnswer } from './span-answer.ts';
import { detailOf } from './span-detail.ts';
import { pairRecords } from './span-pairing.ts';
import {
  addRecord,
  mergeRecords,
  newRecords,
  orderedRecords,
  type SpanRecord,
  type SpanRecords,
  type SpanRole,
  trimRecords,
} from './span-records.ts';
import { withFullSessions } from './span-sessions.ts';
import { keyOf, textIn, titleOf } from './span-texts.ts';

export interface SpansPartial {
  readonly records: SpanRecords;
  /** By session, where starts close what is open. */
  readonly sessions: Names<Activity>;
}

/** Greatest time since the last start of its session; the first start still lacks what came before it. */
interface Activity {
  us: number;
  first: SpanRecord | null;
}

/** `Fold<SpansPartial, SpansAnswer>` of fold.ts. */
export interface SpansFold {
  init(): SpansPartial;
  step(partial: SpansPartial, batch: Batch, selection: Int32Array, count: number): void;
  merge(a: SpansPartial, b: SpansPartial): SpansPartial;
  finish(partial: SpansPartial, context: FinishContext): SpansAnswer;
}

/** A part that an event type plays in a pair. */
interface Play {
  readonly pair: number;
  readonly role: SpanRole;
  readonly type: SpanType<number>;
}

/** Times are in microseconds. Needs the time, type, session, status, agent, duration and dialect roles as columns. */
export function spansFold(spec: SpansSpec): SpansFold {
  const plays = playsOf(spec.pairs);
  const follows = spec.pairs.some(({ reopens }) => reopens);
  const newActivity = (): Activity => ({ us: Number.NEGATIVE_INFINITY, first: null });
  const how = { cap: spec.cap, make: newActivity };
  const table = makeTable(how.cap, how.make);
  return {
    init: () => ({ records: newRecords(), sessions: newNames() }),
    step(partial, batch, selection, count) {
      const columns = {
        batch,
        times: timesOf(batch, spec.time),
        types: textsOf(batch, spec.type),
        sessions: textsOf(batch, spec.session),
      };
      const dialects = textsOf(batch, spec.dialect);
      const { sessions, types, times } = columns;
      const rows = table.rowsOf(partial.sessions, sessions.dictionary);
      const byCode: (readonly Play[] | undefined)[] = [];
      for (let k = 0; k < count; k++) {
        const i = selection[k]!;
        const code = types.codes[i]!;
        let some = code < 0 ? NONE : byCode[code];
        if (some === undefined) {
          some = plays.get(types.dictionary.values[code]!) ?? NONE;
          byCode[code] = some;
        }
        let activity: Activity | undefined;
        if (follows) {
          const session = sessions.codes[i]!;
          activity =
            session < 0 ? rowOf(partial.sessions, '', how) : (rows[session] ?? table.resolve(session));
        }
        for (const play of some) {
          if (!isPlayed(play, { spec, dialects, batch, i })) continue;
          const record = recordOf(play, { spec, columns, i });
          if (activity !== undefined && spec.pairs[play.pair]!.reopens && record.role !== 'end') {
            record.beforeUs = activity.us;
            activity.first ??= record;
            activity.us = Number.NEGATIVE_INFINITY;
          }
          addRecord(partial.records, record);
        }
        if (activity !== undefined && times[i]! > activity.us) activity.us = times[i]!;
      }
      trimRecords(partial.records, spec.cap);
    },
    merge(a, b) {
      mergeNames(a.sessions, b.sessions, { cap: spec.cap, join: joinActivity });
      mergeRecords(a.records, b.records);
      trimRecords(a.records, spec.cap);
      table.forget();
      return a;
    },
    finish(partial, context) {
      const records = orderedRecords(partial.records, spec.cap, context);
      const left = partial.records.count - records.length;
      return spansAnswer(pairRecords(withFullSessions(records), spec.pairs), { spec, context, left });
    },
  };
}

const NONE: readonly Play[] = [];

function playsOf(pairs: readonly LoweredPair[]): ReadonlyMap<string, readonly Play[]> {
  const plays = new Map<string, Play[]>();
  const add = (play: Play): void => {
    const some = plays.get(play.type.type);
    if (some === undefined) plays.set(play.type.type, [play]);
    else some.push(play);
  };
  for (const [pair, { starts, ends, points = [] }] of pairs.entries()) {
    const both = (type: SpanType<number>): boolean =>
      type.when === undefined && ends.some((end) => end.when === undefined && end.type === type.type);
    const starting = new Set(starts.filter(both).map(({ type }) => type));
    for (const type of ends) if (!starting.has(type.type)) add({ pair, role: 'end', type });
    for (const type of starts) add({ pair, role: starting.has(type.type) ? 'both' : 'start', type });
    for (const type of points) add({ pair, role: 'point', type });
  }
  return plays;
}

interface Line {
  readonly spec: SpansSpec;
  readonly i: number;
}

function isPlayed(
  { pair, type }: Play,
  { spec, dialects, batch, i }: Line & { readonly dialects: Texts; readonly batch: Batch },
): boolean {
  const { dialect } = spec.pairs[pair]!;
  if (dialect !== undefined && dialects.dictionary.values[dialects.codes[i]!] !== dialect) return false;
  if (type.when === undefined) return true;
  const text = textIn(batch, i, type.when.of);
  return text !== null && type.when.values.includes(text);
}

function recordOf(play: Play, { spec, columns, i }: Line & { readonly columns: Columns }): SpanRecord {
  const { batch } = columns;
  const pair = spec.pairs[play.pair]!;
  const mark = newMark();
  writeMark(mark, columns, i);
  const keys = pair.keys.map((key) => keyOf(batch, i, key));
  const detail =
    pair.detail === undefined ? null : detailOf(batch, i, { detail: pair.detail, texts: spec.texts });
  const says = textIn(batch, i, spec.status);
  const status = says === 'ok' || says === 'error' ? says : (play.type.status ?? null);
  const duration = columnOf(batch, spec.duration);
  return {
    ...mark,
    at: Number.NaN,
    pair: play.pair,
    role: play.role,
    keys: keys.map((key) => key?.key ?? null),
    label: keys.find((key) => key !== null)?.label ?? '',
    by: (pair.parent?.by ?? []).map((key) => keyOf(batch, i, key)?.key ?? ''),
    home: pair.home === undefined ? null : (keyOf(batch, i, pair.home)?.key ?? null),
    title: pair.title === undefined ? null : titleOf(batch, i, pair.title),
    agent: titleOf(batch, i, [spec.agent]),
    status: detail?.failed ? 'error' : status,
    sizeUs: duration.kind === 'number' ? duration.values[i]! * 1000 : Number.NaN,
    beforeUs: Number.NEGATIVE_INFINITY,
    detail,
  };
}

/** Of two neighbouring stretches of one session; `into` is the earlier one. */
function joinActivity(into: Activity, from: Activity): void {
  if (from.first === null) {
    into.us = Math.max(into.us, from.us);
    return;
  }
  from.first.beforeUs = Math.max(from.first.beforeUs, into.us);
  into.us = from.us;
  into.first ??= from.first;
}
