/** The least and greatest time of the logs, which `@first` and `@last` stand for. Source: cli.md, Time expressions. */
import { Fault } from '../base/fault.ts';
import type { Query } from '../model/query.ts';
import { type Edges, hasEdge } from '../plan/bounds.ts';
import { type Known, lower } from '../plan/lower.ts';
import { foldLogs } from './fold.ts';
import type { Log } from './open.ts';
import type { Watch } from './watch.ts';

/** No log, or none with a time. */
const NONE: Edges = { firstUs: Number.NaN, lastUs: Number.NaN };

/** Reads the logs whole, and only where the query's times are relative to them. Throws Fault `no-edge` for a stream. */
export async function edgesOf(query: Query, logs: readonly Log[], watch: Watch): Promise<Edges> {
  if (!hasEdge(query)) return NONE;
  const once = logs.find(({ source }) => !source.rereadable);
  if (once) {
    throw new Fault({
      code: 'no-edge',
      message: `@first and @last need the whole log before it is read, and ${once.source.path} can be read only once`,
      hint: 'give a file, or a time',
    });
  }
  const everything = { ...query, where: { kind: 'and' as const, of: [] }, ask: { kind: 'count' as const } };
  const base = lower(everything, logs.map(known), NONE);
  const time = base.columns.findIndex((column) => column.kind === 'role' && column.role === 'time');
  const { answer } = await foldLogs({ ...base, fold: { kind: 'span', time } }, logs, {
    tuning: query.tuning,
    watch,
  });
  if (!('firstUs' in answer) && !('lastUs' in answer)) return NONE;
  return { firstUs: answer.firstUs ?? Number.NaN, lastUs: answer.lastUs ?? Number.NaN };
}

/** The greatest time of the events that the query selects, in microseconds; undefined where none has one. */
export async function lastSelected(
  query: Query,
  logs: readonly Log[],
  { edges, watch }: { readonly edges: Edges; readonly watch: Watch },
): Promise<number | undefined> {
  const base = lower({ ...query, ask: { kind: 'count' }, strict: true }, logs.map(known), edges);
  const columns = base.columns.findIndex((column) => column.kind === 'role' && column.role === 'time');
  const { answer } = await foldLogs({ ...base, fold: { kind: 'span', time: columns } }, logs, {
    tuning: query.tuning,
    watch,
  });
  return 'lastUs' in answer ? answer.lastUs : undefined;
}

/** What planning needs to know of a log. */
export function known({ source, reading }: Log): Known {
  return { path: source.path, reading, seekable: source.seekable, partial: source.range !== undefined };
}
