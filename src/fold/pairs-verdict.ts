/** What is said of pairs: how many, which lasted too long, which starts and ends lack the other. */
import { formatDuration } from '../base/duration.ts';
import { type Expect, expectText, meets } from '../base/expect.ts';
import { plural } from '../base/plural.ts';
import type { Note } from '../model/note.ts';
import type { EventKeys } from './event-keys.ts';
import type { FinishContext } from './fold.ts';
import type { FullIds } from './join.ts';
import { keptRows } from './names.ts';
import {
  newFigures,
  type PairEvent,
  type PairFigures,
  type PairLimits,
  type PairPlace,
  type PairWindow,
} from './pair-window.ts';
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
  readonly full: FullIds;
  /** Starts and ends; those without a key; those for which there was no room. */
  readonly count: number;
  readonly keyless: number;
  readonly left: number;
}

/** The verdict, once everything is paired. */
export function pairsVerdict(window: PairWindow, setting: PairsSetting): Verdict {
  const { rule, limits, count, keyless } = setting;
  const open = openBySession(window);
  const rows = keptRows(window.figures, limits.cap);
  const judged = rows.map(
    ([session, figures]) => [session, judge(figures, open.get(session) ?? [], setting)] as const,
  );
  const answer = {
    context: setting.context,
    full: setting.full,
    expected: expectedText(rule),
    events: count,
    notes: notesOf(window, setting),
  };
  if (count === 0 && keyless > 0) return unjudged('key', keyless, answer);
  const verdict = rule.perSession
    ? sessionsVerdict(judged, answer)
    : wholeVerdict(judged[0]?.[1] ?? judge(newFigures(), [], setting), answer);
  if (keyless === 0) return verdict;
  return { ...verdict, message: `${verdict.message}; ${plural(keyless, 'event')} without a key` };
}

function openBySession({ open }: PairWindow): ReadonlyMap<string, readonly PairEvent[]> {
  const bySession = new Map<string, PairEvent[]>();
  for (const { events, at } of open.values())
    for (const event of events.slice(at)) {
      const own = bySession.get(event.session);
      if (own === undefined) bySession.set(event.session, [event]);
      else own.push(event);
    }
  return bySession;
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

function notesOf(window: PairWindow, { rule, limits, left }: PairsSetting): readonly Note[] {
  const lost = window.left + left;
  const capped: readonly Note[] =
    lost === 0
      ? []
      : [
          {
            kind: 'capped',
            count: lost,
            message: `rule "${rule.name}": ${plural(lost, 'start')} and ends were left out: only ${limits.cap} are held open (--cap)`,
            places: [],
          },
        ];
  if (window.late === 0) return capped;
  const message = `rule "${rule.name}": ${plural(window.late, 'event')} came more than ${limits.cap} starts and ends late, and may be paired otherwise`;
  return [...capped, { kind: 'disorder', count: window.late, message, places: [] }];
}
