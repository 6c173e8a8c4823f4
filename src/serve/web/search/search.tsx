/** The search box: an expression, its wrong part underlined where it stands, proposals at the caret. */
import { useSignal } from '@preact/signals';
import type { TargetedEvent, VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { inert } from '../../../render/inert.ts';
import { Button, Icon } from '../parts/button.tsx';
import { Faults } from '../parts/faults.tsx';
import {
  apply,
  isPending,
  proposals,
  restore,
  sample,
  search,
  type,
  typed,
  whereFaults,
} from '../state/search.ts';

/** The box is found by the `/` key under this id. */
export const SEARCH_ID = 'where';

export function Search(): VNode {
  const input = useRef<HTMLInputElement>(null);
  const backdrop = useRef<HTMLDivElement>(null);
  const isOpen = useSignal(false);
  const caret = useSignal(0);
  const active = useSignal(-1);
  const moveTo = useRef<number | undefined>(undefined);
  const { start, end, options } = proposals(caret.value);
  const listed = isOpen.value && options.length > 0;
  const wrong = whereFaults.value.length > 0;

  useEffect(() => {
    if (moveTo.current === undefined) return;
    input.current?.setSelectionRange(moveTo.current, moveTo.current);
    moveTo.current = undefined;
  });

  const take = (index: number): void => {
    const option = options[index];
    if (option === undefined) return;
    const before = `${typed.value.slice(0, start)}${option.text} `;
    moveTo.current = before.length;
    caret.value = before.length;
    active.value = -1;
    type(before + typed.value.slice(end).replace(/^ /, ''));
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key } = event;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      isOpen.value = true;
      const by = key === 'ArrowDown' ? 1 : -1;
      const count = options.length;
      active.value =
        count === 0 ? -1 : (active.value + by + count + (active.value < 0 && by < 0 ? 1 : 0)) % count;
    } else if (key === 'Tab' && listed && active.value >= 0) {
      event.preventDefault();
      take(active.value);
    } else if (key === 'Enter') {
      event.preventDefault();
      if (listed && active.value >= 0) take(active.value);
      else void apply().then((isRead) => (isRead ? close() : undefined));
    } else if (key === 'Escape') {
      event.stopPropagation();
      if (listed) close();
      else if (isPending.value) restore();
      else input.current?.blur();
    }
  };
  const close = (): void => {
    isOpen.value = false;
    active.value = -1;
  };
  const follow = ({ currentTarget }: TargetedEvent<HTMLInputElement>): void => {
    caret.value = currentTarget.selectionStart ?? currentTarget.value.length;
    if (backdrop.current) backdrop.current.scrollLeft = currentTarget.scrollLeft;
  };

  return (
    <search class="search">
      <label class="visually-hidden" for={SEARCH_ID}>
        Where: an expression that events must fulfil
      </label>
      <Icon name="search" />
      <div class={`search-box${wrong ? ' wrong' : ''}`}>
        <div class="search-backdrop" ref={backdrop} aria-hidden="true">
          <Underlined />
        </div>
        <input
          id={SEARCH_ID}
          ref={input}
          type="text"
          role="combobox"
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          placeholder={'where: @status = error and @duration > 2s'}
          value={typed.value}
          aria-autocomplete="list"
          aria-expanded={listed}
          aria-controls="where-options"
          aria-activedescendant={listed && active.value >= 0 ? `where-option-${active.value}` : undefined}
          aria-invalid={wrong}
          aria-describedby="where-faults"
          onInput={(event) => {
            type(event.currentTarget.value);
            follow(event);
            isOpen.value = true;
            active.value = -1;
          }}
          onFocus={() => void sample()}
          onBlur={close}
          onKeyDown={onKeyDown}
          onKeyUp={follow}
          onClick={follow}
          onScroll={follow}
        />
      </div>
      {isPending.value && !wrong && <kbd class="search-pending">Enter</kbd>}
      {typed.value !== '' && (
        <Button label="Clear the search" onPress={() => search('')} class="bare">
          <Icon name="close" />
        </Button>
      )}
      <div id="where-options" class="options" role="listbox" aria-label="Proposals" hidden={!listed}>
        {listed &&
          options.map((option, index) => (
            <div
              key={`${option.kind} ${option.text}`}
              id={`where-option-${index}`}
              role="option"
              class="option"
              tabIndex={-1}
              aria-selected={index === active.value}
              onMouseDown={(event) => {
                event.preventDefault();
                take(index);
              }}
            >
              <span>{inert(option.text)}</span>
              <span class="option-kind">{option.kind}</span>
            </div>
          ))}
      </div>
      <div class={`search-faults${listed ? ' below-options' : ''}`}>
        <Faults id="where-faults" faults={whereFaults.value} />
      </div>
    </search>
  );
}

/** The typed text once more, unseen, with a wave under its wrong part. */
function Underlined(): VNode {
  const span = whereFaults.value.find((fault) => fault.span !== undefined)?.span;
  if (span === undefined) return <span />;
  // The server is told the text without the space around it.
  const shift = Math.max(0, typed.value.indexOf(span.text));
  const start = span.start + shift;
  const end = Math.max(span.end + shift, start + 1);
  return (
    <>
      <span>{typed.value.slice(0, start)}</span>
      <span class="wave">{typed.value.slice(start, end) || ' '}</span>
    </>
  );
}
