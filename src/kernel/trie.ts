/**
 * Finds the values of many paths in one walk over a line's bytes. Paths share a trie; each path ends in a slot that takes
 * the tag and byte range of its value. A later duplicate of a key replaces the earlier one and all below it, as in
 * `JSON.parse`. Invariant: the line is one valid JSON text.
 */
import { skipSpace, skipString, skipValue, stringText } from '../base/json.ts';
import type { Path, Step } from '../base/path.ts';
import {
  TAG_ABSENT,
  TAG_ARRAY,
  TAG_FALSE,
  TAG_NULL,
  TAG_NUMBER,
  TAG_OBJECT,
  TAG_STRING,
  TAG_TRUE,
} from '../model/batch.ts';

/** Values of one line, by slot. `many` slots hold one entry for each element met. */
export interface Slots {
  readonly tag: Uint8Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly many: readonly Values[];
}

export interface Values {
  count: number;
  tag: number[];
  from: number[];
  to: number[];
}

interface Node {
  /** Children by key length and first byte. */
  readonly keys: Map<number, Child[]>;
  /** Children by array index. */
  readonly indexes: Map<number, Node>;
  any: Node | undefined;
  readonly children: Node[];
  slot: number;
  many: number;
  /** The last line in which this node had a value. */
  seen: number;
}

interface Child {
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly node: Node;
}

/** Collects paths; `build` gives the walker. A path asked for twice has one slot. */
export class TrieBuilder {
  private readonly root = makeNode();
  private slots = 0;
  private manies = 0;

  /** The slot of a path without `[*]`. */
  slot(path: Path): number {
    const node = this.reach(path);
    if (node.slot < 0) node.slot = this.slots++;
    return node.slot;
  }

  /** The many-slot of a path with `[*]`. */
  many(path: Path): number {
    const node = this.reach(path);
    if (node.many < 0) node.many = this.manies++;
    return node.many;
  }

  build(): Walker {
    return new Walker(this.root, this.slots, this.manies);
  }

  private reach(path: Path): Node {
    let node = this.root;
    for (const step of path) node = descend(node, step);
    return node;
  }
}

/** Walks lines; `slots` hold the values of the line walked last. */
export class Walker {
  readonly slots: Slots;
  private readonly root: Node;
  private bytes: Uint8Array = new Uint8Array(0);
  private line = 0;
  /** How many values each many-slot held when the innermost array element began: a duplicate takes back no more. */
  private scope: readonly number[];

  constructor(root: Node, slots: number, manies: number) {
    this.root = root;
    this.slots = {
      tag: new Uint8Array(slots),
      from: new Int32Array(slots),
      to: new Int32Array(slots),
      many: Array.from({ length: manies }, () => ({ count: 0, tag: [], from: [], to: [] })),
    };
    this.scope = new Array<number>(manies).fill(0);
  }

  /** Fills the slots from the JSON text that begins at `from`, white space before it allowed. */
  walk(bytes: Uint8Array, from: number): void {
    this.bytes = bytes;
    this.line++;
    this.slots.tag.fill(TAG_ABSENT);
    for (const values of this.slots.many) values.count = 0;
    this.value(skipSpace(bytes, from), this.root);
  }

  private value(at: number, node: Node): number {
    if (node.seen === this.line) this.clear(node);
    node.seen = this.line;
    const tag = tagAt(this.bytes, at);
    let to: number;
    if (tag === TAG_OBJECT && node.keys.size > 0) to = this.object(at, node);
    else if (tag === TAG_ARRAY && (node.any || node.indexes.size > 0)) to = this.array(at, node);
    else to = skipValue(this.bytes, at);
    if (node.slot >= 0) {
      this.slots.tag[node.slot] = tag;
      this.slots.from[node.slot] = at;
      this.slots.to[node.slot] = to;
    }
    if (node.many >= 0) this.push(node.many, tag, at, to);
    return to;
  }

