/**
 * Says what a plan will do, for `--explain`: what is read of each log and how, what a line must hold, which instants the
 * time bounds are, and what comes of it. Pure: the same plan gives the same text. Source: cli.md, "--explain".
 */
import { formatDuration } from '../base/duration.ts';
import { unreachable } from '../base/fault.ts';
import { formatUtc } from '../base/instant.ts';
import { printPath } from '../base/path.ts';
import type { ColumnSpec, FoldSpec, Plan, SourcePlan, Test } from '../model/plan.ts';
import type { Listing } from '../model/query.ts';
import { ordered, sorted } from './lower.ts';

/** The plan as lines of text, each with its newline; `predicate` is the question's own words for it. */
export function explainLines(plan: Plan, predicate: string): string {
  const bounds = boundsOf(plan.test, false);
  const rows: readonly Row[] = [
    ...sourceRows(plan),
    ['where', [predicate]],
    ['bounds', bounds.map(({ text }) => text)],
    ['zone', [`${plan.logZone}, for times in the logs that name none`]],
    ['columns', [plan.columns.map(printColumn).join(', ')]],
    ['fold', [foldText(plan.fold, plan.columns)]],
  ];
  return rows.flatMap(([name, texts]) => texts.map((text, n) => line(n === 0 ? name : '', text))).join('');
}

/** The same as data. Times are in UTC, `epoch` in seconds; `prefilter` is null where every line is looked at. */
export function explainJson(plan: Plan, predicate: string): object {
  return {
    report: 'explain',
    version: 1,
    where: predicate,
    bounds: boundsOf(plan.test, false).map(({ negated, op, us }) => ({
      op,
      ...(Number.isNaN(us) ? {} : { time: formatUtc(us), epoch: us / 1e6 }),
      ...(negated ? { negated } : {}),
    })),
    log_tz: plan.logZone,
    max_line_bytes: plan.maxLine,
    columns: plan.columns.map(printColumn),
    sources: plan.sources.map(({ path, reading, needles, complete }) => ({
      path,
      dialect: reading.own,
      ...(reading.fields ? { fields: reading.fields } : {}),
      tried: reading.dialects.slice(1).map(({ name }) => name),
      prefilter: needles,
      complete,
    })),
    fold: { kind: plan.fold.kind, text: foldText(plan.fold, plan.columns), ...capOf(plan.fold) },
  };
}

/** A name and the lines that stand beside it; none is left out with its name. */
type Row = readonly [name: string, texts: readonly string[]];

function line(name: string, text: string): string {
  return `${name.padEnd(11)}${text}\n`;
}

/** Logs that are read alike stand together. */
function sourceRows(plan: Plan): readonly Row[] {
  const groups = new Map<string, { readonly paths: string[]; readonly rows: readonly Row[] }>();
  for (const source of plan.sources) {
    const rows: readonly Row[] = [
      ['dialect', [dialectText(source)]],
      ['prefilter', [prefilterText(source)]],
      ['reads', [readsText(source, plan.fold)]],
    ];
    const key = JSON.stringify(rows);
    const group = groups.get(key) ?? { paths: [], rows };
    group.paths.push(source.path);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ paths, rows }) => [['log', paths] as const, ...rows]);
}

function dialectText({ reading }: SourcePlan): string {
  const fields = Object.entries(reading.fields ?? {}).map(([role, path]) => `@${role} is ${path}`);
  const others = reading.dialects.slice(1).map(({ name }) => name);
  return [
    fields.length > 0 ? `${reading.own} (${fields.join(', ')})` : reading.own,
    ...(others.length > 0 ? [`lines that do not fit are tried as ${others.join(', ')}`] : []),
  ].join('; ');
}

function prefilterText({ needles }: SourcePlan): string {
  if (!needles) return 'none, every line is parsed';
  return `only lines that hold ${[...needles.map((text) => JSON.stringify(text)), 'an escape \\u00'].join(' or ')}`;
}

function readsText({ needles, complete }: SourcePlan, fold: FoldSpec): string {
  if (complete) return 'whole, every line is accounted for';
  const reasons = needles ? ['the prefilter lets lines go by'] : [];
  if (fold.kind === 'list' && !sorted(fold.listing)) {
    if (fold.listing.tail !== undefined) reasons.push('a plain file is read from its end');
    if (fold.listing.head !== undefined) reasons.push(`it is left after match ${fold.listing.head}`);
  }
  return `not whole${reasons.length > 0 ? `: ${reasons.join(', ')}` : ''}`;
}

