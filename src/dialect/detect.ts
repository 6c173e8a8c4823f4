/**
 * Which dialect a log is of, and the order in which its lines are read. Source of the rules: dialects.md, "A log is
 * detected from its sample".
 *
 * Invariant: the first dialect of a reading is the log's own; a line that fits none is read by the fallback.
 */
import { type Path, printPath } from '../base/path.ts';
import type { Dialect, Reading, RoleEntry, RoleTable } from '../model/dialect.ts';
import { ROLES, type Role } from '../model/role.ts';
import { DIALECTS, dialectNames, findDialect, GENERIC, genericCandidates } from './dialects.ts';

export interface ReadingOptions {
  /** Dialects of `--dialect-file`, tried before the built-in ones; one with a built-in name replaces it. */
  readonly extra?: readonly Dialect[];
  /** The user said `--dialect`: no other dialect is tried. */
  readonly fixed?: boolean;
  /** What was chosen for a log whose own dialect is generic. */
  readonly generic?: { readonly dialect: Dialect; readonly fields: Readonly<Record<string, string>> };
}

export interface FieldOverrides {
  readonly timeField?: Path;
  readonly typeField?: Path;
  readonly sessionField?: Path;
}

/**
 * The name of the dialect that most lines of the sample fit. `counts` holds, per dialect, the lines that it was the first
 * to fit; of the sample's `events` JSON lines the rest are generic. Ties: added dialects, then page order, generic last.
 */
export function chooseDialect(counts: ReadonlyMap<string, number>, events: number): string {
  const page = dialectNames();
  const added = [...counts.keys()].filter((name) => !page.includes(name));
  let fitted = 0;
  for (const [name, lines] of counts) if (name !== GENERIC) fitted += lines;
  let best = GENERIC;
  let most = 0;
  for (const name of [...added, ...page]) {
    const lines = name === GENERIC ? events - fitted : (counts.get(name) ?? 0);
    if (lines <= most) continue;
    best = name;
    most = lines;
  }
  return best;
}

/** How a log of dialect `own` is read. Throws an `unknown-dialect` Fault for a name that is none. */
export function readingFor(own: string, options: ReadingOptions = {}): Reading {
  const { extra = [], fixed = false, generic } = options;
  const first = own === GENERIC ? (generic?.dialect ?? NOTHING_CHOSEN) : findDialect(own, extra);
  const others = [...extra, ...DIALECTS].filter(
    ({ name }, at, all) => name !== own && all.findIndex((other) => other.name === name) === at,
  );
  return {
    dialects: fixed ? [first] : [first, ...others],
    own,
    fallback: fallbackOf(first, fixed),
    ...(own === GENERIC ? { fields: generic?.fields ?? {} } : {}),
  };
}

/** The reading with roles that the user named outright: each is read from that path only, in every dialect. */
export function overrideRoles(reading: Reading, fields: FieldOverrides): Reading {
  const said: Partial<Record<Role, readonly RoleEntry[]>> = {};
  if (fields.timeField) said.time = [{ path: fields.timeField, extract: { as: 'time' } }];
  if (fields.typeField) said.type = [{ path: fields.typeField, extract: { as: 'text' } }];
  if (fields.sessionField) said.session = [{ path: fields.sessionField, extract: { as: 'text' } }];
  const overridden = (dialect: Dialect): Dialect => ({ ...dialect, roles: { ...dialect.roles, ...said } });
  const names = Object.entries(said).map(([role, [entry]]) => [role, printPath(entry!.path)]);
  return {
    ...reading,
    dialects: reading.dialects.map(overridden),
    fallback: overridden(reading.fallback),
    ...(reading.fields ? { fields: { ...reading.fields, ...Object.fromEntries(names) } } : {}),
  };
}

const NOTHING_CHOSEN: Dialect = Object.freeze<Dialect>({ name: GENERIC, detect: [], roles: {}, types: [] });

/**
 * A fixed dialect reads every line by its own rules. Otherwise a line that fits none has its log's roles first, then
 * any field that a generic log might use; what absence means is known only of lines that fit.
 */
function fallbackOf(own: Dialect, fixed: boolean): Dialect {
  if (fixed && own.name !== GENERIC) return { ...own, detect: [] };
  const candidates = genericCandidates();
  const roles: Partial<Record<Role, readonly RoleEntry[]>> = {};
  for (const role of ROLES) {
    const spelled = (own.roles[role] ?? []).filter(({ extract }) => extract.as !== 'constant');
    const entries = [...spelled, ...(candidates.roles[role] ?? [])];
    if (entries.length > 0) roles[role] = entries;
  }
  return { name: GENERIC, detect: [], roles: roles satisfies RoleTable, types: [] };
}
