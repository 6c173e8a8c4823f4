/**
 * Notes of kind `no-such-field` that help where an answer is empty: names that no event had, with the nearest that was
 * seen, and types that never meet. Where a log was not read whole its sample speaks for it, never the lines that a
 * prefilter happened to pass.
 */
import { near } from '../base/near.ts';
import { type Path, printPath, readings } from '../base/path.ts';
import type { Answer } from '../fold/fold.ts';
import type { Note } from '../model/note.ts';
import type { ColumnSpec, Plan } from '../model/plan.ts';
import type { Ask, Predicate, Query, Reader } from '../model/query.ts';
import type { Role } from '../model/role.ts';
import { conditionsOf } from '../plan/check.ts';
import { askedPaths } from './asked-paths.ts';
import { rolesMissed } from './asked-roles.ts';
import { comparisonsOf, mismatch } from './mismatch.ts';
import type { Log } from './open.ts';
import { type Sampled, sampleLogs } from './sample.ts';
import { noneSelected, type Tally } from './tally.ts';

/** A question and what came of it. */
export interface Answered {
  readonly query: Query;
  readonly plan: Plan;
  readonly logs: readonly Log[];
  readonly tallies: readonly Tally[];
  /** Paths of `--fields` that no shown event had. */
  readonly absent: readonly Path[];
}

/** Fields, types and sessions that were asked for and not found, and comparisons whose types never met. */
export async function missingNotes(answered: Answered): Promise<readonly Note[]> {
  const { query, plan, logs, tallies } = answered;
  if (logs.length === 0) return [];
  const whole = plan.sources.every(({ complete }) => complete);
  const empty = noneSelected(query.ask, tallies);
  const missed = missedPaths(answered, { whole, empty });
  const missedTexts = missed.map(printPath);
  const absent = answered.absent.filter((path) => !missedTexts.includes(printPath(path)));
  const types = [...(empty ? typesOf(query.where) : []), ...pairTypes(query.ask)];
  const sessions = empty ? sessionsOf(query.where, true) : [];
  const comparisons = empty ? comparisonsOf(query.where) : [];
  const roles = whole && tallies.some(({ events }) => events > 0) ? rolesMissed(query, plan, tallies) : [];
  const roleNotes = roles.map((role) => missing(`no event has \`@${role}\``, undefined));
  if ([missed, absent, types, sessions, comparisons].every(({ length }) => length === 0)) return roleNotes;
  const asked = comparisons.map(({ path }) => path);
  const sampled = await sampleLogs(logs, query.reader.logZone, asked);
  const known = new Set([
    ...sampled.types,
    ...logs.flatMap(({ reading }) => reading.dialects[0]?.types ?? []),
  ]);
  // Of alternatives one is enough.
  const unmet = boundTypes(query.ask).filter((each) => !each.some((type) => known.has(type)));
  const paired = new Set(unmet.flat());
  const mismatches = comparisons.flatMap((each, n) => mismatch(each, sampled.tags[n]!) ?? []);
  return [
    ...roleNotes,
    ...missed.flatMap((path) =>
      !whole && isSampled(path, sampled) ? [] : fieldNote(whole ? 'no event' : FIRST, path, sampled),
    ),
    ...absent.flatMap((path) =>
      isSampled(path, sampled) ? [] : fieldNote('none of the events shown', path, sampled),
    ),
    ...types.flatMap((type) => typeNote(type, [...known], paired.has(type))),
    ...sessions.flatMap((session) => sessionNote(session, [...sampled.sessions])),
    ...[...new Set(mismatches)].map((text) => missing(text, undefined)),
  ];
}

/** A note where `--percentiles` found values, and no number among them. */
export function numberlessNote(
  { fold, columns }: Plan,
  answer: Answer,
  tallies: readonly Tally[],
): readonly Note[] {
  if (fold.kind !== 'stats' || fold.percentiles === undefined) return [];
  if (!('events' in answer) || answer.events === 0) return [];
  if (!('percentiles' in answer) || answer.percentiles?.length !== 0) return [];
  const column = columns[fold.percentiles]!;
  // A path that no event has is told of already.
  if (column.kind === 'path' && !tallies.some(({ seen }) => seen[fold.percentiles!] === 1)) return [];
  return [missing(`none of these events has a number at \`${printColumn(column)}\``, undefined)];
}

const FIRST = 'none of the first events';

/** Paths of the plan, and roles named outright, without a value in any event; else, in none that was looked for. */
function missedPaths(
  { query, plan, tallies }: Answered,
  { whole, empty }: { readonly whole: boolean; readonly empty: boolean },
): readonly Path[] {
  const isAsked = askedPaths(query);
  return plan.columns.flatMap((column, n) => {
    if (whole && tallies.some(({ seen }) => seen[n] === 1)) return [];
    if (column.kind === 'path') return (whole || empty) && isAsked(column.path) ? [column.path] : [];
    return column.kind === 'role' ? namedField(column.role, query.reader) : [];
  });
}

