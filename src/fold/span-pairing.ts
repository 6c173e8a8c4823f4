/**
 * Pairs records of starts and ends in one pass over them in their order. An end without a start is an orphan, a start
 * without an end an open span. Source of the rules: dialects.md, "Spans" and "Turns".
 */
import type { LoweredPair, SpanStatus } from '../model/span.ts';
import { makeQueues, type Queues, type Waiting } from './span-queues.ts';
import type { SpanRecord } from './span-records.ts';

export interface Span extends Waiting {
  readonly pair: number;
  /** Absent where an end tells of a span that began its duration earlier. */
  readonly start: SpanRecord | undefined;
  end: SpanRecord | undefined;
  /** Microseconds; NaN where unknown. */
  readonly startUs: number;
  endUs: number;
  status: SpanStatus;
  readonly parent: Span | undefined;
  readonly children: Span[];
  readonly points: SpanRecord[];
  amended: number;
}

export interface Paired {
  /** In the order of their starts, or of the end that tells of one. */
  readonly spans: readonly Span[];
  readonly orphans: readonly SpanRecord[];
}

/** What a pair has seen so far. */
interface State {
  readonly open: Queues<Span>;
  /** The last closed span by number and text of a key, where ends may amend. */
  readonly closed: Map<string, Span>;
  /** By home: the open ones, newest last, and the newest of all. */
  readonly homes: Map<string, Span[]>;
  readonly latest: Map<string, Span>;
}

/** The spans of records that are in order. */
export function pairRecords(records: readonly SpanRecord[], pairs: readonly LoweredPair[]): Paired {
  const states = pairs.map(
    (): State => ({ open: makeQueues(), closed: new Map(), homes: new Map(), latest: new Map() }),
  );
  const numbers = new Map<Span, number>();
  const spans: Span[] = [];
  const orphans: SpanRecord[] = [];
  for (const record of records) {
    const pair = pairs[record.pair]!;
    const state = states[record.pair]!;
    const place = placeOf(record, { pairs, states, numbers });
    const keys = record.keys.map((key) => (key === null ? null : place.prefix + key));
    const open = (): Span | undefined => state.open.find(keys, pair.order);
    const begin = (part: Pick<Span, 'start' | 'startUs'>): Span => {
      const span: Span = {
        keys,
        open: true,
        pair: record.pair,
        ...part,
        end: undefined,
        endUs: Number.NaN,
        status: 'open',
        parent: place.parent,
        children: [],
        points: [],
        amended: 0,
      };
      span.parent?.children.push(span);
      numbers.set(span, spans.push(span));
      return span;
    };
    if (record.role === 'point') {
      place.parent?.points.push(record);
      continue;
    }
    if (record.role !== 'start') {
      const found = open();
      const amended = found ?? amendedBy(record, { pair, state, keys });
      if (amended !== undefined) {
        if (found === undefined) amended.amended++;
        close(amended, record);
        if (pair.amends !== undefined) remember(state, amended);
      } else if (pair.beginsEarlier && !Number.isNaN(record.sizeUs)) {
        close(begin({ start: undefined, startUs: record.us - record.sizeUs }), record);
      } else if (!pair.reopens && record.role === 'end') orphans.push(record);
    }
    if (record.role === 'end') continue;
    const before = pair.reopens || pair.once ? open() : undefined;
    if (before !== undefined && pair.once) continue;
    if (before !== undefined) cutOff(before, record);
    const span = begin({ start: record, startUs: record.us });
    state.open.add(span);
    if (record.home === null) continue;
    const home = place.prefix + record.home;
    state.latest.set(home, span);
    const same = state.homes.get(home);
    if (same === undefined) state.homes.set(home, [span]);
    else same.push(span);
  }
  return { spans, orphans };
}

interface Known {
  readonly pairs: readonly LoweredPair[];
  readonly states: readonly State[];
  readonly numbers: ReadonlyMap<Span, number>;
}

/** What a record lies in, and what its keys begin with where they count in one run of its parent alone. */
function placeOf(
  record: SpanRecord,
  known: Known,
): { readonly parent: Span | undefined; readonly prefix: string } {
  const { parent } = known.pairs[record.pair]!;
  if (parent === undefined) return { parent: undefined, prefix: '' };
  const walk = [parent.pair];
  while (walk.length < record.by.length) walk.unshift(known.pairs[walk[0]!]!.parent!.pair);
  let prefix = '';
  let latest: Span | undefined;
  for (const [level, by] of record.by.entries()) {
    const state = known.states[walk[level]!]!;
    const home = prefix + by;
    if (!parent.run) return { parent: newestOpen(state, home), prefix: '' };
    latest = state.latest.get(home);
    prefix = latest === undefined ? `${JSON.stringify(home)} ` : `#${known.numbers.get(latest)!} `;
  }
  // A run that was closed before still holds what began in it.
  const beganUs = record.role === 'end' ? record.us - record.sizeUs : record.us;
  const holds = latest !== undefined && (latest.open || beganUs <= latest.endUs);
  return { parent: holds ? latest : undefined, prefix };
}

function newestOpen(state: State, home: string): Span | undefined {
  const spans = state.homes.get(home);
  while (spans !== undefined && spans.length > 0 && !spans.at(-1)!.open) spans.pop();
  return spans?.at(-1);
}

/** The closed span that an end without an open one corrects. */
function amendedBy(
  record: SpanRecord,
  { pair, state, keys }: { pair: LoweredPair; state: State; keys: readonly (string | null)[] },
): Span | undefined {
  if (record.type === null || !pair.amends?.includes(record.type)) return undefined;
  for (const [at, key] of keys.entries()) {
    const found = key === null ? undefined : state.closed.get(`${at} ${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function remember(state: State, span: Span): void {
  for (const [at, key] of span.keys.entries()) if (key !== null) state.closed.set(`${at} ${key}`, span);
}

/** Ends a span, or corrects its end: what the later end does not say stays as the earlier one said it. */
function close(span: Span, end: SpanRecord): void {
  const before = span.open ? 'ended' : span.status;
  span.open = false;
  span.end = end;
  span.endUs = end.us;
  span.status = end.status ?? before;
}

/** Ends a span where the next one of its key begins, at the last event before that. */
function cutOff(span: Span, next: SpanRecord): void {
  span.open = false;
  const lastUs = Math.min(next.beforeUs, next.us);
  span.endUs = Number.isFinite(lastUs) ? Math.max(lastUs, span.startUs) : Number.NaN;
  span.status = 'ended';
}
