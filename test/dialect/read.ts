/** Reads lines through the kernel, so that a dialect is tested as its data acts. */

import { scalarKernel } from '../../src/kernel/scalar.ts';
import type { Column } from '../../src/model/batch.ts';
import type { Reading } from '../../src/model/dialect.ts';
import { ROLES } from '../../src/model/role.ts';

export type RolesRead = Readonly<Record<string, string | number>>;

const READ = ROLES.filter((role) => role !== 'source');

/** The roles of each line that have a value; times in microseconds, `dialect` always. */
export function readRoles(lines: readonly string[], reading: Reading, path = 'log.jsonl'): RolesRead[] {
  const columns = READ.map((role) => ({ kind: 'role' as const, role }));
  const kernel = scalarKernel({ columns, reading, needles: null, path, logZone: 'UTC', utf16: false });
  const bytes = Buffer.from(lines.join('\n'));
  const batch = kernel.scan({ bytes, base: 0, line: 0, final: true }, 0);
  return lines.map((_, i) => {
    const values = READ.map((role, n) => [role, valueIn(batch.columns[n]!, i)] as const);
    return Object.fromEntries(
      values.flatMap(([role, value]) => (value === undefined ? [] : [[role, value]])),
    );
  });
}

function valueIn(column: Column, i: number): string | number | undefined {
  if (column.kind === 'dictionary') return column.dictionary.values[column.codes[i]!];
  const value =
    column.kind === 'time' ? column.us[i] : column.kind === 'number' ? column.values[i] : undefined;
  return Number.isNaN(value) ? undefined : value;
}
