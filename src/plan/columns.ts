/** The columns of a plan while it is made. */
import type { Path } from '../base/path.ts';
import type { ColumnSpec } from '../model/plan.ts';
import type { Operand } from '../model/query.ts';
import type { Role } from '../model/role.ts';

/** The columns of a plan; one asked for twice stands once. */
export class Columns {
  readonly specs: ColumnSpec[] = [];
  private readonly numbers = new Map<string, number>();

  add(spec: ColumnSpec): number {
    const key = JSON.stringify(spec);
    let n = this.numbers.get(key);
    if (n === undefined) {
      n = this.specs.push(spec) - 1;
      this.numbers.set(key, n);
    }
    return n;
  }

  role(role: Role): number {
    return this.add({ kind: 'role', role });
  }

  path(path: Path): number {
    return this.add({ kind: 'path', path });
  }

  operand(operand: Operand): number {
    return operand.kind === 'role' ? this.role(operand.role) : this.path(operand.path);
  }
}
