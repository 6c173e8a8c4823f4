/**
 * Reads valid lines as one dialect: does the line fit it, and what stands in each column. A log has one reader for each
 * dialect of its reading, made when first needed.
 */
import { unreachable } from '../base/fault.ts';
import { jsonText } from '../base/json.ts';
import { type Path, parsePath, readings } from '../base/path.ts';
import { globTest } from '../base/pattern.ts';
import { TAG_NULL, TAG_NUMBER, TAG_OBJECT, TAG_STRING } from '../model/batch.ts';
import type { Condition, Dialect, RoleEntry } from '../model/dialect.ts';
import type { ColumnSpec } from '../model/plan.ts';
import { type Role, roleKind } from '../model/role.ts';
import { type ManyStore, type NumberStore, putMany, putNumber, putText, type Store } from './columns.ts';
import {
  type Cursor,
  crumbReader,
  numberExtract,
  scaleOf,
  slotAt,
  spotOf,
  textAt,
  textExtract,
  timeExtract,
} from './extract.ts';
import type { KernelSpec } from './kernel.ts';
import { TrieBuilder } from './trie.ts';

export interface Reader {
  /** Walks the JSON text at `from`; true where the line fits the dialect's detection. */
  fits(bytes: Uint8Array, from: number): boolean;
  /** Writes the columns of the line walked last. Returns whether its time names no zone. */
  fill(i: number): boolean;
}

type Fill = (cursor: Cursor, i: number) => void;

/** The kind of store a column needs. */
export function storeKind(spec: ColumnSpec): Store['kind'] {
  if (spec.kind === 'path') return spec.path.some((step) => 'any' in step) ? 'many' : 'range';
  if (spec.kind === 'crumb') return spec.part === 'c' || spec.part === 't' ? 'number' : 'dictionary';
  const kind = roleKind(spec.role);
  return kind === 'text' ? 'dictionary' : kind;
}

/** A reader of `dialect` that fills `stores`, one for each column of the spec. */
export function makeReader(dialect: Dialect, spec: KernelSpec, stores: readonly Store[]): Reader {
  const trie = new TrieBuilder();
  const zone = spec.logZone;
  const detect = dialect.detect.map((all) => all.map((condition) => compileCondition(condition, trie, zone)));
  const fills = spec.columns.map((column, n) =>
    compileFill(column, dialect, { trie, spec, store: stores[n]! }),
  );
  const cursor: Cursor = { bytes: new Uint8Array(0), walker: trie.build(), zoneless: false };
  return {
    fits(bytes, from) {
      cursor.bytes = bytes;
      cursor.walker.walk(bytes, from);
      return detect.some((all) => all.every((holds) => holds(cursor)));
    },
    fill(i) {
      cursor.zoneless = false;
      for (const fill of fills) fill(cursor, i);
      return cursor.zoneless;
    },
  };
}

function compileCondition(
  condition: Condition,
  trie: TrieBuilder,
  zone: string,
): (cursor: Cursor) => boolean {
  const spot = spotOf(trie, condition.path);
  const tagOf = (cursor: Cursor): number => {
    const slot = slotAt(cursor, spot);
    return slot < 0 ? 0 : cursor.walker.slots.tag[slot]!;
  };
  switch (condition.is) {
    case 'present':
      return (cursor) => tagOf(cursor) !== 0;
    case 'absent':
      return (cursor) => tagOf(cursor) === 0;
    case 'null':
      return (cursor) => tagOf(cursor) === TAG_NULL;
    case 'string':
      return (cursor) => tagOf(cursor) === TAG_STRING;
    case 'number':
      return (cursor) => tagOf(cursor) === TAG_NUMBER;
    case 'object':
      return (cursor) => tagOf(cursor) === TAG_OBJECT;
    case 'object-or-absent':
      return (cursor) => [0, TAG_NULL, TAG_OBJECT].includes(tagOf(cursor));
    case 'crumb': {
      const read = crumbReader(zone);
      return (cursor) => tagOf(cursor) === TAG_STRING && read(textAt(cursor, spot) ?? '') !== undefined;
    }
    case 'in': {
      const values = new Set(condition.values);
      return (cursor) => tagOf(cursor) === TAG_STRING && values.has(textAt(cursor, spot) ?? '');
    }
    case 'like': {
      const tests = condition.globs.map(globTest);
      return (cursor) => {
        const text = tagOf(cursor) === TAG_STRING ? textAt(cursor, spot) : undefined;
        return text !== undefined && tests.some((test) => test(text));
      };
    }
    default:
      return unreachable(condition);
  }
}

interface Target {
  readonly trie: TrieBuilder;
  readonly spec: KernelSpec;
  readonly store: Store;
}

