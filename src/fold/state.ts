/**
 * The tracked fields as they stood at an instant, or at two: the latest write of each field, counts, and what was begun
 * and not ended, of the events at or before it, in the order of their times whatever their order in the log.
 *
 * Free of order (writes.ts, open-keys.ts). An event without a time sets nothing. Cap: `spec.cap` keys of open sets.
 */
import type { Dictionary } from '../model/batch.ts';
import type { StateSpec } from '../model/tracked.ts';
import { type Texts, textsOf, timesOf } from './columns.ts';
import type { FinishContext, Fold } from './fold.ts';
import { type Deed, deedsOf, touchKey } from './open-keys.ts';
import type { Columns } from './place.ts';
import { type StateAnswer, stateAnswer } from './state-answer.ts';
import { mergeStates, newState, type StatePartial, untilUs } from './state-partial.ts';
import { makeWriting } from './writes.ts';

/** A fold whose answer is the state. */
export interface StateFold extends Omit<Fold<StatePartial>, 'finish'> {
  finish(partial: StatePartial, context: FinishContext): StateAnswer;
}

/** What an event of one type in one log can touch, by index. */
interface Route {
  readonly type: string;
  readonly fields: readonly number[];
  readonly sets: readonly { readonly at: number; readonly deeds: readonly Deed[] }[];
}

/** The state at `spec.atUs`, and what changed since `spec.fromUs` where it is given. */
export function stateFold(spec: StateSpec): StateFold {
  const until = untilUs(spec);
  let columns: Columns | undefined;
  const writings = until.map(() => makeWriting(spec, () => columns!));
  const routes = makeRoutes(spec);
  return {
    init: () => newState(spec),
    step(partial, batch, selection, count) {
      const times = timesOf(batch, spec.time);
      const types = textsOf(batch, spec.type);
      columns = { batch, times, types, sessions: textsOf(batch, spec.session) };
      const routeOf = routes(types, spec.log === undefined ? undefined : textsOf(batch, spec.log));
      for (const [k, writing] of writings.entries()) writing.open(partial.moments[k]!);
      for (let n = 0; n < count; n++) {
        const i = selection[n]!;
        const us = times[i]!;
        if (Number.isNaN(us)) {
          partial.untimed++;
          continue;
        }
        if (us < partial.firstUs) partial.firstUs = us;
        if (us > partial.lastUs) partial.lastUs = us;
        if (us > spec.atUs) continue;
        const { type, fields, sets } = routeOf(i);
        for (let k = 0; k < until.length && us <= until[k]!; k++) {
          const moment = partial.moments[k]!;
          moment.events++;
          if (us > moment.lastUs) moment.lastUs = us;
          for (const at of fields) writings[k]!.offer(at, i, us);
        }
        for (const { at, deeds } of sets) touchKey(partial.open, spec, { at, i, type, deeds, columns });
      }
      for (const writing of writings) writing.close();
      columns = undefined;
    },
    merge: (a, b) => mergeStates(a, b, spec.cap),
    finish: (partial, context) => stateAnswer(partial, spec, context),
  };
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
  return { type: type ?? '', fields, sets };
}