/** Types that a span of the user's own begins and ends with, or that rules name. */
function pairTypes(ask: Ask): readonly string[] {
  if (ask.kind === 'check') return [...new Set(ask.rules.flatMap(conditionsOf).flatMap(typesOf))];
  return ask.kind === 'trace' && ask.pair ? [...ask.pair.start, ...ask.pair.end] : [];
}

/** Types, by condition, without which a rule or a span of the user's own has nothing to say and is green for nothing. */
function boundTypes(ask: Ask): readonly (readonly string[])[] {
  if (ask.kind === 'trace' && ask.pair) return [ask.pair.start, ask.pair.end];
  if (ask.kind !== 'check') return [];
  return ask.rules
    .filter(({ kind }) => kind === 'pairs' || kind === 'order')
    .flatMap(conditionsOf)
    .map(typesOf);
}

/** A note where logs whose kind knows no spans have none: they have them where the user says which. */
export function pairlessNote({ fold }: Plan, answer: Answer): readonly Note[] {
  if (fold.kind !== 'spans' || fold.pairs.some(({ foreign }) => !foreign)) return [];
  if ('orphan_ends' in answer && answer.total + answer.orphans > 0) return [];
  return [missing('such logs have no spans of their own; say --start TYPE --end TYPE --key PATH', undefined)];
}

/** The path that the user named outright for a role. */
function namedField(role: Role, { timeField, typeField, sessionField }: Reader): readonly Path[] {
  const named =
    role === 'time' ? timeField : role === 'type' ? typeField : role === 'session' ? sessionField : undefined;
  return named ? [named] : [];
}

function isSampled(path: Path, { paths }: Sampled): boolean {
  return readings(path).some((reading) => paths.has(printPath(asSampled(reading))));
}

/** As sampled paths are spelled: of arrays only that they have elements, keys quoted only where they must be. */
function asSampled(path: Path): Path {
  return path.map((step) => ('key' in step ? { key: step.key } : { any: true }));
}

function fieldNote(none: string, path: Path, { paths }: Sampled): readonly Note[] {
  const text = printPath(path);
  return [missing(`${none} has \`${text}\``, near(text, [...paths]))];
}

/** Types that the question names exactly and positively. */
function typesOf(where: Predicate): readonly string[] {
  if (where.kind === 'and' || where.kind === 'or') return where.of.flatMap(typesOf);
  if (where.kind !== 'compare' && where.kind !== 'in') return [];
  if (where.operand.kind !== 'role' || where.operand.role !== 'type') return [];
  if (where.kind === 'compare' && where.op !== '=') return [];
  const literals = where.kind === 'in' ? where.values : [where.value];
  return literals.flatMap((literal) => (literal.kind === 'string' ? [literal.text] : []));
}

function typeNote(type: string, known: readonly string[], always: boolean): readonly Note[] {
  if (known.includes(type)) return [];
  const guess = near(type, known);
  return guess || always ? [missing(`${FIRST} is of type \`${type}\``, guess)] : [];
}

/** A session that was asked for. `certain`: an event of it would have matched, whatever else was asked. */
interface WantedSession {
  readonly text: string;
  readonly certain: boolean;
}

function sessionsOf(where: Predicate, certain: boolean): readonly WantedSession[] {
  if (where.kind === 'session') return [{ text: where.text, certain }];
  if (where.kind === 'or') return where.of.flatMap((part) => sessionsOf(part, certain));
  return where.kind === 'and' ? where.of.flatMap((part) => sessionsOf(part, false)) : [];
}

function sessionNote({ text, certain }: WantedSession, known: readonly string[]): readonly Note[] {
  // A prefix of an id may be typed, so it is beginnings that are near each other.
  const beginnings = known.map((id) => id.slice(0, text.length));
  const guess = known[beginnings.indexOf(near(text, beginnings) ?? '')];
  if (certain) return [missing(`no event of session \`${text}\` was found`, guess)];
  const there = known.some((id) => id.startsWith(text) || text.startsWith(id));
  return guess && !there ? [missing(`${FIRST} is of session \`${text}\``, guess)] : [];
}

function printColumn(column: ColumnSpec): string {
  return column.kind === 'path'
    ? printPath(column.path)
    : `@${column.kind === 'role' ? column.role : column.part}`;
}

function missing(what: string, guess: string | undefined): Note {
  const message = guess ? `${what}; did you mean \`${guess}\`?` : what;
  return { kind: 'no-such-field', count: 1, message, places: [] };
}
