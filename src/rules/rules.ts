/**
 * Rules files: YAML or JSON to Rules. What a file may hold is said once, in src/schemas/rules.schema.json; what stands in
 * its texts (conditions, times, durations, paths) is read in the languages of the command line.
 *
 * Invariant: every fault of a file is told, in its order, each with line and column. Nothing is thrown.
 */
import type { Fault } from '../base/fault.ts';
import type { Rule, RuleKind, RulePlace } from '../model/check.ts';
import type { Operand } from '../model/query.ts';
import { roleKind } from '../model/role.ts';
import { type Blame, newBlame } from './blame.ts';
import { eventsAt, filtersIn } from './filters.ts';
import { tellForeign, tellLog } from './foreign.ts';
import { holdShape } from './shape.ts';
import { entryOf, type Node, parseTree } from './tree.ts';
import {
  attempt,
  betweenAt,
  durationAt,
  expectAt,
  type Languages,
  numberOf,
  percentOf,
  type Reading,
  scalarAt,
  scalarsOf,
  shareOf,
  unitMsOf,
  valueAt,
} from './value.ts';

/** The rules of a file, or all that is wrong with it. */
export type RulesFile = { readonly rules: readonly Rule[] } | { readonly faults: readonly Fault[] };

/** Reads the text of a rules file; `file` is what faults and reports call it. */
export function parseRules(text: string, file: string, languages: Languages): RulesFile {
  const blame = newBlame(text, file);
  const rules = readFile({ blame, languages });
  const faults = blame.faults();
  return faults.length > 0 ? { faults } : { rules };
}

function readFile(reading: Reading): readonly Rule[] {
  const { blame } = reading;
  if (tellLog(blame)) return [];
  const root = parseTree(blame);
  if (root === undefined || tellForeign(root, blame)) return [];
  holdShape(root, blame);
  const list = entryOf(root, 'rules')?.value;
  const nodes = list?.kind === 'list' ? list.items : [];
  const names = new Map<string, Node>();
  return nodes.flatMap((node) => {
    const name = nameOf(node, names, blame);
    const rule = readRule(node, name, reading);
    return rule === undefined ? [] : [rule];
  });
}

/** The name of a rule, which no other rule of the file has. */
function nameOf(node: Node, names: Map<string, Node>, blame: Blame): string {
  const found = entryOf(node, 'name')?.value;
  if (found?.kind !== 'scalar') return '';
  const { text } = found;
  const other = names.get(text);
  if (other !== undefined)
    blame.tell(
      found,
      `a rule of this name stands in line ${blame.placeOf(other.start).line}: each has its own`,
    );
  names.set(text, found);
  return text;
}

type Read = (node: Node, reading: Reading) => Partial<Rule> | undefined;

/** The keys of each kind. What is missing or mistyped was told by the schema. */
const KINDS: Readonly<Record<RuleKind, Read>> = {
  count(node, reading) {
    const expect = expectAt(node, 'expect', { reading, any: false });
    return expect && { kind: 'count', expect };
  },
  pairs(node, reading) {
    const start = eventsAt(node, 'start', reading);
    const end = eventsAt(node, 'end', reading);
    const maxUs = durationAt(node, 'max', { reading, leastUs: 1 });
    const open = expectAt(node, 'open', { reading, any: true, standard: { op: '=', count: 0 } });
    const orphans = expectAt(node, 'orphans', { reading, any: true });
    const key = keyAt(node, reading) ?? [SESSION];
    if (start === undefined || end === undefined) return undefined;
    return {
      ...{ kind: 'pairs', start, end, key },
      ...(maxUs === undefined ? {} : { maxUs }),
      ...(open && { open }),
      ...(orphans && { orphans }),
    };
  },
  gaps(node, reading) {
    const thresholdUs = durationAt(node, 'threshold', { reading, leastUs: 0 });
    return thresholdUs === undefined ? undefined : { kind: 'gaps', thresholdUs };
  },
  order(node, reading) {
    const first = eventsAt(node, 'first', reading);
    const second = eventsAt(node, 'then', reading);
    const key = keyAt(node, reading) ?? [];
    return first && second && { kind: 'order', first, second, key };
  },
  rate: readRate,
  percentile: readPercentile,
  damaged: (node, reading) => ({
    kind: 'damaged',
    max: scalarAt(node, 'max', { reading, read: Number }) ?? 0,
  }),
};

const SESSION: Operand = { kind: 'role', role: 'session' };

function readRule(node: Node, name: string, reading: Reading): Rule | undefined {
  const kind = entryOf(node, 'kind')?.value;
  const read =
    kind?.kind === 'scalar' && Object.hasOwn(KINDS, kind.text) ? KINDS[kind.text as RuleKind] : undefined;
  if (read === undefined) return undefined;
  const own = read(node, reading);
  const head = {
    name,
    level: scalarAt(node, 'level', { reading, read: String }) ?? 'error',
    perSession: entryOf(node, 'per') !== undefined,
    where: filtersIn(node, reading),
    at: placeOf(node, reading.blame),
  };
  return own && ({ ...head, ...own } as Rule);
}

/** A rule stands where its first key does. */
function placeOf(node: Node, { placeOf: of, file }: Blame): RulePlace {
  const [first] = node.kind === 'map' ? node.entries : [];
  return { file, ...of((first?.at ?? node).start) };
}

function keyAt(node: Node, reading: Reading): readonly Operand[] | undefined {
  const value = valueAt(node, 'key', reading);
  if (value === undefined) return undefined;
  return scalarsOf(value).flatMap(
    (scalar) => attempt(scalar, reading, () => [reading.languages.operand(scalar.text)]) ?? [],
  );
}

function readRate(node: Node, reading: Reading): Partial<Rule> | undefined {
  const share = scalarAt(node, 'share', { reading, read: (text) => reading.languages.where(text) });
  const isShare = entryOf(node, 'share') !== undefined;
  const bucketUs = durationAt(node, 'bucket', { reading, leastUs: 1000 });
  if (!isShare && entryOf(node, 'bucket') === undefined) {
    const hint =
      'or share: a where-expression, for a part of the events; how many there are in all is a `count`';
    reading.blame.tell(
      entryOf(node, 'kind')!.at,
      'needs `bucket`, the slice of time in which events are counted',
      hint,
    );
  }
  const between = betweenAt(node, reading, isShare ? shareOf : numberOf);
  return {
    ...{ kind: 'rate', between },
    ...(share && { share }),
    ...(bucketUs === undefined ? {} : { bucketUs }),
  };
}

function readPercentile(node: Node, reading: Reading): Partial<Rule> | undefined {
  const of = scalarAt(node, 'of', { reading, read: (text) => reading.languages.operand(text) });
  const p = scalarAt(node, 'p', { reading, read: percentOf });
  if (of === undefined) return undefined;
  if (of.kind === 'role' && roleKind(of.role) !== 'number') {
    const message = 'expected a path or a role of numbers: @duration, @tokens, @cost, @importance';
    reading.blame.tell(entryOf(node, 'of')!.value, message);
  }
  const isDuration = of.kind === 'role' && of.role === 'duration';
  const between = betweenAt(node, reading, isDuration ? unitMsOf : numberOf);
  return p === undefined ? undefined : { kind: 'percentile', of, p, between };
}
