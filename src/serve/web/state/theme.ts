/** Dark and light: the system's, or what was chosen here and is remembered. Colours for canvases follow. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { recall, remember } from './memory.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const DARK = matchMedia('(prefers-color-scheme: dark)');
const chosen = signal<Theme>(THEMES.find((theme) => theme === recall('theme')) ?? 'system');
const systemIsDark = signal(DARK.matches);

export const theme: ReadonlySignal<Theme> = chosen;
export const isDark: ReadonlySignal<boolean> = computed(() =>
  chosen.value === 'system' ? systemIsDark.value : chosen.value === 'dark',
);

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
  document.documentElement.dataset.theme = isDark.value ? 'dark' : 'light';
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

/** Follows the system where nothing was chosen. */
export function followSystem(): void {
  DARK.addEventListener('change', () => {
    systemIsDark.value = DARK.matches;
  });
}

/** From dark to light and back; where that is what the system has, the choice is forgotten. */
export function turnTheme(): void {
  const wanted: Theme = isDark.peek() ? 'light' : 'dark';
  chosen.value = (wanted === 'dark') === systemIsDark.peek() ? 'system' : wanted;
  remember('theme', chosen.peek());
}
