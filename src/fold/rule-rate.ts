/**
 * `rate`: the share of events that count, in all or in each bucket of time; or how many events there are in each bucket.
 *
 * A number that must be above something is judged in whole buckets alone: the first and the last one are cut off by the
 * ends of the log, or of the session. Shares are judged wherever there is an event.
 */
import type { FinishContext } from './fold.ts';
import {
  type Cell,
  type Cells,
  cellOf,
  cellsBySession,
  countInto,
  type Extent,
  mergeCells,
  newCells,
  reachTimes,
} from './rate-cells.ts';
import { expectedText, judgeRate } from './rate-judge.ts';
import type { RuleFold, RuleLines, RuleOfKind, RuleSetting, Verdict } from './rule.ts';
import { ruleCapNote, sessionsVerdict, unjudged, wholeVerdict } from './verdict.ts';

type RateSpec = RuleOfKind<'rate'>;

/** A fold of shares or numbers. */
export function rateRule(rule: RateSpec, setting: RuleSetting): RuleFold<Cells> {
  const { cap } = setting;
  const counts = rule.share === undefined ? () => true : setting.compile(rule.share);
  return {
    init: newCells,
    step(partial, { columns, all, own }) {
      if (rule.bucketUs !== undefined) reachAll(partial, { columns, all }, { rule, cap });
      const { batch, times } = columns;
      const sessionAt = sessionsOf(columns, rule);
      let cell: Cell | undefined;
      let session: string | undefined;
      let bucket = Number.NaN;
      for (let k = 0; k < own.count; k++) {
        const i = own.selection[k]!;
        const nextSession = sessionAt(i);
        const nextBucket = rule.bucketUs === undefined ? 0 : Math.floor(times[i]! / rule.bucketUs);
        if (nextSession === undefined || Number.isNaN(nextBucket)) {
          partial.placeless++;
          continue;
        }
        if (nextSession !== session || nextBucket !== bucket) {
          session = nextSession;
          bucket = nextBucket;
          cell = cellOf(partial, { session, bucket }, cap);
        }
        partial.events++;
        if (cell !== undefined) countInto(cell, columns, { i, hit: counts(batch, i) });
      }
    },
    merge(a, b) {
      mergeCells(a, b, cap);
      return a;
    },
    finish: (partial, context) => finish(partial, { rule, cap, context }),
  };
}

type SessionAt = (i: number) => string | undefined;

function sessionsOf({ sessions }: RuleLines['columns'], { perSession }: RateSpec): SessionAt {
  return perSession ? (i) => sessions.dictionary.values[sessions.codes[i]!] : () => '';
}

/** The times from which and to which a session, or all events, reach. */
function reachAll(
  partial: Cells,
  { columns, all }: Pick<RuleLines, 'columns' | 'all'>,
  { rule, cap }: { readonly rule: RateSpec; readonly cap: number },
): void {
  const sessionAt = sessionsOf(columns, rule);
  let session: string | undefined;
  let reached: Extent = { firstUs: Number.POSITIVE_INFINITY, lastUs: Number.NEGATIVE_INFINITY };
  const flush = (): void => {
    if (session !== undefined && reached.firstUs <= reached.lastUs)
      reachTimes(partial, { session, reached }, cap);
  };
  for (let k = 0; k < all.count; k++) {
    const i = all.selection[k]!;
    const us = columns.times[i]!;
    const next = sessionAt(i);
    if (Number.isNaN(us) || next === undefined) continue;
    if (next !== session) {
      flush();
      session = next;
      reached = { firstUs: us, lastUs: us };
    } else if (us < reached.firstUs) reached.firstUs = us;
    else if (us > reached.lastUs) reached.lastUs = us;
  }
  flush();
}

function finish(
  partial: Cells,
  { rule, cap, context }: { readonly rule: RateSpec; readonly cap: number; readonly context: FinishContext },
): Verdict {
  const { sessions, full, left } = cellsBySession(partial, cap);
  const what = rule.bucketUs === undefined ? 'session' : 'bucket';
  const setting = {
    context,
    full,
    expected: expectedText(rule),
    events: partial.events,
    notes: ruleCapNote(rule, { count: left, of: what, cap }),
  };
  if (partial.events === 0 && partial.placeless > 0)
    return unjudged(rule.perSession ? 'session' : 'time', partial.placeless, setting);
  if (!rule.perSession) {
    const empty = { session: '', cells: [], extent: undefined, lastBucket: Number.POSITIVE_INFINITY };
    return wholeVerdict(judgeRate(sessions[0] ?? empty, rule), setting);
  }
  return sessionsVerdict(
    sessions.map((one) => [one.session, judgeRate(one, rule)] as const),
    setting,
  );
}
