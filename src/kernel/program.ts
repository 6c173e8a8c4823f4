/**
 * Compiles what a log's own dialect says into a program of the SIMD kernel (layout: assembly/index.ts). What the module
 * cannot do gives no program, and the scalar kernel answers alone.
 */
import { namedDirectory } from '../base/directory.ts';
import { levelOf } from '../base/level.ts';
import { type Path, parsePath } from '../base/path.ts';
import { globTest } from '../base/pattern.ts';
import type { Condition, Dialect, RoleEntry } from '../model/dialect.ts';
import type { ColumnSpec } from '../model/plan.ts';
import { bareOf } from './extract.ts';
import { type Heap, HeapDictionary } from './heap.ts';
import type { KernelSpec } from './kernel.ts';
import { isPossible, kindOf } from './possible.ts';
import { isDerived } from './reader.ts';
import { Slots } from './slots.ts';

/** Strings that a column's dictionary, and one that only serves a memo, have room for. */
const COLUMN_ROOM = 16_384;
const MEMO_ROOM = 4_096;
/** In a memo: the text was not met yet. */
export const UNKNOWN = -2;
export const ABSENT = -1;

/** A table by code: what a text means. Filled in as texts are met. */
export interface Memo {
  readonly dictionary: HeapDictionary;
  readonly at: number;
  readonly room: number;
  /** The meaning of a text: a verdict, or a code of the column's dictionary. */
  meaning(text: string): number;
}

/** Codes that an entry holds in itself; rewritten when the column's dictionary begins anew. */
export interface Constant {
  readonly at: number;
  readonly column: number;
  /** What it says of a log of this path. */
  text(path: string): string;
}

export interface Program {
  readonly root: number;
  readonly slots: number;
  readonly slotCount: number;
  readonly detect: number;
  /** Where the columns' words are: `[kind, entries, entriesAt, outA, outB, outC, dictionary]` each. */
  readonly columns: number;
  readonly dictionaries: readonly (HeapDictionary | undefined)[];
  readonly memos: readonly Memo[];
  readonly constants: readonly Constant[];
}

const ENTRY_WORDS = 14;
const AS = { text: 0, crumb: 1, success: 2, memo: 3, number: 4, constant: 9 } as const;
const PARTS = ['s', 'c', 'g', 'p', 't'];
const IS: Readonly<Partial<Record<Condition['is'], number>>> = {
  present: 0,
  absent: 1,
  null: 2,
  string: 3,
  number: 4,
  object: 5,
  'object-or-absent': 6,
  crumb: 7,
  in: 8,
  like: 8,
};

/** Writes the program of a spec, or gives undefined where it asks for what only the scalar kernel can do. */
export function compileProgram(spec: KernelSpec, heap: Heap): Program | undefined {
  const dialect = spec.reading.dialects[0];
  if (!dialect || dialect.detect.length === 0 || !isPossible(spec, dialect)) return undefined;
  return new Compiler(spec, heap).compile(dialect);
}

class Compiler {
  private readonly spec: KernelSpec;
  private readonly heap: Heap;
  private readonly paths: Slots;
  private readonly memos: Memo[] = [];
  private readonly constants: Constant[] = [];

  constructor(spec: KernelSpec, heap: Heap) {
    this.spec = spec;
    this.heap = heap;
    this.paths = new Slots(heap);
  }

  compile(dialect: Dialect): Program {
    const { heap, spec } = this;
    const detect = this.detect(dialect);
    const dictionaries = spec.columns.map((column) =>
      kindOf(column) === 2 ? new HeapDictionary(heap, COLUMN_ROOM) : undefined,
    );
    const columns = heap.words(
      spec.columns.flatMap((column, n) => {
        const entries = this.entries(column, dialect, { dictionary: dictionaries[n], column: n });
        const at = heap.words(entries.flat());
        for (const constant of this.pending.splice(0))
          this.constants.push({ ...constant, at: constant.at + at });
        return [kindOf(column), entries.length, at, 0, 0, 0, dictionaries[n]?.at ?? 0];
      }),
    );
    return {
      ...this.paths.write(),
      detect,
      columns,
      dictionaries,
      memos: this.memos,
      constants: this.constants,
    };
  }

  /** Constants of the entries being compiled, at offsets from the first of them. */
  private readonly pending: Constant[] = [];

  private detect(dialect: Dialect): number {
    const words = dialect.detect.flatMap((all) => [
      all.length,
      ...all.flatMap((condition) => {
        const memo = this.conditionMemo(condition);
        return [
          IS[condition.is]!,
          ...this.paths.spot(condition.path),
          memo?.dictionary.at ?? 0,
          memo?.at ?? 0,
        ];
      }),
    ]);
    return this.heap.words([dialect.detect.length, ...words]);
  }

  private conditionMemo(condition: Condition): Memo | undefined {
    if (condition.is === 'in') {
      const values = new Set(condition.values);
      return this.memo((text) => Number(values.has(text)));
    }
    if (condition.is !== 'like') return undefined;
    const tests = condition.globs.map(globTest);
    return this.memo((text) => Number(tests.some((test) => test(text))));
  }

  private entries(column: ColumnSpec, dialect: Dialect, into: Into): readonly (readonly number[])[] {
    if (column.kind === 'path') return [this.entry(AS.text, column.path)];
    if (column.kind === 'crumb') {
      return [this.entry(AS.crumb, parsePath('breadcrumb'), { a: PARTS.indexOf(column.part) })];
    }
    const { role } = column;
    if (role === 'dialect') return [this.constant(() => dialect.name, { into, index: 0 })];
    if (role === 'source') return [this.constant((path) => path, { into, index: 0 })];
    const made: (readonly number[])[] = [];
    for (const entry of dialect.roles[role] ?? []) {
      const words = this.roleEntry(entry, { into, index: made.length });
      if (words) made.push(words);
    }
    return made;
  }

