/**
 * Regressions: lines whose time is less than that of the timed line before them in the same log.
 *
 * Ordered, yet it splits: a shard keeps its first and last timed event, and what happens between two shards of a log is
 * found at the end, when all of them are there.
 */
import { formatDuration } from '../base/duration.ts';
import type { Note } from '../model/note.ts';
import type { GapsReport } from '../model/report.ts';
import type { FinishContext } from './fold.ts';
import { type Columns, comparePlaces, type Mark, newMark, placeOf, refOf, writeMark } from './place.ts';

/** Plain data. */
export interface Regressions {
  count: number;
  /** The worst few, worst first. */
  worst: Regression[];
  /** One for each shard with a timed event, in the order of shards. */
  edges: Edge[];
}

/** The first timed event of a shard, and where and when its last one was. */
interface Edge {
  readonly first: Mark;
  lastUs: number;
  lastOffset: number;
}

interface Regression {
  readonly sizeUs: number;
  readonly mark: Mark;
}

export interface RegressionAnswer {
  readonly regressions: GapsReport['regressions'];
  readonly notes: readonly Note[];
}

/** Places that are named. */
const WORST = 5;

/** None yet. */
export function newRegressions(): Regressions {
  return { count: 0, worst: [], edges: [] };
}

/** Follows the times of the selected lines of one shard, in the log's own order. */
export function followTimes(
  regressions: Regressions,
  columns: Columns,
  selected: { readonly selection: Int32Array; readonly count: number },
): void {
  const { times, batch } = columns;
  const { selection, count } = selected;
  let edge = regressions.edges.at(-1);
  if (edge?.first.shard !== batch.shard) edge = undefined;
  let lastUs = edge?.lastUs ?? Number.NaN;
  let last = -1;
  for (let k = 0; k < count; k++) {
    const i = selection[k]!;
    const us = times[i]!;
    if (Number.isNaN(us)) continue;
    if (edge === undefined) {
      const first = newMark();
      writeMark(first, columns, i);
      edge = { first, lastUs: us, lastOffset: first.offset };
      regressions.edges.push(edge);
    }
    if (us < lastUs) {
      regressions.count++;
      const least = regressions.worst[WORST - 1];
      if (least === undefined || lastUs - us > least.sizeUs) {
        const mark = newMark();
        writeMark(mark, columns, i);
        keepWorst(regressions, [{ sizeUs: lastUs - us, mark }]);
      }
    }
    lastUs = us;
    last = i;
  }
  if (edge === undefined || last < 0) return;
  edge.lastUs = lastUs;
  edge.lastOffset = batch.base + batch.start[last]!;
}

/** Joins b, of later shards, into a. */
export function mergeRegressions(a: Regressions, b: Regressions): void {
  a.count += b.count;
  keepWorst(a, b.worst);
  for (const edge of b.edges) a.edges.push(edge);
}

/** The report's figures, and a note where there is a regression. */
export function finishRegressions(regressions: Regressions, context: FinishContext): RegressionAnswer {
  const all = { ...regressions };
  for (const [k, edge] of regressions.edges.entries()) {
    const before = regressions.edges[k - 1];
    if (before === undefined || !follows(edge, before, context) || edge.first.us >= before.lastUs) continue;
    all.count++;
    keepWorst(all, [{ sizeUs: before.lastUs - edge.first.us, mark: edge.first }]);
  }
  const [worst] = all.worst;
  if (worst === undefined) return { regressions: { count: 0, places: [] }, notes: [] };
  const worstSeconds = worst.sizeUs / 1e6;
  const lines = all.count === 1 ? '1 line is' : `${all.count} lines are`;
  const message = `${lines} earlier than the line before, by up to ${formatDuration(worstSeconds * 1e6)}`;
  const places = all.worst.map(({ mark }) => placeOf(mark, context));
  return {
    regressions: {
      count: all.count,
      worst_seconds: worstSeconds,
      places: all.worst.map(({ mark }) => refOf(mark, context)),
    },
    notes: [{ kind: 'regression', count: all.count, message, places }],
  };
}

/** A log that is named twice begins anew, which its offsets tell. */
function follows(edge: Edge, before: Edge, context: FinishContext): boolean {
  const sameLog = context.sourceOf(edge.first.shard) === context.sourceOf(before.first.shard);
  return sameLog && edge.first.offset > before.lastOffset;
}

/** Equal sizes stand in the order of the log. */
function keepWorst(regressions: Regressions, more: readonly Regression[]): void {
  regressions.worst = [...regressions.worst, ...more]
    .sort((a, b) => b.sizeUs - a.sizeUs || comparePlaces(a.mark, b.mark))
    .slice(0, WORST);
}
