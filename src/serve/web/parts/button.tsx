/** Buttons with pictures: a label for those who do not see them, a key for those who use none. */
import type { ComponentChildren, VNode } from 'preact';

interface Props {
  readonly label: string;
  readonly onPress: () => void;
  readonly children: ComponentChildren;
  readonly pressed?: boolean;
  readonly shortcut?: string;
  readonly disabled?: boolean;
  /** What is seen on it is words: they are its name, and the label only explains. */
  readonly hasText?: boolean;
  readonly class?: string;
}

/** A small button. `pressed` makes it a switch. */
export function Button({
  label,
  onPress,
  children,
  pressed,
  shortcut,
  disabled,
  hasText = false,
  class: more = '',
}: Props): VNode {
  return (
    <button
      type="button"
      class={`button ${more}`}
      aria-label={hasText ? undefined : label}
      title={shortcut === undefined ? label : `${label} (${shortcut})`}
      aria-pressed={pressed}
      aria-keyshortcuts={shortcut}
      disabled={disabled}
      onClick={onPress}
    >
      {children}
    </button>
  );
}

const ICONS = {
  sun: 'M8 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9 13 13M13 3l-1.1 1.1M4.1 11.9 3 13',
  moon: 'M13.5 9.7A5.8 5.8 0 0 1 6.3 2.5a5.8 5.8 0 1 0 7.2 7.2Z',
  close: 'M4 4l8 8M12 4l-8 8',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  left: 'M10 3 5 8l5 5',
  right: 'm6 3 5 5-5 5',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  all: 'M2.5 4v8M13.5 4v8M5 8h6M6.5 6 4.6 8l1.9 2M9.5 6l1.9 2-1.9 2',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.4 10.4 14 14',
  spans: 'M2 3.5h7M5 8h8M8 12.5h6',
  around: 'M8 4.5V8l2.3 1.6M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Z',
} as const;

/** A picture drawn with one stroke, as large as the text. */
export function Icon({ name }: { readonly name: keyof typeof ICONS }): VNode {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={ICONS[name]} />
    </svg>
  );
}
