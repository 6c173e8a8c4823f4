/**
 * `metrics` as tables: the windows beside each other, with when in them events happened; durations; what was begun and
 * ended; types with bars. Blocks that would hold nothing are left out.
 */
import { formatDuration } from '../base/duration.ts';
import { compareText } from '../base/text.ts';
import type { MetricsBody, MetricsReport, MetricsSnapshot } from '../model/metrics.ts';
import { bar, greatest, narrowed, sparkline } from './chart.ts';
import { type Palette, palette } from './colour.ts';
import { countCell, header, numberText, timeText } from './figure.ts';
import { type Cell, type Column, table } from './table.ts';
import type { View } from './view.ts';

/** Types that are shown where nobody asked for more; the JSON holds them all. */
const MOST_TYPES = 12;

/** Blocks with an empty line between them. */
export function metricsTable(report: MetricsReport, view: View): string {
  const paints = palette(view.color);
  const paths = report.sources.map((source) => `${source.path} (${source.dialect})`);
  const sources: readonly [string, string] = [paths.length === 1 ? 'source' : 'sources', named(paths)];
  return joined([
    header([...metricsFacts(report, view), sources], paints, view),
    ...metricsBlocks(report, view),
  ]);
}

/** Where windows end, and what was counted in all. */
function metricsFacts({ at, totals }: MetricsBody, view: View): readonly [string, string][] {
  const untimed = totals.untimed_events === 0 ? '' : ` (${totals.untimed_events} without a time)`;
  return [
    ['at', timeText(at, view)],
    ['events', `${totals.total_events}${untimed}`],
  ];
}

/** The tables: windows, durations (`brief`: of the narrowest), work, types; empty ones are empty texts. */
export function metricsBlocks(
  { windows }: MetricsBody,
  view: View,
  how: { readonly types: number; readonly brief: boolean } = { types: MOST_TYPES, brief: false },
): readonly string[] {
  const sheet: Sheet = { windows, view, paints: palette(view.color) };
  const timed = how.brief ? { ...sheet, windows: windows.slice(0, 1) } : sheet;
  return [rates(sheet), durations(timed), work(sheet), typeCounts(sheet, how.types)];
}

/** Blocks with an empty line between them; empty ones are left out. */
export function joined(blocks: readonly string[]): string {
  return blocks.filter((block) => block !== '').join('\n');
}

interface Sheet {
  readonly windows: readonly MetricsSnapshot[];
  readonly view: View;
  readonly paints: Palette;
}

function rates({ windows, view, paints }: Sheet): string {
  const spends = windows.some((each) => each.total_tokens !== 0 || each.total_cost !== 0);
  const invokes = windows.some((each) => each.agents_per_minute !== 0);
  const columns: readonly Column[] = [
    { title: 'window', kind: 'text', least: 3 },
    { title: 'events', kind: 'number' },
    { title: 'events/s', kind: 'number' },
    { title: 'activity', kind: 'picture', least: 10, width: 60, rank: 1 },
    { title: 'errors', kind: 'number', rank: 1 },
    ...(invokes ? [{ title: 'agents/min', kind: 'number', rank: 2 } as const] : []),
    ...(spends
      ? ([
          { title: 'tokens', kind: 'number', rank: 2 },
          { title: 'tokens/s', kind: 'number', rank: 3 },
          { title: 'cost', kind: 'number', rank: 2 },
          { title: 'cost/h', kind: 'number', rank: 3 },
        ] as const)
      : []),
  ];
  const rows = windows.map((each): Cell[] => [
    { text: sizeText(each) },
    { text: String(each.total_events) },
    { text: numberText(each.events_per_second), paint: paints.match },
    { text: '', draw: (width) => sparkline(narrowed(each.activity, width)), paint: paints.picture },
    countCell(each.total_errors, paints.error, paints),
    ...(invokes ? [{ text: numberText(each.agents_per_minute) }] : []),
    ...(spends
      ? [
          { text: numberText(each.total_tokens) },
          { text: numberText(each.tokens_per_second), paint: paints.dim },
          { text: priceText(each.total_cost) },
          { text: priceText(each.cost_per_hour), paint: paints.dim },
        ]
      : []),
  ]);
  return table(columns, rows, view);
}

