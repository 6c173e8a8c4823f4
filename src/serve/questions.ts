/**
 * The questions of the API: one row each, answered by `run` as the command line's are. A row says its parameters, how they
 * become an Ask, and what is shown of the report. Answers are bounded: what can be long has a greatest `top` or `limit`.
 */
import { Fault } from '../base/fault.ts';
import { STANDARD_WINDOWS_US } from '../model/metrics.ts';
import type { OverviewReport } from '../model/overview.ts';
import type { Ask, Query } from '../model/query.ts';
import type { Report } from '../model/report.ts';
import type { Values } from '../query/values.ts';
import type { RunIo } from '../run/io.ts';
import { run } from '../run/run.ts';
import { readListing } from './listing.ts';
import { readSelection, SELECTING } from './selection.ts';
import { traceJson } from './span-json.ts';

/** A parameter, for the API's description. */
export interface Parameter {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean';
  readonly text: string;
}

/** What answers a question. Throws Fault, and the signal's reason. */
export type Answering = (io: Required<Pick<RunIo, 'signal' | 'kept'>>) => Promise<string>;

export interface QuestionRow {
  readonly name: string;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  /** Reads the parameters; gives what answers with one JSON text. Faults are collected in `values`. */
  read(values: Values, served: Query): Answering;
}

/** Rows of a table that an answer holds where nothing is said, and at most. */
const ROWS = { standard: 1000, most: 10_000 };

const TOP: Parameter = {
  name: 'top',
  type: 'integer',
  text: `rows at most (${ROWS.standard}; up to ${ROWS.most})`,
};

const BUCKETS = { standard: 240, most: 2000 };
const TYPES = { standard: 12, most: 50 };
const FACET_ROWS = { standard: 50, most: ROWS.most };

/** One pass answers all three; each shows its part. */
const OVERVIEWS: readonly QuestionRow[] = [
  overview('overview', 'the first picture of a log: a timeline by type, and facets', (found) => found),
  overview('timeline', 'when events of which types happened', ({ facets, totals, ...found }) => found),
  overview('facets', 'how often each type, session, severity, status and agent occurs', (found) => {
    const { version, events, facets, totals, sources, notes } = found;
    return { version, events, facets, totals, sources, notes };
  }),
];

export const QUESTIONS: readonly QuestionRow[] = [
  {
    name: 'events',
    summary: 'events, a page at a time',
    parameters: [
      { name: 'limit', type: 'integer', text: 'events a page (100; up to 1000)' },
      { name: 'order', type: 'string', text: 'newest or oldest first (newest)' },
      { name: 'cursor', type: 'string', text: '`next` of the page before' },
      {
        name: 'view',
        type: 'string',
        text: 'full, or row: without `event`, with `text`, its fields in a line (full)',
      },
    ],
    read: readListing,
  },
  report('count', 'how many events match', [], () => ({ kind: 'count' })),
  report(
    'stats',
    'how many events, of which types, when, in how many sessions',
    [
      { name: 'by', type: 'string', text: 'also count by the value at this path or role' },
      { name: 'bucket', type: 'string', text: 'also count by slices of time: 1h, 15m' },
      { name: 'percentiles', type: 'string', text: 'also p50 to p99 of the number there, per type' },
      TOP,
    ],
    (values) => {
      const by = values.operand('by');
      const bucketUs = values.duration('bucket', 1);
      const percentiles = values.operand('percentiles');
      return {
        kind: 'stats',
        ...(by && { by }),
        ...(bucketUs !== undefined && { bucketUs }),
        ...(percentiles && { percentiles }),
        top: top(values),
      };
    },
  ),
  report(
    'gaps',
    'silences longer than a threshold, and times that go backwards',
    [
      { name: 'threshold', type: 'string', text: 'the longest silence that is no gap (1h)' },
      { name: 'per', type: 'string', text: 'session: look inside each session alone' },
      { name: 'sort', type: 'string', text: 'time or length (time)' },
      TOP,
    ],
    (values) => ({
      kind: 'gaps',
      thresholdUs: values.duration('threshold', 0) ?? 3_600_000_000,
      perSession: values.choice('per', ['session']) === 'session',
      sort: values.choice('sort', ['time', 'length']) ?? 'time',
      top: top(values),
    }),
  ),
  report(
    'sessions',
    'the sessions: first and last event, span, number of events',
    [
      { name: 'sort', type: 'string', text: 'first, last, latest (last, descending), events or span (last)' },
      TOP,
    ],
    (values) => ({
      kind: 'sessions',
      sort: values.choice('sort', ['first', 'last', 'latest', 'events', 'span']) ?? 'last',
      top: top(values),
    }),
  ),
  ...OVERVIEWS,
  report('windows', 'figures of rolling windows that end at the last event of the selection', [], () => ({
    kind: 'metrics',
    windowsUs: STANDARD_WINDOWS_US,
  })),
  report('fields', 'every path there is: how often, its types and values', [TOP], (values) => ({
    kind: 'fields',
    byType: false,
    top: top(values),
  })),
  {
    name: 'trace',
    summary: 'spans: which start belongs to which end, how long',
    parameters: [
      { name: 'limit', type: 'integer', text: 'spans at most (5000; up to 20000)' },
      { name: 'slowest', type: 'integer', text: 'only the N longest' },
      { name: 'errors', type: 'boolean', text: 'only what failed, and what it lies in' },
    ],
    read(values, served) {
      const slowest = values.integer('slowest', 0);
      const errors = values.choice('errors', ['true', 'false', '1', '0']);
      const limit = most(values, 'limit', { standard: 5000, most: 20_000 });
      const ask = {
        kind: 'trace',
        texts: true,
        errors: errors === 'true' || errors === '1',
        ...(slowest !== undefined && { slowest }),
      } as const;
      const query = asking(values, served, ask);
      return async (io) => traceJson(await run(query, io), limit);
    },
  },
];

