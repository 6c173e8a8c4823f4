/** Samples out of batches: what an event counts as in metrics. One sample is made and written anew for every line. */
import type { Batch, Dictionary } from '../model/batch.ts';
import type { Metered, Sample, SampleSpec, Work, WorkEnd, WorkSet } from '../model/metrics.ts';
import { cellJson, cellKey, firstThere } from './cells.ts';
import { columnOf, type Texts, textsOf, timesOf } from './columns.ts';

/** Reads the lines of the batch that was opened last. */
export interface Sampler {
  open(batch: Batch): void;
  /** Line i as figures; the same object every time. */
  at(i: number): Sample;
}

/** What events of one type in lines of one dialect can do. */
interface Route {
  readonly sets: readonly Reach[];
  /** Tokens and cost are not to be added up. */
  readonly unspent: boolean;
}

interface Reach {
  readonly set: WorkSet<number>;
  /** Of the set among all. */
  readonly name: string;
  readonly deeds: readonly Deed[];
}

type Deed = Work['deed'];
type Said = 'ok' | 'error' | undefined;

const NONE: readonly Work[] = [];

/** A sampler over columns of the spec's numbers. */
export function makeSampler(spec: SampleSpec): Sampler {
  const routes = makeRoutes(spec);
  const sample: Sample = {
    us: Number.NaN,
    shard: 0,
    offset: 0,
    type: null,
    failed: false,
    durationMs: Number.NaN,
    tokens: Number.NaN,
    cost: Number.NaN,
    works: NONE,
  };
  let batch: Batch;
  let columns: Columns;
  let routeOf: (i: number) => Route;
  return {
    open(next) {
      batch = next;
      columns = columnsOf(batch, spec);
      routeOf = routes(columns.types, textsOf(batch, spec.dialect));
    },
    at(i) {
      const { types, statuses, failed } = columns;
      const { sets, unspent } = routeOf(i);
      const type = types.codes[i]!;
      const status = statuses.codes[i]!;
      sample.us = columns.times[i]!;
      sample.shard = batch.shard;
      sample.offset = batch.base + batch.start[i]!;
      sample.type = type < 0 ? null : types.dictionary.values[type]!;
      sample.failed = status >= 0 && status === failed;
      sample.durationMs = columns.durations[i]!;
      sample.tokens = unspent ? Number.NaN : columns.tokens[i]!;
      sample.cost = unspent ? Number.NaN : columns.costs[i]!;
      if (sets.length === 0) sample.works = NONE;
      else {
        const works: Work[] = [];
        const said = status < 0 ? undefined : sample.failed ? 'error' : 'ok';
        const line = { batch, i, type: sample.type!, said } as const;
        for (const each of sets) touch(works, each, line);
        sample.works = works;
      }
      return sample;
    },
  };
}

interface Columns {
  readonly times: Float64Array;
  readonly types: Texts;
  readonly statuses: Texts;
  /** The code of the status `error`. */
  readonly failed: number;
  readonly durations: Float64Array;
  readonly tokens: Float64Array;
  readonly costs: Float64Array;
}

function columnsOf(batch: Batch, spec: SampleSpec): Columns {
  const statuses = textsOf(batch, spec.status);
  return {
    times: timesOf(batch, spec.time),
    types: textsOf(batch, spec.type),
    statuses,
    failed: statuses.dictionary.values.indexOf('error'),
    durations: numbersOf(batch, spec.duration),
    tokens: numbersOf(batch, spec.tokens),
    costs: numbersOf(batch, spec.cost),
  };
}

function numbersOf(batch: Batch, column: number): Float64Array {
  const found = columnOf(batch, column);
  if (found.kind !== 'number') throw new Error(`column ${column} is ${found.kind}, not number`);
  return found.values;
}

