/**
 * The whole log, whatever is selected: its outline for the small map, its silences and where its time runs backwards.
 * Asked for behind the picture, for each costs a pass over the logs.
 */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { GapRow, GapsReport, Ref } from '../../../model/report.ts';
import {
  type Counted,
  type Timeline,
  type TimelineAnswer,
  timelineOf,
  withEvents,
} from '../time/timeline.ts';
import { ask, parameters } from './ask.ts';
import { type Load, newLoading } from './loading.ts';

const OUTLINE_BUCKETS = 300;
const GAPS_SHOWN = 1000;

const outlineLoading = newLoading<TimelineAnswer>();
const known = signal<Timeline | undefined>(undefined);
const gapsLoading = newLoading<GapsReport>();

export const gapsState: ReadonlySignal<Load<GapsReport>> = gapsLoading.state;
export const outline: ReadonlySignal<Timeline | undefined> = known;
export const gaps: ReadonlySignal<readonly GapRow[]> = computed(
  () => gapsLoading.state.value.value?.gaps ?? [],
);
export const regressions: ReadonlySignal<readonly Ref[]> = computed(
  () => gapsLoading.state.value.value?.regressions.places ?? [],
);

/** Asks for the outline of all events. */
export async function askOutline(): Promise<void> {
  const query = parameters('', { buckets: OUTLINE_BUCKETS, types: 1 });
  const answer = await outlineLoading.run((signal) => ask<TimelineAnswer>('timeline', query, signal));
  if (answer !== undefined) takeOutline(answer);
}

/** Takes the outline from an answer about all events. */
export function takeOutline(answer: TimelineAnswer): void {
  known.value = timelineOf(answer);
}

/** Takes in events that came live, whatever is selected. */
export function growOutline(rows: readonly Counted[]): void {
  if (known.peek() !== undefined) known.value = withEvents(known.peek()!, rows);
}

/** Asks for the silences longer than this. */
export async function askGaps(threshold: string): Promise<void> {
  await gapsLoading.run((signal) =>
    ask<GapsReport>('gaps', parameters('', { threshold, top: GAPS_SHOWN, sort: 'length' }), signal),
  );
}
