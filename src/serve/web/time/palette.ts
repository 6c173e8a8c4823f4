/**
 * Which type has which colour.
 * Invariant: a type that is shown keeps its colour while it is shown, so that narrowing the selection recolours nothing.
 */

/** Slots of types by name: those of before that are still here keep theirs, new ones take what is free. */
export function assigned(
  before: ReadonlyMap<string, number>,
  types: readonly string[],
  slotCount: number,
): ReadonlyMap<string, number> {
  const after = new Map<string, number>();
  const taken = new Set<number>();
  for (const type of types) {
    const slot = before.get(type);
    if (slot === undefined || taken.has(slot)) continue;
    after.set(type, slot);
    taken.add(slot);
  }
  // A slot that no type of before holds comes first: a colour means the same for as long as it can.
  const remembered = new Set(before.values());
  const free = Array.from({ length: slotCount }, (_, slot) => slot)
    .filter((slot) => !taken.has(slot))
    .sort((a, b) => Number(remembered.has(a)) - Number(remembered.has(b)) || a - b);
  for (const type of types) {
    if (after.has(type)) continue;
    const slot = free.shift();
    if (slot !== undefined) after.set(type, slot);
  }
  const kept = [...before].filter(([type, slot]) => !after.has(type) && ![...after.values()].includes(slot));
  return new Map([...after, ...kept]);
}
