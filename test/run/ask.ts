/** Asks a question in this process and gives what came of it as plain values. */
import { createHash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import type { Event } from '../../src/model/event.ts';
import type {
  Ask,
  Listing,
  LogName,
  Operand,
  Predicate,
  Query,
  Reader,
  Tuning,
} from '../../src/model/query.ts';
import type { Report } from '../../src/model/report.ts';
import { parseTime } from '../../src/query/time.ts';
import { parseWhere } from '../../src/query/where.ts';
import type { Kept } from '../../src/run/kept.ts';
import { type Explanation, explain, run } from '../../src/run/run.ts';

export const LOGS = resolve(import.meta.dirname, '../../fixtures/logs');
export const MACF = join(LOGS, 'macf/agent_events_log.jsonl');

/** Every fixture log, one for each dialect and kind. */
export const FIXTURES: readonly string[] = [
  MACF,
  join(LOGS, 'study/telemetry/n45_timing/event_stream.ndjson'),
  join(LOGS, 'mnemosyne/events.jsonl'),
  join(LOGS, 'agentbus/events.jsonl'),
  join(LOGS, 'amplifier/sessions/b9e93a31-18bd-4365-9c6e-65ddbf89bed2/events.jsonl'),
  join(LOGS, 'generic/eve.jsonl'),
  join(LOGS, 'generic/pino.jsonl'),
  join(LOGS, 'generic/zeek.jsonl'),
];

/** More runs and larger cases, for `npm run test:full`. */
export const FULL: boolean = process.env.INQUEST_TEST_FULL === '1';

export interface Options {
  readonly where?: string | Predicate;
  /** A listing's own keys, or another answer. */
  readonly ask?: Partial<Listing> | Exclude<Ask, Listing>;
  readonly reader?: Partial<Reader>;
  readonly tuning?: Partial<Tuning>;
  readonly cap?: number;
  readonly strict?: boolean;
  readonly zone?: string;
  readonly fields?: readonly Operand[];
  readonly stdin?: Readable;
  readonly signal?: AbortSignal;
  readonly kept?: Kept;
}

export interface Outcome {
  readonly report: Report;
  readonly events: readonly Event[];
  /** `name@offset` of each row, a neighbour in parentheses. */
  readonly places: readonly string[];
  /** Stored bytes that were read, as progress told. */
  readonly bytesRead: number;
}

/** Midnight of 2026-03-04 UTC is "now". */
const TIMES = { nowUs: Date.UTC(2026, 2, 4) * 1000, zone: 'UTC' };

export function where(text: string): Predicate {
  return parseWhere(text, { parseTime: (time) => parseTime(time, TIMES) });
}

export const EVERYTHING: Predicate = { kind: 'and', of: [] };

export function queryOf(logs: readonly (string | LogName)[], options: Options = {}): Query {
  const {
    where: asked = EVERYTHING,
    ask: own = {},
    reader,
    tuning,
    cap,
    strict = false,
    zone = 'UTC',
  } = options;
  return {
    logs: logs.map((log) => (typeof log === 'string' ? { path: log } : log)),
    where: typeof asked === 'string' ? where(asked) : asked,
    ask: 'kind' in own && own.kind !== 'list' ? (own as Ask) : { ...LISTING, ...(own as Partial<Listing>) },
    reader: { dialects: [], logZone: 'UTC', maxLine: 16 * 2 ** 20, ...reader },
    zone,
    ...(cap === undefined ? {} : { cap }),
    strict,
    tuning: { chunkSize: 64 * 1024, shards: 1, prefilter: 'on', ...tuning },
  };
}

const LISTING: Listing = {
  kind: 'list',
  reverse: false,
  sort: 'file',
  distinct: false,
  context: 0,
  contextSession: 0,
};

export async function ask(logs: readonly (string | LogName)[], options: Options = {}): Promise<Outcome> {
  const events: Event[] = [];
  let bytesRead = 0;
  const report = await run(queryOf(logs, options), {
    stdin: options.stdin ?? Readable.from([]),
    view: { decode: options.fields !== undefined, fields: options.fields ?? [] },
    show: (some) => void events.push(...some),
    progress: ({ bytes }) => {
      bytesRead = bytes;
    },
    signal: options.signal ?? new AbortController().signal,
    ...(options.kept && { kept: options.kept }),
  });
  return { report, events, places: events.map(placeOf), bytesRead };
}

export function explained(logs: readonly (string | LogName)[], options: Options = {}): Promise<Explanation> {
  return explain(queryOf(logs, options), {
    stdin: options.stdin ?? Readable.from([]),
    view: { decode: false, fields: [] },
    show: () => undefined,
    signal: new AbortController().signal,
  });
}

/** All that an answer says, as one hash: rows with their bytes, places and marks, and the report. */
export function digest({ report, events }: Outcome): string {
  const hash = createHash('sha256');
  for (const { row } of events) {
    hash.update(
      `${row.path}@${row.offset}:${row.line ?? '?'} ${row.context} ${JSON.stringify(row.ending)} ${row.us}\n`,
    );
    hash.update(row.bytes);
  }
  return hash.update(JSON.stringify(report)).digest('hex');
}

/** The notes of a kind, as text. */
export function notesOf({ report }: Outcome, kind: string): string[] {
  return report.notes.filter((note) => note.kind === kind).map(({ message }) => message);
}

function placeOf({ row }: Event): string {
  const place = `${basename(row.path)}@${row.offset}`;
  return row.context ? `(${place})` : place;
}
