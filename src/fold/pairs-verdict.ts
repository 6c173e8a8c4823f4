/** What is said of pairs: how many, which lasted too long, which starts and ends lack the other. */
import { formatDuration } from '../base/duration.ts';
import { type Expect, expectText, meets } from '../base/expect.ts';
import { plural } from '../base/plural.ts';
import type { Note } from '../model/note.ts';
import type { EventKeys } from './event-keys.ts';
import type { FinishContext } from './fold.ts';
import { joinHashes } from './join.ts';
import { keptRows } from './names.ts';
import {
  joinFigures,
  newFigures,
  type PairEvent,
  type Paired,
  type PairFigures,
  type PairLimits,
  type PairPlace,
} from './pairing.ts';
import { comparePlaces } from './place.ts';
import type { RuleOfKind, Verdict } from './rule.ts';
import { type Judged, PLACES, type Spot, sessionsVerdict, unjudged, wholeVerdict } from './verdict.ts';

type PairsSpec = RuleOfKind<'pairs'>;

/** What a verdict on pairs needs beside what was paired. */
export interface PairsSetting {
  readonly rule: PairsSpec;
  readonly keys: EventKeys;
  readonly limits: PairLimits;
  readonly context: FinishContext;
  /** Starts and ends, and those without a key. */
  readonly count: number;
  readonly keyless: number;
}

/** The verdict, once everything is paired. */
export function pairsVerdict(paired: Paired, setting: PairsSetting): Verdict {
  const { rule, limits, count, keyless } = setting;
  const rows = keptRows(paired.figures, limits.cap);
  const full = joinHashes(new Set(rows.map(([id]) => id)));
  const sessions = new Map<string, { figures: PairFigures; open: PairEvent[] }>();
  for (const [id, figures] of rows) {
    const name = full.get(id) ?? id;
    const into = sessions.get(name) ?? { figures: newFigures(), open: [] };
    sessions.set(name, into);
    joinFigures(into.figures, figures, limits);
  }
  for (const event of paired.open) sessions.get(full.get(event.session) ?? event.session)?.open.push(event);
  const answer = {
    context: setting.context,
    full,
    expected: expectedText(rule),
    events: count,
    notes: notesOf(paired, setting),
  };
  if (count === 0 && keyless > 0) return unjudged('key', keyless, answer);
  const judged = [...sessions].map(
    ([session, { figures, open }]) => [session, judge(figures, open, setting)] as const,
  );
  const verdict = rule.perSession
    ? sessionsVerdict(judged, answer)
    : wholeVerdict(judged[0]?.[1] ?? judge(newFigures(), [], setting), answer);
  if (keyless === 0) return verdict;
  return { ...verdict, message: `${verdict.message}; ${plural(keyless, 'event')} without a key` };
}

function expectedText({ start, end, maxUs, open, orphans }: PairsSpec): string {
  const within = maxUs === undefined ? '' : ` within ${formatDuration(maxUs)}`;
  const some = (what: string, expect: Expect | undefined): readonly string[] =>
    expect === undefined ? [] : [`${what} ${expectText(expect)}`];
  return [`${start.text} to ${end.text}${within}`, ...some('open', open), ...some('orphans', orphans)].join(
    ', ',
  );
}

function judge(figures: PairFigures, open: readonly PairEvent[], { rule, keys }: PairsSetting): Judged {
  const { pairs, orphans, long } = figures;
  const tooOpen = rule.open !== undefined && !meets(open.length, rule.open);
  const tooManyOrphans = rule.orphans !== undefined && !meets(orphans, rule.orphans);
  const parts = [
    plural(pairs, 'pair'),
    ...(pairs > 0 ? [`the longest ${formatDuration(figures.longestUs)}`] : []),
    ...(long > 0 ? [`${long} over ${formatDuration(rule.maxUs ?? 0)}`] : []),
    ...(open.length > 0 || tooOpen ? [`${plural(open.length, 'start')} without an end`] : []),
    ...(orphans > 0 || tooManyOrphans ? [`${plural(orphans, 'end')} without a start`] : []),
  ];
  const ok = !tooOpen && !tooManyOrphans && long === 0;
  const value = long + (tooOpen ? open.length : 0) + (tooManyOrphans ? orphans : 0);
  const spots = [
    ...figures.longPlaces.map((place) => spot(place, formatDuration(place.us), keys)),
    ...(tooOpen ? open.map((event) => spot({ ...event, us: 0 }, `no ${rule.end.text}`, keys)) : []),
    ...(tooManyOrphans
      ? figures.orphanPlaces.map((place) => spot(place, `no ${rule.start.text} before`, keys))
      : []),
  ];
  const first = spots.sort((a, b) => comparePlaces(a.mark, b.mark)).slice(0, PLACES);
  return { ok, value, message: parts.join(', '), spots: first };
}

function spot({ key, mark }: PairPlace, detail: string, keys: EventKeys): Spot {
  const text = keys.textOf(key);
  return { mark, detail: text === '' ? detail : `${text}: ${detail}` };
}

function notesOf({ left, late }: Paired, { rule, limits }: PairsSetting): readonly Note[] {
  const said = (kind: 'capped' | 'disorder', count: number, message: string): readonly Note[] =>
    count === 0 ? [] : [{ kind, count, message: `rule "${rule.name}": ${message}`, places: [] }];
  return [
    ...said('capped', left, `${plural(left, 'start')} left out: only ${limits.cap} are held open (--cap)`),
    ...said(
      'disorder',
      late,
      `${plural(late, 'event')} came so late that others of later times were paired before`,
    ),
  ];
}
