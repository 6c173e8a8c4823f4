/**
 * Activity: how many events fell into each slice of the time between a first and a last one, for a sparkline.
 *
 * Law: a slice is 2^n microseconds wide and begins at a multiple of that, n being the least for which 16 slices hold the
 * span. So the counts follow from the set of times alone, whatever the order in which they came and the shards they came
 * in. Slice s is counted in cell s modulo 16, where it stays while the span grows in either direction.
 */

/** Plain data. Times in microseconds; infinite, as `firstUs` > `lastUs`, while no event had one. */
export interface Active {
  firstUs: number;
  lastUs: number;
  /** Events that have a time. */
  timed: number;
  /** Width of a slice: 2 to this power, in microseconds. */
  power: number;
  /** Null while all times are equal: then `timed` says it all, and most sessions of one event stay small. */
  cells: number[] | null;
}

const SLICES = 16;
/** The widest slice holds any double of microseconds that is an instant. */
const WIDTHS_US = Float64Array.from({ length: 64 }, (_, power) => 2 ** power);

/** No events yet. */
export function newActive(): Active {
  return {
    firstUs: Number.POSITIVE_INFINITY,
    lastUs: Number.NEGATIVE_INFINITY,
    timed: 0,
    power: 0,
    cells: null,
  };
}

/** Counts an event at this time, and moves the first and last time to hold it. Hot: it makes nothing per event. */
export function countTime(active: Active, us: number): void {
  const { firstUs, lastUs } = active;
  if (us < firstUs || us > lastUs) hold(active, Math.min(us, firstUs), Math.max(us, lastUs));
  active.timed++;
  if (active.cells !== null) active.cells[cellOf(sliceOf(us, active.power))]!++;
}

/** Joins what `from` counted into `into`; `from` stays as it was. */
export function joinActivity(into: Active, from: Active): void {
  if (from.timed === 0) return;
  hold(into, Math.min(into.firstUs, from.firstUs), Math.max(into.lastUs, from.lastUs));
  into.timed += from.timed;
  const { cells } = into;
  if (cells === null) return;
  const widened = copyOf(from);
  hold(widened, into.firstUs, into.lastUs);
  for (let cell = 0; cell < SLICES; cell++) cells[cell]! += widened.cells![cell]!;
}

/** The same counts in a record of their own. */
export function copyOf<A extends Active>(active: A): A {
  return { ...active, cells: active.cells === null ? null : [...active.cells] };
}

/** The counts from the first event's slice to the last one's; none where no event had a time. */
export function slicesOf({ firstUs, lastUs, timed, power, cells }: Active): readonly number[] {
  if (cells === null) return timed === 0 ? [] : [timed];
  const first = sliceOf(firstUs, power);
  const count = sliceOf(lastUs, power) - first + 1;
  return Array.from({ length: count }, (_, k) => cells[cellOf(first + k)]!);
}

/** Makes the span reach from `firstUs` to `lastUs`, which hold the present one: slices are widened until they fit. */
function hold(active: Active, firstUs: number, lastUs: number): void {
  const { firstUs: oldFirstUs, lastUs: oldLastUs, power: oldPower, cells: old } = active;
  active.firstUs = firstUs;
  active.lastUs = lastUs;
  if (firstUs === lastUs) return;
  let power = oldPower;
  while (sliceOf(lastUs, power) - sliceOf(firstUs, power) >= SLICES) power++;
  active.power = power;
  if (old !== null && power === oldPower) return;
  const cells = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  active.cells = cells;
  if (active.timed === 0) return;
  if (old === null) {
    cells[cellOf(sliceOf(oldFirstUs, power))] = active.timed;
    return;
  }
  const last = sliceOf(oldLastUs, oldPower);
  for (let slice = sliceOf(oldFirstUs, oldPower); slice <= last; slice++) {
    cells[cellOf(Math.floor(slice / WIDTHS_US[power - oldPower]!))]! += old[cellOf(slice)]!;
  }
}

function sliceOf(us: number, power: number): number {
  return Math.floor(us / WIDTHS_US[power]!);
}

/** Slices are whole numbers beyond 32 bits, below zero too. */
function cellOf(slice: number): number {
  return slice - Math.floor(slice / SLICES) * SLICES;
}
