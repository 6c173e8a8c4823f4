/**
 * The tree of paths that a fold has met, and the walk of an event through it.
 *
 * Nodes are a cache of one runner: they lead from keys, compared byte by byte with what came there last time, to states
 * in the partial, so that no path is spelled twice. What is counted depends on the events alone: of duplicate keys the
 * last one counts (promises.md row 8), below DEPTH_MOST steps and behind a path that is too long nothing is looked at.
 */
import { eachElement, eachMember, skipSpace, stringText } from '../base/json.ts';
import { printPath } from '../base/path.ts';

/** Steps of a path. */
export const DEPTH_MOST = 32;
/** Characters (UTF-16 units) of a path. */
export const PATH_MOST = 1000;

/** A path; `S` is what is known of it. */
export interface FieldNode<S> {
  /** Undefined where it is too long. */
  readonly path: string | undefined;
  readonly depth: number;
  /** Undefined where nothing is kept of the path. */
  readonly state: S | undefined;
  /** The event that was here last. */
  event: number;
  /** The object that has this key and was gone through last, and the place of the key's value in the walk's list. */
  object: number;
  place: number;
  /** The key as it was spelled first. */
  readonly spelled: Uint8Array | undefined;
  readonly children: Map<string, FieldNode<S>>;
  element: FieldNode<S> | undefined;
  /** The key that came first in this object last time, and the one that came behind this key. */
  first: FieldNode<S> | undefined;
  next: FieldNode<S> | undefined;
}

/** What the walk tells of. Ranges are those of the value's token; an object's or array's is only its beginning. */
export interface Visitor<S> {
  /** The state of a path that was not met since the tree began. */
  open(path: string): S | undefined;
  /** `again`: the event had something at this path before. */
  scalar(node: FieldNode<S>, again: boolean, from: number, to: number): void;
  container(
    node: FieldNode<S>,
    again: boolean,
    is: { readonly object: boolean; readonly empty: boolean },
  ): void;
}

export interface Walk<S> {
  /** A tree with nothing but its root. */
  root(state: S | undefined): FieldNode<S>;
  /** Goes through the event that begins at `at`, whose tree is `root`'s. */
  event(root: FieldNode<S>, bytes: Uint8Array, at: number): void;
  /** What the trees weigh since the walk began, in bytes, roughly. */
  weight(): number;
}

const NODE_WEIGHT = 300;
const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;

/** A walk that tells `visitor` of each value but the event itself. */
export function makeWalk<S>(visitor: Visitor<S>): Walk<S> {
  let bytes: Uint8Array = new Uint8Array();
  let events = 0;
  let objects = 0;
  let weight = 0;
  /** Members that are still to be visited: those of the objects from the root to where the walk is. */
  const nodes: FieldNode<S>[] = [];
  const froms: number[] = [];
  const tos: number[] = [];
  let top = 0;

  function make(path: string | undefined, depth: number, spelled?: Uint8Array): FieldNode<S> {
    weight += NODE_WEIGHT + (spelled?.length ?? 0);
    return {
      path,
      depth,
      state: path === undefined || path === '' ? undefined : visitor.open(path),
      event: 0,
      object: 0,
      place: 0,
      spelled,
      children: new Map(),
      element: undefined,
      first: undefined,
      next: undefined,
    };
  }

  function visit(node: FieldNode<S>, from: number, to: number): void {
    const again = node.event === events;
    node.event = events;
    const first = bytes[from];
    if (first !== OPEN_OBJECT && first !== OPEN_ARRAY) visitor.scalar(node, again, from, to);
    else {
      const inside = bytes[skipSpace(bytes, from + 1)];
      const empty = inside === 0x7d || inside === 0x5d;
      visitor.container(node, again, { object: first === OPEN_OBJECT, empty });
      if (!empty && node.depth < DEPTH_MOST && node.path !== undefined) enter(node, from);
    }
  }

  function enter(node: FieldNode<S>, from: number): void {
    if (bytes[from] === OPEN_OBJECT) members(node, from);
    else elements(node, from);
  }

  function elements(node: FieldNode<S>, at: number): void {
    eachElement(bytes, at, (from, to) => {
      node.element ??= make(bounded(`${node.path!}[*]`), node.depth + 1);
      visit(node.element, from, to);
    });
  }

  function members(node: FieldNode<S>, at: number): void {
    const begin = top;
    const object = ++objects;
    let last: FieldNode<S> | undefined;
    eachMember(bytes, at, (keyFrom, keyTo, from, to) => {
      const guess = last === undefined ? node.first : last.next;
      const child =
        guess !== undefined && isSpelled(guess, bytes, keyFrom, keyTo) ? guess : find(node, keyFrom, keyTo);
      if (child !== guess) {
        if (last === undefined) node.first = child;
        else last.next = child;
      }
      last = child;
      if (child.object !== object) {
        child.object = object;
        child.place = top++;
      }
      nodes[child.place] = child;
      froms[child.place] = from;
      tos[child.place] = to;
    });
    const end = top;
    for (let k = begin; k < end; k++) visit(nodes[k]!, froms[k]!, tos[k]!);
    top = begin;
  }

  function find(node: FieldNode<S>, keyFrom: number, keyTo: number): FieldNode<S> {
    const key = stringText(bytes, keyFrom, keyTo);
    const known = node.children.get(key);
    if (known !== undefined) return known;
    const child = make(
      childPath(node.path!, key),
      node.depth + 1,
      new Uint8Array(bytes.subarray(keyFrom, keyTo)),
    );
    node.children.set(key, child);
    return child;
  }

  return {
    root: (state) => ({ ...make('', 0), state }),
    event(root, next, at) {
      bytes = next;
      events++;
      top = 0;
      const from = skipSpace(bytes, at);
      if (bytes[from] === OPEN_OBJECT || bytes[from] === OPEN_ARRAY) enter(root, from);
      if (nodes.length > LIST_MOST) for (const list of [nodes, froms, tos]) list.length = 0;
    },
    weight: () => weight,
  };
}

/** Members that the list holds on to between events. */
const LIST_MOST = 10_000;

function isSpelled<S>(node: FieldNode<S>, bytes: Uint8Array, from: number, to: number): boolean {
  const { spelled } = node;
  if (spelled === undefined || spelled.length !== to - from) return false;
  for (let i = 0; i < spelled.length; i++) if (spelled[i] !== bytes[from + i]) return false;
  return true;
}

function childPath(parent: string, key: string): string | undefined {
  if (key.length > PATH_MOST) return undefined;
  const step = printPath([{ key }]);
  return bounded(parent === '' || step.startsWith('[') ? parent + step : `${parent}.${step}`);
}

function bounded(path: string): string | undefined {
  return path.length > PATH_MOST ? undefined : path;
}
