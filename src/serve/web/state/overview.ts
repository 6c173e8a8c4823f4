/**
 * The picture of the selection: timeline, facets and count, asked for in one pass and kept up by live events.
 *
 * Invariant: each event is counted once. A live event is counted here only where it lies behind what the pass read of its
 * log; those that come while the pass runs wait for it.
 */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { FIRST_PICTURE } from '../../../model/overview.ts';
import { type Timeline, timelineOf, withEvents } from '../time/timeline.ts';
import { range, selection, view } from './address.ts';
import type { FacetKey, FacetsAnswer, FacetValue, OverviewAnswer, Row } from './answers.ts';
import { ask, parameters } from './ask.ts';
import { type Load, newLoading } from './loading.ts';
import { selectionOf } from './selection.ts';
import { FACETS, type Facet } from './view.ts';

/** How many types have a colour of their own. */
export const TYPES_SHOWN = FIRST_PICTURE.types;

const KEYS: Readonly<Record<Facet, FacetKey>> = {
  type: 'types',
  session: 'sessions',
  severity: 'severities',
  status: 'statuses',
  agent: 'agents',
};

/** What a facet shows. */
export interface FacetShown {
  readonly values: readonly FacetValue[];
  /** How many values there are in all. */
  readonly total: number;
}

interface Picture {
  readonly timeline: Timeline;
  readonly facets: Readonly<Record<FacetKey, readonly FacetValue[]>>;
  readonly totals: Readonly<Record<FacetKey, number>>;
  readonly events: number;
  /** What the pass read of each log, in bytes. */
  readonly read: ReadonlyMap<string, number>;
  /** The range that it is of. */
  readonly range: string;
}

const loading = newLoading<OverviewAnswer>();
const picture = signal<Picture | undefined>(undefined);
const others = Object.fromEntries(FACETS.map((facet) => [facet, newLoading<FacetsAnswer>()])) as Record<
  Facet,
  ReturnType<typeof newLoading<FacetsAnswer>>
>;
let waiting: Row[] = [];

export const overview: ReadonlySignal<Load<OverviewAnswer>> = loading.state;
export const timeline: ReadonlySignal<Timeline | undefined> = computed(() => picture.value?.timeline);
export const total: ReadonlySignal<number | undefined> = computed(() => picture.value?.events);
/** The range, as parameters, that the timeline is of: while another is asked for, the one before. */
export const pictured: ReadonlySignal<string> = computed(() => picture.value?.range ?? '');

/** A facet's values: where some are chosen, counted as if none were, so that others can be added. */
export function facetShown(facet: Facet): FacetShown {
  const key = KEYS[facet];
  const other = view.value.chosen[facet].length > 0 ? others[facet].state.value.value : undefined;
  const of = other ?? picture.value;
  return { values: of?.facets[key] ?? [], total: of?.totals[key] ?? 0 };
}

/** Asks for the picture of the present selection. */
export async function askOverview(): Promise<void> {
  const asked = view.peek();
  const askedRange = range.peek();
  waiting = [];
  const query = parameters(selection.peek(), FIRST_PICTURE);
  const answer = await loading.run((signal) => ask<OverviewAnswer>('overview', query, signal));
  if (answer === undefined) return;
  const { facets, totals, events } = answer;
  const read = new Map(answer.sources.map(({ path, bytes }) => [path, bytes ?? 0]));
  picture.value = { timeline: timelineOf(answer), facets, totals, events, read, range: askedRange };
  const late = waiting;
  waiting = [];
  countLive(late);
  // What the chosen facets would give costs a pass each, so it comes behind the picture.
  for (const facet of FACETS) {
    if (asked.chosen[facet].length === 0) others[facet].clear();
    else {
      const without = parameters(selectionOf(asked, facet).toString(), { top: FIRST_PICTURE.top });
      await others[facet].run((signal) => ask<FacetsAnswer>('facets', without, signal));
    }
  }
}

/** Counts events that came live. */
export function countLive(rows: readonly Row[]): void {
  if (loading.state.peek().status === 'loading') {
    waiting.push(...rows);
    return;
  }
  const before = picture.peek();
  if (before === undefined) return;
  const fresh = rows.filter(({ source, offset }) => offset >= (before.read.get(source) ?? 0));
  if (fresh.length === 0) return;
  const facets = { ...before.facets };
  const totals = { ...before.totals };
  for (const facet of FACETS) {
    const key = KEYS[facet];
    const values = fresh.flatMap((row) => row[facet] ?? []);
    const known = facets[key].length;
    const complete = known === totals[key];
    facets[key] = counted(facets[key], values, complete);
    totals[key] += facets[key].length - known;
  }
  picture.value = {
    ...before,
    timeline: withEvents(before.timeline, fresh, TYPES_SHOWN),
    facets,
    totals,
    events: before.events + fresh.length,
  };
}

/** The values with these counted too. A value that is not listed is new only where all are listed. */
function counted(
  values: readonly FacetValue[],
  more: readonly string[],
  complete: boolean,
): readonly FacetValue[] {
  if (more.length === 0) return values;
  const counts = new Map(values.map(({ value, count }) => [value, count]));
  for (const value of more) {
    const before = counts.get(value);
    if (before !== undefined || (complete && counts.size < FIRST_PICTURE.top))
      counts.set(value, (before ?? 0) + 1);
  }
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}
