/** Matching events, posted to an address as they come. Source: the issue, `--webhook`; net/webhook.ts for how. */
import { Fault, faultOf } from '../base/fault.ts';
import type { Predicate } from '../model/query.ts';
import { openWebhook, type WebhookTrouble } from '../net/webhook.ts';
import { eventText } from './event-text.ts';
import type { Watcher } from './hub.ts';

export interface HookOptions {
  readonly url: string;
  readonly where: Predicate;
  /** What posts are signed with. */
  readonly secret?: string;
  onTrouble(trouble: WebhookTrouble): void;
}

export interface Hook {
  readonly watcher: Watcher;
  close(): Promise<void>;
}

/** What waits is still sent for this long when the server stops. */
const DRAIN_MS = 500;

/** A hook that posts each event as the streams give it, its cursor as its id. Throws Fault `bad-url`. */
export function openHook({ url, where, secret, onTrouble }: HookOptions): Hook {
  const webhook = asFlag(() => openWebhook({ url, onTrouble, ...(secret !== undefined && { secret }) }));
  return {
    watcher: {
      where,
      take: (event, cursor) => webhook.post({ id: cursor, json: eventText(event, cursor) }),
    },
    close: () => webhook.close(DRAIN_MS),
  };
}

function asFlag<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw error instanceof Fault ? faultOf(error, '--webhook') : error;
  }
}
