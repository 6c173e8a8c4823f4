/** Batches made by hand from rows, as a kernel would make them: the columns of `COLUMNS`, one JSON line per row. */

import type { FinishContext, Fold } from '../../src/fold/fold.ts';
import type { Batch, Column } from '../../src/model/batch.ts';
import * as tags from '../../src/model/batch.ts';

/** What a fold can see of an event. `value` is JSON text; absent where undefined. */
export interface Row {
  readonly us?: number;
  readonly type?: string;
  readonly session?: string;
  readonly status?: string;
  readonly number?: number;
  readonly value?: string;
  readonly many?: readonly string[];
}

/** Columns by number. */
export const COLUMNS = { time: 0, type: 1, session: 2, status: 3, number: 4, value: 5, many: 6 } as const;

/** Bytes of every line, its newline included: offsets are line × LINE. */
export const LINE = 100;

interface At {
  readonly shard?: number;
  /** Lines before the batch in its log, and in its shard. */
  readonly logLine?: number;
  readonly shardLine?: number;
  /** Dictionaries by column, used on as a kernel does until they are full. */
  readonly dictionaries?: Map<number, { values: string[] }>;
}

/** Few, so that tests see dictionaries both used on and replaced. */
const DICTIONARY_BOUND = 30;

/** A batch of these rows. */
export function batchOf(rows: readonly Row[], at: At = {}): Batch {
  const count = rows.length;
  const texts: string[] = [];
  let size = 0;
  const put = (text: string): [number, number] => {
    texts.push(text);
    const from = size;
    size += Buffer.byteLength(text);
    return [from, size];
  };
  const ranges = rangesOf(
    rows.map(({ value }) => (value === undefined ? [] : [value])),
    put,
  );
  const many = rangesOf(
    rows.map((row) => row.many ?? []),
    put,
  );
  const range = { tag: new Uint8Array(count), from: new Int32Array(count), to: new Int32Array(count) };
  for (let i = 0; i < count; i++) {
    const k = ranges.first[i]!;
    if (k === ranges.first[i + 1]) continue;
    range.tag[i] = ranges.tag[k]!;
    range.from[i] = ranges.from[k]!;
    range.to[i] = ranges.to[k]!;
  }
  const start = Int32Array.from(rows, (_, i) => i * LINE);
  return {
    bytes: Buffer.from(texts.join('')),
    base: (at.logLine ?? 0) * LINE,
    shard: at.shard ?? 0,
    count,
    start,
    end: start.map((from) => from + LINE - 1),
    next: start.map((from) => from + LINE),
    line: Float64Array.from(rows, (_, i) => (at.shardLine ?? 0) + i),
    class: new Uint8Array(count).fill(tags.LINE_EVENT),
    invalid: new Uint8Array(count),
    dialect: new Uint8Array(count),
    zoneless: new Uint8Array(count),
    columns: [
      { kind: 'time', us: Float64Array.from(rows, ({ us }) => us ?? Number.NaN) },
      textColumn(
        rows.map(({ type }) => type),
        dictionaryOf(at, COLUMNS.type),
      ),
      textColumn(
        rows.map(({ session }) => session),
        dictionaryOf(at, COLUMNS.session),
      ),
      textColumn(
        rows.map(({ status }) => status),
        dictionaryOf(at, COLUMNS.status),
      ),
      {
        kind: 'number',
        values: Float64Array.from(rows, ({ number }) => number ?? Number.NaN),
        exact: new Uint8Array(count).fill(1),
      },
      { kind: 'range', ...range },
      { kind: 'many', ...many },
    ],
    lines: count,
  };
}

interface Running {
  readonly batchSize?: number;
  /** Which log each shard belongs to; all to one by default. */
  readonly logs?: readonly number[];
  /** One partial takes all shards, as without threads, instead of one each that are merged. */
  readonly inline?: boolean;
}

/** Rows of logs, cut into shards (arrays), each shard cut into batches of `batchSize` lines. */
export function foldShards<P, A>(
  fold: { init(): P; step: Fold<P>['step']; merge(a: P, b: P): P; finish(p: P, c: FinishContext): A },
  shards: readonly (readonly Row[])[],
  options: Running = {},
): A {
  const partials: P[] = [];
  const linesBefore: number[] = [];
  const dictionaries = new Map<number, { values: string[] }>();
  const logOf = (shard: number): number => options.logs?.[shard] ?? 0;
  for (const [shard, rows] of shards.entries()) {
    const before = shards.slice(0, shard).filter((_, k) => logOf(k) === logOf(shard));
    const logLine = before.reduce((sum, { length }) => sum + length, 0);
    linesBefore.push(logLine);
    const partial = (options.inline ? partials[0] : undefined) ?? fold.init();
    const size = options.batchSize ?? Math.max(rows.length, 1);
    for (let from = 0; from < rows.length; from += size) {
      const part = rows.slice(from, from + size);
      const batch = batchOf(part, { shard, logLine: logLine + from, shardLine: from, dictionaries });
      fold.step(
        partial,
        batch,
        Int32Array.from(part, (_, i) => i),
        part.length,
      );
    }
    if (!options.inline) partials.push(structuredClone(partial));
    else if (shard === 0) partials.push(partial);
  }
  const [first, ...rest] = partials;
  const joined = rest.reduce((a, b) => fold.merge(a, b), first ?? fold.init());
  return fold.finish(joined, {
    sourceOf: (shard) => `log-${logOf(shard)}`,
    linesBefore: (shard) => linesBefore[shard],
  });
}

function dictionaryOf({ dictionaries }: At, column: number): { values: string[] } {
  const known = dictionaries?.get(column);
  if (known !== undefined && known.values.length < DICTIONARY_BOUND) return known;
  const fresh = { values: [] };
  dictionaries?.set(column, fresh);
  return fresh;
}

function textColumn(texts: readonly (string | undefined)[], dictionary: { values: string[] }): Column {
  const { values } = dictionary;
  const codes = Int32Array.from(texts, (text) => {
    if (text === undefined) return -1;
    const known = values.indexOf(text);
    return known < 0 ? values.push(text) - 1 : known;
  });
  return { kind: 'dictionary', codes, dictionary };
}

interface Many {
  readonly first: Int32Array;
  readonly tag: Uint8Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

function rangesOf(lists: readonly (readonly string[])[], put: (text: string) => [number, number]): Many {
  const first = [0];
  const tag: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  for (const list of lists) {
    for (const json of list) {
      const [start, end] = put(json);
      tag.push(tagOf(json));
      from.push(start);
      to.push(end);
    }
    first.push(tag.length);
  }
  return {
    first: Int32Array.from(first),
    tag: Uint8Array.from(tag),
    from: Int32Array.from(from),
    to: Int32Array.from(to),
  };
}

function tagOf(json: string): number {
  if (json.startsWith('"')) return tags.TAG_STRING;
  if (json.startsWith('[')) return tags.TAG_ARRAY;
  if (json.startsWith('{')) return tags.TAG_OBJECT;
  if (json === 'null') return tags.TAG_NULL;
  if (json === 'true') return tags.TAG_TRUE;
  return json === 'false' ? tags.TAG_FALSE : tags.TAG_NUMBER;
}
