/** Which paths of a plan the user named: `state`, `trace` and `validate` read paths of dialects beside them, which may well be absent. */
import { type Path, printPath } from '../base/path.ts';
import type { Operand, Predicate, Query } from '../model/query.ts';

/** Whether a path was named in the question. */
export function askedPaths({ ask, where }: Query): (path: Path) => boolean {
  if (ask.kind !== 'state' && ask.kind !== 'trace' && ask.kind !== 'validate') return () => true;
  const own = ask.kind === 'state' ? ask.track : ask.kind === 'trace' ? pathOf(ask.pair?.key) : [];
  const named = new Set([...own, ...pathsIn(where)].map(printPath));
  return (path) => named.has(printPath(path));
}

function pathsIn(where: Predicate): readonly Path[] {
  if (where.kind === 'and' || where.kind === 'or') return where.of.flatMap(pathsIn);
  if (where.kind === 'not') return pathsIn(where.of);
  return 'operand' in where ? pathOf(where.operand) : [];
}

function pathOf(operand: Operand | undefined): readonly Path[] {
  return operand?.kind === 'path' ? [operand.path] : [];
}