/** One row a window for agents and one for all events, where they have durations. */
function durations({ windows, view, paints }: Sheet): string {
  const rows = windows.flatMap((each): Cell[][] => {
    const mark = each.percentiles_exact === false ? '~' : '';
    const row = (what: string, figures: readonly (number | undefined)[]): Cell[][] =>
      figures[0] === undefined
        ? []
        : [
            [
              { text: sizeText(each) },
              { text: what, paint: paints.type },
              ...figures.map((ms, n) => ({ text: `${n === 0 ? '' : mark}${numberText(ms!)}` })),
            ],
          ];
    return [
      ...row('agents', [
        each.avg_agent_duration_ms,
        each.p50_agent_duration_ms,
        each.p95_agent_duration_ms,
        each.p99_agent_duration_ms,
      ]),
      ...row('all', [each.avg_duration_ms, each.p50_duration_ms, each.p95_duration_ms, each.p99_duration_ms]),
    ];
  });
  const columns: readonly Column[] = [
    { title: 'window', kind: 'text', least: 3 },
    { title: 'ms of', kind: 'text', least: 6 },
    ...['mean', 'p50', 'p95', 'p99'].map((title): Column => ({ title, kind: 'number', rank: 1 })),
  ];
  const sketched = windows.some((each) => each.percentiles_exact === false);
  const note = sketched ? `${paints.dim('~ within 1 %, from a sketch')}\n` : '';
  return rows.length === 0 ? '' : table(columns, rows, view) + note;
}

const WORK = [
  ['agents', 'agents_active', 'agents_completed', 'agents_failed'],
  ['workflows', 'workflows_active', 'workflows_completed', 'workflows_failed'],
  ['tasks', 'tasks_active', 'tasks_completed', 'tasks_failed'],
  ['tests', 'tests_running', 'tests_passed', 'tests_failed'],
] as const;

/** One row a kind of work: how many are under way, and by window how many ended well and not. */
function work({ windows, view, paints }: Sheet): string {
  const [narrowest] = windows;
  if (narrowest === undefined) return '';
  const there = WORK.filter(([, ...keys]) => windows.some((each) => keys.some((key) => each[key] > 0)));
  const columns: readonly Column[] = [
    { title: 'work', kind: 'text', least: 6 },
    { title: 'active', kind: 'number' },
    ...windows.flatMap((each, n): Column[] => [
      { title: `${sizeText(each)} done`, kind: 'number', rank: n + 1 },
      { title: 'failed', kind: 'number', rank: n + 1 },
    ]),
  ];
  const rows = there.map(([name, active, completed, failed]): Cell[] => {
    const progress = name === 'tasks' ? narrowest.task_progress_avg : undefined;
    return [
      { text: progress === undefined ? name : `${name} (${numberText(progress)}%)`, paint: paints.type },
      countCell(narrowest[active], paints.match, paints),
      ...windows.flatMap((each) => [
        countCell(each[completed], paints.ok, paints),
        countCell(each[failed], paints.error, paints),
      ]),
    ];
  });
  return table(columns, rows, view);
}

/** One row a type, the most frequent of the widest window first. */
function typeCounts({ windows, view, paints }: Sheet, limit: number): string {
  const widest = windows.at(-1);
  if (widest === undefined) return '';
  const all = Object.entries(widest.events_by_type).sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]));
  const most = greatest(all.map(([, count]) => count));
  const columns: readonly Column[] = [
    { title: 'type', kind: 'text', least: 12, enough: 28 },
    ...windows.map(
      (each, n): Column => ({
        title: sizeText(each),
        kind: 'number',
        rank: n === windows.length - 1 ? 0 : 2,
      }),
    ),
    { title: '', kind: 'picture', width: 24, rank: 1 },
  ];
  const rows = all
    .slice(0, limit)
    .map(([type, count]): Cell[] => [
      { text: type, paint: paints.type },
      ...windows.map((each) => countCell(each.events_by_type[type] ?? 0, (text) => text, paints)),
      { text: '', draw: (width) => bar(count / most, width), paint: paints.picture },
    ]);
  const more = all.length > limit ? `${paints.dim(`${limit} of ${all.length} types`)}\n` : '';
  return rows.length === 0 ? '' : table(columns, rows, view) + more;
}

/** The size of a window: `5m`. */
export function sizeText({ window_size_seconds: seconds }: MetricsSnapshot): string {
  return formatDuration(Math.round(seconds * 1e6)).replaceAll(' ', '');
}

function priceText(price: number): string {
  return Math.abs(price) < 1 ? numberText(price) : price.toFixed(2);
}

function named(paths: readonly string[]): string {
  const shown = paths.slice(0, 3).join(', ');
  return paths.length > 3 ? `${paths.length}: ${shown}, …` : shown;
}
