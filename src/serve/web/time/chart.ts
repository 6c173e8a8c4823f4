/**
 * The stacked bars of the timeline on a uPlot canvas, with silences, errors and regressions drawn over them.
 * Invariant: what is drawn is read from the drawing at the moment of drawing; a change of data or colours is a redraw.
 */
import uPlot from 'uplot';
import type { GapRow, Ref } from '../../../model/report.ts';
import { lengthText } from '../parts/figures.ts';
import type { Colours } from '../state/theme.ts';
import { tickLabels } from './ticks.ts';
import { stacked, type Timeline } from './timeline.ts';
import type { Range } from './zoom.ts';

/** All that a picture shows. */
export interface Drawing {
  readonly timeline: Timeline;
  readonly axis: Range;
  readonly gaps: readonly GapRow[];
  readonly regressions: readonly Ref[];
  readonly colours: Colours;
  readonly typeColours: readonly string[];
  readonly zone: string;
  /** The moment under the keyboard's cursor, and the other end of a range that it marks; seconds. */
  readonly cursor: number | undefined;
  readonly mark: number | undefined;
}

/** What a user does to it. */
export interface Hands {
  readonly onRange: (range: Range) => void;
  readonly onReset: () => void;
  /** The bucket under the pointer and where it is, in CSS pixels; undefined outside. */
  readonly onHover: (bucket: number | undefined, left: number) => void;
}

const ERROR_PX = 3;
const LABEL_PX = 64;
const FONT = '11px system-ui, sans-serif';

