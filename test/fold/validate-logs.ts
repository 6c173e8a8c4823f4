/** Logs as text, cut into shards, scanned by the scalar kernel and folded by `validate`. */

import { readingFor } from '../../src/dialect/detect.ts';
import { DIALECTS } from '../../src/dialect/dialects.ts';
import { genericDialect } from '../../src/dialect/generic.ts';
import { requirementsOf } from '../../src/dialect/requirements.ts';
import { spanPairsOf } from '../../src/dialect/spans.ts';
import { validateFold } from '../../src/fold/validate.ts';
import { scalarKernel } from '../../src/kernel/scalar.ts';
import { LINE_EVENT } from '../../src/model/batch.ts';
import type { ColumnSpec } from '../../src/model/plan.ts';
import type { ValidateBody, ValidateSpec } from '../../src/model/validate.ts';
import { lowerPairs } from '../../src/plan/pairs.ts';

/** One log: its dialect and its shards, each of whole lines. */
export interface Log {
  readonly path: string;
  readonly own: string;
  readonly shards: readonly string[];
  /** Of the text; UTF-8 when left out. */
  readonly encoding?: 'latin1';
}

export interface Running {
  readonly spec?: Partial<ValidateSpec>;
  /** Bytes of a chunk, at least one line. */
  readonly chunkSize?: number;
  /** One partial takes all shards. */
  readonly inline?: boolean;
  /** Spans are looked at too. */
  readonly spans?: boolean;
}

const COLUMNS = (['time', 'type', 'session', 'dialect', 'source'] as const).map((role) => ({
  kind: 'role' as const,
  role,
}));
const GENERIC = genericDialect([
  { timestamp: '2026-01-01T00:00:00Z', event: 'a' },
  { timestamp: '2026-01-01T00:00:01Z', event: 'b' },
]);

export const NOW_US = Date.UTC(2026, 0, 1) * 1000;

/** What `validate` says of the logs. */
export function validateLogs(logs: readonly Log[], running: Running = {}): ValidateBody {
  const columns: ColumnSpec[] = [...COLUMNS];
  const spans = running.spans ? { spans: pairsOf(columns) } : {};
  const fold = validateFold({
    kind: 'validate',
    time: 0,
    type: 1,
    session: 2,
    dialect: 3,
    source: 4,
    logs: logs.map(({ path, own }) => [path, own]),
    requirements: DIALECTS.flatMap((dialect) => requirementsOf(dialect) ?? []),
    nowUs: NOW_US,
    ignore: [],
    level: 'warning',
    cap: 1000,
    ...spans,
    ...running.spec,
  });
  const shards = logs.flatMap((log) => log.shards.map((text, k) => ({ log, text, k })));
  const before: number[] = [];
  const partials = [fold.init()];
  for (const [shard, { log, text, k }] of shards.entries()) {
    const head = log.shards.slice(0, k).join('');
    before.push(head.split('\n').length - 1);
    const partial = running.inline || shard === 0 ? partials[0]! : fold.init();
    if (!running.inline && shard > 0) partials.push(partial);
    const kernel = scalarKernel({
      columns,
      reading: readingFor(log.own, { generic: GENERIC }),
      needles: null,
      path: log.path,
      logZone: 'UTC',
      utf16: false,
    });
    const bytesOf = (part: string): Buffer => Buffer.from(part, log.encoding ?? 'utf8');
    const end = bytesOf(log.shards.join('')).length;
    let base = bytesOf(head).length;
    let line = 0;
    for (const bytes of chunks(bytesOf(text), running.chunkSize ?? 1e9)) {
      const batch = kernel.scan({ bytes, base, line, final: base + bytes.length === end }, shard);
      const all = Int32Array.from({ length: batch.count }, (_, i) => i);
      const selection = all.filter((i) => batch.class[i] === LINE_EVENT);
      fold.step(partial, batch, selection, selection.length);
      base += bytes.length;
      line += batch.lines;
    }
  }
  const [first, ...rest] = structuredClone(partials);
  const merged = rest.reduce((a, b) => fold.merge(a, b), first!);
  const context = {
    sourceOf: (shard: number) => shards[shard]!.log.path,
    linesBefore: (shard: number) => before[shard],
  };
  const answer = fold.finish(merged, context);
  if (JSON.stringify(fold.finish(merged, context)) !== JSON.stringify(answer))
    throw new Error('finish changed the partial');
  return answer;
}

/** The pairs of all dialects, over further columns. */
function pairsOf(columns: ColumnSpec[]): NonNullable<ValidateSpec['spans']> {
  const add = (column: ColumnSpec): number => columns.push(column) - 1;
  const pairs = lowerPairs(
    DIALECTS.map((one) => ({ dialect: one.name, pairs: spanPairsOf(one) })),
    { path: (path) => add({ kind: 'path', path }), role: (role) => add({ kind: 'role', role }) },
  );
  return { pairs, duration: add({ kind: 'role', role: 'duration' }), cap: 1e6 };
}

/** The text in pieces of whole lines. */
function* chunks(bytes: Buffer, size: number): Generator<Buffer> {
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, Math.min(bytes.length, from + size) - 1);
    const to = newline < 0 ? bytes.length : newline + 1;
    yield bytes.subarray(from, to);
    from = to;
  }
}