  private object(at: number, node: Node): number {
    const { bytes } = this;
    let i = skipSpace(bytes, at + 1);
    if (bytes[i] === 0x7d) return i + 1;
    while (i < bytes.length) {
      const keyFrom = i;
      const keyTo = skipString(bytes, i);
      const child = findChild(bytes, keyFrom, keyTo, node);
      i = skipSpace(bytes, skipSpace(bytes, keyTo) + 1);
      i = skipSpace(bytes, child ? this.value(i, child) : skipValue(bytes, i));
      if (bytes[i] !== 0x2c) return i + 1;
      i = skipSpace(bytes, i + 1);
    }
    return i;
  }

  private array(at: number, node: Node): number {
    const { bytes } = this;
    let i = skipSpace(bytes, at + 1);
    if (bytes[i] === 0x5d) return i + 1;
    const outer = this.scope;
    for (let index = 0; i < bytes.length; index++) {
      const child = node.indexes.get(index);
      let to = child ? this.value(i, child) : -1;
      if (node.any) {
        this.scope = this.slots.many.map((values) => values.count);
        forget(node.any);
        to = this.value(i, node.any);
        this.scope = outer;
      }
      if (to < 0) to = skipValue(bytes, i);
      i = skipSpace(bytes, to);
      if (bytes[i] !== 0x2c) return i + 1;
      i = skipSpace(bytes, i + 1);
    }
    return i;
  }

  private push(many: number, tag: number, from: number, to: number): void {
    const values = this.slots.many[many]!;
    const n = values.count++;
    values.tag[n] = tag;
    values.from[n] = from;
    values.to[n] = to;
  }

  /** A duplicate key takes back what its first value left in the slots. */
  private clear(node: Node): void {
    if (node.slot >= 0) this.slots.tag[node.slot] = TAG_ABSENT;
    if (node.many >= 0) this.slots.many[node.many]!.count = this.scope[node.many]!;
    for (const child of node.children) this.clear(child);
  }
}

/** The tag of the valid value that begins at `at`. */
export function tagAt(bytes: Uint8Array, at: number): number {
  switch (bytes[at]) {
    case 0x22:
      return TAG_STRING;
    case 0x7b:
      return TAG_OBJECT;
    case 0x5b:
      return TAG_ARRAY;
    case 0x74:
      return TAG_TRUE;
    case 0x66:
      return TAG_FALSE;
    case 0x6e:
      return TAG_NULL;
    default:
      return TAG_NUMBER;
  }
}

function makeNode(): Node {
  return { keys: new Map(), indexes: new Map(), any: undefined, children: [], slot: -1, many: -1, seen: 0 };
}

function descend(node: Node, step: Step): Node {
  if ('any' in step) {
    if (node.any) return node.any;
    node.any = makeNode();
    node.children.push(node.any);
    return node.any;
  }
  if ('index' in step) {
    let child = node.indexes.get(step.index);
    if (!child) {
      child = makeNode();
      node.indexes.set(step.index, child);
      node.children.push(child);
    }
    return child;
  }
  const bytes = Buffer.from(step.key, 'utf8');
  const hash = hashOf(bytes.length, bytes[0] ?? 0);
  const list = node.keys.get(hash) ?? [];
  let found = list.find((child) => child.text === step.key);
  if (!found) {
    found = { bytes, text: step.key, node: makeNode() };
    list.push(found);
    node.keys.set(hash, list);
    node.children.push(found.node);
  }
  return found.node;
}

function hashOf(length: number, first: number): number {
  return length * 256 + first;
}

function findChild(bytes: Uint8Array, keyFrom: number, keyTo: number, node: Node): Node | undefined {
  for (let i = keyFrom + 1; i < keyTo - 1; i++) {
    if (bytes[i] === 0x5c) return findEscaped(stringText(bytes, keyFrom, keyTo), node);
  }
  const size = keyTo - keyFrom - 2;
  const list = node.keys.get(hashOf(size, size > 0 ? bytes[keyFrom + 1]! : 0));
  if (!list) return undefined;
  for (const child of list) if (equalBytes(bytes, keyFrom + 1, child.bytes)) return child.node;
  return undefined;
}

function findEscaped(key: string, node: Node): Node | undefined {
  for (const list of node.keys.values()) for (const child of list) if (child.text === key) return child.node;
  return undefined;
}

function equalBytes(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}

function forget(node: Node): void {
  node.seen = 0;
  for (const child of node.children) forget(child);
}
