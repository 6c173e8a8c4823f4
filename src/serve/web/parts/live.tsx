/** The live switch: whether events come as they are written, how many came, and how the connection is. */
import type { VNode } from 'preact';
import { inert } from '../../../render/inert.ts';
import { go, view } from '../state/address.ts';
import { type Connection, cameCount, connectionState, dismiss, message } from '../state/stream.ts';
import { Button, Icon } from './button.tsx';
import { shortCount } from './figures.ts';

const SAYS: Readonly<Record<Connection, readonly [short: string, long: string]>> = {
  off: ['live off', 'New events are not shown'],
  fixed: ['fixed range', 'The range has a fixed end: new events are outside of it'],
  connecting: ['connecting', 'Connecting to the server'],
  open: ['live', 'New events are shown as they come'],
  lost: ['reconnecting', 'The connection was lost; it is tried again'],
};

export function Live(): VNode {
  const state = connectionState.value;
  const [short, long] = SAYS[state];
  const { live } = view.value;
  return (
    <Button
      label={long}
      hasText
      shortcut="l"
      pressed={live}
      class={`live is-${state}`}
      onPress={() => go({ live: !live })}
    >
      <span class="lamp" aria-hidden="true" />
      <span role="status">{short}</span>
      {cameCount.value > 0 && live && <span class="came">+{shortCount(cameCount.value)}</span>}
    </Button>
  );
}

/** What the stream had to say: events that were missed, a log that began anew. */
export function Messages(): VNode | null {
  const said = message.value;
  if (said === undefined) return null;
  return (
    <div class="message" role="alert">
      <span>{inert(said.text)}</span>
      <Button label="Dismiss" class="bare" onPress={dismiss}>
        <Icon name="close" />
      </Button>
    </div>
  );
}
