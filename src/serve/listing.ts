/**
 * Events a page at a time. A page's cursor says, for each log, from which byte on nothing was given yet (or up to which), so
 * pages neither repeat nor miss an event, and a page costs what it shows: a log's end is read from its end.
 */
import { Fault } from '../base/fault.ts';
import type { Event } from '../model/event.ts';
import type { ByteRange, Listing, Query } from '../model/query.ts';
import type { SourceReport } from '../model/report.ts';
import type { Values } from '../query/values.ts';
import { logsOf } from '../run/logs.ts';
import { run } from '../run/run.ts';
import { keyOf, type Place, type Places, parseCursor, printCursor } from './cursor.ts';
import { EVENT_VIEW, type EventForm, eventText } from './event-text.ts';
import { readSelection } from './selection.ts';

const LIMIT = { standard: 100, most: 1000 };

type Order = 'newest' | 'oldest';

/** Reads the parameters of `events`; gives what answers with a page. */
export function readListing(
  values: Values,
  served: Query,
): (io: { readonly signal: AbortSignal }) => Promise<string> {
  const limit = values.integer('limit', 1) ?? LIMIT.standard;
  if (limit > LIMIT.most)
    values.fault({ code: 'bad-number', message: `expected at most ${LIMIT.most}`, flag: '--limit' });
  const order = values.choice('order', ['newest', 'oldest']) ?? 'newest';
  const form = values.choice('view', ['full', 'row']) ?? 'full';
  const typed = values.text('cursor');
  const places = typed === undefined ? new Map<string, Place>() : readCursor(typed, order);
  if (places === undefined)
    values.fault({
      code: 'bad-cursor',
      message: 'expected `next` of a page in the same order',
      flag: '--cursor',
    });
  const selection = readSelection(values, served);
  return ({ signal }) =>
    page({ ...served, ...selection }, { limit, order, form, places: places ?? new Map() }, signal);
}

interface Page {
  readonly limit: number;
  readonly order: Order;
  readonly form: EventForm;
  readonly places: Places;
}

async function page(query: Query, how: Page, signal: AbortSignal): Promise<string> {
  const { limit, order } = how;
  const logs = how.places.size === 0 ? [] : await logsOf(query, signal);
  const ranges: Record<string, ByteRange> = {};
  for (const { path } of logs) {
    const place = how.places.get(keyOf(path));
    if (place) ranges[path] = order === 'newest' ? { to: place.offset } : { from: place.offset };
  }
  const ask: Listing = {
    kind: 'list',
    sort: 'file',
    reverse: false,
    distinct: false,
    context: 0,
    contextSession: 0,
    ...(order === 'newest' ? { tail: limit } : { head: limit }),
  };
  const shown: Event[] = [];
  const show = (events: readonly Event[]): void => void shown.push(...events);
  const report = await run({ ...query, ranges, ask }, { signal, view: EVENT_VIEW, show });
  const next = shown.length < limit ? null : cursorAfter(shown, { ...how, sources: report.sources });
  if (order === 'newest') shown.reverse();
  const events = shown.map((event) => eventText(event, undefined, how.form)).join(',');
  const rest = JSON.stringify({ next, sources: report.sources, notes: report.notes }).slice(1);
  return `{"report":"events","version":1,"events":[${events}],${rest}`;
}

/** `shown` in file order. Places of logs that showed nothing stay; at first, their ends are kept for later pages. */
function cursorAfter(
  shown: readonly Event[],
  { order, places, sources }: Page & { readonly sources: readonly SourceReport[] },
): string {
  const next = new Map<string, Place>(places);
  if (order === 'newest') {
    for (const { path, bytes } of sources) {
      const key = keyOf(path);
      if (bytes !== undefined && !next.has(key)) next.set(key, at(bytes));
    }
  }
  const seen = new Set<string>();
  for (const { row } of shown) {
    const { path, offset, bytes, ending } = row;
    if (order === 'oldest') next.set(keyOf(path), at(offset + bytes.length + ending.length));
    else if (!seen.has(path)) next.set(keyOf(path), at(offset));
    seen.add(path);
  }
  return `${order[0]}:${printCursor(next)}`;
}

function at(offset: number): Place {
  return { file: '', offset, mark: 0 };
}

function readCursor(text: string, order: Order): Places | undefined {
  return text.startsWith(`${order[0]}:`) ? parseCursor(text.slice(2)) : undefined;
}

/** The one event that begins at `offset`; a Fault where none does, and where the log is not served. */
export async function eventAt(
  served: Query,
  at: { path: string; offset: number },
  signal: AbortSignal,
): Promise<string> {
  const { path, offset } = at;
  const known = await logsOf(served, signal);
  if (!known.some((log) => log.path === path))
    throw new Fault({ code: 'no-such-log', message: 'no such log is served', flag: 'source' });
  const ask: Listing = { ...ONE, head: 1 };
  const shown: string[] = [];
  const show = (events: readonly Event[]): void =>
    void shown.push(...events.map((event) => eventText(event)));
  const query: Query & { ask: Listing } = { ...served, logs: [{ path, offset }], ask };
  await run(query, { signal, view: EVENT_VIEW, show });
  const [event] = shown;
  if (event === undefined)
    throw new Fault({
      code: 'no-such-event',
      message: 'no event of what is served begins there',
      flag: 'offset',
    });
  return `{"report":"event","version":1,"event":${event}}`;
}

const ONE = {
  kind: 'list',
  sort: 'file',
  reverse: false,
  distinct: false,
  context: 0,
  contextSession: 0,
} as const;
