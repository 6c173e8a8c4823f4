/** Lowers an ask to a fold: operands become columns, times become instants, dialects give their tables. Pure. */
import { Fault, unreachable } from '../base/fault.ts';
import { requirementsOf } from '../dialect/requirements.ts';
import { ownPair } from '../dialect/spans.ts';
import type { Reading } from '../model/dialect.ts';
import { FIELD_CAP } from '../model/fields.ts';
import type { OverviewAsk } from '../model/overview.ts';
import type { FoldSpec, Test } from '../model/plan.ts';
import type { Ask, Predicate, Query } from '../model/query.ts';
import type { ValidateSpec } from '../model/validate.ts';
import { type Edges, instantOf } from './bounds.ts';
import { lowerCheck } from './check.ts';
import type { Columns } from './columns.ts';
import { lowerSamples } from './meter.ts';
import { lowerPairs, pairsIn } from './pairs.ts';
import { lowerTracked, trackedIn } from './track.ts';

/** Rows, groups and the like in all that an answer may hold, by kind. Source: cli.md, Memory. */
export const CAPS = {
  list: 10_000_000,
  stats: 100_000,
  sessions: 1_000_000,
  gaps: 1_000_000,
  values: 100_000,
  details: 1000,
  keys: 100_000,
  spans: 1_000_000,
};

/** What an ask is lowered with. */
export interface AskContext {
  readonly columns: Columns;
  readonly query: Query;
  readonly edges: Edges;
  readonly logs: readonly { readonly path: string; readonly reading: Reading }[];
  /** A condition over the same columns. */
  test(where: Predicate): Test;
}

/** The fold of an ask. Throws Fault `contradiction`. */
export function lowerAsk(ask: Ask, context: AskContext): FoldSpec {
  const { columns, query } = context;
  const time = columns.role('time');
  const cap = (standard: number): number => query.cap ?? standard;
  switch (ask.kind) {
    case 'count':
      return { kind: 'count' };
    case 'list':
      return { kind: 'list', time, session: columns.role('session'), listing: ask, cap: cap(CAPS.list) };
    case 'stats': {
      const duration = ask.percentiles?.kind === 'role' && ask.percentiles.role === 'duration';
      return {
        kind: 'stats',
        time,
        type: columns.role('type'),
        session: columns.role('session'),
        status: columns.role('status'),
        ...(ask.by ? { by: columns.operand(ask.by) } : {}),
        ...(ask.bucketUs === undefined ? {} : { bucketUs: ask.bucketUs }),
        zone: ask.bucketUs === undefined ? 'UTC' : query.zone,
        ...(ask.percentiles ? { percentiles: columns.operand(ask.percentiles) } : {}),
        ...(duration ? { unit: 'ms' } : {}),
        ...(ask.top === undefined ? {} : { top: ask.top }),
        cap: cap(CAPS.stats),
        valueCap: cap(CAPS.values),
      };
    }
    case 'gaps':
      return {
        ...ask,
        time,
        type: columns.role('type'),
        session: columns.role('session'),
        cap: cap(CAPS.gaps),
      };
    case 'sessions':
      return {
        ...ask,
        time,
        type: columns.role('type'),
        session: columns.role('session'),
        status: columns.role('status'),
        cap: cap(CAPS.sessions),
      };
    case 'fields':
      return {
        kind: 'fields',
        ...(ask.byType ? { type: columns.role('type') } : {}),
        ...(ask.top === undefined ? {} : { top: ask.top }),
        cap: cap(FIELD_CAP),
      };
    case 'validate':
      return lowerValidate(ask, context);
    case 'state':
      return lowerState(ask, context);
    case 'metrics':
      return lowerMetrics(ask, context);
    case 'trace':
      return lowerTrace(ask, context);
    case 'check':
      return lowerCheck(ask.rules, context, { cap: cap(CAPS.keys), valueCap: cap(CAPS.values) });
    case 'overview':
      return lowerOverview(ask, context);
    default:
      return unreachable(ask);
  }
}

function lowerValidate(
  ask: Extract<Ask, { kind: 'validate' }>,
  { columns, query, logs }: AskContext,
): FoldSpec {
  const { ignore, level, nowUs } = ask;
  const dialects = new Map(
    logs.flatMap(({ reading }) => reading.dialects.map((each) => [each.name, each] as const)),
  );
  return {
    kind: 'validate',
    time: columns.role('time'),
    type: columns.role('type'),
    session: columns.role('session'),
    dialect: columns.role('dialect'),
    source: columns.role('source'),
    logs: logs.map(({ path, reading }) => [path, reading.own] as const),
    requirements: [...dialects.values()].flatMap((each) => requirementsOf(each) ?? []),
    nowUs,
    ignore,
    level,
    cap: query.cap ?? CAPS.details,
    ...(level === 'warning' ? spansOfLogs({ columns, query, logs }) : {}),
  };
}

