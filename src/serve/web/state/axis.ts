/** The time axis: what range is pictured, and the ways to another one. */
import { computed, type ReadonlySignal } from '@preact/signals';
import { boundText } from '../parts/figures.ts';
import { extentOf } from '../time/timeline.ts';
import { between, epochOf, moved, type Range, scaled, tidy } from '../time/zoom.ts';
import { go, view } from './address.ts';
import { pictured, timeline } from './overview.ts';
import { outline } from './whole.ts';

/** From where to where the axis runs: the range that the picture is of, else as far as there are events. */
export const axis: ReadonlySignal<Range | undefined> = computed(() => {
  const extent = timeline.value === undefined ? undefined : extentOf(timeline.value);
  const asked = new URLSearchParams(pictured.value);
  const from = epochOf(asked.get('since') ?? '') ?? extent?.[0];
  const to = epochOf(asked.get('until') ?? '') ?? extent?.[1];
  return from === undefined || to === undefined || from >= to ? extent : [from, to];
});

/** As far as there are events at all. */
export const whole: ReadonlySignal<Range | undefined> = computed(() =>
  outline.value === undefined ? undefined : extentOf(outline.value),
);

/** Whether a part of the log is looked at. */
export const isZoomed: ReadonlySignal<boolean> = computed(
  () => view.value.since !== '' || view.value.until !== '',
);

/** Shows a range. */
export function showRange(range: Range): void {
  const [from, to] = tidy(range);
  go({ since: boundText(from), until: boundText(to) });
}

/** Shows everything. */
export function showAll(): void {
  go({ since: '', until: '' });
}

/** Shows what is around the middle, `by` times as much; everything where that is all there is. */
export function zoom(by: number): void {
  const now = axis.peek();
  if (now === undefined) return;
  const next = scaled(now, by);
  const all = whole.peek();
  if (all !== undefined && next[0] <= all[0] && next[1] >= all[1]) showAll();
  else showRange(next);
}

/** Moves the range by a part of its length. */
export function pan(by: number): void {
  const now = axis.peek();
  if (now !== undefined && isZoomed.peek()) showRange(moved(now, by));
}

/** Shows what is within this many seconds of a moment. */
export function showAround(epoch: number, seconds: number): void {
  showRange(between(epoch - seconds, epoch + seconds));
}
