/**
 * Single keys that act wherever one is, save in a field that is typed in. The same rows are the help.
 * They can be switched off, for those whose software types keys of its own (WCAG 2.1.4).
 */
import { type Signal, signal } from '@preact/signals';
import { LIST_LABEL } from '../list/events.tsx';
import { copy } from '../parts/copy.tsx';
import { SEARCH_ID } from '../search/search.tsx';
import { go, view } from '../state/address.ts';
import { pan, showAll, zoom } from '../state/axis.ts';
import { choose, chosenIndex } from '../state/chosen.ts';
import { recall, remember } from '../state/memory.ts';
import { turnTheme } from '../state/theme.ts';

interface Key {
  /** As `KeyboardEvent.key` has it; several do the same. */
  readonly keys: readonly string[];
  readonly what: string;
  readonly act: () => void;
}

export const isHelpOpen: Signal<boolean> = signal(false);
export const areKeysOn: Signal<boolean> = signal(recall('keys') !== 'off');

/** Switches single keys on or off, and remembers it. `?` stays, so that they can be switched on again. */
export function switchKeys(isOn: boolean): void {
  areKeysOn.value = isOn;
  remember('keys', isOn ? 'on' : 'off');
}

export const KEYS: readonly Key[] = [
  { keys: ['?'], what: 'this help', act: () => (isHelpOpen.value = !isHelpOpen.peek()) },
  { keys: ['/'], what: 'search', act: () => document.getElementById(SEARCH_ID)?.focus() },
  { keys: ['j', 'k'], what: 'next, previous event', act: () => undefined },
  { keys: ['Escape'], what: 'close the event, the help', act: close },
  {
    keys: ['c'],
    what: "copy the event's citation",
    act: () => void (view.peek().event !== '' && copy(view.peek().event)),
  },
  { keys: ['1'], what: 'events', act: () => go({ tab: 'events' }) },
  { keys: ['2'], what: 'sessions', act: () => go({ tab: 'sessions' }) },
  { keys: ['3'], what: 'metrics', act: () => go({ tab: 'metrics' }) },
  { keys: ['+', '='], what: 'zoom in', act: () => zoom(0.5) },
  { keys: ['-'], what: 'zoom out', act: () => zoom(2) },
  { keys: ['['], what: 'earlier', act: () => pan(-0.5) },
  { keys: [']'], what: 'later', act: () => pan(0.5) },
  { keys: ['0'], what: 'everything', act: showAll },
  {
    keys: ['o'],
    what: 'newest or oldest first',
    act: () => go({ order: view.peek().order === 'newest' ? 'oldest' : 'newest' }),
  },
  { keys: ['l'], what: 'live on or off', act: () => go({ live: !view.peek().live }) },
  { keys: ['t'], what: 'dark or light', act: turnTheme },
];

/** Listens to keys on the whole page. */
export function followKeys(): void {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement | null;
    if (target?.closest('input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]'))
      return;
    if (!areKeysOn.peek() && event.key !== '?' && event.key !== 'Escape') return;
    if (event.key === 'j' || event.key === 'k') {
      step(event.key === 'j' ? 1 : -1);
      return;
    }
    const row = KEYS.find(({ keys }) => keys.includes(event.key));
    if (row === undefined) return;
    event.preventDefault();
    row.act();
  });
}

/** From anywhere: the list takes the focus, and its next row is chosen. */
function step(by: number): void {
  if (view.peek().tab !== 'events') return;
  document
    .querySelector<HTMLElement>(`[role=listbox][aria-label="${LIST_LABEL}"]`)
    ?.focus({ preventScroll: true });
  choose(Math.max(0, chosenIndex.peek() + by));
}

function close(): void {
  if (isHelpOpen.peek()) isHelpOpen.value = false;
  else go({ event: '' }, 'quietly');
}
