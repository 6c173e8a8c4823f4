/** `check` as a table: each rule, whether it holds and what was found; then where the broken ones are broken. */
import type { CheckBody, RuleEvidence, RuleRow } from '../model/check.ts';
import { type Palette, palette } from './colour.ts';
import { shortSession } from './event-text.ts';
import { caption, plural, refText, timeText } from './figure.ts';
import { inert } from './inert.ts';
import { type Cell, type Column, table } from './table.ts';
import { cut } from './terminal.ts';
import type { View } from './view.ts';

const COLUMNS: readonly Column[] = [
  { title: 'result', kind: 'text', least: 7 },
  { title: 'rule', kind: 'text', least: 12, enough: 32 },
  { title: 'kind', kind: 'text', least: 10, rank: 3 },
  { title: 'finding', kind: 'text', least: 16, enough: 56, rank: 1 },
  { title: 'first', kind: 'place', rank: 2, yields: true },
];

const DETAIL = 'what';
const PLACE_COLUMNS: readonly Column[] = [
  { title: 'time', kind: 'time', least: 16, rank: 2 },
  { title: 'type', kind: 'text', least: 10, enough: 32, rank: 3 },
  { title: 'session', kind: 'text', rank: 4 },
  { title: DETAIL, kind: 'text', least: 12, enough: 48 },
  { title: 'event', kind: 'place', rank: 1, yields: true },
];

const SESSION_COLUMNS: readonly Column[] = [
  { title: 'session', kind: 'text', least: 8, enough: 36 },
  { title: 'finding', kind: 'text', least: 12, enough: 48 },
  { title: 'event', kind: 'place', rank: 1, yields: true },
];

/** Sessions of a rule that are shown; JSON has more. */
const SESSIONS = 5;

/** The rules in the order of their files, how many hold, and of each broken one its places or sessions. */
export function checkTable(report: CheckBody, view: View): string {
  const paints = palette(view.color);
  const rows = report.rules.map((rule) => ruleCells(rule, paints));
  const blocks = report.rules.filter(({ ok }) => !ok).map((rule) => detailLines(rule, view, paints));
  const sum = summaryText(report);
  return [
    `${table(COLUMNS, rows, view)}${paints.dim(view.terminal ? cut(sum, view.width) : sum)}\n`,
    ...blocks.filter((block) => block !== ''),
  ].join('\n');
}

/** `3 of 5 rules hold in 116 events: 1 error, 1 warning`. */
export function summaryText({ rules, passed, errors, warnings, events }: CheckBody): string {
  const all = `${passed} of ${plural(rules.length, 'rule')} hold${rules.length === 1 ? 's' : ''} in ${plural(events, 'event')}`;
  const broken = [
    ...(errors > 0 ? [plural(errors, 'error')] : []),
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
  ];
  return broken.length === 0 ? all : `${all}: ${broken.join(', ')}`;
}

function ruleCells({ ok, level, name, kind, message, places }: RuleRow, paints: Palette): Cell[] {
  const [first] = places;
  const paint = ok ? paints.ok : level === 'error' ? paints.error : paints.warning;
  return [
    { text: ok ? 'ok' : level, paint },
    { text: name, paint: paints.match },
    { text: kind, paint: paints.dim },
    { text: message },
    { text: first === undefined ? '-' : refText(first), paint: paints.dim },
  ];
}

/** Nothing where the table has said it all. */
function detailLines({ name, sessions, places }: RuleRow, view: View, paints: Palette): string {
  if (sessions !== undefined) {
    const shown = sessions.first.slice(0, SESSIONS);
    const rows = shown.map(({ session, message, place }): Cell[] => [
      { text: session },
      { text: message },
      { text: place === undefined ? '-' : refText(place), paint: paints.dim },
    ]);
    const more = sessions.failed - shown.length;
    const rest = more > 0 ? `${paints.dim(`${more} more`)}\n` : '';
    return caption(name, paints, view) + table(SESSION_COLUMNS, rows, view) + rest;
  }
  const detailed = places.some(({ detail }) => detail !== undefined);
  if (!detailed && places.length < 2) return '';
  const isShown = ({ title }: Column): boolean => detailed || title !== DETAIL;
  const rows = places.map((place) =>
    placeCells(place, view, paints).filter((_, n) => isShown(PLACE_COLUMNS[n]!)),
  );
  return caption(name, paints, view) + table(PLACE_COLUMNS.filter(isShown), rows, view);
}

function placeCells(place: RuleEvidence, view: View, paints: Palette): Cell[] {
  const { time, type, session, detail } = place;
  return [
    { text: timeText(time, view), paint: paints.time },
    { text: type ?? '-', paint: paints.type },
    { text: session === undefined ? '-' : shortSession(session), paint: paints.dim },
    { text: detail ?? '-' },
    { text: refText(place), paint: paints.dim },
  ];
}

/** A place in one line: `log.jsonl:12 (b81d27fa): no session_ended`; inert. */
function placeText(place: RuleEvidence): string {
  const { session, detail } = place;
  const of = session === undefined ? '' : ` (${shortSession(session)})`;
  return inert(`${lineText(place)}${of}${detail === undefined ? '' : `: ${detail}`}`);
}

/** As compilers name a line. */
function lineText(place: RuleEvidence): string {
  return place.line === undefined ? refText(place) : `${place.source}:${place.line}`;
}

/** The lines on a broken rule: its message, then the sessions that broke it, else its places. Inert. */
export function ruleLines({ message, places, sessions }: RuleRow): readonly string[] {
  if (sessions === undefined) return [inert(message), ...places.map(placeText)];
  const { failed, first } = sessions;
  const rest = failed - first.length;
  return [
    inert(message),
    ...first.map(({ session, message: own, place }) => {
      const at = place === undefined ? '' : ` (${lineText(place)})`;
      return inert(`session ${session}: ${own}${at}`);
    }),
    ...(rest > 0 ? [`and ${plural(rest, 'session')} more`] : []),
  ];
}
