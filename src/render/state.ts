/** `state` as tables: the instant, the tracked fields, what is open; or between two instants what changed. */
import type { Ref } from '../model/report.ts';
import type { OpenRow, StateBody, StateChange } from '../model/tracked.ts';
import { type Palette, palette } from './colour.ts';
import { caption, durationText, header, plural, refText, timeText } from './figure.ts';
import { type Cell, type Column, table } from './table.ts';
import type { View } from './view.ts';

/** Columns of every table here: when, how long before the instant, which event, where. */
const EVENT: readonly Column[] = [
  { title: 'age', kind: 'number', rank: 2 },
  { title: 'event', kind: 'text', least: 10, enough: 32, rank: 3 },
  { title: 'place', kind: 'place', rank: 4, yields: true },
];

/** Blocks with an empty line between them; a block without rows is left out. */
export function stateTable(report: StateBody, view: View): string {
  const paints = palette(view.color);
  const blocks = [
    header(facts(report, view), paints, view),
    report.changes === undefined ? '' : changes(report.changes, { report, view, paints }),
    fields({ report, view, paints }),
    ...Object.entries(report.open).map(([name, rows]) => open(name, rows, { report, view, paints })),
  ];
  return blocks.filter((block) => block !== '').join('\n');
}

interface Sheet {
  readonly report: StateBody;
  readonly view: View;
  readonly paints: Palette;
}

function facts(report: StateBody, view: View): [string, string][] {
  const from: [string, string][] = report.from === undefined ? [] : [['from', timeText(report.from, view)]];
  const untimed = report.untimed === 0 ? '' : ` (${report.untimed} more without a time)`;
  return [
    ...from,
    ['at', timeText(report.at, view)],
    ['events', `${report.events}${untimed}`],
    ...(report.changes?.length === 0 ? ([['changes', 'none']] as [string, string][]) : []),
  ];
}

/** The newest event that wrote the value is shown: `set` is its time. */
function fields({ report, view, paints }: Sheet): string {
  const columns: readonly Column[] = [
    { title: 'field', kind: 'text', least: 10, enough: 20 },
    { title: 'value', kind: 'text', least: 12, enough: 36 },
    { title: 'set', kind: 'time', least: 16, rank: 1 },
    ...EVENT,
  ];
  const rows = Object.entries(report.fields).map(([name, { value, since, event }]): Cell[] => [
    { text: name },
    { text: plain(value), paint: paints.match },
    { text: timeText(since, view), paint: paints.time },
    ...eventCells(event, ageOf(report, event?.epoch), paints),
  ]);
  return table(columns, rows, view);
}

function open(name: string, rows: readonly OpenRow[], { report, view, paints }: Sheet): string {
  if (rows.length === 0) return '';
  const progressed = rows.some(({ progress }) => progress !== undefined);
  const columns: readonly Column[] = [
    { title: 'key', kind: 'text', least: 12, enough: 36 },
    ...(progressed ? [{ title: 'progress', kind: 'text', enough: 16, rank: 1 } as const] : []),
    { title: 'since', kind: 'time', least: 16, rank: 1 },
    ...EVENT,
  ];
  const cells = rows.map(({ key, count, progress, since, since_epoch: epoch, event }): Cell[] => [
    { text: `${keyText(key)}${count === undefined ? '' : ` ×${count}`}`, paint: paints.match },
    ...(progressed ? [{ text: progress === undefined ? '-' : plain(progress) }] : []),
    { text: timeText(since, view), paint: paints.time },
    ...eventCells(event, ageOf(report, epoch), paints),
  ]);
  return caption(`${name}: ${plural(rows.length, 'key')} open`, paints, view) + table(columns, cells, view);
}

function changes(rows: readonly StateChange[], { report, view, paints }: Sheet): string {
  const columns: readonly Column[] = [
    { title: 'changed', kind: 'text', least: 10, enough: 20 },
    { title: 'how', kind: 'text', least: 6, enough: 8, rank: 1 },
    { title: 'before', kind: 'text', least: 8, enough: 24, rank: 1 },
    { title: 'after', kind: 'text', least: 8, enough: 24 },
    { title: 'time', kind: 'time', least: 16, rank: 1 },
    ...EVENT,
  ];
  const cells = rows.map((row): Cell[] => [
    { text: row.field },
    { text: row.change },
    { text: beforeText(row), paint: paints.dim },
    { text: afterText(row), paint: paints.match },
    { text: timeText(row.at, view), paint: paints.time },
    ...eventCells(row.event, ageOf(report, row.at_epoch), paints),
  ]);
  return table(columns, cells, view);
}

function beforeText({ change, key, before }: StateChange): string {
  if (change === 'closed') return keyText(key);
  return before === undefined ? '-' : plain(before);
}

function afterText({ change, key, after }: StateChange): string {
  if (change === 'opened') return keyText(key);
  return after === undefined ? '-' : plain(after);
}

function eventCells(event: Ref | undefined, ageSeconds: number | undefined, paints: Palette): Cell[] {
  return [
    { text: durationText(ageSeconds), paint: paints.dim },
    { text: event === undefined ? '-' : (event.type ?? '-'), paint: paints.type },
    { text: event === undefined ? '-' : refText(event), paint: paints.dim },
  ];
}

/** Seconds from then to the instant of the report. */
function ageOf({ at_epoch: at }: StateBody, epoch: number | undefined): number | undefined {
  return at === undefined || epoch === undefined ? undefined : at - epoch;
}

/** What a person reads of a value: a string's content, else its JSON. */
function plain(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}

function keyText(key: unknown): string {
  const parts = Array.isArray(key) ? (key as readonly unknown[]) : [key];
  return parts.map((part) => (part === null ? '-' : plain(part))).join(' / ');
}