function compileFill(column: ColumnSpec, dialect: Dialect, target: Target): Fill {
  switch (column.kind) {
    case 'path':
      return target.store.kind === 'many'
        ? manyFill(column.path, target.trie, target.store)
        : rangeFill(column.path, target);
    case 'crumb':
      return crumbFill(column.part, target);
    case 'role':
      return roleFill(column.role, dialect, target);
    default:
      return unreachable(column);
  }
}

function rangeFill(path: Path, { trie, store }: Target): Fill {
  const spot = spotOf(trie, path);
  return (cursor, i) => {
    const slot = slotAt(cursor, spot);
    if (slot < 0 || store.kind !== 'range') return;
    const { tag, from, to } = cursor.walker.slots;
    store.tag[i] = tag[slot]!;
    store.from[i] = from[slot]!;
    store.to[i] = to[slot]!;
  };
}

/** Lines come in order, so a line's values begin where those of the line before end. */
function manyFill(path: Path, trie: TrieBuilder, store: ManyStore): Fill {
  const slots = readings(path).map((reading) => trie.many(reading));
  return (cursor, i) => {
    const values = slots.map((slot) => cursor.walker.slots.many[slot]!).find(({ count }) => count > 0);
    for (let n = 0; values && n < values.count; n++) {
      putMany(store, values.tag[n]!, values.from[n]!, values.to[n]!);
    }
    store.first[i + 1] = store.size;
  };
}

function crumbFill(part: 's' | 'c' | 'g' | 'p' | 't', { trie, spec, store }: Target): Fill {
  const spot = spotOf(trie, parsePath('breadcrumb'));
  const read = crumbReader(spec.logZone);
  return (cursor, i) => {
    const text = textAt(cursor, spot);
    const value = text === undefined ? undefined : read(text)?.[part];
    if (value === undefined) return;
    if (store.kind === 'number') putNumber(store, i, String(value), 1);
    else if (store.kind === 'dictionary') putText(store, i, String(value));
  };
}

function roleFill(role: Role, dialect: Dialect, target: Target): Fill {
  const { store, spec, trie } = target;
  const entries = dialect.roles[role] ?? [];
  switch (store.kind) {
    case 'time': {
      const extracts = entries.map((entry) => timeExtract(entry, trie, spec));
      return (cursor, i) => {
        for (const extract of extracts) {
          const us = extract(cursor);
          if (Number.isNaN(us)) continue;
          store.us[i] = us;
          return;
        }
      };
    }
    case 'number':
      return numberFill(entries, trie, store);
    case 'dictionary': {
      if (role === 'dialect') return (_cursor, i) => putText(store, i, dialect.name);
      if (role === 'source') return (_cursor, i) => putText(store, i, spec.path);
      const extracts = entries.map((entry) => [textExtract(entry, trie, spec), isDerived(entry)] as const);
      return (cursor, i) => {
        for (const [extract, derived] of extracts) {
          const text = extract(cursor);
          if (text === undefined) continue;
          putText(store, i, text);
          store.derived[i] = derived ? 1 : 0;
          return;
        }
      };
    }
    case 'range':
    case 'many':
      throw new Error(`role ${role} has no ${store.kind} column`);
    default:
      return unreachable(store);
  }
}

function numberFill(entries: readonly RoleEntry[], trie: TrieBuilder, store: NumberStore): Fill {
  const extracts = entries.map((entry) => ({
    extract: numberExtract(entry, trie),
    scale: scaleOf(entry),
    derived: isDerived(entry) ? 1 : 0,
  }));
  return (cursor, i) => {
    for (const { extract, scale, derived } of extracts) {
      const value = extract(cursor);
      if (value === undefined) continue;
      store.derived[i] = derived;
      if (typeof value === 'string') putNumber(store, i, value, scale);
      else {
        store.values[i] = value * scale;
        store.exact[i] = 1;
      }
      return;
    }
  };
}

/** Whether an entry's value is worked out rather than spelled in the line. Summaries are known to be made up. */
export function isDerived({ extract }: RoleEntry): boolean {
  switch (extract.as) {
    case 'error-type':
    case 'constant':
    case 'table':
    case 'directory':
      return true;
    default:
      return false;
  }
}

/** The type that stands for a line that is JSON but no object: `(array)`, `(string)`, … Source: dialects.md, generic. */
export function bareType(bytes: Uint8Array, from: number): string {
  const text = jsonText(bytes, from, from + 1);
  if (text === '[') return '(array)';
  if (text === '"') return '(string)';
  if (text === 't' || text === 'f') return '(boolean)';
  return text === 'n' ? '(null)' : '(number)';
}
