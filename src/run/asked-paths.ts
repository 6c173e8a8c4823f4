/**
 * Which paths of a plan the user named: `state`, `trace`, `validate` and `metrics` read paths of dialects beside them, which
 * may well be absent.
 */
import { type Path, printPath } from '../base/path.ts';
import type { Operand, Predicate, Query } from '../model/query.ts';

/** Asks that read paths of dialects. */
const OF_DIALECTS: ReadonlySet<string> = new Set(['state', 'trace', 'validate', 'metrics']);

/** Whether a path was named in the question. */
export function askedPaths({ ask, where }: Query): (path: Path) => boolean {
  if (!OF_DIALECTS.has(ask.kind)) return () => true;
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
