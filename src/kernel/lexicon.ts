/**
 * What the module's codes mean: the strings of the columns' dictionaries, and the memos that say what a text stands for.
 * A text is learnt behind the scan that met it first. Where a dictionary is crowded all begin anew, for memos and entries
 * speak in each other's codes.
 */
import type { Codes, DictionaryStore, Store } from './columns.ts';
import type { Heap, HeapDictionary } from './heap.ts';
import { codeOf, type Memo, type Program, UNKNOWN } from './program.ts';

export interface LexiconOf {
  readonly stores: readonly Store[];
  /** Of the log that is read. */
  readonly path: string;
}

export class Lexicon {
  private readonly heap: Heap;
  private readonly program: Program;
  /** The columns that have a dictionary. */
  private readonly columns: readonly {
    readonly store: DictionaryStore;
    readonly dictionary: HeapDictionary;
  }[];
  private readonly dictionaries: ReadonlySet<HeapDictionary>;
  private readonly filled = new Map<Memo, number>();
  private path: string;

  constructor(heap: Heap, program: Program, { stores, path }: LexiconOf) {
    this.heap = heap;
    this.path = path;
    this.program = program;
    this.columns = stores.flatMap((store, n) => {
      const dictionary = program.dictionaries[n];
      return store.kind === 'dictionary' && dictionary ? [{ store, dictionary }] : [];
    });
    this.dictionaries = new Set([
      ...program.memos.map(({ dictionary }) => dictionary),
      ...this.columns.map(({ dictionary }) => dictionary),
    ]);
    this.restart();
  }

  /** To be called before a scan. */
  prepare(): void {
    if ([...this.dictionaries].some(({ crowded }) => crowded)) this.restart();
  }

  /** To be called behind a scan: takes in the strings that it met for the first time. */
  learn(): void {
    for (const dictionary of this.dictionaries) dictionary.sync();
    for (const memo of this.program.memos) this.fill(memo);
  }

  /** Constants speak of the log of this path from now on. */
  turnTo(path: string): void {
    this.path = path;
    this.writeConstants();
  }

  private restart(): void {
    const { heap, program } = this;
    for (const dictionary of this.dictionaries) dictionary.reset();
    for (const { store, dictionary } of this.columns) {
      store.dictionary = { values: dictionary.values };
      store.codeOf = new LateCodes(dictionary.values);
    }
    for (const memo of program.memos) {
      new Int32Array(heap.buffer, memo.at, memo.room).fill(UNKNOWN);
      this.filled.set(memo, 0);
    }
    this.writeConstants();
  }

  private writeConstants(): void {
    const { heap, program, path } = this;
    for (const { at, column, text } of program.constants)
      heap.setWord(at, codeOf(program.dictionaries[column]!, text(path)));
  }

  private fill(memo: Memo): void {
    const { values } = memo.dictionary;
    const from = this.filled.get(memo) ?? 0;
    const to = Math.min(values.length, memo.room);
    for (let code = from; code < to; code++)
      this.heap.setWord(memo.at + code * 4, memo.meaning(values[code]!));
    this.filled.set(memo, to);
  }
}

/** The codes of a dictionary's strings, learnt when one is asked for: few lines ask, and there may be millions. */
class LateCodes implements Codes {
  private readonly values: readonly string[];
  private readonly codes = new Map<string, number>();
  private known = 0;

  constructor(values: readonly string[]) {
    this.values = values;
  }

  get(text: string): number | undefined {
    for (; this.known < this.values.length; this.known++)
      this.codes.set(this.values[this.known]!, this.known);
    return this.codes.get(text);
  }

  set(text: string, code: number): Map<string, number> {
    return this.codes.set(text, code);
  }
}
