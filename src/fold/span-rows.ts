/** Kept spans as the rows of a report, made one by one as they are asked for. */
import { epochSeconds, formatUtc } from '../base/instant.ts';
import type { SpanRow, SpanRows, SpansSpec } from '../model/span.ts';
import type { FinishContext } from './fold.ts';
import type { Pairer } from './pairer.ts';
import { refOf } from './place.ts';
import { labelOf } from './span-keys.ts';

/** What rows are made of. */
export interface RowsOf {
  readonly spec: Pick<SpansSpec, 'pairs'>;
  readonly pairer: Pairer;
  readonly context: FinishContext;
}

/** The rows of these spans. */
export function spanRows(ids: Uint32Array, of: RowsOf): SpanRows {
  const { spans } = of.pairer;
  let numbers: Int32Array | undefined;
  return {
    length: ids.length,
    at: (n) => rowOf(ids[n]!, of),
    idOf: (n) => spanId(ids[n]!, of),
    parentOf(n) {
      const parent = spans.parent(ids[n]!);
      if (parent < 0) return -1;
      numbers ??= numbersOf(ids);
      return parent < numbers.length ? numbers[parent]! : -1;
    },
    startUs: (n) => spans.startUs(ids[n]!),
    endUs: (n) => spans.endUs(ids[n]!),
    isOpen: (n) => spans.isOpen(ids[n]!),
    *[Symbol.iterator]() {
      for (const id of ids) yield rowOf(id, of);
    },
  };
}

/** By id the number of its row, -1 for none. */
function numbersOf(ids: Uint32Array): Int32Array {
  let most = -1;
  for (const id of ids) most = Math.max(most, id);
  const numbers = new Int32Array(most + 1).fill(-1);
  for (let n = 0; n < ids.length; n++) numbers[ids[n]!] = n;
  return numbers;
}

function rowOf(id: number, { spec, pairer, context }: RowsOf): SpanRow {
  const { spans, sessions } = pairer;
  const { texts } = spans;
  const from = spans.from(id);
  const to = spans.to(id);
  const told = (from ?? to)!;
  const parent = spans.parent(id);
  const title = spans.title(id);
  const agent = spans.agent(id);
  const startUs = spans.startUs(id);
  const endUs = spans.endUs(id);
  // Key by key: an answer may hold millions.
  const row: { -readonly [K in keyof SpanRow]?: SpanRow[K] } = {
    id: `${context.sourceOf(told.shard)}@${told.offset}`,
  };
  if (parent >= 0) row.parent = spanId(parent, { pairer, context });
  row.name = spec.pairs[spans.pair(id)]!.name;
  if (title >= 0) row.title = texts.name(title);
  const label = keyLabel(id, { pairer, session: told.session });
  if (label !== '') row.key = label;
  if (told.session !== null) row.session = sessions.fullOf(told.session);
  if (agent >= 0) row.agent = texts.name(agent);
  row.status = spans.status(id);
  if (!Number.isNaN(startUs)) {
    row.start = formatUtc(startUs);
    row.start_epoch = epochSeconds(startUs);
  }
  if (!Number.isNaN(endUs)) {
    row.end = formatUtc(endUs);
    row.end_epoch = epochSeconds(endUs);
  }
  if (!Number.isNaN(endUs - startUs)) row.duration_ms = (endUs - startUs) / 1000;
  if (from !== undefined) row.from = sessions.fullRef(refOf(from, context));
  if (to !== undefined) row.to = sessions.fullRef(refOf(to, context));
  const amended = spans.amended(id);
  if (amended > 0) row.amended = amended;
  row.children = spans.children(id);
  return row as SpanRow;
}

/** `LOG@OFFSET` of its start, or of its end where no event started it. */
export function spanId(id: number, { pairer, context }: Pick<RowsOf, 'pairer' | 'context'>): string {
  const { shard, offset } = pairer.spans.place(id);
  return `${context.sourceOf(shard)}@${offset}`;
}

function keyLabel(
  id: number,
  { pairer, session }: { readonly pairer: Pairer; readonly session: string | null },
): string {
  const { spans, sessions } = pairer;
  const key = spans.key(id);
  const label = key < 0 ? '' : labelOf(spans.texts.bytesOf(key));
  // A session that is the key is told by its full id.
  return label === session ? sessions.fullOf(label) : label;
}
