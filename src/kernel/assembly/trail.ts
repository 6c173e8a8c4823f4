/**
 * The trail of a walk: where each scalar of the line stood, and where each container that is asked for began and ended.
 * Shapes are learnt from it. An entry is `[what u32][from u32][to u32][slot i32]`; a container's beginning and end have
 * one entry each, at `from`.
 */

export const STRING: u32 = 1;
export const BARE: u32 = 2;
export const OPEN_OBJECT: u32 = 3;
export const OPEN_ARRAY: u32 = 4;
export const CLOSE: u32 = 5;

export const ENTRY_SIZE: u32 = 16;
const ROOM: u32 = 512;

/** Where the trail is kept: 8 KiB that the module has to itself. */
const base: usize = memory.data(8192, 16);
let size: u32 = 0;
/** Whether the walk leaves a trail; it stops by itself where the line has more values than there is room. */
export let trailing: bool = false;

/** Begins a trail, or a walk that leaves none. */
export function begin(wanted: bool): void {
  trailing = wanted;
  size = 0;
}

export function leave(what: u32, from: usize, to: usize): void {
  if (size == ROOM) {
    trailing = false;
    return;
  }
  const at = base + size * ENTRY_SIZE;
  store<u32>(at, what);
  store<u32>(at, <u32>from, 4);
  store<u32>(at, <u32>to, 8);
  store<i32>(at, -1, 12);
  size++;
}

/** The slot that the entry left last fills. */
export function fills(slot: i32): void {
  if (trailing) store<i32>(base + (size - 1) * ENTRY_SIZE, slot, 12);
}

export function first(): usize {
  return base;
}

export function behind(): usize {
  return base + size * ENTRY_SIZE;
}
