/** Makes a whole query of the parts that matter to a caller: the library's counterpart of the command line's defaults. */
import { Fault } from '../base/fault.ts';
import { near } from '../base/near.ts';
import { resolveZone } from '../base/zone.ts';
import { STANDARD_WINDOWS_US } from '../model/metrics.ts';
import type { Ask, ByteRange, LogName, Predicate, Query, Reader, Tuning } from '../model/query.ts';

/** An ask of which only the kind must be said. */
export type AskOf<K extends Ask['kind']> = { readonly kind: K } & Partial<
  Omit<Extract<Ask, { kind: K }>, 'kind'>
>;

/** The parts of a query. Only `logs` must be said. */
export interface QueryParts<K extends Ask['kind']> {
  /** Paths as they are, `-` is standard input; one event is `{ path, offset }`. A directory is searched to the bottom. */
  readonly logs: readonly (string | LogName)[];
  /** Every event where nothing is said; of text, `where: parseWhere('data.tool = Read')`. */
  readonly where?: Predicate;
  /** A listing of all that match where nothing is said. Times are in microseconds. */
  readonly ask?: AskOf<K>;
  readonly reader?: Partial<Reader>;
  /** Zone of buckets: an IANA name, `UTC` or `local`; UTC where nothing is said. */
  readonly zone?: string;
  /** By path: only these bytes of a log are read. */
  readonly ranges?: Readonly<Record<string, ByteRange>>;
  readonly strict?: boolean;
  readonly cap?: number;
  readonly tuning?: Partial<Tuning>;
}

/** The query of its parts, with the defaults of cli.md. Throws Fault `unknown-zone`, `unknown-ask`, `bad-where`. */
export function queryOf<K extends Ask['kind'] = 'list'>(
  parts: QueryParts<K>,
): Query & { readonly ask: Extract<Ask, { kind: K }> } {
  const { logs, where, ask, reader, zone, ranges, strict, cap, tuning } = parts;
  const asked = ask ?? { kind: 'list' as const };
  const read = { ...READER, ...reader };
  refuseUntyped(asked, where);
  return {
    logs: logs.map((log) => (typeof log === 'string' ? { path: log } : log)),
    where: where ?? { kind: 'and', of: [] },
    ...(ranges === undefined ? {} : { ranges }),
    ask: { ...ASKS[asked.kind], ...asked } as Extract<Ask, { kind: K }>,
    reader: { ...read, logZone: resolveZone(read.logZone) },
    zone: resolveZone(zone ?? 'UTC'),
    strict: strict ?? false,
    ...(cap === undefined ? {} : { cap }),
    tuning: { ...TUNING, ...tuning },
  };
}

/** For callers without types: what would be a bug of ours further in. */
function refuseUntyped(asked: unknown, where: unknown): void {
  const kinds = Object.keys(ASKS);
  const isAsk = typeof asked === 'object' && asked !== null && 'kind' in asked;
  const kind: unknown = isAsk ? asked.kind : asked;
  const known = typeof kind === 'string' && kinds.includes(kind);
  if (!known || !isAsk) {
    const close = typeof kind === 'string' ? near(kind, kinds) : undefined;
    const hint = close === undefined ? undefined : `did you mean { kind: '${close}' }?`;
    const message = `no such ask: ${JSON.stringify(kind)}; expected { kind } with one of ${kinds.join(', ')}`;
    throw new Fault({ code: 'unknown-ask', message, ...(hint && { hint }) });
  }
  if (where === undefined || where === null || (typeof where === 'object' && 'kind' in where)) return;
  const message =
    'expected a predicate as `where`; parseWhere makes one of text, parseFilter of a filter object';
  throw new Fault({ code: 'bad-where', message });
}

/** What is asked where no more than the kind is said. */
const ASKS: { readonly [K in Ask['kind']]: Extract<Ask, { kind: K }> } = {
  list: { kind: 'list', sort: 'file', reverse: false, distinct: false, context: 0, contextSession: 0 },
  count: { kind: 'count' },
  stats: { kind: 'stats' },
  gaps: { kind: 'gaps', thresholdUs: 3600e6, perSession: false, sort: 'time' },
  sessions: { kind: 'sessions', sort: 'first' },
  fields: { kind: 'fields', byType: false },
  validate: { kind: 'validate', ignore: [], level: 'warning', nowUs: Number.POSITIVE_INFINITY },
  state: { kind: 'state', track: [] },
  metrics: { kind: 'metrics', windowsUs: STANDARD_WINDOWS_US },
  trace: { kind: 'trace', texts: true, errors: false },
  check: { kind: 'check', rules: [] },
  overview: { kind: 'overview', buckets: 240, types: 12, top: 50 },
};

const READER: Reader = { dialects: [], logZone: 'UTC', maxLine: 16 * 2 ** 20 };

const TUNING: Tuning = { chunkSize: 1024 * 1024, shards: 1, prefilter: 'on' };