function printColumn(column: ColumnSpec): string {
  if (column.kind === 'role') return `@${column.role}`;
  return column.kind === 'crumb' ? `breadcrumb(${column.part})` : printPath(column.path);
}

interface Bound {
  readonly text: string;
  readonly op: string;
  /** Microseconds; NaN, which no time satisfies, where the logs have no time. */
  readonly us: number;
  readonly negated: boolean;
}

/** The time bounds of a test as instants, in its order. */
function boundsOf(test: Test, negated: boolean): readonly Bound[] {
  if (test.kind === 'and' || test.kind === 'or') return test.of.flatMap((part) => boundsOf(part, negated));
  if (test.kind === 'not') return boundsOf(test.of, !negated);
  if (test.kind !== 'time') return [];
  const { op, us } = test;
  const time = Number.isNaN(us) ? 'a time that the logs do not have' : formatUtc(us);
  return [{ text: `${negated ? 'not ' : ''}@time ${op} ${time}`, op, us, negated }];
}

function foldText(fold: FoldSpec, columns: readonly ColumnSpec[]): string {
  const name = (n: number): string => printColumn(columns[n]!);
  const top = 'top' in fold && fold.top !== undefined ? [`the first ${fold.top}`] : [];
  switch (fold.kind) {
    case 'count':
      return 'count';
    case 'span':
      return 'least and greatest time';
    case 'stats':
      return [
        'stats',
        ...(fold.by === undefined ? [] : [`by ${name(fold.by)}`]),
        ...(fold.bucketUs === undefined
          ? []
          : [`buckets of ${formatDuration(fold.bucketUs)} in ${fold.zone}`]),
        ...(fold.percentiles === undefined ? [] : [`percentiles of ${name(fold.percentiles)}`]),
        ...top,
      ].join(', ');
    case 'gaps':
      return [
        `gaps longer than ${formatDuration(fold.thresholdUs)}`,
        ...(fold.perSession ? ['inside each session'] : []),
        ...(fold.top === undefined ? [] : [`the longest ${fold.top}`]),
        `by ${fold.sort}`,
      ].join(', ');
    case 'sessions':
      return [`sessions by ${fold.sort}`, ...top].join(', ');
    case 'fields':
      return [`paths${fold.type === undefined ? '' : ' of each type'}`, ...top].join(', ');
    case 'validate':
      return [
        fold.level === 'error' ? 'errors' : 'errors and warnings',
        ...(fold.ignore.length === 0 ? [] : [`without ${fold.ignore.join(', ')}`]),
      ].join(', ');
    case 'state':
      return [
        Number.isFinite(fold.atUs) ? `state at ${formatUtc(fold.atUs)}` : 'state at the end',
        ...(fold.fromUs === undefined ? [] : [`changes since ${formatUtc(fold.fromUs)}`]),
        [...fold.tracked.fields, ...fold.tracked.open].map((each) => each.name).join(' '),
      ].join(', ');
    case 'metrics': {
      const windows = fold.windowsUs.map(formatDuration).join(', ');
      const end = fold.atUs === undefined ? 'the last event' : formatUtc(fold.atUs);
      return `metrics of ${windows} up to ${end}`;
    }
    case 'spans':
      return `spans ${fold.pairs.map((pair) => pair.name).join(' ')}`;
    case 'check':
      return `rules ${fold.rules.map((rule) => `"${rule.name}" (${rule.kind})`).join(', ')}`;
    case 'overview':
      return `a timeline of at most ${fold.buckets} slices, and facets`;
    case 'list':
      return listText(fold.listing);
    default:
      return unreachable(fold);
  }
}

function listText(listing: Listing): string {
  const parts = [`events ${sorted(listing) ? 'by time' : 'in file order'}`];
  if (listing.session === 'latest') parts.push('of the session of the last event that has one');
  if (listing.distinct) parts.push('each content once');
  if (listing.head !== undefined) parts.push(`the first ${listing.head}`);
  if (listing.tail !== undefined) parts.push(`the last ${listing.tail}`);
  if (listing.reverse) parts.push('reversed');
  if (listing.context > 0) parts.push(`with ${listing.context} around each in the log`);
  if (listing.contextSession > 0) parts.push(`with ${listing.contextSession} around each in its session`);
  return parts.join(', ');
}

/** The cap of answers that have one. */
function capOf(fold: FoldSpec): { readonly cap?: number } {
  const held = fold.kind === 'list' ? ordered(fold.listing) : 'cap' in fold;
  return held && 'cap' in fold ? { cap: fold.cap } : {};
}
