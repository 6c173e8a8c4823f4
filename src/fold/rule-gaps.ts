/** `gaps`: no silence longer than a threshold, in all events or inside each session. The fold is that of the command `gaps`. */
import { formatDuration } from '../base/duration.ts';
import { plural } from '../base/plural.ts';
import { compareText } from '../base/text.ts';
import type { RuleEvidence } from '../model/check.ts';
import type { GapRow } from '../model/report.ts';
import { type GapsPartial, gapsFold } from './gaps.ts';
import { joinHashes } from './join.ts';
import type { RuleFold, RuleOfKind, RuleSetting, Verdict } from './rule.ts';
import { PLACES, sessionsMessage, sessionsOf, unjudged } from './verdict.ts';

/** A fold that looks for silences. */
export function gapsRule(rule: RuleOfKind<'gaps'>, setting: RuleSetting): RuleFold<GapsPartial> {
  const { thresholdUs, perSession } = rule;
  const { time, type, session, cap } = setting;
  const fold = gapsFold({ kind: 'gaps', time, type, session, thresholdUs, perSession, sort: 'time', cap });
  return {
    init: () => fold.init(),
    step: (partial, { own }) => fold.step(partial, own.batch, own.selection, own.count),
    merge: (a, b) => fold.merge(a, b),
    finish(partial, context) {
      const { gaps, events, longest_seconds: longest = 0, notes } = fold.finish(partial, context);
      const ids = [...partial.lists.rows.keys()];
      const common = {
        ok: gaps.length === 0,
        expected: `none over ${formatDuration(thresholdUs)}`,
        events,
        notes: notes
          .filter(({ kind }) => kind === 'capped')
          .map((note) => ({ ...note, message: `rule "${rule.name}": ${note.message}` })),
      };
      if (perSession && ids.length === 0 && events > 0) {
        const { notes: told, expected } = common;
        return unjudged('session', events, { context, full: new Map(), expected, events, notes: told });
      }
      if (perSession) return { ...common, ...ofSessions(gaps, ids.length - joinHashes(ids).size) };
      const none = `no gap over ${formatDuration(thresholdUs)}`;
      const some = `${plural(gaps.length, 'gap')}, the longest ${formatDuration(longest * 1e6)}, expected ${common.expected}`;
      return {
        ...common,
        value: gaps.length,
        message: gaps.length === 0 ? none : some,
        places: longestOf(gaps).map(evidence),
      };
    },
  };
}

function ofSessions(
  gaps: readonly GapRow[],
  judged: number,
): Pick<Verdict, 'message' | 'sessions' | 'places'> {
  const bySession = new Map<string, GapRow[]>();
  for (const gap of gaps) {
    const { session = '' } = gap;
    const own = bySession.get(session);
    if (own === undefined) bySession.set(session, [gap]);
    else own.push(gap);
  }
  const failed = [...bySession].sort(([a], [b]) => compareText(a, b));
  const first = sessionsOf(failed).map(([session, own]) => {
    const longest = own.reduce((most, { seconds }) => Math.max(most, seconds), 0);
    const message = `${plural(own.length, 'gap')}, the longest ${formatDuration(longest * 1e6)}`;
    return { session, value: own.length, message, place: evidence(own[0]!) };
  });
  return {
    message: sessionsMessage(first, failed.length, judged),
    sessions: { judged, failed: failed.length, first },
    places: longestOf(gaps).map(evidence),
  };
}

/** The longest few, by time. */
function longestOf(gaps: readonly GapRow[]): readonly GapRow[] {
  const longest = gaps.toSorted((a, b) => b.seconds - a.seconds).slice(0, PLACES);
  return gaps.filter((gap) => longest.includes(gap));
}

/** The event that the silence follows. */
function evidence({ from, seconds }: GapRow): RuleEvidence {
  return { ...from, detail: `${formatDuration(seconds * 1e6)} of silence behind it` };
}