/** A chart in an element. `read` gives the drawing; series are made anew when the types change. */
export function newChart(target: HTMLElement, read: () => Drawing, hands: Hands): uPlot {
  const { timeline, colours, typeColours } = read();
  const bars = uPlot.paths.bars!({
    size: [1, Number.POSITIVE_INFINITY],
    align: 1,
    gap: timeline.totals.length > 400 ? 0 : 1,
  });
  const series = [colours.other, ...[...typeColours].reverse()].map((fill) => ({
    fill,
    width: 0,
    paths: bars,
    points: { show: false },
  }));
  const text = {
    stroke: () => read().colours.muted,
    font: FONT,
    grid: { stroke: () => read().colours.line, width: 1 },
  };
  return new uPlot(
    {
      width: Math.max(50, target.clientWidth),
      height: Math.max(40, target.clientHeight),
      series: [{}, ...series],
      legend: { show: false },
      padding: [10, 26, 0, 0],
      scales: {
        x: { time: true, range: () => [...read().axis] },
        y: { range: (_, __, max) => [0, Math.max(1, max * 1.05)] },
      },
      axes: [
        {
          ...text,
          size: 38,
          gap: 4,
          space: 70,
          ticks: { stroke: () => read().colours.line, size: 4 },
          values: (_, splits, __, ___, step) => [...tickLabels(splits, step, read().zone)],
        },
        { ...text, size: 52, gap: 4, ticks: { show: false }, space: 28, incrs: COUNTS },
      ],
      tzDate: (seconds) =>
        uPlot.tzDate(new Date(seconds * 1e3), read().zone === 'UTC' ? 'Etc/UTC' : read().zone),
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false, dist: 3 },
        bind: {
          dblclick: () => () => {
            hands.onReset();
            return null;
          },
        },
      },
      hooks: {
        drawClear: [(chart) => drawGaps(chart, read())],
        draw: [(chart) => drawMarks(chart, read())],
        setSelect: [
          (chart) => {
            const { left, width } = chart.select;
            if (width < 2) return;
            hands.onRange([chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x')]);
            chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
        setCursor: [
          (chart) => {
            const { left = -1 } = chart.cursor;
            hands.onHover(
              left < 0 ? undefined : bucketAt(read().timeline, chart.posToVal(left, 'x')),
              left + chart.over.offsetLeft,
            );
          },
        ],
      },
    },
    dataOf(timeline),
    target,
  );
}

/** The columns that the chart draws. */
export function dataOf(timeline: Timeline): uPlot.AlignedData {
  return stacked(timeline) as unknown as uPlot.AlignedData;
}

/** The bucket that a moment is in; undefined where there is none. */
export function bucketAt(timeline: Timeline, epoch: number): number | undefined {
  const bucket = Math.floor((epoch * 1e6) / timeline.stepUs) - timeline.first;
  return bucket >= 0 && bucket < timeline.totals.length ? bucket : undefined;
}

const COUNTS = [1, 2, 5]
  .flatMap((n) => Array.from({ length: 10 }, (_, power) => n * 10 ** power))
  .sort((a, b) => a - b);

function drawGaps(chart: uPlot, { gaps, colours, axis }: Drawing): void {
  const { ctx, bbox } = chart;
  const hatch = hatchOf(ctx, colours.gap);
  clipped(chart, () => {
    for (const { from, to, seconds } of gaps) {
      if (from.epoch === undefined || to.epoch === undefined || to.epoch < axis[0] || from.epoch > axis[1])
        continue;
      const left = Math.max(bbox.left, chart.valToPos(from.epoch, 'x', true));
      const right = Math.min(bbox.left + bbox.width, chart.valToPos(to.epoch, 'x', true));
      const width = Math.max(1, right - left);
      ctx.globalAlpha = 0.35;
      ctx.fillStyle = hatch;
      ctx.fillRect(left, bbox.top, width, bbox.height);
      ctx.globalAlpha = 1;
      ctx.fillStyle = colours.gap;
      ctx.fillRect(left, bbox.top, width, 2 * devicePixelRatio);
      if (width < LABEL_PX * devicePixelRatio) continue;
      ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
      ctx.fillStyle = colours.muted;
      ctx.textAlign = 'center';
      ctx.textBaseline = 'top';
      ctx.fillText(lengthText(seconds), left + width / 2, bbox.top + 5 * devicePixelRatio);
    }
  });
}

function drawMarks(chart: uPlot, { timeline, regressions, colours, cursor, mark }: Drawing): void {
  const { ctx, bbox } = chart;
  const ratio = devicePixelRatio;
  const step = timeline.stepUs / 1e6;
  const bottom = bbox.top + bbox.height;
  const at = (epoch: number): number => chart.valToPos(epoch, 'x', true);
  clipped(chart, () => {
    ctx.fillStyle = colours.error;
    timeline.errors.forEach((count, bucket) => {
      if (count === 0) return;
      const start = at((timeline.first + bucket) * step);
      ctx.fillRect(
        start,
        bottom - ERROR_PX * ratio,
        Math.max(2 * ratio, at((timeline.first + bucket + 1) * step) - start - ratio),
        ERROR_PX * ratio,
      );
    });
    if (cursor !== undefined) {
      ctx.fillStyle = colours.accent;
      ctx.fillRect(at(cursor), bbox.top, ratio, bbox.height);
      if (mark !== undefined) {
        ctx.globalAlpha = 0.2;
        ctx.fillRect(Math.min(at(mark), at(cursor)), bbox.top, Math.abs(at(mark) - at(cursor)), bbox.height);
        ctx.globalAlpha = 1;
      }
    }
  });
  ctx.save();
  ctx.fillStyle = colours.regression;
  for (const { epoch } of regressions) {
    if (epoch === undefined) continue;
    const x = at(epoch);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x - 4 * ratio, bbox.top - 8 * ratio);
    ctx.lineTo(x + 4 * ratio, bbox.top - 8 * ratio);
    ctx.lineTo(x, bbox.top - ratio);
    ctx.fill();
  }
  ctx.restore();
}

function clipped({ ctx, bbox }: uPlot, draw: () => void): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw();
  ctx.restore();
}

function hatchOf(ctx: CanvasRenderingContext2D, colour: string): CanvasPattern | string {
  const size = 8 * devicePixelRatio;
  const tile = new OffscreenCanvas(size, size);
  const pen = tile.getContext('2d');
  if (pen === null) return colour;
  pen.strokeStyle = colour;
  pen.lineWidth = devicePixelRatio;
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift, size);
    pen.lineTo(shift + size, 0);
  }
  pen.stroke();
  return ctx.createPattern(tile, 'repeat') ?? colour;
}
