/** What commands ask: their own flags folded into an Ask. Faults are collected in `values`. Source: cli.md, "Commands". */
import { parseDuration } from '../base/duration.ts';
import { Fault } from '../base/fault.ts';
import { parsePath } from '../base/path.ts';
import { STANDARD_WINDOWS_US } from '../model/metrics.ts';
import type { Ask, Listing, TimeBound } from '../model/query.ts';
import { FINDING_CODES } from '../model/validate.ts';
import { parseTime } from '../query/time.ts';
import { parseChoice, type Values, whole } from './values.ts';

/** What times are relative to. */
export interface AskContext {
  readonly nowUs: number;
  /** Zone of times that are typed, an IANA name. */
  readonly zone: string;
  /** Lists of `--values`, by name. */
  readonly lists?: Readonly<Record<string, readonly string[]>>;
}

/** A listing, with what a command asks beside the flags that all listings share. */
export function listing(values: Values, own: Partial<Listing>): Listing {
  if (values.has('context') && values.has('context-session'))
    contradiction(values, 'context-session', 'context');
  return {
    kind: 'list',
    reverse: values.has('reverse'),
    sort: 'file',
    distinct: false,
    context: values.integer('context', 0) ?? 0,
    contextSession: values.integer('context-session', 0) ?? 0,
    ...own,
  };
}

/** Flags that shape a listing and mean nothing beside `--count`. */
const SHAPE = [
  'limit',
  'tail',
  'reverse',
  'sort',
  'context',
  'context-session',
  'fields',
  'provenance',
  'summary',
] as const;

export function askQuery(values: Values): Ask {
  const head = values.integer('limit', 0);
  const tail = values.integer('tail', 0);
  const sort = values.choice('sort', ['file', 'time']) ?? 'file';
  if (values.has('limit') && values.has('tail')) contradiction(values, 'tail', 'limit');
  if (!values.has('count')) {
    return listing(values, {
      sort,
      ...(head !== undefined && { head }),
      ...(tail !== undefined && { tail }),
    });
  }
  for (const name of SHAPE.filter((each) => values.has(each))) contradiction(values, name, 'count');
  return { kind: 'count' };
}

function contradiction(values: Values, name: string, other: string): void {
  values.fault({ code: 'contradiction', message: `contradicts --${other}`, flag: `--${name}` });
}

export function askState(values: Values, context: AskContext): Ask {
  const time = (name: string): TimeBound | undefined => {
    const text = values.text(name);
    if (text === undefined) return undefined;
    return values.attempt(`--${name}`, () => parseTime(text, { nowUs: context.nowUs, zone: context.zone }));
  };
  const at = time('at');
  const from = time('from');
  const track = values
    .texts('track')
    .flatMap((text) => values.attempt('--track', () => [parsePath(text)]) ?? []);
  return { kind: 'state', ...(at && { at }), ...(from && { from }), track };
}

const MOST_WINDOWS = 16;
const LEAST_WINDOW_US = 1000;

function windowUs(text: string): readonly number[] {
  const us = parseDuration(text);
  if (us >= LEAST_WINDOW_US) return [us];
  throw new Fault({ code: 'bad-duration', message: 'expected a window of 1ms or more', span: whole(text) });
}

export function askMetrics(values: Values, context: AskContext): Ask {
  const sizes = values.texts('window').flatMap((text) => text.split(','));
  const windowsUs = sizes.flatMap((text) => values.attempt('--window', () => windowUs(text.trim())) ?? []);
  const text = values.text('at');
  const at =
    text === undefined
      ? undefined
      : values.attempt('--at', () => parseTime(text, { nowUs: context.nowUs, zone: context.zone }));
  const sorted = [...new Set(windowsUs)].sort((a, b) => a - b);
  if (sorted.length > MOST_WINDOWS)
    values.fault({ code: 'too-many', message: `expected at most ${MOST_WINDOWS} windows`, flag: '--window' });
  return {
    kind: 'metrics',
    windowsUs: sorted.length === 0 ? STANDARD_WINDOWS_US : sorted,
    ...(at && { at }),
  };
}

export function askTrace(values: Values): Ask {
  const types = (name: string): readonly string[] =>
    (values.text(name) ?? '')
      .split(',')
      .map((text) => text.trim())
      .filter((text) => text !== '');
  const start = types('start');
  const end = types('end');
  const key = values.operand('key');
  if (start.length > 0 !== end.length > 0) {
    const [typed, missing] = start.length > 0 ? ['start', 'end'] : ['end', 'start'];
    values.fault({ code: 'half-pair', message: `needs --${missing} TYPE beside it`, flag: `--${typed}` });
  } else if (key !== undefined && start.length === 0)
    values.fault({
      code: 'half-pair',
      message: 'needs --start TYPE and --end TYPE beside it',
      flag: '--key',
    });
  const turn = values.integer('turn', 1);
  const slowest = values.integer('slowest', 1);
  return {
    kind: 'trace',
    ...(start.length > 0 && end.length > 0 && { pair: { start, end, ...(key && { key }) } }),
    // Arguments, results and thoughts are of the JSON alone.
    texts: values.has('json') || values.text('format') === 'json',
    ...(turn !== undefined && { turn }),
    ...(slowest !== undefined && { slowest }),
    errors: values.has('errors'),
  };
}

export function askStats(values: Values): Ask {
  const by = values.operand('by');
  const bucketUs = values.duration('bucket', 1);
  const percentiles = values.operand('percentiles');
  return {
    kind: 'stats',
    ...(by && { by }),
    ...(bucketUs !== undefined && { bucketUs }),
    ...(percentiles && { percentiles }),
    ...top(values),
  };
}

/** `--top` */
export function top(values: Values): { readonly top?: number } {
  const rows = values.integer('top', 1);
  return rows === undefined ? {} : { top: rows };
}

export function askValidate(values: Values, { nowUs }: AskContext): Ask {
  const ignore = values
    .texts('ignore')
    .flatMap((text) => values.attempt('--ignore', () => parseChoice(text, FINDING_CODES)) ?? []);
  return {
    kind: 'validate',
    nowUs,
    ignore,
    level: values.choice('level', ['error', 'warning']) ?? 'warning',
  };
}
