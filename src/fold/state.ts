/**
 * The tracked fields as they stood at an instant, or at two: the latest write of each field, counts, and what was begun
 * and not ended, of the events at or before it, in the order of their times whatever their order in the log.
 *
 * Fields are free of order (writes.ts); what is open needs it (open-table.ts). An event without a time sets nothing. Cap:
 * `spec.cap` keys that are open at a time.
 */
import type { Dictionary } from '../model/batch.ts';
import type { StateSpec } from '../model/tracked.ts';
import { type Texts, textsOf, timesOf } from './columns.ts';
import type { ConsumeContext, Consumer, Fold } from './fold.ts';
import { type Deed, deedsOf, KeyRecorder, OPEN_LAYOUT } from './open-keys.ts';
import { OpenTable } from './open-table.ts';
import type { Columns } from './place.ts';
import { consumeAll } from './span-consume.ts';
import { buffersOf, newSpanRecords, trimmedRecords, weightOf } from './span-pack.ts';
import { type StateAnswer, stateAnswer } from './state-answer.ts';
import { mergeStates, newState, type StatePartial, untilUs } from './state-partial.ts';
import { makeTaking } from './writes.ts';

/** A fold whose answer is the state. */
export type StateFold = Fold<StatePartial, StateAnswer>;

/** What an event of one type in one log can touch, by index. */
interface Route {
  readonly type: string;
  readonly fields: readonly number[];
  /** Of the fields those that count events. */
  readonly counts: readonly number[];
  readonly sets: readonly { readonly at: number; readonly deeds: readonly Deed[] }[];
}

/** The state at `spec.atUs`, and what changed since `spec.fromUs` where it is given. */
export function stateFold(spec: StateSpec): StateFold {
  const until = untilUs(spec);
  const { fields } = spec.tracked;
  const tracksOpen = spec.tracked.open.length > 0;
  let columns: Columns | undefined;
  const take = makeTaking(spec, () => columns!);
  const recorder = new KeyRecorder(spec);
  const routes = makeRoutes(spec);
  let lines = new Int32Array(256);
  const consumer = (context: ConsumeContext): Consumer<StatePartial, StateAnswer> => {
    const table = new OpenTable(spec, context);
    let merged = newState(spec);
    return {
      take(partial) {
        table.take(partial.records);
        merged = mergeStates(merged, { ...partial, records: newSpanRecords() });
      },
      endLog: (log) => table.endLog(log),
      finish: (finishing) => stateAnswer(merged, { spec, context: finishing, open: table.finish() }),
    };
  };
  return {
    init: () => newState(spec),
    step(partial, batch, selection, count) {
      const times = timesOf(batch, spec.time);
      const types = textsOf(batch, spec.type);
      columns = { batch, times, types, sessions: textsOf(batch, spec.session) };
      const routeOf = routes(types, spec.log === undefined ? undefined : textsOf(batch, spec.log));
      if (lines.length < count) lines = new Int32Array(count * 2);
      for (const [k, limitUs] of until.entries()) {
        const moment = partial.moments[k]!;
        let held = 0;
        let ordered = true;
        let lastUs = Number.NEGATIVE_INFINITY;
        for (let n = 0; n < count; n++) {
          const i = selection[n]!;
          const us = times[i]!;
          if (k === 0) countTime(partial, us);
          if (!(us <= limitUs)) continue;
          if (us < lastUs) ordered = false;
          else lastUs = us;
          lines[held++] = i;
          const { type, counts, sets } = routeOf(i);
          for (const at of counts) moment.counts[at]!++;
          if (k > 0) continue;
          for (const { at, deeds } of sets) recorder.touch(partial.records, columns, { at, i, type, deeds });
        }
        moment.events += held;
        if (lastUs > moment.lastUs) moment.lastUs = lastUs;
        const of = fields.map((field, at) => ({
          at,
          has: isAnywhere(field) ? undefined : (i: number) => routeOf(i).fields.includes(at),
        }));
        take(moment, { lines, count: held, ordered }, of);
      }
      columns = undefined;
    },
    merge: mergeStates,
    finish: (partial, context) => consumeAll(consumer, { partial: copied(partial), context }),
    ...(tracksOpen ? { consumer, packed, weight: ({ records }) => weightOf(records) } : {}),
  };
}

function countTime(partial: StatePartial, us: number): void {
  if (Number.isNaN(us)) partial.untimed++;
  if (us < partial.firstUs) partial.firstUs = us;
  if (us > partial.lastUs) partial.lastUs = us;
}

/** Of any event of any log. */
function isAnywhere(field: StateSpec['tracked']['fields'][number]): boolean {
  return field.as === 'last' && field.types === undefined && field.logs === undefined;
}

function packed(partial: StatePartial): ReturnType<NonNullable<Fold<StatePartial>['packed']>> {
  const records = trimmedRecords(partial.records, OPEN_LAYOUT);
  return { partial: { ...partial, records }, buffers: buffersOf(records) };
}

/** Merging uses its partials up. */
function copied(partial: StatePartial): StatePartial {
  return { ...partial, moments: structuredClone(partial.moments) };
}

/** Routes by code of type and log; made once for each while the dictionaries stay. */
function makeRoutes(spec: StateSpec): (types: Texts, logs: Texts | undefined) => (i: number) => Route {
  let typesOf: Dictionary | undefined;
  let logsOf: Dictionary | undefined;
  let known: Route[][] = [];
  return (types, logs) => {
    if (types.dictionary !== typesOf || logs?.dictionary !== logsOf) known = [];
    typesOf = types.dictionary;
    logsOf = logs?.dictionary;
    return (i) => {
      const type = types.codes[i]!;
      const log = logs === undefined ? -1 : logs.codes[i]!;
      known[log + 1] ??= [];
      const row = known[log + 1]!;
      row[type + 1] ??= routeFor(spec, typesOf!.values[type], logsOf?.values[log]);
      return row[type + 1]!;
    };
  };
}

function routeFor({ tracked }: StateSpec, type: string | undefined, log: string | undefined): Route {
  const here = (of: { readonly logs?: readonly string[] }): boolean =>
    of.logs === undefined || (log !== undefined && of.logs.includes(log));
  const fields = tracked.fields.flatMap((field, at) => {
    const types = field.as === 'word' ? Object.keys(field.words) : field.types;
    const meant = types === undefined || (type !== undefined && types.includes(type));
    return meant && here(field) ? [at] : [];
  });
  const sets = tracked.open.flatMap((set, at) => {
    const deeds = type === undefined || !here(set) ? [] : deedsOf(set, type);
    return deeds.length === 0 ? [] : [{ at, deeds }];
  });
  const counts = fields.filter((at) => tracked.fields[at]!.as === 'count');
  return { type: type ?? '', fields, counts, sets };
}
