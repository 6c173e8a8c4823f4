/** Events of a server as they come, as objects; the connection's own messages go to `onNotice`. */
import type { Backoff } from './backoff.ts';
import { ClientError } from './client-error.ts';
import { eventStream, type Streamed, StreamRefused } from './event-stream.ts';

export interface Subscription {
  /**
   * What is wanted, under the names of flags: `event-type`, `agent`, `severity`, `workflow`, `session`, …; values of one
   * name mean "or", different names "and".
   */
  readonly filters?: Readonly<Record<string, string | readonly string[]>>;
  /** An expression of the where-language that must hold too. */
  readonly where?: string;
  /** Goes on after this id, that of the last event that was handled (`Received.id`); else from now on. */
  readonly after?: string;
  /** First the last N events that are there (0). */
  readonly tail?: number;
  /** Ends it. */
  readonly signal?: AbortSignal;
  /** Told of the connection: made, lost, what the server says of gaps. What it throws ends the subscription. */
  onNotice?(notice: Notice): void;
}

/** An event, and the id that a later subscription may go on after. */
export interface Received {
  readonly id: string;
  readonly event: Readonly<Record<string, unknown>>;
  /** The event's own text. */
  readonly text: string;
}

export type Notice =
  | { readonly kind: 'connected' }
  | { readonly kind: 'lost'; readonly message: string; readonly waitMs: number }
  /** `gap`: events were left out. `reset`: the log begins anew, so ids of before are worth nothing. */
  | { readonly kind: string; readonly [key: string]: unknown };

/** Names of messages that are of the stream and no events. */
const OWN = 'inquest:';

/** Throws ClientError `refused` where the server does not take the question. */
export async function* subscribe(
  subscription: Subscription,
  to: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly backoff: Backoff | undefined;
  },
): AsyncGenerator<Received, void, undefined> {
  const { signal, after } = subscription;
  const stream = eventStream(addressOf(to.url, subscription), {
    headers: to.headers,
    ...(after !== undefined && { lastEventId: after }),
    ...(to.backoff !== undefined && { backoff: to.backoff }),
    signal,
  });
  try {
    for await (const next of stream) {
      const received = receivedOf(next, (notice) => subscription.onNotice?.(notice));
      if (received !== undefined) yield received;
    }
  } catch (error) {
    if (error instanceof StreamRefused) throw new ClientError('refused', 0, error.message);
    throw error;
  }
}

function receivedOf(next: Streamed, notice: (notice: Notice) => void): Received | undefined {
  if (next.kind === 'connected') return void notice({ kind: 'connected' });
  if (next.kind === 'lost') return void notice(next);
  const value = parsed(next.data);
  if (next.name?.startsWith(OWN)) return void notice({ ...value, kind: next.name.slice(OWN.length) });
  return value === undefined ? undefined : { id: next.id, event: value, text: next.data };
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function addressOf(base: string, { filters = {}, where, tail }: Subscription): string {
  const parameters = new URLSearchParams();
  for (const [name, values] of Object.entries(filters))
    for (const value of typeof values === 'string' ? [values] : values) parameters.append(name, value);
  if (where !== undefined) parameters.append('where', where);
  if (tail !== undefined) parameters.append('tail', String(tail));
  const query = parameters.toString();
  return `${base}/events/stream${query === '' ? '' : `?${query}`}`;
}
