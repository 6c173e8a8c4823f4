/** What the SIMD kernel can do: which columns have a program, and of which kind. */
import type { Dialect, RoleEntry } from '../model/dialect.ts';
import type { ColumnSpec } from '../model/plan.ts';
import { type Role, roleKind } from '../model/role.ts';
import type { KernelSpec } from './kernel.ts';

/** Whether every column of the spec can be read by the module. */
export function isPossible(spec: KernelSpec, dialect: Dialect): boolean {
  return spec.columns.every((column) => {
    if (column.kind === 'crumb') return true;
    if (column.kind === 'path') return column.path.length > 0 && column.path.every((step) => 'key' in step);
    return (dialect.roles[column.role] ?? []).every((entry) => isPlain(entry, column.role));
  });
}

function isPlain({ extract, path, only }: RoleEntry, role: Role): boolean {
  const keys = [...path, ...(only?.path ?? [])].every((step) => 'key' in step);
  const kind = roleKind(role);
  if (!keys) return false;
  if (kind === 'time') return extract.as === 'time' && only === undefined;
  if (kind === 'number') return extract.as === 'number';
  if (extract.as === 'text' && (extract.except?.length ?? 0) > 2) return false;
  return [
    'text',
    'crumb',
    'success',
    'exit-code',
    'word',
    'level',
    'error-type',
    'constant',
    'directory',
  ].includes(extract.as);
}

/** The kind of a column in a program: 0 time, 1 number, 2 dictionary, 3 range. */
export function kindOf(column: ColumnSpec): number {
  if (column.kind === 'path') return 3;
  if (column.kind === 'crumb') return column.part === 'c' || column.part === 't' ? 1 : 2;
  const kind = roleKind(column.role);
  return kind === 'time' ? 0 : kind === 'number' ? 1 : 2;
}
