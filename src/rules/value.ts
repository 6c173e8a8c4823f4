/** Values of a rule: each is read from its node, and a fault of it is told at its place. */
import { parseDuration, parseUnitDuration } from '../base/duration.ts';
import { type Expect, parseExpect } from '../base/expect.ts';
import { Fault } from '../base/fault.ts';
import type { Between } from '../model/check.ts';
import type { Operand, Predicate } from '../model/query.ts';
import type { Blame } from './blame.ts';
import { entryOf, type Node } from './tree.ts';

/** The languages of the command line that rules speak too. Each throws a Fault with its place in the text. */
export interface Languages {
  where(text: string): Predicate;
  operand(text: string): Operand;
  /** The selecting flags by name, as typed; faults say which flag in `flag`. */
  filters(given: ReadonlyMap<string, readonly string[]>): {
    readonly where: Predicate;
    readonly faults: readonly Fault[];
  };
}

/** What values are read with. */
export interface Reading {
  readonly blame: Blame;
  readonly languages: Languages;
}

type Scalar = Extract<Node, { kind: 'scalar' }>;

/** The node of a key; undefined where it is absent, or was told of already. */
export function valueAt(map: Node, key: string, { blame }: Reading): Node | undefined {
  const node = entryOf(map, key)?.value;
  return node === undefined || blame.isTold(node) ? undefined : node;
}

/** A scalar as typed, read by `read`; undefined where it is absent or faulty, which is told. */
export function scalarAt<T>(
  map: Node,
  key: string,
  how: { readonly reading: Reading; readonly read: (text: string, node: Scalar) => T },
): T | undefined {
  const node = valueAt(map, key, how.reading);
  return node?.kind === 'scalar' ? attempt(node, how.reading, () => how.read(node.text, node)) : undefined;
}

/** What `read` gives; a Fault of it is told at the node. */
export function attempt<T>(node: Node, { blame }: Reading, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    blame.pass(node, error, node.kind === 'scalar' ? node.textAt : -1);
    return undefined;
  }
}

/** The scalars of one or a list of them. */
export function scalarsOf(node: Node | undefined): readonly Scalar[] {
  if (node?.kind === 'list') return node.items.flatMap((item) => scalarsOf(item));
  return node?.kind === 'scalar' ? [node] : [];
}

/** Microseconds, of `leastUs` or more; a bare number is seconds. */
export function durationAt(
  map: Node,
  key: string,
  how: { readonly reading: Reading; readonly leastUs: number },
): number | undefined {
  const read = (text: string): number => {
    const us = parseDuration(text);
    if (us >= how.leastUs) return us;
    throw refusal(
      text,
      how.leastUs > 1 ? 'expected a duration of 1ms or more' : 'expected a duration greater than zero',
    );
  };
  return scalarAt(map, key, { reading: how.reading, read });
}

/** A count; `any` is undefined, and what is left out is `standard`. */
export function expectAt(
  map: Node,
  key: string,
  how: { readonly reading: Reading; readonly any: boolean; readonly standard?: Expect },
): Expect | undefined {
  if (entryOf(map, key) === undefined) return how.standard;
  const read = (text: string): Expect | undefined => {
    if (how.any && text === 'any') return undefined;
    try {
      return parseExpect(text);
    } catch (error) {
      if (!(error instanceof Fault) || !how.any) throw error;
      throw refusal(text, "expected none, any, or a count such as '<=1'");
    }
  };
  return scalarAt(map, key, { reading: how.reading, read });
}

/** `below` and `above`, each read by `read`. What nothing can meet is a fault. */
export function betweenAt(map: Node, reading: Reading, read: (text: string) => number): Between {
  const below = scalarAt(map, 'below', { reading, read });
  const above = scalarAt(map, 'above', { reading, read });
  if (below !== undefined && above !== undefined && above >= below)
    reading.blame.tell(entryOf(map, 'above')!.value, 'nothing is above this and below that');
  return { ...(below === undefined ? {} : { below }), ...(above === undefined ? {} : { above }) };
}

/** A plain number. */
export function numberOf(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  const isDuration = parseUnitDuration(text) !== undefined;
  throw refusal(text, 'expected a number', isDuration ? 'only @duration is compared with a unit' : undefined);
}

/** A share as `5%` or `0.05`, of 0 to 1. */
export function shareOf(text: string): number {
  const [, percent] = /^([0-9.]+)\s*%$/.exec(text.trim()) ?? [];
  const value = percent === undefined ? numberOf(text) : Number(percent) / 100;
  if (value >= 0 && value <= 1) return value;
  throw refusal(
    text,
    'expected a share of 0 to 1, or percent',
    percent === undefined ? `${text}%` : undefined,
  );
}

/** A duration with its unit, in milliseconds. */
export function unitMsOf(text: string): number {
  const us = parseUnitDuration(text);
  if (us !== undefined) return us / 1000;
  const bare = /^[0-9.]+$/.test(text);
  const hint = bare ? `write ${text}ms or ${text}s` : 'such as 200ms, 1.5s or 1h30m';
  throw refusal(text, 'expected a duration with its unit', hint);
}

/** `95`, `99.9`, `p95`. */
export function percentOf(text: string): number {
  const value = Number(/^p?([0-9]+(?:\.[0-9]+)?)$/.exec(text)?.[1]);
  if (value > 0 && value <= 100) return value;
  throw refusal(text, 'expected a percentile of more than 0 and at most 100, such as 95');
}

function refusal(text: string, message: string, hint?: string): Fault {
  const span = { text, start: 0, end: text.length };
  return new Fault({ code: 'bad-rules-file', message, span, ...(hint === undefined ? {} : { hint }) });
}
