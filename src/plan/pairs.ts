/** Lowers span pairs: paths and roles become column numbers, names of parents become indexes. Pure. */
import type { Path } from '../base/path.ts';
import type { Operand } from '../model/query.ts';
import type { Role } from '../model/role.ts';
import type { LoweredPair, SpanKey, SpanKeyPart, SpanPair, SpanType } from '../model/span.ts';

/** Gives the number of a plan's column, made where it is new. */
export interface PairColumns {
  path(path: Path): number;
  role(role: Role): number;
}

/** The pairs of one dialect, or of none where `dialect` is undefined. */
export interface DialectPairs {
  readonly dialect?: string;
  readonly pairs: readonly SpanPair[];
}

/** The pairs of all dialects in one list. A parent that its own dialect does not have is a bug of the data. */
export function lowerPairs(dialects: readonly DialectPairs[], columns: PairColumns): readonly LoweredPair[] {
  const lowered: LoweredPair[] = [];
  for (const { dialect, pairs } of dialects) {
    const base = lowered.length;
    for (const pair of pairs) lowered.push(lowerPair(pair, { dialect, pairs, base, columns }));
  }
  return lowered;
}

interface Setting {
  readonly dialect: string | undefined;
  readonly pairs: readonly SpanPair[];
  /** Index of the dialect's first pair in the whole list. */
  readonly base: number;
  readonly columns: PairColumns;
}

function lowerPair(pair: SpanPair, { dialect, pairs, base, columns }: Setting): LoweredPair {
  const { starts, ends, points, keys, title, home, parent, ...rest } = pair;
  const operand = (of: Operand): number =>
    of.kind === 'role' ? columns.role(of.role) : columns.path(of.path);
  const part = (of: SpanKeyPart<Operand>): SpanKeyPart<number> => of.map(operand);
  const key = (of: SpanKey<Operand>): SpanKey<number> => ({ ...of, parts: of.parts.map(part) });
  const type = ({ when, ...of }: SpanType<Operand>): SpanType<number> =>
    when === undefined ? of : { ...of, when: { of: operand(when.of), values: when.values } };
  return {
    ...rest,
    ...(dialect === undefined ? {} : { dialect }),
    starts: starts.map(type),
    ends: ends.map(type),
    ...(points === undefined ? {} : { points: points.map(type) }),
    keys: keys.map(key),
    ...(title === undefined ? {} : { title: part(title) }),
    ...(home === undefined ? {} : { home: key(home) }),
    ...(parent === undefined
      ? {}
      : { parent: { ...parent, pair: base + indexOf(pairs, parent.pair), by: parent.by.map(key) } }),
  };
}

function indexOf(pairs: readonly SpanPair[], name: string): number {
  const found = pairs.findIndex((pair) => pair.name === name);
  if (found < 0) throw new Error(`no span pair ${name}`);
  return found;
}
