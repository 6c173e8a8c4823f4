/** `validate` as a table: what is wrong with the logs, errors first, each with its first place; then what exactly, where it differs. */
import type { Finding, ValidateBody } from '../model/validate.ts';
import { type Palette, palette } from './colour.ts';
import { caption, plural } from './figure.ts';
import { inert } from './inert.ts';
import { type Cell, type Column, table } from './table.ts';
import { cut } from './terminal.ts';
import type { View } from './view.ts';

const COLUMNS: readonly Column[] = [
  { title: 'level', kind: 'text', least: 7 },
  { title: 'code', kind: 'text', least: 12 },
  { title: 'count', kind: 'number' },
  { title: 'finding', kind: 'text', least: 16, enough: 48, rank: 1 },
  { title: 'first', kind: 'place', rank: 2, yields: true },
];

const DETAIL_COLUMNS: readonly Column[] = [
  { title: 'count', kind: 'number' },
  { title: 'detail', kind: 'text', least: 12, enough: 64 },
];

/** Details of a finding that are shown; JSON has all. */
const DETAILS = 5;

/** The findings, how many errors and warnings they are, and the details of those that have several; or a sentence where nothing was found. */
export function validateTable(report: ValidateBody, view: View): string {
  const paints = palette(view.color);
  const { findings, errors, warnings, events } = report;
  const quiet = (text: string): string => (view.terminal ? cut(inert(text), view.width) : inert(text));
  if (findings.length === 0) return `${quiet(`no finding in ${plural(events, 'event')}`)}\n`;
  const sum = `${plural(errors, 'error')} and ${plural(warnings, 'warning')} in ${plural(events, 'event')}`;
  const rows = findings.map((finding) => findingCells(finding, paints));
  const several = findings.filter(({ details }) => details.length > 1);
  const blocks = [
    `${table(COLUMNS, rows, view)}${paints.dim(quiet(sum))}\n`,
    ...several.map((finding) => detailLines(finding, view, paints)),
  ];
  return blocks.join('\n');
}

function findingCells({ level, code, count, message, details, places }: Finding, paints: Palette): Cell[] {
  const [only, ...others] = details;
  const [first] = places;
  const said = only === undefined || others.length > 0 ? '' : `: ${only.detail}`;
  return [
    { text: level, paint: level === 'error' ? paints.error : paints.warning },
    { text: code, paint: paints.match },
    { text: String(count) },
    { text: message + said },
    { text: first === undefined ? '-' : `${first.source}@${first.offset}`, paint: paints.dim },
  ];
}

function detailLines({ code, details }: Finding, view: View, paints: Palette): string {
  const shown = details.slice(0, DETAILS);
  const rows = shown.map(({ detail, count }): Cell[] => [{ text: String(count) }, { text: detail }]);
  const more = details.length - shown.length;
  const rest = more === 0 ? '' : `${paints.dim(`${more} more`)}\n`;
  return caption(code, paints, view) + table(DETAIL_COLUMNS, rows, view) + rest;
}
