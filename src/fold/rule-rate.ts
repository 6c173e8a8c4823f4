/**
 * `rate`: the share of events that count, in all or in each bucket of time; or how many events there are in each bucket.
 *
 * A number that must be above something is judged in whole buckets alone: the first and the last one are cut off by the
 * ends of the log, or of the session. Shares are judged wherever there is an event.
 */
import { formatDuration } from '../base/duration.ts';
import { formatUtc } from '../base/instant.ts';
import { plural } from '../base/plural.ts';
import { betweenText, percentText, within } from './between.ts';
import type { FinishContext } from './fold.ts';
import type { Mark } from './place.ts';
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
  type SessionCells,
} from './rate-cells.ts';
import type { RuleFold, RuleLines, RuleOfKind, RuleSetting, Verdict } from './rule.ts';
import {
  type Judged,
  PLACES,
  ruleCapNote,
  type Spot,
  sessionsVerdict,
  unjudged,
  wholeVerdict,
} from './verdict.ts';

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
    return wholeVerdict(judge(sessions[0] ?? empty, rule), setting);
  }
  return sessionsVerdict(
    sessions.map((one) => [one.session, judge(one, rule)] as const),
    setting,
  );
}

function expectedText(rule: RateSpec): string {
  const bounds = betweenText(rule.between, rule.share === undefined ? String : percentText);
  return rule.bucketUs === undefined ? bounds : `${bounds} in ${formatDuration(rule.bucketUs)}`;
}

/** A bucket, or all of a log where there are none, and what was measured in it; `run` buckets from it on are alike. */
interface Measured {
  readonly bucket: number;
  readonly run: number;
  readonly value: number;
  readonly cell: Cell | undefined;
}

function judge(one: SessionCells, rule: RateSpec): Judged {
  const { bucketUs, between } = rule;
  const measured = rule.share === undefined ? numbersOf(one, rule) : sharesOf(one);
  if (measured.length === 0) {
    const none = one.cells.length === 0 && between.above !== undefined && rule.share === undefined;
    const whole =
      bucketUs === undefined
        ? 'no event to judge'
        : `no whole bucket of ${formatDuration(bucketUs)} to judge`;
    return { ok: !none, message: none ? 'no event' : whole, spots: [] };
  }
  const bad = measured.filter(({ value }) => !within(value, between));
  const shown = worst(bad.length > 0 ? bad : measured, rule);
  const said = saying(shown, rule);
  const most = bucketUs === undefined ? '' : `at ${between.below === undefined ? 'least' : 'most'} `;
  if (bad.length === 0) return { ok: true, value: shown.value, message: most + said, spots: [] };
  const buckets =
    bucketUs === undefined ? '' : `${bucketsIn(bad)} of ${plural(bucketsIn(measured), 'bucket')}: `;
  const spots = bad.flatMap((each) => spotOf(each, rule)).slice(0, PLACES);
  const message = `${buckets}${said}, expected ${betweenText(between, rule.share === undefined ? String : percentText)}`;
  return { ok: false, value: shown.value, message, spots };
}

function sharesOf({ cells }: SessionCells): readonly Measured[] {
  return cells.map(([bucket, cell]) => ({ bucket, run: 1, value: cell.hits / cell.base, cell }));
}

/** Buckets with events; where the number must be above something, also the first of those that have none. */
function numbersOf(
  { cells, extent, lastBucket }: SessionCells,
  { bucketUs = 1, between }: RateSpec,
): readonly Measured[] {
  const counted = cells.map(([bucket, cell]): Measured => ({ bucket, run: 1, value: cell.base, cell }));
  if (between.above === undefined || extent === undefined) return between.above === undefined ? counted : [];
  const first = Math.ceil(extent.firstUs / bucketUs);
  const last = Math.min(Math.floor(extent.lastUs / bucketUs) - 1, lastBucket);
  const inside = counted.filter(({ bucket }) => bucket >= first && bucket <= last);
  const outside = counted.filter(
    ({ bucket, value }) => (bucket < first || bucket > last) && tooMany(value, between.below),
  );
  return [...inside, ...emptyBuckets(inside, { first, last }), ...outside].sort(
    (a, b) => a.bucket - b.bucket,
  );
}

function tooMany(value: number, below: number | undefined): boolean {
  return below !== undefined && value >= below;
}

/** The buckets between `first` and `last` that hold nothing: each silence is one run of them. */
function emptyBuckets(
  inside: readonly Measured[],
  { first, last }: { readonly first: number; readonly last: number },
): readonly Measured[] {
  const empty: Measured[] = [];
  let next = first;
  for (const { bucket } of [...inside, { bucket: last + 1 }]) {
    if (next < bucket) empty.push({ bucket: next, run: bucket - next, value: 0, cell: undefined });
    next = bucket + 1;
  }
  return empty;
}

/** How many buckets these are. */
function bucketsIn(measured: readonly Measured[]): number {
  return measured.reduce((sum, { run }) => sum + run, 0);
}

/** The largest where it must be below something, else the least; the first among equals. */
function worst(measured: readonly Measured[], { between }: RateSpec): Measured {
  const sign = between.below === undefined ? -1 : 1;
  return measured.reduce((most, each) => (sign * each.value > sign * most.value ? each : most));
}

function saying({ bucket, value, cell }: Measured, { share, bucketUs }: RateSpec): string {
  const when =
    bucketUs === undefined ? '' : ` in ${formatDuration(bucketUs)} from ${shortUtc(bucket * bucketUs)}`;
  if (share === undefined) return `${plural(value, 'event')}${when}`;
  return `${cell?.hits ?? 0} of ${plural(cell?.base ?? 0, 'event')}${when}, ${percentText(value)}`;
}

/** As it can be typed, without the parts that are zero. */
function shortUtc(us: number): string {
  return formatUtc(us)
    .replace(/\.000000Z$/, 'Z')
    .replace(/(T\d\d:\d\d):00Z$/, '$1Z');
}

/** The first event that makes the number what it is. */
function spotOf({ value, cell, ...rest }: Measured, rule: RateSpec): readonly Spot[] {
  const tooHigh = rule.between.below !== undefined && value >= rule.between.below;
  const mark: Mark | null | undefined =
    rule.share === undefined || tooHigh ? cell?.hit : (cell?.miss ?? cell?.hit);
  if (mark === null || mark === undefined) return [];
  return [
    { mark, ...(rule.bucketUs === undefined ? {} : { detail: saying({ value, cell, ...rest }, rule) }) },
  ];
}
