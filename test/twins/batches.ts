/** What kernels say of bytes, in a form that can be compared. */
import type { Kernel } from '../../src/kernel/kernel.ts';
import { type Batch, LINE_EVENT } from '../../src/model/batch.ts';

export interface Values {
  readonly lines: number;
  readonly rows: readonly unknown[];
}

/** Everything that a batch says, with codes as their strings. */
function valuesOf(batch: Batch): Values {
  const rows: unknown[] = [];
  for (let i = 0; i < batch.count; i++) {
    const event = batch.class[i] === LINE_EVENT;
    const columns = batch.columns.map((column) => {
      if (column.kind === 'time') return String(column.us[i]);
      if (column.kind === 'number') {
        return Number.isNaN(column.values[i])
          ? 'none'
          : [String(column.values[i]), column.exact[i], column.derived?.[i]];
      }
      if (column.kind === 'dictionary') {
        const code = column.codes[i]!;
        return code < 0 ? null : [column.dictionary.values[code], column.derived?.[i]];
      }
      if (column.kind === 'range')
        return column.tag[i] === 0 ? 0 : [column.tag[i], column.from[i], column.to[i]];
      return [];
    });
    rows.push([
      batch.start[i],
      batch.end[i],
      batch.next[i],
      batch.line[i],
      batch.class[i],
      batch.invalid[i],
      batch.dialect[i],
      event ? batch.zoneless[i] : 0,
      ...(event ? columns : []),
    ]);
  }
  return { lines: batch.lines, rows };
}

/** Cuts bytes into chunks of whole lines of about `size` bytes and scans them. */
export function scanAll(kernel: Kernel, bytes: Buffer, size: number): readonly Values[] {
  const found: Values[] = [];
  let line = 0;
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, Math.min(bytes.length, from + size) - 1);
    const to = newline < 0 ? bytes.length : newline + 1;
    const batch = kernel.scan(
      { bytes: bytes.subarray(from, to), base: from, line, final: to === bytes.length },
      0,
    );
    found.push(valuesOf(batch));
    line += batch.lines;
    from = to;
  }
  return found;
}
