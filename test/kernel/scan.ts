/** Scans bytes with a kernel, the scalar one unless told otherwise, and says what it made of each line. */
import { makeKernel } from '../../src/kernel/kernels.ts';
import { type Batch, type Chunk, DAMAGE, LINE_BLANK, LINE_EVENT } from '../../src/model/batch.ts';
import type { Dialect, Reading } from '../../src/model/dialect.ts';
import type { ColumnSpec } from '../../src/model/plan.ts';
import type { Judged } from '../hostile/row.ts';

const NOTHING: Dialect = { name: 'generic', detect: [], roles: {}, types: [] };

export interface ScanSpec {
  readonly columns?: readonly ColumnSpec[];
  readonly roles?: Dialect['roles'];
  readonly needles?: readonly string[];
  readonly utf16?: boolean;
  readonly kernel?: 'scalar' | 'simd';
}

/** The batch of a whole log, or of a chunk of one; roles are those of every line. */
export function scan(bytes: string | Uint8Array, spec: ScanSpec = {}, chunk: Partial<Chunk> = {}): Batch {
  const reading: Reading = {
    dialects: [],
    own: 'generic',
    fallback: { ...NOTHING, roles: spec.roles ?? {} },
  };
  const { columns = [], needles = null, utf16 = false } = spec;
  const log = { reading, path: 'a.jsonl', logZone: 'UTC' };
  const kernel = makeKernel({ columns, needles, utf16, ...log }, spec.kernel ?? 'scalar');
  return kernel.scan({ bytes: Buffer.from(bytes), base: 0, line: 0, final: true, ...chunk }, 0);
}

/** What each listed line is. */
export function judgedLines(batch: Batch): readonly Judged[] {
  return Array.from({ length: batch.count }, (_, i) => {
    const kind = batch.class[i]!;
    if (kind === LINE_EVENT) return 'event';
    return kind === LINE_BLANK ? 'blank' : DAMAGE[kind]!;
  });
}

/** The bytes of each listed line as Latin-1 text, its ending aside. */
export function textLines(batch: Batch): readonly string[] {
  return Array.from({ length: batch.count }, (_, i) =>
    Buffer.from(batch.bytes.subarray(batch.start[i], batch.end[i])).toString('latin1'),
  );
}
