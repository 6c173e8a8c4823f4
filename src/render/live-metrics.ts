/**
 * Metrics that go on: a screen that fits a terminal, one line an interval for whoever reads text, one JSON document for
 * programs. Invariant: a screen has at most as many lines as the terminal, none wider than it.
 */
import type { MetricsBody, MetricsSnapshot } from '../model/metrics.ts';
import { greatest, skyline } from './chart.ts';
import { palette } from './colour.ts';
import { numberText, timeText } from './figure.ts';
import { inert, inertJson } from './inert.ts';
import { joined, metricsBlocks, sizeText } from './metrics.ts';
import { cut, displayWidth } from './terminal.ts';
import type { View } from './view.ts';

export interface Screen {
  /** Lines of the terminal. */
  readonly height: number;
  /** What is followed. */
  readonly names: readonly string[];
  /** The last thing that must be said, as plain text. */
  readonly said?: string;
}

/** Lines that the chart takes where there is room. */
const CHART_HEIGHT = 4;
/** A terminal of fewer lines has no chart. */
const CHART_FROM = 30;

/** The lines of a screen, without newlines. */
export function metricsScreen(body: MetricsBody, view: View, screen: Screen): readonly string[] {
  const paints = palette(view.color);
  const [narrowest] = body.windows;
  const title = titleLine(body, view, screen.names);
  const said = screen.said === undefined ? [] : [paints.warning(cut(inert(screen.said), view.width))];
  const chart = narrowest !== undefined && screen.height >= CHART_FROM ? chartLines(narrowest, view) : [];
  const room = screen.height - 2 - chart.length - said.length;
  const blocks = metricsBlocks(body, view, { types: Math.max(3, room), brief: true });
  const tables = joined(blocks).trimEnd().split('\n');
  return [title, '', ...chart, ...tables.slice(0, Math.max(0, room)), ...said].slice(0, screen.height);
}

/** One line of `name=value` for a reader of lines: the narrowest window. */
export function metricsLine(body: MetricsBody, view: View): string {
  const [window] = body.windows;
  if (window === undefined) return '';
  const figures: readonly (readonly [string, number | undefined])[] = [
    ['events', window.total_events],
    ['events_per_second', window.events_per_second],
    ['errors', window.total_errors],
    ['agents_active', window.agents_active],
    ['agents_completed', window.agents_completed],
    ['agents_failed', window.agents_failed],
    ['tasks_active', window.tasks_active],
    ['p95_duration_ms', window.p95_duration_ms],
    ['tokens_per_second', window.tokens_per_second],
    ['cost_per_hour', window.cost_per_hour],
  ];
  const told = figures.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${numberText(value)}`],
  );
  return `${timeText(window.to, view)}  window=${sizeText(window)} ${told.join(' ')}\n`;
}

/** The whole of it as one line of JSON. */
export function metricsJson(body: MetricsBody): string {
  return `${inertJson(JSON.stringify({ report: 'metrics', version: 1, ...body }))}\n`;
}

/** What is followed, and on the right how many events there were and what time it is. */
function titleLine({ at, totals }: MetricsBody, view: View, names: readonly string[]): string {
  const paints = palette(view.color);
  const right = `${totals.total_events} events  ${timeText(at, view).slice(11, 19)}`;
  const room = view.width - right.length - 2;
  if (room < 8) return cut(right, view.width);
  const left = cut(inert(names.join(', ')), room);
  return `${paints.match(left)}${' '.repeat(room + 2 - displayWidth(left))}${right}`;
}

/** Events over the narrowest window, as wide as the terminal lets it be. */
function chartLines(window: MetricsSnapshot, view: View): readonly string[] {
  const paints = palette(view.color);
  const seconds = window.window_size_seconds / window.activity.length;
  const rates = window.activity.map((count) => count / seconds);
  const wide = Array.from(
    { length: view.width },
    (_, column) => rates[Math.floor((column * rates.length) / view.width)] ?? 0,
  );
  const most = `${numberText(greatest(rates))} events/s at most, last ${sizeText(window)}`;
  return [
    ...skyline(wide, CHART_HEIGHT).map((line) => paints.picture(line.trimEnd())),
    paints.dim(cut(most, view.width)),
    '',
  ];
}
