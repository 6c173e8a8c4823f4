/** Prints a plan: what will be read, how each log is read, what a line must hold, and what comes of it. */
import { formatDuration } from '../base/duration.ts';
import { unreachable } from '../base/fault.ts';
import { formatUtc } from '../base/instant.ts';
import { printPath } from '../base/path.ts';
import type { ColumnSpec, FoldSpec, Plan, SourcePlan, Test } from '../model/plan.ts';
import type { Listing } from '../model/query.ts';

/** The plan as lines of text; `predicate` is the question's own words for it. */
export function explainLines(plan: Plan, predicate: string): string {
  const bounds = boundsOf(plan.test);
  const rows: readonly (readonly [string, string])[] = [
    ...plan.sources.flatMap((source) => sourceRows(source)),
    ['where', predicate],
    ...bounds.map((bound) => ['time', bound] as const),
    ['columns', plan.columns.map(printColumn).join(', ')],
    ['fold', foldText(plan.fold)],
  ];
  return rows.map(([name, text]) => `${name.padEnd(10)}${text}\n`).join('');
}

function sourceRows(source: SourcePlan): readonly (readonly [string, string])[] {
  const { reading, needles } = source;
  const fields = Object.entries(reading.fields ?? {}).map(([role, path]) => `${role}=${path}`);
  const others = reading.dialects.slice(1).map(({ name }) => name);
  const tries = others.length > 0 ? `, lines that do not fit are tried as ${others.join(', ')}` : '';
  return [
    ['log', source.path],
    ['dialect', `${reading.own}${fields.length > 0 ? ` (${fields.join(' ')})` : ''}${tries}`],
    [
      'prefilter',
      needles
        ? `lines that hold ${needles.map((text) => JSON.stringify(text)).join(' or ')}, or \\u00`
        : 'none',
    ],
    ['reads', source.complete ? 'every line, whole' : 'only what the answer needs'],
  ];
}

function printColumn(column: ColumnSpec): string {
  if (column.kind === 'role') return `@${column.role}`;
  return column.kind === 'crumb' ? `breadcrumb.${column.part}` : printPath(column.path);
}

/** The time bounds of a test as instants. */
function boundsOf(test: Test): readonly string[] {
  if (test.kind === 'and' || test.kind === 'or') return test.of.flatMap(boundsOf);
  if (test.kind === 'not') return boundsOf(test.of).map((bound) => `not ${bound}`);
  if (test.kind !== 'time') return [];
  return [`@time ${test.op} ${Number.isNaN(test.us) ? 'a time that no event has' : formatUtc(test.us)}`];
}

function foldText(fold: FoldSpec): string {
  switch (fold.kind) {
    case 'count':
      return 'count';
    case 'span':
      return 'least and greatest time';
    case 'stats':
      return `stats${fold.bucketUs === undefined ? '' : `, buckets of ${formatDuration(fold.bucketUs)} in ${fold.zone}`}`;
    case 'gaps':
      return `gaps longer than ${formatDuration(fold.thresholdUs)}${fold.perSession ? ', inside each session' : ''}`;
    case 'sessions':
      return `sessions by ${fold.sort}`;
    case 'list':
      return listText(fold.listing);
    default:
      return unreachable(fold);
  }
}

function listText(listing: Listing): string {
  const order = listing.distinct || listing.sort === 'time' ? 'by time' : 'in file order';
  const parts = [`events ${order}`];
  if (listing.distinct) parts.push('each content once');
  if (listing.head !== undefined) parts.push(`the first ${listing.head}`);
  if (listing.tail !== undefined) parts.push(`the last ${listing.tail}`);
  if (listing.reverse) parts.push('reversed');
  const context = Math.max(listing.context, listing.contextSession);
  if (context > 0) parts.push(`with ${context} around${listing.contextSession > 0 ? ' in the session' : ''}`);
  return parts.join(', ');
}
