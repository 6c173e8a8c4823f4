/** Paired spans as the rows of a report: what is kept of them, where they stand, and what must be said beside them. */
import { epochSeconds, formatUtc } from '../base/instant.ts';
import type { Note } from '../model/note.ts';
import { type OrphanRow, SPAN_ROWS, type SpanRow, type SpansAnswer, type SpansSpec } from '../model/span.ts';
import type { FinishContext } from './fold.ts';
import { placeOf, refOf } from './place.ts';
import type { Paired, Span } from './span-pairing.ts';
import type { SpanRecord } from './span-records.ts';
import { traceTurns } from './span-turns.ts';

/** Orphans that are listed, and places in a note. */
const LISTED = 100;
const PLACES = 5;

interface Setting {
  readonly spec: SpansSpec;
  readonly context: FinishContext;
  /** Records beyond the cap. */
  readonly left: number;
}

/** The report's own keys. */
export function spansAnswer(paired: Paired, setting: Setting): SpansAnswer {
  const { spec, context, left } = setting;
  const { orphans } = paired;
  const shown = paired.spans.filter(({ pair }) => spec.pairs[pair]!.starts.length > 0);
  const kept = chosen(shown, spec);
  const rows = kept.map((span) => rowOf(span, { spec, context, left }));
  const amplifier = spec.pairs.length > 0 && spec.pairs.every(({ detail }) => detail !== undefined);
  const turns = spec.pairs.some(({ detail }) => detail === 'turn');
  return {
    ...(turns ? { turns: traceTurns(kept, spec) } : {}),
    ...(amplifier ? {} : { spans: rows }),
    total: shown.length,
    open: shown.reduce((sum, { open }) => sum + Number(open), 0),
    orphans: orphans.length,
    orphan_ends: orphans.slice(0, LISTED).map((record) => orphanRow(record, setting)),
    notes: [...orphanNote(orphans, setting), ...capNote(left, spec.cap)],
    [SPAN_ROWS]: rows,
  };
}

/** The spans asked for: of one turn, failed ones with those around them, the longest. */
function chosen(spans: readonly Span[], spec: SpansSpec): readonly Span[] {
  let kept = spans;
  if (spec.turn !== undefined) {
    const counted = spec.pairs.some(({ turn }) => turn);
    const turns = spans.filter(({ pair, parent }) =>
      counted ? spec.pairs[pair]!.turn : parent === undefined,
    );
    const turn = turns[spec.turn - 1];
    kept = kept.filter((span) => turn !== undefined && withAncestors(span).includes(turn));
  }
  if (spec.errors) {
    const failed = kept.filter(({ status }) => status === 'error');
    const around = new Set(spec.slowest === undefined ? failed.flatMap(withAncestors) : failed);
    kept = kept.filter((span) => around.has(span));
  }
  if (spec.slowest === undefined) return kept;
  const size = ({ startUs, endUs }: Span): number => endUs - startUs;
  const closed = kept.filter((span) => !Number.isNaN(size(span)));
  return closed.toSorted((a, b) => size(b) - size(a)).slice(0, spec.slowest);
}

function withAncestors(span: Span): Span[] {
  const line: Span[] = [];
  for (let one: Span | undefined = span; one !== undefined; one = one.parent) line.push(one);
  return line;
}

function rowOf(span: Span, { spec, context }: Setting): SpanRow {
  const { start, end, startUs, endUs, parent, amended } = span;
  const told = start ?? end!;
  const title = start?.title ?? end?.title ?? null;
  const agent = start?.agent ?? end?.agent ?? null;
  // Key by key: an answer may hold millions.
  const row: { -readonly [K in keyof SpanRow]?: SpanRow[K] } = { id: idOf(span, context) };
  if (parent !== undefined) row.parent = idOf(parent, context);
  row.name = spec.pairs[span.pair]!.name;
  if (title !== null) row.title = title;
  if (told.label !== '') row.key = told.label;
  if (told.session !== null) row.session = told.session;
  if (agent !== null) row.agent = agent;
  row.status = span.status;
  if (!Number.isNaN(startUs)) {
    row.start = formatUtc(startUs);
    row.start_epoch = epochSeconds(startUs);
  }
  if (!Number.isNaN(endUs)) {
    row.end = formatUtc(endUs);
    row.end_epoch = epochSeconds(endUs);
  }
  if (!Number.isNaN(endUs - startUs)) row.duration_ms = (endUs - startUs) / 1000;
  if (start !== undefined) row.from = refOf(start, context);
  if (end !== undefined) row.to = refOf(end, context);
  if (amended > 0) row.amended = amended;
  row.children = span.children.length;
  return row as SpanRow;
}

function idOf({ start, end }: Span, context: FinishContext): string {
  const record = (start ?? end)!;
  return `${context.sourceOf(record.shard)}@${record.offset}`;
}

function orphanRow(record: SpanRecord, { spec, context }: Setting): OrphanRow {
  return {
    name: spec.pairs[record.pair]!.name,
    ...(record.title === null ? {} : { title: record.title }),
    ...(record.label === '' ? {} : { key: record.label }),
    at: refOf(record, context),
  };
}

function orphanNote(orphans: readonly SpanRecord[], { spec, context }: Setting): readonly Note[] {
  if (orphans.length === 0) return [];
  const counts = new Map<string, number>();
  for (const { pair } of orphans) {
    const { name } = spec.pairs[pair]!;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const which = [...counts].map(([name, count]) => `${count} of ${name}`).join(', ');
  const message = `${orphans.length === 1 ? '1 end has' : `${orphans.length} ends have`} no start among the selected events: ${which}`;
  const places = orphans.slice(0, PLACES).map((record) => placeOf(record, context));
  return [{ kind: 'orphan', count: orphans.length, message, places }];
}

function capNote(left: number, cap: number): readonly Note[] {
  if (left === 0) return [];
  const [events, were] = left === 1 ? ['event', 'was'] : ['events', 'were'];
  const message = `${left} ${events} that start or end a span ${were} left out: only the first ${cap} in time are kept (--cap)`;
  return [{ kind: 'capped', count: left, message, places: [] }];
}