/** The pairs of the logs, without what only a trace tells of them. */
function spansOfLogs({ columns, query, logs }: Pick<AskContext, 'columns' | 'query' | 'logs'>): {
  readonly spans?: NonNullable<ValidateSpec['spans']>;
} {
  const bare = pairsIn(logs.map(({ reading }) => reading)).map(({ pairs, ...of }) => ({
    ...of,
    pairs: pairs.map(({ detail: _, title: __, points: ___, ...pair }) => pair),
  }));
  const pairs = lowerPairs(bare, columns);
  if (pairs.length === 0) return {};
  const earlier = pairs.some(({ beginsEarlier }) => beginsEarlier);
  return {
    spans: {
      pairs,
      ...(earlier ? { duration: columns.role('duration') } : {}),
      cap: query.cap ?? CAPS.spans,
    },
  };
}

function lowerState(
  ask: Extract<Ask, { kind: 'state' }>,
  { columns, query, edges, logs }: AskContext,
): FoldSpec {
  const read = logs.map(({ path, reading }) => {
    const tracked = reading.dialects.find(({ name }) => name === reading.own)?.tracked;
    return { path, dialect: reading.own, ...(tracked === undefined ? {} : { tracked }) };
  });
  const atUs = ask.at === undefined ? Number.POSITIVE_INFINITY : instantOf(ask.at, edges);
  const fromUs = ask.from === undefined ? undefined : instantOf(ask.from, edges);
  if (fromUs !== undefined && fromUs > atUs)
    throw new Fault({ code: 'contradiction', message: 'is later than --at', flag: '--from' });
  return {
    kind: 'state',
    time: columns.role('time'),
    type: columns.role('type'),
    session: columns.role('session'),
    log: columns.role('source'),
    tracked: lowerTracked(trackedIn(read, ask.track), columns),
    dialects: [...new Set(read.map(({ dialect }) => dialect))],
    atUs,
    ...(fromUs === undefined ? {} : { fromUs }),
    cap: query.cap ?? CAPS.keys,
  };
}

function lowerOverview(ask: OverviewAsk, { columns, query }: AskContext): FoldSpec {
  const status = columns.role('status');
  return {
    ...ask,
    time: columns.role('time'),
    status,
    columns: {
      types: columns.role('type'),
      sessions: columns.role('session'),
      severities: columns.role('severity'),
      statuses: status,
      agents: columns.role('agent'),
    },
    cap: query.cap ?? CAPS.stats,
  };
}

function lowerMetrics(
  ask: Extract<Ask, { kind: 'metrics' }>,
  { columns, query, edges, logs }: AskContext,
): FoldSpec {
  const dialects = logs.map(({ reading }) => reading.own);
  return {
    kind: 'metrics',
    ...lowerSamples([...new Set(dialects)], columns),
    windowsUs: ask.windowsUs,
    ...(ask.at === undefined ? {} : { atUs: instantOf(ask.at, edges) }),
    cap: query.cap ?? CAPS.stats,
    valueCap: query.cap ?? CAPS.values,
  };
}

function lowerTrace(ask: Extract<Ask, { kind: 'trace' }>, { columns, query, logs }: AskContext): FoldSpec {
  const pairs = ask.pair
    ? [{ pairs: [ownPair({ ...ask.pair, starts: ask.pair.start, ends: ask.pair.end })] }]
    : pairsIn(logs.map(({ reading }) => reading));
  return {
    kind: 'spans',
    time: columns.role('time'),
    type: columns.role('type'),
    session: columns.role('session'),
    status: columns.role('status'),
    agent: columns.role('agent'),
    duration: columns.role('duration'),
    dialect: columns.role('dialect'),
    pairs: lowerPairs(pairs, columns),
    texts: ask.texts,
    ...(ask.turn === undefined ? {} : { turn: ask.turn }),
    ...(ask.slowest === undefined ? {} : { slowest: ask.slowest }),
    errors: ask.errors,
    cap: query.cap ?? CAPS.spans,
    rows: query.cap ?? CAPS.list,
  };
}
