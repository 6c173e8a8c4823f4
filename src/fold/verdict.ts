/**
 * Verdicts: what is judged of the whole or of each session becomes the row of a rule, with its first places.
 * Law: places are the first by (shard, offset), sessions the first by id, so that no verdict tells how the logs were cut.
 */
import { plural } from '../base/plural.ts';
import { compareText } from '../base/text.ts';
import type { RuleEvidence, RuleSpec, SessionVerdict } from '../model/check.ts';
import type { Note } from '../model/note.ts';

import type { FinishContext } from './fold.ts';
import { type FullIds, fullRef } from './join.ts';
import { type Columns, comparePlaces, type Mark, newMark, refOf, writeMark } from './place.ts';
import type { Verdict } from './rule.ts';

/** Places that a rule names. */
export const PLACES = 5;
/** Sessions that a rule names. */
const SESSIONS = 100;

/** An event and what is the matter with it. */
export interface Spot {
  readonly mark: Mark;
  readonly detail?: string;
}

/** What was found of the whole, or of one session. */
export interface Judged {
  readonly ok: boolean;
  readonly value?: number;
  readonly message: string;
  /** The first places that broke the rule; of a session its first alone is told. */
  readonly spots: readonly Spot[];
}

/** What a verdict needs beside what was judged. */
export interface Setting {
  readonly context: FinishContext;
  readonly full: FullIds;
  readonly expected: string;
  /** Events that the rule looked at. */
  readonly events: number;
  readonly notes: readonly Note[];
}

/** The verdict on all events together. */
export function wholeVerdict({ ok, value, message, spots }: Judged, setting: Setting): Verdict {
  const { expected, events, notes } = setting;
  return {
    ok,
    expected,
    ...(value === undefined ? {} : { value }),
    message,
    events,
    places: ok ? [] : placesOf(spots, setting),
    notes,
  };
}

/** The verdict on sessions, each judged alone; it holds where it holds in all of them. */
export function sessionsVerdict(
  sessions: readonly (readonly [session: string, judged: Judged])[],
  setting: Setting,
): Verdict {
  const { expected, events, notes } = setting;
  const failed = sessions.filter(([, { ok }]) => !ok).sort(([a], [b]) => compareText(a, b));
  const spots = failed.flatMap(
    ([
      ,
      {
        spots: [first],
      },
    ]) => first ?? [],
  );
  const first = sessionsOf(failed).map(([session, one]) => sessionRow(session, one, setting));
  const judged = sessions.length;
  return {
    ok: failed.length === 0,
    expected,
    message: sessionsMessage(first, failed.length, judged),
    events,
    sessions: { judged, failed: failed.length, first },
    places: placesOf(spots, setting),
    notes,
  };
}

/**
 * The verdict of a rule that met events and found nothing to judge in them: `nothing to judge: no session in 32 events`.
 * It does not hold, for else a field that is called otherwise would turn a check green.
 */
export function unjudged(what: string, count: number, setting: Setting): Verdict {
  const message = `nothing to judge: no ${what} in ${plural(count, 'event')}`;
  return wholeVerdict({ ok: false, message, spots: [] }, setting);
}

/** The sessions that a rule names, of those that broke it. */
export function sessionsOf<T>(failed: readonly T[]): readonly T[] {
  return failed.slice(0, SESSIONS);
}

/** `broken in 2 of 3 sessions, the first: expected some, found none`. Which ones the rows tell. */
export function sessionsMessage(first: readonly SessionVerdict[], failed: number, judged: number): string {
  const [one] = first;
  if (one === undefined)
    return judged === 0 ? 'no session to judge' : `holds in ${plural(judged, 'session')}`;
  const shown = failed > 1 ? ', the first' : '';
  return `broken in ${failed} of ${plural(judged, 'session')}${shown}: ${one.message}`;
}

/** Keeps line i where fewer than `most` are kept. Lines come in order. */
export function keepFirst(marks: Mark[], columns: Columns, at: { i: number; most: number }): void {
  if (marks.length >= at.most) return;
  const mark = newMark();
  writeMark(mark, columns, at.i);
  marks.push(mark);
}

/** The first of both. */
export function mergeFirst<M extends Mark>(a: readonly M[], b: readonly M[], most: number): M[] {
  return [...a, ...b].sort(comparePlaces).slice(0, most);
}

/** Spots of marks that need no detail. */
export function spotsOf(marks: readonly Mark[]): readonly Spot[] {
  return marks.map((mark) => ({ mark }));
}

/** The note on what a rule left out at its cap; nothing where that is 0. */
export function ruleCapNote(
  { name }: Pick<RuleSpec, 'name'>,
  left: { readonly count: number; readonly of: string; readonly cap: number },
): readonly Note[] {
  if (left.count === 0) return [];
  const were = left.count === 1 ? 'was' : 'were';
  const kept = left.cap === 1 ? `${left.of} by name is` : `${left.cap} ${left.of}s by name are`;
  const message = `rule "${name}": ${plural(left.count, 'event')} of further ${left.of}s ${were} left out: only the first ${kept} kept (--cap)`;
  return [{ kind: 'capped', count: left.count, message, places: [] }];
}

function sessionRow(session: string, { value, message, spots }: Judged, setting: Setting): SessionVerdict {
  const [place] = spots;
  return {
    session,
    ...(value === undefined ? {} : { value }),
    message,
    ...(place === undefined ? {} : { place: evidence(place, setting) }),
  };
}

function placesOf(spots: readonly Spot[], setting: Setting): readonly RuleEvidence[] {
  return [...spots]
    .sort((a, b) => comparePlaces(a.mark, b.mark))
    .slice(0, PLACES)
    .map((spot) => evidence(spot, setting));
}

function evidence({ mark, detail }: Spot, { context, full }: Setting): RuleEvidence {
  return { ...fullRef(refOf(mark, context), full), ...(detail === undefined ? {} : { detail }) };
}
