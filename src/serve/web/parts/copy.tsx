/** A button that copies a text, and says that it did. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren, VNode } from 'preact';
import { Button, Icon } from './button.tsx';

interface Props {
  readonly label: string;
  readonly text: string;
  readonly shortcut?: string;
  readonly children?: ComponentChildren;
}

const SAID_MS = 1500;

export function CopyButton({ label, text, shortcut, children }: Props): VNode {
  const done = useSignal(false);
  const press = (): void => {
    void copy(text).then((isDone) => {
      done.value = isDone;
      setTimeout(() => {
        done.value = false;
      }, SAID_MS);
    });
  };
  return (
    <>
      <Button
        label={label}
        hasText={children !== undefined}
        onPress={press}
        {...(shortcut === undefined ? {} : { shortcut })}
      >
        {done.value ? <span class="icon-text">✓</span> : <Icon name="copy" />}
        {children}
      </Button>
      <span class="visually-hidden" aria-live="polite">
        {done.value ? 'copied' : ''}
      </span>
    </>
  );
}

/** Copies; false where the browser does not let it. Pages that are not served from this machine have no clipboard but the old one. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    const isDone = document.execCommand('copy');
    area.remove();
    return isDone;
  }
}
