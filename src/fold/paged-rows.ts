/**
 * Rows of integers and doubles in pages of typed arrays: no object per row, no copy when more are needed, and the room of
 * rows that are given back is used again. An id is good until it is given back.
 */
import { wider } from './byte-texts.ts';

const PAGE_BITS = 10;
const PAGE_ROWS = 1 << PAGE_BITS;
const IN_PAGE = PAGE_ROWS - 1;

/** Integers, last in first out. */
export class IntStack {
  size = 0;
  private values: Int32Array = new Int32Array(64);

  push(value: number): void {
    if (this.size === this.values.length) this.values = wider(this.values, new Int32Array(this.size * 2));
    this.values[this.size++] = value;
  }

  /** The last one; there must be one. */
  pop(): number {
    return this.values[--this.size]!;
  }

  clear(): void {
    this.size = 0;
  }
}

/** A class, for it holds memory that it hands out and takes back. */
export class PagedRows {
  /** Ids so far, those given back included. */
  size = 0;
  private readonly intWidth: number;
  private readonly floatWidth: number;
  private readonly ints: Int32Array[] = [];
  private readonly floats: Float64Array[] = [];
  private readonly free = new IntStack();

  /** Integers and doubles of each row. */
  constructor(intWidth: number, floatWidth: number) {
    this.intWidth = intWidth;
    this.floatWidth = floatWidth;
  }

  /** Rows that are handed out. */
  get used(): number {
    return this.size - this.free.size;
  }

  /** The id of a row; what it holds is to be written before it is read. */
  take(): number {
    if (this.free.size > 0) return this.free.pop();
    const id = this.size++;
    if ((id & IN_PAGE) === 0) {
      this.ints.push(new Int32Array(PAGE_ROWS * this.intWidth));
      this.floats.push(new Float64Array(PAGE_ROWS * this.floatWidth));
    }
    return id;
  }

  /** Takes a row back. */
  give(id: number): void {
    this.free.push(id);
  }

  /** Where the integers of a row lie: `intPage(id)[intBase(id) + column]`. */
  intPage(id: number): Int32Array {
    return this.ints[id >> PAGE_BITS]!;
  }

  intBase(id: number): number {
    return (id & IN_PAGE) * this.intWidth;
  }

  floatPage(id: number): Float64Array {
    return this.floats[id >> PAGE_BITS]!;
  }

  floatBase(id: number): number {
    return (id & IN_PAGE) * this.floatWidth;
  }

  int(id: number, column: number): number {
    return this.ints[id >> PAGE_BITS]![(id & IN_PAGE) * this.intWidth + column]!;
  }

  setInt(id: number, column: number, value: number): void {
    this.ints[id >> PAGE_BITS]![(id & IN_PAGE) * this.intWidth + column] = value;
  }

  float(id: number, column: number): number {
    return this.floats[id >> PAGE_BITS]![(id & IN_PAGE) * this.floatWidth + column]!;
  }

  setFloat(id: number, column: number, value: number): void {
    this.floats[id >> PAGE_BITS]![(id & IN_PAGE) * this.floatWidth + column] = value;
  }
}