/** The row of a question. */
export function questionOf(name: string): QuestionRow | undefined {
  return QUESTIONS.find((row) => row.name === name);
}

/** All names of parameters that a question takes. */
export function parametersOf(row: QuestionRow): readonly string[] {
  return [...SELECTING, ...row.parameters.map(({ name }) => name)];
}

/** The query of what is served, within the request's selection. */
export function asking<A extends Ask>(values: Values, served: Query, ask: A): Query & { readonly ask: A } {
  return { ...served, ...readSelection(values, served), ask };
}

/** A number of rows: `standard` where nothing is said. A Fault beyond `most`. */
export function most(
  values: Values,
  name: string,
  bounds: { readonly standard: number; readonly most: number },
): number {
  const typed = values.integer(name, 1) ?? bounds.standard;
  if (typed <= bounds.most) return typed;
  const message = `expected at most ${bounds.most}`;
  values.fault({ code: 'bad-number', message, flag: `--${name}` });
  return bounds.most;
}

function top(values: Values): number {
  return most(values, 'top', ROWS);
}

function overview(name: string, summary: string, part: (found: OverviewReport) => object): QuestionRow {
  return {
    name,
    summary,
    parameters: [
      { name: 'buckets', type: 'integer', text: 'slices of time at most (240; up to 2000)' },
      { name: 'types', type: 'integer', text: 'types that slices count apart (12; up to 50)' },
      { name: 'top', type: 'integer', text: `rows of a facet (50; up to ${ROWS.most})` },
    ],
    read(values, served) {
      const query = asking(values, served, {
        kind: 'overview',
        buckets: most(values, 'buckets', BUCKETS),
        types: most(values, 'types', TYPES),
        top: most(values, 'top', FACET_ROWS),
      });
      return async (io) => JSON.stringify({ ...part(await run(query, io)), report: name });
    },
  };
}

function report(
  name: string,
  summary: string,
  parameters: readonly Parameter[],
  ask: (values: Values) => Ask,
): QuestionRow {
  return {
    name,
    summary,
    parameters,
    read(values, served) {
      const query = asking(values, served, ask(values));
      return async (io) => {
        const answer: Report = await run(query, io);
        return JSON.stringify(answer);
      };
    },
  };
}

/** A session of the path as a selection: exactly this id. Throws Fault where it is empty. */
export function sessionIs(id: string): Query['where'] {
  if (id.trim() === '') throw new Fault({ code: 'empty-value', message: 'the session is empty', flag: 'id' });
  const operand = { kind: 'role', role: 'session' } as const;
  return { kind: 'compare', operand, op: '=', value: { kind: 'string', text: id } };
}
