/** Traces of small logs: events through the scalar kernel as their dialect reads them, folded whole or cut into shards. */
import { DIALECTS } from '../../src/dialect/dialects.ts';
import { ownPair, spanPairsOf } from '../../src/dialect/spans.ts';
import { type SpansPartial, spansFold } from '../../src/fold/spans.ts';
import { scalarKernel } from '../../src/kernel/scalar.ts';
import type { Dialect } from '../../src/model/dialect.ts';
import type { ColumnSpec } from '../../src/model/plan.ts';
import type { Operand } from '../../src/model/query.ts';
import { SPAN_ROWS, type SpansAnswer, type SpansSpec } from '../../src/model/span.ts';
import { lowerPairs } from '../../src/plan/pairs.ts';
import { type MadeRows, madeRows } from '../span-rows.ts';

export interface Options extends Partial<Omit<SpansSpec, 'kind' | 'pairs'>> {
  /** Before which lines the log is cut into shards. */
  readonly cuts?: readonly number[];
  readonly own?: {
    readonly starts: readonly string[];
    readonly ends: readonly string[];
    readonly key?: Operand;
  };
  /** Merge from the right. */
  readonly right?: boolean;
  /** Lines in a batch. */
  readonly batchSize?: number;
}

/** An answer with its rows made, so that it can be compared. */
export type Traced = Omit<SpansAnswer, typeof SPAN_ROWS> & { readonly [SPAN_ROWS]: MadeRows };
const GENERIC: Dialect = {
  name: 'generic',
  detect: [],
  types: [],
  roles: {
    time: [{ path: [{ key: 'ts' }], extract: { as: 'time' } }],
    type: [{ path: [{ key: 'event' }], extract: { as: 'text' } }],
    session: [{ path: [{ key: 'session' }], extract: { as: 'text' } }],
  },
};

/** The answer to a log of this dialect, or of generic lines. */
export function traceOf(dialect: string, lines: readonly (object | string)[], options: Options = {}): Traced {
  const { cuts = [], own, right = false, batchSize = 1000, ...more } = options;
  const columns: ColumnSpec[] = [];
  const add = (column: ColumnSpec): number => columns.push(column) - 1;
  const role = (name: Extract<ColumnSpec, { kind: 'role' }>['role']): number =>
    add({ kind: 'role', role: name });
  const roles = {
    time: role('time'),
    type: role('type'),
    session: role('session'),
    status: role('status'),
    agent: role('agent'),
    duration: role('duration'),
    dialect: role('dialect'),
  };
  const dialects =
    own === undefined ? [{ dialect, pairs: spanPairsOf({ name: dialect }) }] : [{ pairs: [ownPair(own)] }];
  const pairs = lowerPairs(dialects, { path: (path) => add({ kind: 'path', path }), role });
  const limits = { cap: 1e6, rows: more.cap ?? 1e6 };
  const fold = spansFold({ kind: 'spans', ...roles, pairs, texts: true, errors: false, ...limits, ...more });
  const found = DIALECTS.find(({ name }) => name === dialect);
  const reading = { dialects: found === undefined ? [] : [found], own: dialect, fallback: GENERIC };
  const texts = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
  const edges = [0, ...cuts.filter((cut) => cut <= texts.length).toSorted((a, b) => a - b), texts.length];
  const sizes = texts.map((text) => Buffer.byteLength(text));
  const partials: SpansPartial[] = [];
  for (const [shard, to] of edges.slice(1).entries()) {
    const from = edges[shard]!;
    const kernel = scalarKernel({
      columns,
      reading,
      needles: null,
      path: 'log',
      logZone: 'UTC',
      utf16: false,
    });
    const partial = fold.init();
    for (let at = from; at < to; at += batchSize) {
      const bytes = Buffer.from(texts.slice(at, Math.min(to, at + batchSize)).join(''));
      const base = sizes.slice(0, at).reduce((sum, size) => sum + size, 0);
      const batch = kernel.scan({ bytes, base, line: at - from, final: false }, shard);
      const selection = Int32Array.from({ length: batch.count }, (_, i) => i);
      fold.step(partial, batch, selection, batch.count);
    }
    partials.push(structuredClone(partial));
  }
  const merged = right
    ? partials.reduceRight((b, a) => fold.merge(a, b))
    : partials.reduce((a, b) => fold.merge(a, b));
  const context = { sourceOf: () => 'log', linesBefore: (shard: number) => edges[shard]! };
  const answer = fold.finish(merged, context);
  return { ...answer, [SPAN_ROWS]: madeRows([...answer[SPAN_ROWS]]) };
}
