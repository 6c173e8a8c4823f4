/**
 * Rows of integers and doubles in pages of typed arrays: no object per row, no copy when more are needed, and the room of
 * rows that are given back is used again. An id is good until it is given back.
 */

const PAGE_BITS = 10;
const PAGE_ROWS = 1 << PAGE_BITS;
const IN_PAGE = PAGE_ROWS - 1;

/** A class, for it holds memory that it hands out and takes back. */
export class PagedRows {
  /** Ids so far, those given back included. */
  size = 0;
  private readonly intWidth: number;
  private readonly floatWidth: number;
  private readonly ints: Int32Array[] = [];
  private readonly floats: Float64Array[] = [];
  private readonly free: number[] = [];

  /** Integers and doubles of each row. */
  constructor(intWidth: number, floatWidth: number) {
    this.intWidth = intWidth;
    this.floatWidth = floatWidth;
  }

  /** Rows that are handed out. */
  get used(): number {
    return this.size - this.free.length;
  }

  /** The id of a row; what it holds is to be written before it is read. */
  take(): number {
    const again = this.free.pop();
    if (again !== undefined) return again;
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
