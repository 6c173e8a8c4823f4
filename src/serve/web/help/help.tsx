/** The help: keys, and the language of the search box in a few examples. */
import { useSignalEffect } from '@preact/signals';
import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import { Button, Icon } from '../parts/button.tsx';
import { areKeysOn, isHelpOpen, KEYS, switchKeys } from './keys.ts';

const EXAMPLES: readonly (readonly [expression: string, what: string])[] = [
  ['@status = error and @duration > 2s', 'failed, and slow'],
  ['@type like "tool_*" and not (data.tool in (Read, Grep))', 'types by glob, values by list'],
  ['data.path ~ "\\.env$"', 'a regular expression'],
  ['@severity >= warning', 'this bad or worse'],
  ['exists data.error', 'events that have a field'],
];

const POINTING: readonly (readonly [deed: string, what: string])[] = [
  ['drag on the timeline', 'look at that range'],
  ['double click on it', 'everything again'],
  ['arrows on it', 'a cursor; with Shift a range, Enter shows it'],
  ['= and ≠ beside a value', 'search for it, leave it out'],
];

export function Help(): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useSignalEffect(() => {
    const element = dialog.current;
    if (isHelpOpen.value && !element?.open) element?.showModal();
    else if (!isHelpOpen.value) element?.close();
  });
  const close = (): void => {
    isHelpOpen.value = false;
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={dialog}
      class="help"
      aria-labelledby="help-title"
      onClose={close}
      onClick={({ target, currentTarget }) => target === currentTarget && close()}
    >
      <div class="help-body">
        <header>
          <h2 id="help-title">Keys and words</h2>
          <Button label="Close the help" shortcut="Escape" class="bare" onPress={close}>
            <Icon name="close" />
          </Button>
        </header>
        <div class="help-columns">
          <dl>
            {KEYS.map(({ keys, what }) => (
              <div key={what}>
                <dt>
                  {keys.map((key) => (
                    <kbd key={key}>{key === 'Escape' ? 'Esc' : key}</kbd>
                  ))}
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
          <div>
            <dl class="pointing">
              {POINTING.map(([deed, what]) => (
                <div key={deed}>
                  <dt>{deed}</dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
            <h3>Search</h3>
            <ul class="examples">
              {EXAMPLES.map(([expression, what]) => (
                <li key={expression}>
                  <code>{expression}</code>
                  <span class="quiet">{what}</span>
                </li>
              ))}
            </ul>
            <p class="quiet">
              The whole language: inquest help where. The address of this page says the view; copy it to share
              it.
            </p>
            <label class="menu-line">
              <input
                type="checkbox"
                checked={areKeysOn.value}
                onChange={({ currentTarget }) => switchKeys(currentTarget.checked)}
              />
              single keys act
            </label>
          </div>
        </div>
      </div>
    </dialog>
  );
}
