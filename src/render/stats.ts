/** `stats` as tables: the whole in a few lines, then types, groups, buckets and percentiles, pictures beside counts. */
import type { BucketRow, GroupRow, PercentileRow, StatsReport, TypeRow } from '../model/report.ts';
import { bar, greatest } from './chart.ts';
import { type Palette, palette } from './colour.ts';
import {
  caption,
  countCell,
  durationText,
  header,
  numberText,
  plural,
  shareText,
  timeText,
} from './figure.ts';
import { type Cell, type Column, table } from './table.ts';
import type { View } from './view.ts';

/** The figures of a distribution that a narrow terminal keeps. */
const TELLING: ReadonlySet<string> = new Set(['p50', 'p99', 'max']);

/** Blocks with an empty line between them; a block without rows is left out. */
export function statsTable(report: StatsReport, view: View): string {
  const paints = palette(view.color);
  const blocks = [
    header(facts(report, view), paints, view),
    types(report.types, view, paints),
    groups(report.groups ?? [], view, paints),
    buckets(report.buckets ?? [], view, paints),
    percentiles(report.percentiles ?? [], view, paints),
  ];
  return blocks.filter((block) => block !== '').join('\n');
}

function facts(report: StatsReport, view: View): [string, string][] {
  const each = report.events_per_session;
  const rate = each === undefined ? '' : ` (${numberText(each)} events a session)`;
  const damaged = report.sources.map((source) => source.damaged ?? 0).reduce((sum, count) => sum + count, 0);
  const span: [string, string][] =
    report.first === undefined
      ? []
      : [
          ['first', timeText(report.first, view)],
          ['last', timeText(report.last, view)],
          ['span', durationText(report.span_seconds)],
        ];
  const paths = report.sources.map((source) => `${source.path} (${source.dialect})`);
  return [
    ['events', String(report.events)],
    ...span,
    ['sessions', `${report.sessions}${rate}`],
    [report.sources.length === 1 ? 'source' : 'sources', named(paths)],
    ...(damaged > 0 ? ([['damaged', plural(damaged, 'line')]] as [string, string][]) : []),
  ];
}

function named(paths: readonly string[]): string {
  const shown = paths.slice(0, 3).join(', ');
  return paths.length > 3 ? `${paths.length}: ${shown}, …` : shown;
}

function types(rows: readonly TypeRow[], view: View, paints: Palette): string {
  const columns: Column[] = [
    { title: 'type', kind: 'text', least: 16, enough: 32 },
    { title: 'count', kind: 'number' },
    { title: '', kind: 'picture', width: 16, rank: 3 },
    { title: 'share', kind: 'number', rank: 4 },
    { title: 'ok', kind: 'number', rank: 2 },
    { title: 'error', kind: 'number', rank: 1 },
    { title: 'first', kind: 'time', rank: 6 },
    { title: 'last', kind: 'time', rank: 5 },
  ];
  const most = greatest(rows.map((row) => row.count));
  const cells = rows.map((row): Cell[] => [
    { text: row.type ?? '-', paint: paints.type },
    { text: String(row.count) },
    { text: '', draw: (width) => bar(row.count / most, width), paint: paints.picture },
    { text: shareText(row.share), paint: paints.dim },
    countCell(row.ok, paints.ok, paints),
    countCell(row.error, paints.error, paints),
    { text: timeText(row.first, view), paint: paints.time },
    { text: timeText(row.last, view), paint: paints.time },
  ]);
  return table(columns, cells, view);
}

function groups(rows: readonly GroupRow[], view: View, paints: Palette): string {
  const columns: Column[] = [
    { title: view.parts?.by ?? 'value', kind: 'text', least: 12, enough: 32 },
    { title: 'count', kind: 'number' },
    { title: '', kind: 'picture', width: 24, rank: 1 },
  ];
  const most = greatest(rows.map((row) => row.count));
  const cells = rows.map((row): Cell[] => [
    { text: typeof row.value === 'string' ? row.value : (JSON.stringify(row.value) ?? '-') },
    { text: String(row.count) },
    { text: '', draw: (width) => bar(row.count / most, width), paint: paints.picture },
  ]);
  return table(columns, cells, view);
}

function buckets(rows: readonly BucketRow[], view: View, paints: Palette): string {
  const bucketUs = view.parts?.bucketUs;
  const title = bucketUs === undefined ? 'start' : `bucket of ${durationText(bucketUs / 1e6)}`;
  const columns: Column[] = [
    { title, kind: 'time' },
    { title: 'count', kind: 'number' },
    { title: '', kind: 'picture', width: 48, rank: 1 },
  ];
  const most = greatest(rows.map((row) => row.count));
  const cells = rows.map((row): Cell[] => [
    { text: timeText(row.start, view), paint: paints.time },
    { text: String(row.count), ...(row.count === 0 ? { paint: paints.dim } : {}) },
    { text: '', draw: (width) => bar(row.count / most, width), paint: paints.picture },
  ]);
  return table(columns, cells, view);
}

function percentiles(rows: readonly PercentileRow[], view: View, paints: Palette): string {
  if (rows.length === 0) return '';
  const figures = ['min', 'p50', 'p90', 'p95', 'p99', 'max', 'mean'] as const;
  const columns: Column[] = [
    { title: 'type', kind: 'text', least: 12 },
    { title: 'count', kind: 'number', rank: 2 },
    ...figures.map((title): Column => ({ title, kind: 'number', rank: TELLING.has(title) ? 1 : 2 })),
  ];
  const cells = rows.map((row): Cell[] => [
    { text: row.type ?? '-', paint: paints.type },
    { text: String(row.count), paint: paints.dim },
    ...figures.map((figure): Cell => ({ text: `${row.exact ? '' : '~'}${numberText(row[figure])}` })),
  ]);
  const of = view.parts?.percentiles;
  const unit = rows[0]?.unit;
  const name = `${of === undefined ? '' : `${of} `}percentiles${unit === undefined ? '' : ` (${unit})`}`;
  const sketched = rows.some((row) => !row.exact) ? paints.dim('~ within 1 %, from a sketch') : '';
  return caption(name, paints, view) + table(columns, cells, view) + (sketched === '' ? '' : `${sketched}\n`);
}
