/**
 * A list of any length of which only what is in sight is in the page. Rows have one height.
 * Invariants: the active row is in sight after it was moved by keys; the window that is in sight is told whenever it changes.
 */
import { useSignal } from '@preact/signals';
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface Props {
  readonly label: string;
  readonly count: number;
  readonly rowPx: number;
  /** -1 for none. */
  readonly active: number;
  /** Changes where the list begins anew, so that it is seen from its head. */
  readonly anew: unknown;
  readonly head: ComponentChildren;
  readonly row: (index: number) => ComponentChildren;
  readonly onActive: (index: number) => void;
  readonly onOpen?: (index: number) => void;
  readonly onWindow?: (from: number, to: number) => void;
  /** Makes it a tree: how deep a row lies, and whether it is open, where it holds others. */
  readonly nested?: (index: number) => { readonly depth: number; readonly isOpen: boolean | undefined };
  readonly onKey?: (key: string, index: number) => boolean;
}

/** Rows above and below what is in sight. */
const SPARE = 12;
/** Browsers lose the place in higher elements. */
const MOST_PX = 12_000_000;

export function VirtualList(props: Props): VNode {
  const { label, count, rowPx, active, anew, head, row, onActive, onOpen, onWindow, nested, onKey } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const room = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(600);
  const shownCount = Math.min(count, Math.floor(MOST_PX / rowPx));
  const from = Math.max(0, Math.floor(top.value / rowPx) - SPARE);
  const to = Math.min(shownCount, Math.ceil((top.value + height.value) / rowPx) + SPARE);

  useEffect(() => {
    const element = scroller.current!;
    const resized = new ResizeObserver(() => {
      height.value = element.clientHeight;
    });
    resized.observe(element);
    return () => resized.disconnect();
  }, [height]);
  useEffect(() => onWindow?.(from, to), [from, to, count, onWindow]);
  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [anew]);

  const reveal = (index: number): void => {
    const element = scroller.current!;
    const place = index * rowPx;
    if (place < element.scrollTop) element.scrollTop = place;
    else if (place + rowPx > element.scrollTop + element.clientHeight - HEAD_PX)
      element.scrollTop = place + rowPx - element.clientHeight + HEAD_PX;
  };
  const move = (index: number): void => {
    const next = Math.max(0, Math.min(shownCount - 1, index));
    if (next < 0 || shownCount === 0) return;
    onActive(next);
    reveal(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(height.value / rowPx) - 2);
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => move(active + 1),
      j: () => move(active + 1),
      ArrowUp: () => move(active < 0 ? 0 : active - 1),
      k: () => move(active < 0 ? 0 : active - 1),
      PageDown: () => move(Math.max(0, active) + page),
      PageUp: () => move(active - page),
      Home: () => move(0),
      g: () => move(0),
      End: () => move(shownCount - 1),
      G: () => move(shownCount - 1),
      Enter: () => {
        if (active >= 0) onOpen?.(active);
      },
    };
    const act = keys[event.key];
    if (act === undefined && !(active >= 0 && onKey?.(event.key, active))) return;
    event.preventDefault();
    event.stopPropagation();
    act?.();
  };

  const rows: VNode[] = [];
  for (let index = from; index < to; index++) {
    const place = nested?.(index);
    rows.push(
      // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the list's
      // biome-ignore lint/a11y/noStaticElementInteractions: its role is one of two
      // biome-ignore lint/a11y/useAriaPropsSupportedByRole: its role is one of two
      <div
        key={index}
        id={`${label}-${index}`}
        class={`row${index === active ? ' active' : ''}`}
        role={nested === undefined ? 'option' : 'treeitem'}
        aria-setsize={count}
        aria-posinset={index + 1}
        aria-level={place === undefined ? undefined : place.depth + 1}
        aria-expanded={place?.isOpen}
        aria-selected={index === active}
        style={{ top: `${index * rowPx}px`, height: `${rowPx}px` }}
        tabIndex={-1}
        // A row that is scrolled away may not take the focus with it.
        onFocus={() => room.current?.focus({ preventScroll: true })}
        onClick={() => {
          onActive(index);
          onOpen?.(index);
        }}
      >
        {row(index)}
      </div>,
    );
  }
  return (
    <div
      class="virtual"
      ref={scroller}
      onScroll={({ currentTarget }) => {
        top.value = currentTarget.scrollTop;
      }}
    >
      <div class="row head">{head}</div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: its role is one of two */}
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: its role is one of two */}
      <div
        class="virtual-room"
        ref={room}
        role={nested === undefined ? 'listbox' : 'tree'}
        aria-label={label}
        aria-activedescendant={active >= from && active < to ? `${label}-${active}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        style={{ height: `${shownCount * rowPx}px` }}
      >
        {rows}
      </div>
    </div>
  );
}

const HEAD_PX = 24;
