/** The timeline: the chart, what is under the pointer, and the same by keys. */
import { useSignal, useSignalEffect } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import { inert } from '../../../render/inert.ts';
import { countText, lengthText, momentText } from '../parts/figures.ts';
import { view } from '../state/address.ts';
import { axis, isZoomed, pan, showAll, showRange, zoom } from '../state/axis.ts';
import { overview, timeline } from '../state/overview.ts';
import { typeColours } from '../state/palette.ts';
import { colours } from '../state/theme.ts';
import { gaps, regressions } from '../state/whole.ts';
import { bucketAt, type Drawing, dataOf, newChart } from './chart.ts';
import { countAt, type Timeline } from './timeline.ts';
import { between } from './zoom.ts';

const HINT =
  'Timeline of events. Left and right move a cursor, with Shift they mark a range, Enter shows it, plus and minus zoom, Escape shows everything.';

export function TimeAxis(): VNode {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const drawing = useRef<Drawing | undefined>(undefined);
  const hovered = useSignal<{ bucket: number; left: number } | undefined>(undefined);
  const cursor = useSignal<number | undefined>(undefined);
  const mark = useSignal<number | undefined>(undefined);

  useSignalEffect(() => {
    const [data, range] = [timeline.value, axis.value];
    if (data === undefined || range === undefined || place.current === null) return;
    const before = drawing.current;
    drawing.current = {
      timeline: data,
      axis: range,
      gaps: gaps.value,
      regressions: regressions.value,
      colours: colours.value,
      typeColours: typeColours.value,
      zone: view.value.zone,
      cursor: cursor.value,
      mark: mark.value,
    };
    const isOther =
      before === undefined ||
      before.typeColours.join() !== drawing.current.typeColours.join() ||
      before.colours !== colours.value;
    if (isOther) {
      chart.current?.destroy();
      chart.current = newChart(place.current, () => drawing.current!, {
        onRange: showRange,
        onReset: showAll,
        onHover(bucket, left) {
          hovered.value = bucket === undefined ? undefined : { bucket, left };
        },
      });
      if (before === undefined) performance.mark('inquest:picture');
    } else chart.current?.setData(dataOf(data));
  });
  useEffect(() => {
    const element = place.current!;
    const resized = new ResizeObserver(() => {
      chart.current?.setSize({
        width: Math.max(50, element.clientWidth),
        height: Math.max(40, element.clientHeight),
      });
    });
    resized.observe(element);
    return () => {
      resized.disconnect();
      chart.current?.destroy();
    };
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    const [data, range] = [timeline.value, axis.value];
    if (data === undefined || range === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = data.stepUs / 1e6;
    const move = (to: number): void => {
      const at = Math.min(range[1], Math.max(range[0], to));
      if (event.shiftKey) mark.value ??= cursor.value ?? at;
      else mark.value = undefined;
      cursor.value = at;
    };
    const keys: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => move((cursor.value ?? range[1]) - step),
      ArrowRight: () => move((cursor.value ?? range[0] - step) + step),
      PageUp: () => pan(-0.5),
      PageDown: () => pan(0.5),
      Home: () => move(range[0]),
      End: () => move(range[1] - step),
      Enter: () => {
        if (cursor.value === undefined) return;
        showRange(
          mark.value === undefined ? [cursor.value, cursor.value + step] : between(mark.value, cursor.value),
        );
        cursor.value = mark.value = undefined;
      },
      Escape: () => {
        if (cursor.value === undefined) showAll();
        cursor.value = mark.value = undefined;
      },
      '+': () => zoom(0.5),
      '=': () => zoom(0.5),
      '-': () => zoom(2),
    };
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };

  const data = timeline.value;
  const byKey =
    data === undefined || cursor.value === undefined ? undefined : bucketAt(data, cursor.value + 1e-9);
  const isEmpty = data !== undefined && data.totals.length === 0;
  return (
    <div class={`time-axis${overview.value.status === 'loading' ? ' waiting' : ''}`}>
      <div
        class="chart"
        ref={place}
        role="application"
        aria-label={HINT}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes keys
        tabIndex={0}
        onKeyDown={onKeyDown}
      />
      {data === undefined && <Awaited />}
      {isEmpty && (
        <p class="nothing">
          No event {isZoomed.value ? 'in this range' : 'has a time'} that fulfils all of this.
        </p>
      )}
      {data !== undefined && hovered.value !== undefined && <Hover {...hovered.value} timeline={data} />}
      <p class="visually-hidden" aria-live="polite">
        {data !== undefined && byKey !== undefined && spoken(data, byKey)}
      </p>
    </div>
  );
}

/** What stands in the place of the first picture: that it is on its way, or why it is not. */
function Awaited(): VNode {
  const { status, faults } = overview.value;
  if (status !== 'failed') return <p class="nothing">reading the log …</p>;
  return <p class="nothing is-error">{inert(faults[0]?.message ?? 'the server cannot be reached')}</p>;
}

interface HoverProps {
  readonly timeline: Timeline;
  readonly bucket: number;
  readonly left: number;
}

/** The counts of the bucket under the pointer. */
function Hover({ timeline: data, bucket, left }: HoverProps): VNode {
  const step = data.stepUs / 1e6;
  const rows = data.types
    .map((type, index) => ({
      type: inert(type),
      count: countAt(data, bucket, index),
      colour: typeColours.value[index] ?? '',
    }))
    .concat({ type: 'others', count: countAt(data, bucket), colour: colours.value.other })
    .filter(({ count }) => count > 0);
  const errors = data.errors[bucket] ?? 0;
  const middle = (data.first + bucket + 0.5) * step;
  const silence = gaps.value.find(
    ({ from, to }) => middle > (from.epoch ?? middle) && middle < (to.epoch ?? middle),
  );
  return (
    <div
      class="hover"
      style={left > innerWidth / 2 ? { right: `calc(100% - ${left - 14}px)` } : { left: `${left + 14}px` }}
    >
      <div class="hover-head">
        <time>{momentText((data.first + bucket) * step, view.value.zone, step)}</time>
        <span>+ {lengthText(step)}</span>
      </div>
      <table>
        <tbody>
          {rows.map(({ type, count, colour }) => (
            <tr key={type}>
              <td>
                <span class="dot" style={{ background: colour }} />
                {type}
              </td>
              <td class="number">{countText(count)}</td>
            </tr>
          ))}
          {silence !== undefined && (
            <tr>
              <td>
                <span class="swatch gap" /> silence
              </td>
              <td class="number">{lengthText(silence.seconds)}</td>
            </tr>
          )}
          {errors > 0 && (
            <tr class="is-error">
              <td>failed</td>
              <td class="number">{countText(errors)}</td>
            </tr>
          )}
          <tr class="sum">
            <td>all</td>
            <td class="number">{countText(data.totals[bucket] ?? 0)}</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}

function spoken(data: Timeline, bucket: number): string {
  const step = data.stepUs / 1e6;
  const rows = data.types
    .map((type, index) => ({ type, count: countAt(data, bucket, index) }))
    .filter(({ count }) => count > 0)
    .map(({ type, count }) => `${inert(type)} ${count}`);
  return `${momentText((data.first + bucket) * step, view.value.zone, step)}: ${data.totals[bucket]} events. ${rows.join(', ')}`;
}