  private roleEntry(entry: RoleEntry, place: EntryPlace): readonly number[] | undefined {
    const { extract, path } = entry;
    const rest = { entry, derived: isDerived(entry) ? 1 : 0 };
    const column = place.into.dictionary;
    switch (extract.as) {
      case 'time':
        return this.entry(AS.text, path, {
          a: extract.minDigits ?? 0,
          b: Number(this.spec.logZone === 'UTC'),
          ...rest,
        });
      case 'number':
        return this.entry(AS.text, path, { a: factorOf(extract.scale), scale: extract.scale, ...rest });
      case 'text': {
        if (extract.without !== undefined)
          return this.meant(AS.memo, entry, { column, meaning: bareOf(extract) });
        if (!extract.except) return this.entry(AS.text, path, { a: ABSENT, b: ABSENT, ...rest });
        for (const [k, text] of extract.except.entries()) this.pend(() => text, 5 + k, place);
        return this.entry(AS.text, path, { a: ABSENT, b: ABSENT, ...rest });
      }
      case 'crumb':
        return this.entry(AS.crumb, path, { a: PARTS.indexOf(extract.part), b: 1, ...rest });
      case 'success': {
        this.pend(() => 'ok', 5, place);
        this.pend(() => 'error', 6, place);
        return this.entry(AS.success, path, rest);
      }
      case 'exit-code':
        return this.meant(AS.number, entry, {
          column,
          meaning: (text) => (Number(text) === 0 ? 'ok' : 'error'),
        });
      case 'level':
        return this.meant(AS.memo, entry, { column, meaning: levelOf });
      case 'word': {
        const words = new Map([
          ...extract.ok.map((word) => [word, 'ok'] as const),
          ...extract.error.map((word) => [word, 'error'] as const),
        ]);
        return this.meant(AS.memo, entry, { column, meaning: (text) => words.get(text) });
      }
      case 'error-type': {
        const tests = extract.globs.map(globTest);
        return this.meant(AS.memo, entry, {
          column,
          meaning: (text) => (tests.some((test) => test(text)) ? 'error' : undefined),
        });
      }
      case 'constant':
        return this.constant(() => extract.value, place, entry);
      case 'directory': {
        const nameOf = (path: string): string | undefined => namedDirectory(path, extract.file);
        if (nameOf(this.spec.path) === undefined) return undefined;
        return this.constant((path) => nameOf(path) ?? '', place, entry);
      }
      default:
        throw new Error(`no program for ${extract.as}`);
    }
  }

  /** An entry whose text means another text. */
  private meant(
    as: number,
    entry: RoleEntry,
    how: { readonly column: HeapDictionary | undefined; meaning(text: string): string | undefined },
  ): readonly number[] {
    const memo = this.memo((text) => {
      const meaning = how.meaning(text);
      return meaning === undefined ? ABSENT : codeOf(how.column!, meaning);
    });
    return this.entry(as, entry.path, { memo, entry, derived: isDerived(entry) ? 1 : 0 });
  }

  private constant(text: Constant['text'], place: EntryPlace, entry?: RoleEntry): readonly number[] {
    this.pend(text, 5, place);
    return this.entry(AS.constant, [], { ...(entry ? { entry, derived: isDerived(entry) ? 1 : 0 } : {}) });
  }

  private pend(text: Constant['text'], word: number, { into, index }: EntryPlace): void {
    this.pending.push({ at: (index * ENTRY_WORDS + word) * 4, column: into.column, text });
  }

  private entry(as: number, path: Path, how: EntryParts = {}): readonly number[] {
    const only = how.entry?.only;
    const guard = only ? this.memo((text) => Number(only.values.includes(text))) : undefined;
    const scale = new Int32Array(new Float64Array([how.scale ?? 1]).buffer);
    return [
      as,
      ...(path.length > 0 ? this.paths.spot(path) : [0, 0]),
      how.memo?.dictionary.at ?? 0,
      how.memo?.at ?? 0,
      how.a ?? 0,
      how.b ?? 0,
      ...(only ? this.paths.spot(only.path) : [0, 0]),
      guard?.dictionary.at ?? 0,
      guard?.at ?? 0,
      how.derived ?? 0,
      scale[0]!,
      scale[1]!,
    ];
  }

  private memo(meaning: (text: string) => number): Memo {
    const dictionary = new HeapDictionary(this.heap, MEMO_ROOM);
    const memo = { dictionary, at: this.heap.take(MEMO_ROOM * 4), room: MEMO_ROOM, meaning };
    this.memos.push(memo);
    return memo;
  }
}

interface Into {
  readonly dictionary: HeapDictionary | undefined;
  readonly column: number;
}

interface EntryPlace {
  readonly into: Into;
  readonly index: number;
}

interface EntryParts {
  readonly memo?: Memo;
  readonly a?: number;
  readonly b?: number;
  readonly derived?: number;
  readonly scale?: number;
  readonly entry?: RoleEntry;
}

/** The scale where it is a power of ten up to a million, which rounds once; else 0. */
function factorOf(scale: number): number {
  return [1, 10, 100, 1000, 10_000, 100_000, 1_000_000].includes(scale) ? scale : 0;
}

/** The code of a text in a dictionary, which takes it in where it is new. */
export function codeOf(dictionary: HeapDictionary, text: string): number {
  const known = dictionary.values.indexOf(text);
  return known >= 0 ? known : dictionary.add(text);
}
