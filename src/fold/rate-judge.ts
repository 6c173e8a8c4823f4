/** What is said of the cells of a rate: which buckets are out of bounds, and the worst of them. */
import { formatDuration } from '../base/duration.ts';
import { formatUtc } from '../base/instant.ts';
import { plural } from '../base/plural.ts';
import { betweenText, percentText, within } from './between.ts';
import type { Mark } from './place.ts';
import type { Cell, SessionCells } from './rate-cells.ts';
import type { RuleOfKind } from './rule.ts';
import { type Judged, PLACES, type Spot } from './verdict.ts';

type RateSpec = RuleOfKind<'rate'>;

/** What the rule asks for. */
export function expectedText(rule: RateSpec): string {
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

/** The verdict on the cells of one session, or of all events. */
export function judgeRate(one: SessionCells, rule: RateSpec): Judged {
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
