/** Whether the window is narrow, so that rows take two lines and panes lie over each other. The style sheet has the same bound. */
import { type ReadonlySignal, signal } from '@preact/signals';

const NARROW = matchMedia('(max-width: 760px)');
const narrow = signal(NARROW.matches);
NARROW.addEventListener('change', () => {
  narrow.value = NARROW.matches;
});

export const isNarrow: ReadonlySignal<boolean> = narrow;
