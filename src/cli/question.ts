/**
 * From a split line to the whole question: what to ask of which logs, how to show it, and what to check. All faults of
 * the line come back together; no log is opened here. Source: cli.md.
 */
import type { Fault } from '../base/fault.ts';
import type { Ask, Predicate, Query } from '../model/query.ts';
import { type SelectContext, select } from '../query/select.ts';
import { type Check, readCheck } from './check.ts';
import { commandOf } from './commands.ts';
import { type Following, readFollowing, readFor } from './following.ts';
import type { Line } from './line.ts';
import { type Live, readLive } from './live.ts';
import { selectSet } from './query-set.ts';
import { type QuestionContext, readLists, readLogs, readReader } from './reading.ts';
import { type Replay, readReplay } from './replay.ts';
import { readTuning } from './tuning.ts';
import { zoneOf } from './typed-zone.ts';
import { valuesOf } from './values.ts';
import { readWish, type Wish } from './wish.ts';

export interface Question {
  readonly query: Query;
  readonly wish: Wish;
  readonly check: Check;
  /** Print the plan instead of the answer. */
  readonly explain: boolean;
  /** The answer goes on. */
  readonly live?: Live;
  /** Logs that come by themselves are read for so long, in milliseconds. */
  readonly forMs?: number;
  /** The events are played again. */
  readonly replay?: Replay;
  /** The listing goes on. */
  readonly following?: Following;
}

/** The question, or every fault of the line. */
export function readQuestion(
  line: Line,
  context: QuestionContext,
): { readonly question: Question } | { readonly faults: readonly Fault[] } {
  const faults: Fault[] = [...line.faults];
  const values = valuesOf(line.given, faults);
  const zone = zoneOf(values);
  const selecting: SelectContext = {
    nowUs: context.nowUs,
    lists: readLists(values),
    get zone() {
      return zone();
    },
  };
  const row = commandOf(line.command);
  if (!('ask' in row)) throw new Error(`${line.command} asks nothing`);
  const ask = row.ask(values, selecting);
  const wish = readWish(values, ask);
  const check = readCheck(values);
  const live = ask.kind === 'metrics' ? readLive(values, wish.format) : undefined;
  const replay = line.command === 'replay' ? readReplay(values, context.env) : undefined;
  const where = select(values, selecting);
  const set = line.command === 'query-set' ? selectSet(line, values, selecting) : { operands: line.operands };
  const reader = readReader(values);
  const cap = values.integer('cap', 1);
  const tuning = readTuning(context.env, values);
  const logs = readLogs(set.operands, values, context);
  const all = both(where, set.where);
  // What goes on by other means.
  const alone = ask.kind === 'metrics' || replay !== undefined;
  const forMs = alone ? undefined : readFor(values);
  const following = alone ? undefined : readFollowing(values, { ask, where: all, logs, forMs });
  if (faults.length > 0) return { faults };
  const query: Query = {
    logs,
    where: all,
    reader,
    ask,
    get zone() {
      return zone();
    },
    ...(cap !== undefined && { cap }),
    strict: check.strict || countsAll(check, ask),
    tuning,
  };
  return {
    question: {
      query,
      wish,
      check,
      explain: values.has('explain'),
      ...(live && { live }),
      ...(replay && { replay }),
      ...(following && { following }),
      ...(forMs !== undefined && { forMs }),
    },
  };
}

/** A count that is checked must be whole, so the log is read whole; else a listing may stop at its limit. */
function countsAll(check: Check, ask: Ask): boolean {
  const showsNone = ask.kind === 'list' && (ask.head === 0 || ask.tail === 0);
  return check.expect !== undefined || (check.exitStatus && showsNone);
}

function both(where: Predicate, set: Predicate | undefined): Predicate {
  if (set === undefined) return where;
  return where.kind === 'and' && where.of.length === 0 ? set : { kind: 'and', of: [where, set] };
}
