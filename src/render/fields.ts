/** `fields` as a table: a path a line, what its values are, in how many events it is, and which values it has. */
import { isJsonNumber } from '../base/number.ts';
import { type FieldRow, type FieldsBody, type FieldValue, VALUE_KINDS } from '../model/fields.ts';
import { bar } from './chart.ts';
import { type Palette, palette } from './colour.ts';
import { plural, shareText } from './figure.ts';
import { type Cell, type Column, table } from './table.ts';
import type { View } from './view.ts';

const TYPE: Column = { title: 'type', kind: 'text', least: 10, rank: 1 };
const COLUMNS: readonly Column[] = [
  { title: 'path', kind: 'text', least: 12, enough: 40 },
  { title: 'types', kind: 'text', least: 6, enough: 22, rank: 3 },
  { title: '', kind: 'picture', width: 10, rank: 6 },
  { title: 'events', kind: 'number', rank: 1 },
  { title: 'distinct', kind: 'number', rank: 2 },
  { title: 'values', kind: 'text', least: 12, enough: 32, rank: 4 },
];

/** What needs no quotes to be told from its neighbours, from numbers and from literals. */
const PLAIN = /^[\p{L}\p{M}\p{N}_/.@:+-]+\u2026?$/u;
const LITERALS: ReadonlySet<string> = new Set(['true', 'false', 'null']);

/** The table of paths that hold values, and how many paths there are where not all are shown; a sentence where there is none. */
export function fieldsTable(report: FieldsBody, view: View): string {
  const { events, fields, total } = report;
  if (fields.length === 0) return `no fields in ${plural(events, 'event')}\n`;
  const paints = palette(view.color);
  const typed = fields.some((row) => row.type !== undefined);
  const shown = fields.filter((_, at) => isLeaf(fields, at));
  const rows = shown.map((row): Cell[] => [
    ...(typed ? [{ text: row.type ?? '-', paint: paints.type }] : []),
    ...cells(row, paints),
  ]);
  const more = total > fields.length ? `${paints.dim(`${shown.length} of ${plural(total, 'path')}`)}\n` : '';
  const estimated = shown.some((row) => row.exact === false);
  const sketched = estimated ? `${paints.dim('~ an estimate, standard error 1.6 %')}\n` : '';
  return table(typed ? [TYPE, ...COLUMNS] : COLUMNS, rows, view) + more + sketched;
}

/** An object or array whose inside has rows of its own is not shown; they stand among the paths that begin with its own. */
function isLeaf(fields: readonly FieldRow[], at: number): boolean {
  const { distinct, path, type } = fields[at]!;
  if (distinct !== undefined) return true;
  for (let k = at + 1; k < fields.length; k++) {
    const next = fields[k]!;
    if (next.type !== type || !next.path.startsWith(path)) return true;
    const behind = next.path[path.length];
    if (behind === '.' || behind === '[') return false;
  }
  return true;
}

function cells(row: FieldRow, paints: Palette): Cell[] {
  const { distinct, exact } = row;
  const count = distinct === undefined ? '-' : `${exact ? '' : '~'}${grouped(distinct)}`;
  return [
    { text: row.path },
    { text: kindsText(row), paint: paints.dim },
    { text: '', draw: (width) => bar(row.share, width), paint: paints.picture },
    { text: shareText(row.share) },
    { text: count, ...(distinct === undefined ? { paint: paints.dim } : {}) },
    { text: valuesText(row), paint: paints.dim },
  ];
}

/** `string`, or `string 90% null 10%`, the most frequent first. */
function kindsText({ types }: FieldRow): string {
  const counts = VALUE_KINDS.map((kind) => [kind, types[kind] ?? 0] as const)
    .filter(([, count]) => count > 0)
    .sort((a, b) => b[1] - a[1]);
  if (counts.length === 1) return counts[0]![0];
  const all = counts.reduce((sum, [, count]) => sum + count, 0);
  return counts.map(([kind, count]) => `${kind} ${percent(count / all)}`).join(' ');
}

/** Whole percents; what is not all and not nothing never looks like it. */
function percent(fraction: number): string {
  const whole = Math.round(fraction * 100);
  if (whole === 0) return '<1%';
  return whole === 100 ? '>99%' : `${whole}%`;
}

/** The range of numbers, where there are no strings beside them; else examples. */
function valuesText({ types, min, max, examples = [], distinct = 0 }: FieldRow): string {
  if (min !== undefined && max !== undefined && types.string === undefined) {
    return min === max ? String(min) : `${min} … ${max}`;
  }
  const more = distinct > examples.length && examples.length > 0 ? ', …' : '';
  return examples.map(valueText).join(', ') + more;
}

function valueText(value: FieldValue): string {
  if (typeof value !== 'string') return String(value);
  return PLAIN.test(value) && !LITERALS.has(value) && !isJsonNumber(value) ? value : JSON.stringify(value);
}

/** `12,345`. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
