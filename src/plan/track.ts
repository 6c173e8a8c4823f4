/**
 * What a question tracks: the union of what the logs' own dialects track and of the paths that were asked for; and its
 * lowering to column numbers. Pure.
 *
 * Invariant: names are unique. Only a name that clashes gets its dialect before it: `study.status`.
 */
import { type Path, printPath } from '../base/path.ts';
import { trackedBy } from '../dialect/tracked.ts';
import type { Operand } from '../model/query.ts';
import type { Role } from '../model/role.ts';
import type { OpenSet, Part, Tracked, TrackedField, Trigger } from '../model/tracked.ts';

/** A log, the name of its own dialect, and what that tracks where it is a user's. */
export interface TrackedLog {
  readonly path: string;
  readonly dialect: string;
  readonly tracked?: Tracked<Operand>;
}

/** Where columns come from. */
export interface ColumnsOf {
  path(path: Path): number;
  role(role: Role): number;
}

/** What is tracked in these logs, and of any event the last value at each of `paths` (`--track`). */
export function trackedIn(logs: readonly TrackedLog[], paths: readonly Path[]): Tracked<Operand> {
  const asked = new Map(paths.map((path) => [printPath(path), path]));
  const dialects = [...new Set(logs.map(({ dialect }) => dialect))];
  const sets = dialects.map((dialect) => {
    const own = logs.filter((log) => log.dialect === dialect);
    const of = own.find(({ tracked }) => tracked !== undefined) ?? {};
    const here = { logs: own.map(({ path }) => path) };
    return { dialect, tracked: trackedBy({ name: dialect, ...of }), logs: dialects.length > 1 ? here : {} };
  });
  const uses = new Map([...asked.keys()].map((name) => [name, 1]));
  for (const { name } of sets.flatMap(({ tracked }) => [...tracked.fields, ...tracked.open]))
    uses.set(name, (uses.get(name) ?? 0) + 1);
  const named = (dialect: string, name: string): string =>
    uses.get(name)! > 1 ? freeName(`${dialect}.${name}`, asked) : name;
  return {
    fields: [
      ...sets.flatMap(({ dialect, tracked, logs: of }) =>
        tracked.fields.map((field) => ({ ...field, ...of, name: named(dialect, field.name) })),
      ),
      ...[...asked].map(
        ([name, path]): TrackedField<Operand> => ({ name, as: 'last', of: [{ kind: 'path', path }] }),
      ),
    ],
    open: sets.flatMap(({ dialect, tracked, logs: of }) =>
      tracked.open.map((set) => ({ ...set, ...of, name: named(dialect, set.name) })),
    ),
  };
}

/** The same over column numbers; `columns` gives each operand its number. */
export function lowerTracked(tracked: Tracked<Operand>, columns: ColumnsOf): Tracked<number> {
  const at = (operand: Operand): number =>
    operand.kind === 'path' ? columns.path(operand.path) : columns.role(operand.role);
  const part = (of: Part<Operand>): Part<number> => of.map(at);
  const trigger = ({ only, ...rest }: Trigger<Operand>): Trigger<number> => ({
    ...rest,
    ...(only === undefined ? {} : { only: { ...only, of: part(only.of) } }),
  });
  const openSet = ({ progress, ...set }: OpenSet<Operand>): OpenSet<number> => ({
    ...set,
    keys: set.keys.map((key) => key.map(part)),
    starts: set.starts.map(trigger),
    ends: set.ends.map(trigger),
    ...(progress === undefined ? {} : { progress: { ...progress, of: part(progress.of) } }),
  });
  return {
    fields: tracked.fields.map((field) => (field.as === 'last' ? { ...field, of: part(field.of) } : field)),
    open: tracked.open.map(openSet),
  };
}

/** A path may be spelled like a prefixed name. */
function freeName(name: string, asked: ReadonlyMap<string, Path>): string {
  return asked.has(name) ? freeName(`${name}_`, asked) : name;
}
