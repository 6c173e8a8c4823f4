/** Judges one line by a predicate, through the kernel and the compiled test. */
import { readingFor } from '../../src/dialect/detect.ts';
import { genericDialect } from '../../src/dialect/generic.ts';
import { scalarKernel } from '../../src/kernel/scalar.ts';
import { compileSelect } from '../../src/match/compile.ts';
import type { Predicate } from '../../src/model/query.ts';
import { Columns } from '../../src/plan/columns.ts';
import { lowerPredicate } from '../../src/plan/lower.ts';
import { where } from '../run/ask.ts';

/** Whether a predicate, or the where-expression of this text, holds for the line. */
export function holds(predicate: string | Predicate, line: string, dialect = 'generic'): boolean {
  const columns = new Columns();
  const asked = typeof predicate === 'string' ? where(predicate) : predicate;
  const test = lowerPredicate(asked, columns, { firstUs: 1e15, lastUs: 2e15 });
  const generic = genericDialect([JSON.parse(line) as unknown]);
  const kernel = scalarKernel({
    columns: columns.specs,
    reading: readingFor(dialect, { generic }),
    needles: null,
    path: 'log.jsonl',
    logZone: 'UTC',
    utf16: false,
  });
  const batch = kernel.scan({ bytes: Buffer.from(line), base: 0, line: 0, final: true }, 0);
  return compileSelect(test)(batch, new Int32Array(1)) === 1;
}
