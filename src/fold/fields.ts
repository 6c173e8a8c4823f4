/**
 * What is in a log: the paths of its events, each with its kinds of values, how often it is there, how many different
 * values it has, and which.
 *
 * Free of order: figures are counts, least and greatest values, and sets (field-values.ts). Of the paths the `spec.cap`
 * first by name are kept (names.ts); a type stands among them as the path of no steps. Values are exact for the first
 * paths by name whose values fit into `limits.allCost`: cost only grows with events, so the bound that a shard comes
 * upon lies at or behind that of the whole log.
 */
import type { FieldsSpec } from '../model/fields.ts';
import { type Texts, textsOf } from './columns.ts';
import { type FieldsPartial, fieldsAnswer } from './field-rows.ts';
import { cutValues, type FieldState, isBefore, joinStates, newState, typeKey } from './field-state.ts';
import { DEPTH_MOST, type FieldNode, makeWalk, type Visitor, type Walk } from './field-tree.ts';
import { addValue, VALUE_LIMITS, type ValueLimits } from './field-values.ts';
import type { FieldsAnswer, Fold } from './fold.ts';
import { mergeNames, newNames, rowOf } from './names.ts';

/** Bytes that the trees may weigh before they are begun anew. */
const TREE_MOST = 1 << 25;

type Node = FieldNode<FieldState>;
const [NULL, BOOLEAN, NUMBER, STRING, OBJECT, ARRAY] = [0, 1, 2, 3, 4, 5];

/** `limits` bound the values that are held; tests make them small. */
export function fieldsFold(
  spec: FieldsSpec,
  limits: ValueLimits = VALUE_LIMITS,
): Fold<FieldsPartial, FieldsAnswer> {
  // Without types one row stands for all events.
  const rows = spec.type === undefined ? spec.cap + 1 : spec.cap;
  const how = { cap: rows, make: newState };
  /** Of `owner`, the partial that is stepped. */
  let walk: Walk<FieldState> | undefined;
  let owner: FieldsPartial | undefined;
  const roots = new Map<string | null, Node>();
  let prefix = '';
  const token = { bytes: new Uint8Array() as Uint8Array, from: 0, to: 0 };

  const visitor: Visitor<FieldState> = {
    open: (path) => rowOf(owner!.names, prefix + path, how),
    scalar(node, again, from, to) {
      count(node, again);
      const { state } = node;
      if (state === undefined) return;
      state.kinds[kindOf(token.bytes[from]!)]!++;
      token.from = from;
      token.to = to;
      owner!.cost += addValue(state.values, token, limits);
    },
    container(node, again, { object, empty }) {
      count(node, again);
      if (!empty && node.depth >= DEPTH_MOST && node.path !== undefined) owner!.deep++;
      const { state } = node;
      if (state === undefined) return;
      state.kinds[object ? OBJECT! : ARRAY!]!++;
      if (!empty) state.filled++;
    },
  };

  function count({ path, state }: Node, again: boolean): void {
    owner!.met++;
    if (path === undefined) owner!.long++;
    if (state !== undefined && !again) state.events++;
  }

  function rootOf(type: string | null): Node {
    prefix = spec.type === undefined ? '' : typeKey(type);
    const known = roots.get(type);
    if (known !== undefined) return known;
    const root = walk!.root(rowOf(owner!.names, prefix, how));
    roots.set(type, root);
    return root;
  }

  function forget(): void {
    walk = undefined;
    roots.clear();
  }

  function isOver({ cost }: FieldsPartial): boolean {
    return cost > limits.allCost + (limits.allCost >> 2);
  }

  function cut(partial: FieldsPartial): void {
    const { bound, cost } = cutValues(partial.names, partial.valueBound, limits);
    partial.valueBound = bound;
    partial.cost = cost;
  }

  return {
    init: () => ({ events: 0, met: 0, long: 0, deep: 0, names: newNames(), valueBound: null, cost: 0 }),
    step(partial, batch, selection, lines) {
      if (partial !== owner) forget();
      owner = partial;
      token.bytes = batch.bytes;
      const types = spec.type === undefined ? undefined : textsOf(batch, spec.type);
      for (let k = 0; k < lines; k++) {
        const i = selection[k]!;
        if (walk === undefined || walk.weight() > TREE_MOST) {
          forget();
          walk = makeWalk(visitor);
        }
        const root = rootOf(types === undefined ? null : typeAt(types, i));
        partial.events++;
        if (root.state !== undefined) root.state.events++;
        walk.event(root, batch.bytes, batch.start[i]!);
        if (isOver(partial)) cut(partial);
      }
    },
    merge(a, b) {
      a.events += b.events;
      a.met += b.met;
      a.long += b.long;
      a.deep += b.deep;
      mergeNames(a.names, b.names, { cap: rows, join: (into, from) => joinStates(into, from, limits) });
      if (b.valueBound !== null && isBefore(b.valueBound, a.valueBound)) a.valueBound = b.valueBound;
      cut(a);
      forget();
      return a;
    },
    finish: (partial) => fieldsAnswer(partial, { ...spec, rows }, limits),
  };
}

function typeAt({ codes, dictionary }: Texts, i: number): string | null {
  const code = codes[i]!;
  return code < 0 ? null : dictionary.values[code]!;
}

function kindOf(first: number): number {
  if (first === 0x22) return STRING!;
  if (first === 0x6e) return NULL!;
  return first === 0x74 || first === 0x66 ? BOOLEAN! : NUMBER!;
}
