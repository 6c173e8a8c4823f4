/**
 * The view that is shown, and the address that says it. The only place that touches the browser's history.
 * Invariant: the address always says the view; going back shows the view before.
 */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { rangeOf, selectionOf } from './selection.ts';
import { readView, type View, writeView } from './view.ts';

const shown = signal<View>(readView(location.search));

export const view: ReadonlySignal<View> = shown;

/** The selection's parameters as one text: changes exactly when other events are asked for. */
export const selection: ReadonlySignal<string> = computed(() => selectionOf(shown.value).toString());

/** The same for the range alone. */
export const range: ReadonlySignal<string> = computed(() => rangeOf(shown.value).toString());

/** Shows another view. A step is one that going back undoes; anything smaller replaces the address. */
export function go(change: Partial<View>, how: 'step' | 'quietly' = 'step'): void {
  const next = Object.freeze({ ...shown.value, ...change });
  const query = writeView(next);
  if (query === writeView(shown.value)) return;
  const address = `${location.pathname}${query}`;
  if (how === 'step') history.pushState(null, '', address);
  else history.replaceState(null, '', address);
  shown.value = next;
}

/** Follows the browser's back and forward. */
export function followHistory(): void {
  addEventListener('popstate', () => {
    shown.value = readView(location.search);
  });
}
