/**
 * A rules file as a tree that knows where each part stands, so that a fault can point at it. YAML 1.2, of which JSON is
 * a part, as the package `yaml` reads it.
 *
 * Invariant: hostile text ends in a fault: size, depth, and what aliases unfold to are bounded.
 */
import type * as Yaml from 'yaml';
import { load } from '../base/load.ts';
import type { Blame, Range } from './blame.ts';

export type Node = Range &
  (
    | { readonly kind: 'map'; readonly entries: readonly Entry[] }
    | { readonly kind: 'list'; readonly items: readonly Node[] }
    | {
        readonly kind: 'scalar';
        readonly value: string | number | boolean | null;
        /** As typed, quotes and escapes undone: `007` stays `007`. */
        readonly text: string;
        /** Where the text begins in the file; -1 where it does not stand there as it is. */
        readonly textAt: number;
      }
  );

export interface Entry {
  readonly key: string;
  readonly at: Range;
  readonly value: Node;
}

const DEEPEST = 64;
const MOST_NODES = 100_000;
const MAX_SIZE = 2 ** 20;
/** Deeper text is not handed to the package, whose own bound is the stack. */
const MOST_BRACKETS = 1000;

/** The tree of the blame's text; undefined where it could not be read, which was told then. */
export function parseTree(blame: Blame): Node | undefined {
  const { text } = blame;
  if (text.length > MAX_SIZE) return refused(blame, 'expected a file of at most 1 MiB');
  if (bracketDepth(text) > MOST_BRACKETS) return refused(blame, `expected at most ${DEEPEST} levels`);
  const yaml = load('yaml') as typeof Yaml;
  const document = yaml.parseDocument(text, { prettyErrors: false, version: '1.2' });
  const [broken] = document.errors.filter(({ code }) => code !== 'DUPLICATE_KEY');
  if (broken !== undefined) return tellError(broken, blame);
  for (const { pos } of document.errors) blame.tell(rangeOf(pos), 'expected each key once');
  for (const { pos, message } of document.warnings) blame.tell(rangeOf(pos), message);
  const { contents } = document;
  if (contents === null) return refused(blame, 'expected rules, and the file is empty');
  return unfold(contents, { yaml, document, blame, nodes: 0 }, 0);
}

/** The value as plain data, for a JSON Schema. Keys are own, whatever they are called. */
export function plainOf(node: Node): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plainOf);
  const plain = Object.create(null) as Record<string, unknown>;
  for (const { key, value } of node.entries) plain[key] = plainOf(value);
  return plain;
}

/** The entry of a key of a map. */
export function entryOf(node: Node | undefined, key: string): Entry | undefined {
  return node?.kind === 'map' ? node.entries.find((entry) => entry.key === key) : undefined;
}

function refused(blame: Blame, message: string): undefined {
  blame.tell({ start: 0, end: 1 }, message);
  return undefined;
}

/** The package's first error; those behind it follow from it. */
function tellError({ message, pos, code }: Yaml.YAMLError, blame: Blame): undefined {
  const at = rangeOf(pos);
  const rest = blame.text.slice(at.start).split('\n', 1)[0]!.trimEnd();
  if (code === 'BAD_SCALAR_START') blame.tell(at, message.replace(/^Plain v/, 'a plain v'), quoted(rest));
  else if (message.startsWith('Block scalar header'))
    blame.tell(
      { start: at.start - 1, end: at.end },
      'a value that begins with > or | must be quoted',
      quoted(blame.text[at.start - 1] + rest),
    );
  else if (code === 'MULTIPLE_DOCS') blame.tell(at, 'expected one document');
  else blame.tell(at, `no YAML: ${message}`);
  return undefined;
}

function quoted(text: string): string {
  return text.includes("'") ? `quote it: "${text.replaceAll('"', '\\"')}"` : `quote it: '${text}'`;
}

function rangeOf([start, end]: readonly [number, number, ...unknown[]]): Range {
  return { start, end: Math.max(end, start + 1) };
}

interface Unfolding {
  readonly yaml: typeof Yaml;
  readonly document: Yaml.Document;
  readonly blame: Blame;
  nodes: number;
}

/** The node as a tree of its own; an alias stands for what it names. Undefined where it is too much. */
function unfold(node: unknown, unfolding: Unfolding, depth: number): Node | undefined {
  const { yaml, document, blame } = unfolding;
  const at = rangeOf((yaml.isNode(node) ? node.range : undefined) ?? [0, 1]);
  if (++unfolding.nodes > MOST_NODES || depth > DEEPEST) {
    blame.tell(at, depth > DEEPEST ? `expected at most ${DEEPEST} levels` : 'aliases unfold to too much');
    return undefined;
  }
  if (yaml.isAlias(node)) {
    const target = node.resolve(document);
    const unfolded = target === undefined ? undefined : unfold(target, unfolding, depth + 1);
    if (target === undefined) blame.tell(at, `no anchor is called ${node.source}`);
    // Faults point at where it is used.
    return (
      unfolded && (unfolded.kind === 'scalar' ? { ...unfolded, ...at, textAt: -1 } : { ...unfolded, ...at })
    );
  }
  if (yaml.isSeq(node)) {
    const items = node.items.map((item) => unfold(item, unfolding, depth + 1));
    return { kind: 'list', items: items.filter((item) => item !== undefined), ...at };
  }
  if (yaml.isMap(node)) {
    const entries = node.items.map(({ key, value }): Entry | undefined => {
      const name = unfold(key, unfolding, depth + 1);
      const read = unfold(value ?? new yaml.Scalar(null), unfolding, depth + 1);
      if (name === undefined || read === undefined) return undefined;
      // What has no value stands where its key does.
      const inside = value === null ? { ...read, start: name.start, end: name.end } : read;
      return { key: name.kind === 'scalar' ? name.text : '', at: name, value: inside };
    });
    return { kind: 'map', entries: entries.filter((entry) => entry !== undefined), ...at };
  }
  return yaml.isScalar(node) ? scalarOf(node, at, blame.text) : undefined;
}

function scalarOf({ value, source, type }: Yaml.Scalar, at: Range, text: string): Node {
  const read = typeof value === 'bigint' ? Number(value) : value;
  const known = read === null || ['string', 'number', 'boolean'].includes(typeof read);
  const own = (known ? read : String(read)) as string | number | boolean | null;
  const typed = typeof own === 'string' ? own : (source ?? String(own ?? ''));
  const from = at.start + (type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE' ? 1 : 0);
  const isThere = typed !== '' && text.startsWith(typed, from);
  return { kind: 'scalar', value: own, text: typed, textAt: isThere ? from : -1, ...at };
}

/** The most brackets, or marks of list items in a line, that are open at once; quotes aside, so it is a bound. */
function bracketDepth(text: string): number {
  let depth = 0;
  let most = 0;
  for (const character of text) {
    if (character === '[' || character === '{') most = Math.max(most, ++depth);
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
  }
  const items = text.match(/(?:[-?] ){64,}/g) ?? [];
  return items.reduce((deepest, run) => Math.max(deepest, run.length / 2), most);
}
