/** Lowers span pairs: paths and roles become column numbers, names of parents become indexes. Pure. */
import type { Path } from '../base/path.ts';
import { spanPairsOf } from '../dialect/spans.ts';
import type { Reading } from '../model/dialect.ts';
import type { Operand } from '../model/query.ts';
import type { Role } from '../model/role.ts';
import type { LoweredPair, SpanKey, SpanKeyPart, SpanOperand, SpanPair, SpanType } from '../model/span.ts';

/** Gives the number of a plan's column, made where it is new. */
export interface PairColumns {
  path(path: Path): number;
  role(role: Role): number;
}

/** The pairs of one dialect, or of none where `dialect` is undefined. */
export interface DialectPairs {
  readonly dialect?: string;
  readonly pairs: readonly SpanPair[];
  /** No log is of the dialect: paths are read in lines and make no columns. */
  readonly foreign?: boolean;
}

/**
 * The pairs of the logs' own dialects, then those of the others that their lines may be of. The names of the logs' own
 * dialects come first, each once.
 */
export function pairsIn(readings: readonly Reading[]): readonly DialectPairs[] {
  const owns = new Set(readings.map(({ own }) => own));
  const dialects = new Map(readings.flatMap((reading) => reading.dialects.map((one) => [one.name, one])));
  const own = [...owns].flatMap((name) => dialects.get(name) ?? []);
  const others = [...dialects.values()].filter(({ name }) => !owns.has(name));
  return [
    ...own.map((one) => ({ dialect: one.name, pairs: spanPairsOf(one) })),
    ...others.map((one) => ({ dialect: one.name, pairs: spanPairsOf(one), foreign: true })),
  ].filter(({ pairs }) => pairs.length > 0);
}

/** The pairs of all dialects in one list. A parent that its own dialect does not have is a bug of the data. */
export function lowerPairs(dialects: readonly DialectPairs[], columns: PairColumns): readonly LoweredPair[] {
  const lowered: LoweredPair[] = [];
  for (const { dialect, pairs, foreign = false } of dialects) {
    const base = lowered.length;
    for (const pair of pairs) lowered.push(lowerPair(pair, { dialect, pairs, foreign, base, columns }));
  }
  return lowered;
}

interface Setting {
  readonly dialect: string | undefined;
  readonly pairs: readonly SpanPair[];
  readonly foreign: boolean;
  /** Index of the dialect's first pair in the whole list. */
  readonly base: number;
  readonly columns: PairColumns;
}

function lowerPair(pair: SpanPair, { dialect, pairs, foreign, base, columns }: Setting): LoweredPair {
  const { starts, ends, points, keys, title, home, parent, ...rest } = pair;
  const operand = (of: Operand): SpanOperand => {
    if (of.kind === 'role') return columns.role(of.role);
    return foreign ? of.path : columns.path(of.path);
  };
  const part = (of: SpanKeyPart<Operand>): SpanKeyPart<SpanOperand> => of.map(operand);
  const key = (of: SpanKey<Operand>): SpanKey<SpanOperand> => ({ ...of, parts: of.parts.map(part) });
  const type = ({ when, ...of }: SpanType<Operand>): SpanType<SpanOperand> =>
    when === undefined ? of : { ...of, when: { of: operand(when.of), values: when.values } };
  return {
    ...rest,
    ...(dialect === undefined ? {} : { dialect }),
    ...(foreign ? { foreign } : {}),
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
