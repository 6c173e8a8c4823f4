/** Integers by two integers: a hash table in typed arrays, for tables that grow with what is open. Values are 0 or more. */

const EMPTY = -1;

/** A class, for it holds memory that it fills and empties. */
export class IntTable {
  private size = 0;
  private mask = 63;
  private firsts: Int32Array = new Int32Array(64);
  private seconds: Int32Array = new Int32Array(64);
  private values: Int32Array = new Int32Array(64).fill(EMPTY);

  /** The value; -1 where there is none. */
  get(first: number, second: number): number {
    return this.values[this.slotOf(first, second)]!;
  }

  set(first: number, second: number, value: number): void {
    const slot = this.slotOf(first, second);
    if (this.values[slot] === EMPTY) {
      this.firsts[slot] = first;
      this.seconds[slot] = second;
      this.values[slot] = value;
      if (++this.size * 2 > this.values.length) this.widen();
    } else this.values[slot] = value;
  }

  delete(first: number, second: number): void {
    let slot = this.slotOf(first, second);
    if (this.values[slot] === EMPTY) return;
    this.size--;
    // What was pushed on by this entry moves back, so that no search stops short.
    for (let next = (slot + 1) & this.mask; this.values[next] !== EMPTY; next = (next + 1) & this.mask) {
      const home = hash(this.firsts[next]!, this.seconds[next]!) & this.mask;
      const stays = slot <= next ? slot < home && home <= next : slot < home || home <= next;
      if (stays) continue;
      this.firsts[slot] = this.firsts[next]!;
      this.seconds[slot] = this.seconds[next]!;
      this.values[slot] = this.values[next]!;
      slot = next;
    }
    this.values[slot] = EMPTY;
  }

  private slotOf(first: number, second: number): number {
    let slot = hash(first, second) & this.mask;
    while (this.values[slot] !== EMPTY && (this.firsts[slot] !== first || this.seconds[slot] !== second))
      slot = (slot + 1) & this.mask;
    return slot;
  }

  private widen(): void {
    const { firsts, seconds, values } = this;
    const room = values.length * 2;
    this.mask = room - 1;
    this.firsts = new Int32Array(room);
    this.seconds = new Int32Array(room);
    this.values = new Int32Array(room).fill(EMPTY);
    for (let old = 0; old < values.length; old++) {
      if (values[old] === EMPTY) continue;
      const slot = this.slotOf(firsts[old]!, seconds[old]!);
      this.firsts[slot] = firsts[old]!;
      this.seconds[slot] = seconds[old]!;
      this.values[slot] = values[old]!;
    }
  }
}

function hash(first: number, second: number): number {
  const h = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
  return h ^ (h >>> 15);
}
