/**
 * The view: everything that decides what the page shows, as one frozen value.
 *
 * Invariant: `readView(writeView(v))` equals v, so that an address reproduces what is seen. The names of its parameters
 * are those of the API where the API has them. Theme and connection are no part of it.
 */

/** What a facet narrows: each a role of the where-language, and a parameter of the address. */
export const FACETS = ['type', 'session', 'severity', 'status', 'agent'] as const;
export type Facet = (typeof FACETS)[number];

export const TABS = ['events', 'sessions', 'metrics'] as const;
export type Tab = (typeof TABS)[number];

export type Order = 'newest' | 'oldest';

/** How sessions are sorted: the latest, the busiest, the longest or the first of them first. */
export const SORTS = ['latest', 'events', 'span', 'first'] as const;
export type Sort = (typeof SORTS)[number];

export interface View {
  /** Time expressions, as typed or brushed; empty means unbounded. `since` is at or after, `until` before. */
  readonly since: string;
  readonly until: string;
  /** A where-expression; empty means everything. */
  readonly where: string;
  /** Values that are kept, for each facet; none means all. */
  readonly chosen: Readonly<Record<Facet, readonly string[]>>;
  readonly tab: Tab;
  /** The session whose spans are shown in the sessions tab; empty means the list of them. */
  readonly trace: string;
  /** `LOG@OFFSET` of the event in the detail pane; empty means none. */
  readonly event: string;
  readonly order: Order;
  readonly sort: Sort;
  readonly live: boolean;
  /** Silences longer than this duration are marked. */
  readonly gap: string;
  /** `UTC` or an IANA zone: how times are shown. */
  readonly zone: string;
}

/** What is seen at an address without parameters. */
export const FIRST_VIEW: View = Object.freeze({
  since: '',
  until: '',
  where: '',
  chosen: Object.freeze({ type: [], session: [], severity: [], status: [], agent: [] }),
  tab: 'events',
  trace: '',
  event: '',
  order: 'newest',
  sort: 'latest',
  live: true,
  gap: '1h',
  zone: 'UTC',
});

/** The view of an address's query, with or without its question mark. What it does not know it leaves alone. */
export function readView(query: string): View {
  const given = new URLSearchParams(query);
  const text = (name: string, other: string): string => given.get(name) || other;
  const one = <T extends string>(name: string, known: readonly T[], other: T): T =>
    known.find((each) => each === given.get(name)) ?? other;
  return Object.freeze({
    since: text('since', ''),
    until: text('until', ''),
    where: text('where', ''),
    chosen: Object.freeze(
      Object.fromEntries(FACETS.map((facet) => [facet, unique(given.getAll(facet))])) as Record<
        Facet,
        string[]
      >,
    ),
    tab: one('tab', TABS, FIRST_VIEW.tab),
    trace: text('trace', ''),
    event: text('event', ''),
    order: one('order', ['newest', 'oldest'], FIRST_VIEW.order),
    sort: one('sort', SORTS, FIRST_VIEW.sort),
    live: given.get('live') !== '0',
    gap: text('gap', FIRST_VIEW.gap),
    zone: knownZone(text('zone', FIRST_VIEW.zone)),
  });
}

/** The query of the view's address with its question mark; empty for the first view. Only what differs from it is said. */
export function writeView(view: View): string {
  const said = new URLSearchParams();
  const say = (name: keyof View, value: string): void => {
    if (value !== FIRST_VIEW[name]) said.append(name, value);
  };
  say('since', view.since);
  say('until', view.until);
  say('where', view.where);
  for (const facet of FACETS) for (const value of view.chosen[facet]) said.append(facet, value);
  say('tab', view.tab);
  say('trace', view.trace);
  say('event', view.event);
  say('order', view.order);
  say('sort', view.sort);
  if (!view.live) said.append('live', '0');
  say('gap', view.gap);
  say('zone', view.zone);
  const query = said.toString();
  return query === '' ? '' : `?${query}`;
}

/** The view with this value of a facet kept, or no longer kept. */
export function toggled(view: View, facet: Facet, value: string): View {
  const before = view.chosen[facet];
  const after = before.includes(value) ? before.filter((each) => each !== value) : [...before, value];
  return { ...view, chosen: { ...view.chosen, [facet]: after } };
}

/** Whether anything but the range narrows what is shown. */
export function isFiltered(view: View): boolean {
  return view.where.trim() !== '' || FACETS.some((facet) => view.chosen[facet].length > 0);
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== ''))];
}

function knownZone(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return FIRST_VIEW.zone;
  }
}
