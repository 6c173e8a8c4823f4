/** The whole log as a small map: what part of it is looked at, and a way to another part. */
import { useSignal } from '@preact/signals';
import type { CSSProperties, TargetedPointerEvent, VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { view } from '../state/address.ts';
import { axis, isZoomed, showAll, showRange, whole } from '../state/axis.ts';
import { colours } from '../state/theme.ts';
import { outline } from '../state/whole.ts';
import { between, type Range, within } from './zoom.ts';

/** The map's window; where it is held it moves, where the map is held a new one is drawn. For keys there is the timeline. */
export function Outline(): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const held = useRef<{ readonly at: number; readonly window: Range | undefined } | undefined>(undefined);
  const drawn = useSignal<Range | undefined>(undefined);
  const width = useSignal(0);
  const all = whole.value;
  const data = outline.value;
  const { muted } = colours.value;

  useEffect(() => {
    const resized = new ResizeObserver(([entry]) => {
      width.value = entry?.contentRect.width ?? 0;
    });
    resized.observe(canvas.current!);
    return () => resized.disconnect();
  }, [width]);
  useEffect(() => {
    const pen = canvas.current?.getContext('2d');
    if (!pen || data === undefined || width.value === 0) return;
    const [w, h] = [Math.round(width.value * devicePixelRatio), Math.round(20 * devicePixelRatio)];
    pen.canvas.width = w;
    pen.canvas.height = h;
    const most = Math.max(1, ...data.totals);
    const bar = w / Math.max(1, data.totals.length);
    pen.fillStyle = muted;
    data.totals.forEach((count, index) => {
      // The root shows that there is something where most is little.
      const height = count === 0 ? 0 : Math.max(devicePixelRatio, Math.sqrt(count / most) * h);
      pen.fillRect(index * bar, h - height, Math.max(1, bar - 0.5), height);
    });
  }, [data, width.value, muted]);

  const epochAt = (event: TargetedPointerEvent<HTMLElement>): number => {
    const { left, width: wide } = event.currentTarget.getBoundingClientRect();
    const [from, to] = all ?? [0, 1];
    return from + ((event.clientX - left) / wide) * (to - from);
  };
  const window = drawn.value ?? (isZoomed.value ? axis.value : undefined);
  const onPointerDown = (event: TargetedPointerEvent<HTMLElement>): void => {
    if (all === undefined) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = epochAt(event);
    const holds = window !== undefined && at > window[0] && at < window[1];
    held.current = { at, window: holds ? window : undefined };
  };
  const onPointerMove = (event: TargetedPointerEvent<HTMLElement>): void => {
    if (held.current === undefined) return;
    const { at, window: moving } = held.current;
    const now = epochAt(event);
    drawn.value = moving === undefined ? between(at, now) : [moving[0] + now - at, moving[1] + now - at];
  };
  const onPointerUp = (): void => {
    const range = drawn.value;
    held.current = undefined;
    drawn.value = undefined;
    if (range !== undefined && all !== undefined && range[1] - range[0] > (all[1] - all[0]) / 2000)
      showRange(range);
  };
  return (
    <div
      class="outline"
      aria-hidden="true"
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onDblClick={showAll}
      title={
        view.value.since === ''
          ? 'The whole log: drag to look at a part'
          : 'The whole log: drag the window, double click for everything'
      }
    >
      <canvas ref={canvas} />
      {window !== undefined && all !== undefined && (
        <div class="window" style={placed(within(window, all), all)} />
      )}
    </div>
  );
}

function placed([from, to]: Range, [first, last]: Range): CSSProperties {
  const part = (epoch: number): number => ((epoch - first) / (last - first)) * 100;
  return { left: `${part(from)}%`, width: `max(3px, ${part(to) - part(from)}%)` };
}
