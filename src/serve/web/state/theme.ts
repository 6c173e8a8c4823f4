/** Dark and light: the system's, or what was chosen here and is remembered. Colours for canvases follow. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { recall, remember } from './memory.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const DARK = matchMedia('(prefers-color-scheme: dark)');
let chosen: Theme = THEMES.find((theme) => theme === recall('theme')) ?? 'system';
const dark = signal(false);

export const isDark: ReadonlySignal<boolean> = dark;

/** The colours of the style sheet, for what is drawn and not laid out. */
export interface Colours {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly accent: string;
  readonly error: string;
  readonly gap: string;
  readonly regression: string;
  readonly other: string;
  readonly types: readonly string[];
}

export const colours: ReadonlySignal<Colours> = computed(() => {
  void dark.value;
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: read('ink'),
    muted: read('muted'),
    line: read('line'),
    accent: read('accent'),
    error: read('error'),
    gap: read('gap'),
    regression: read('regression'),
    other: read('type-other'),
    types: Array.from({ length: 8 }, (_, slot) => read(`type-${slot}`)),
  };
});

/** Puts the theme on the page, and follows the system where nothing was chosen. */
export function followSystem(): void {
  DARK.addEventListener('change', dress);
  dress();
}

/** From dark to light and back; where that is what the system has, the choice is forgotten. */
export function turnTheme(): void {
  const wanted: Theme = dark.peek() ? 'light' : 'dark';
  chosen = (wanted === 'dark') === DARK.matches ? 'system' : wanted;
  remember('theme', chosen);
  dress();
}

/** The page first, so that whoever reads colours because of the signal reads the new ones. */
function dress(): void {
  const isNowDark = chosen === 'system' ? DARK.matches : chosen === 'dark';
  document.documentElement.dataset.theme = isNowDark ? 'dark' : 'light';
  dark.value = isNowDark;
}
