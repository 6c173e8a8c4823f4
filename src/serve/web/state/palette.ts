/** The colours of the types in the picture, kept from selection to selection. */
import { computed, type ReadonlySignal } from '@preact/signals';
import { assigned } from '../time/palette.ts';
import { TYPES_SHOWN, timeline } from './overview.ts';
import { colours } from './theme.ts';

let before: ReadonlyMap<string, number> = new Map();

const slots = computed(() => {
  const types = timeline.value?.types ?? [];
  before = assigned(before, types, TYPES_SHOWN);
  const shown = new Set(types);
  return new Map([...before].filter(([type]) => shown.has(type)));
});

/** The number of a type's colour; undefined where it is one of the others. */
export function slotOf(type: string | undefined): number | undefined {
  return type === undefined ? undefined : slots.value.get(type);
}

/** Colours of the picture's types, in its order. */
export const typeColours: ReadonlySignal<readonly string[]> = computed(() =>
  (timeline.value?.types ?? []).map(
    (type) => colours.value.types[slots.value.get(type) ?? 0] ?? colours.value.other,
  ),
);