/** Routes by code of type and dialect; made once for each while the dictionaries stay. */
function makeRoutes({ metered }: SampleSpec): (types: Texts, dialects: Texts) => (i: number) => Route {
  let typesOf: Dictionary | undefined;
  let dialectsOf: Dictionary | undefined;
  let known: Route[][] = [];
  return (types, dialects) => {
    if (types.dictionary !== typesOf || dialects.dictionary !== dialectsOf) known = [];
    typesOf = types.dictionary;
    dialectsOf = dialects.dictionary;
    return (i) => {
      const type = types.codes[i]!;
      const dialect = dialects.codes[i]!;
      known[dialect + 1] ??= [];
      const row = known[dialect + 1]!;
      row[type + 1] ??= routeFor(
        metered.find((each) => each.dialect === dialectsOf!.values[dialect]),
        typesOf!.values[type],
      );
      return row[type + 1]!;
    };
  };
}

function routeFor(metered: Metered<number> | undefined, type: string | undefined): Route {
  if (metered === undefined || type === undefined) return { sets: [], unspent: false };
  const has = ({ types }: { readonly types: readonly string[] }): boolean => types.includes(type);
  const sets = metered.work.flatMap((set, n) => {
    const deeds: readonly Deed[] = [
      ...(set.starts.some(has) ? (['start'] as const) : []),
      ...(set.ends.some(has) ? (['end'] as const) : []),
      ...(set.progress !== undefined && has(set.progress) ? (['progress'] as const) : []),
    ];
    return deeds.length === 0 ? [] : [{ set, name: `${metered.dialect} ${n}`, deeds }];
  });
  return { sets, unspent: metered.unspent.includes(type) };
}

/** What the event does to the set, of what events of its type can do; `said` is what its own status says. */
function touch(
  works: Work[],
  { set, name, deeds }: Reach,
  line: { readonly batch: Batch; readonly i: number; readonly type: string; readonly said: Said },
): void {
  const { batch, i, type, said } = line;
  const { kind } = set;
  const balanced = set.balanced === true;
  for (const deed of deeds) {
    if (deed === 'progress') {
      const progress = progressOf(batch, set, i);
      if (progress !== undefined)
        works.push({ kind, key: keyOf(batch, set, { i, name }), deed, balanced, progress });
      continue;
    }
    const triggers: readonly WorkEnd<number>[] = deed === 'start' ? set.starts : set.ends;
    const meant = triggers.find((trigger) => isMeant(batch, i, { trigger, type }));
    if (meant === undefined) continue;
    const key = keyOf(batch, set, { i, name });
    const status = deed === 'start' ? undefined : (said ?? meant.says);
    works.push(status === undefined ? { kind, key, deed, balanced } : { kind, key, deed, balanced, status });
  }
}

function isMeant(
  batch: Batch,
  i: number,
  { trigger, type }: { readonly trigger: WorkEnd<number>; readonly type: string },
): boolean {
  const { types, only } = trigger;
  if (!types.includes(type)) return false;
  const key = only === undefined ? undefined : cellKey(batch, only.of, i);
  return only === undefined || only.values.some((value) => key === `s${value}`);
}

/** The set's name and the parts, each after its length, so that no two keys are spelled alike. */
function keyOf(
  batch: Batch,
  { keys }: WorkSet<number>,
  { i, name }: { readonly i: number; readonly name: string },
): string {
  let text = name;
  for (const key of keys) {
    text = name;
    let whole = true;
    for (const part of key) {
      const value = cellKey(batch, part, i);
      whole &&= value !== undefined;
      text += value === undefined ? ' -' : ` ${value.length}${value}`;
    }
    if (whole) break;
  }
  return text;
}

/** A number from 0 to 100; what else stands there says nothing. */
function progressOf(batch: Batch, { progress }: WorkSet<number>, i: number): number | undefined {
  const column = progress && firstThere(batch, progress.of, i);
  const value = column === undefined ? Number.NaN : Number(cellJson(batch, column, i));
  return value >= 0 && value <= 100 ? value : undefined;
}
