/**
 * A webhook: events are posted one by one to an address, tried again with growing waits while it is away or busy, and held
 * in a bounded queue meanwhile. Invariants: whoever gives events never waits and never sees an error; what is not delivered
 * is counted, and told; an event keeps its id over all tries, so a receiver can tell a repetition.
 */

import { pause } from '../base/pause.ts';
import { addressOf } from './address.ts';
import { type Backoff, STANDARD_BACKOFF, waitMs } from './backoff.ts';
import { type Posted, post } from './post.ts';
import { signatureHeaders } from './signature.ts';

export interface WebhookOptions {
  readonly url: string;
  /** Signs what is sent: `whsec_` and base64, or any text. */
  readonly secret?: string;
  /** Further headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For one try, in milliseconds (10,000). */
  readonly timeoutMs?: number;
  /** Events that may wait (10,000), and their bytes in all (16 MiB). What comes when it is full is dropped. */
  readonly mostEvents?: number;
  readonly mostBytes?: number;
  /** Requests at a time (4). With more than one, events may arrive in another order. */
  readonly parallel?: number;
  /** Tries of one event (12, about eight minutes); then it is dropped. */
  readonly tries?: number;
  readonly backoff?: Backoff;
  /** Told of trouble, at most once a second of each kind. */
  onTrouble?(trouble: WebhookTrouble): void;
}

/** `count` events since the last time, and the last reason. */
export interface WebhookTrouble {
  readonly kind: 'dropped' | 'refused' | 'given-up' | 'waiting';
  readonly count: number;
  readonly message: string;
}

/** Events by what came of them. */
export interface WebhookCounts {
  readonly sent: number;
  /** Refused for good by the receiver. */
  readonly refused: number;
  /** Given up after all tries. */
  readonly givenUp: number;
  /** Not taken in, for the queue was full, or left when it was closed. */
  readonly dropped: number;
  readonly waiting: number;
  /** Tries that failed. */
  readonly failures: number;
}

export interface Webhook {
  /** Takes an event: its JSON text, and an id of its own. Never waits, never throws. */
  post(event: { readonly id: string; readonly json: string }): void;
  counts(): WebhookCounts;
  /** Tries for at most `drainMs` to send what waits (0), and ends. */
  close(drainMs?: number): Promise<void>;
}

const DEFAULTS = { timeoutMs: 10_000, mostEvents: 10_000, mostBytes: 16 * 2 ** 20, parallel: 4, tries: 12 };
const TOLD_MS = 1000;

/** Opens a webhook; nothing is sent before the first event. Throws Fault `bad-url` for what is no http(s) address. */
export function openWebhook(options: WebhookOptions): Webhook {
  return new Deliveries({ ...DEFAULTS, backoff: STANDARD_BACKOFF, ...options }, addressOf(options.url));
}

interface Waiting {
  readonly id: string;
  readonly json: string;
  readonly size: number;
}

type Full = WebhookOptions & Required<Pick<WebhookOptions, keyof typeof DEFAULTS | 'backoff'>>;

class Deliveries implements Webhook {
  private readonly options: Full;
  private readonly url: string;
  private readonly queue: Waiting[] = [];
  private bytes = 0;
  private running = 0;
  private readonly stop = new AbortController();
  private closing = false;
  private idle: () => void = () => {};
  private readonly count = { sent: 0, refused: 0, givenUp: 0, dropped: 0, failures: 0 };
  private readonly troubles = new Map<WebhookTrouble['kind'], { count: number; toldMs: number }>();

  constructor(options: Full, url: string) {
    this.options = options;
    this.url = url;
  }

  post({ id, json }: { readonly id: string; readonly json: string }): void {
    const { mostEvents, mostBytes, parallel } = this.options;
    const size = Buffer.byteLength(json);
    if (this.closing || this.queue.length >= mostEvents || this.bytes + size > mostBytes) {
      this.count.dropped++;
      this.tell('dropped', this.closing ? 'it is closed' : 'too many wait');
      return;
    }
    // A header holds no line breaks and no letters beyond ASCII.
    this.queue.push({ id: id.replaceAll(/[^!-~]/g, '_'), json, size });
    this.bytes += size;
    if (this.running < parallel) void this.work();
  }

  counts(): WebhookCounts {
    return { ...this.count, waiting: this.queue.length + this.running };
  }

  async close(drainMs = 0): Promise<void> {
    this.closing = true;
    const done = new Promise<void>((resolve) => {
      this.idle = resolve;
    });
    if (this.running > 0) await Promise.race([done, pause(drainMs)]);
    this.stop.abort();
    if (this.running > 0) await done;
    this.count.dropped += this.queue.splice(0).length;
    this.bytes = 0;
  }

  /** Delivers until nothing waits. */
  private async work(): Promise<void> {
    this.running++;
    for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) {
      await this.deliver(next);
      this.bytes -= next.size;
      if (this.stop.signal.aborted) break;
    }
    this.running--;
    if (this.running === 0) this.idle();
  }

  private async deliver(event: Waiting): Promise<void> {
    const { tries, backoff } = this.options;
    for (let failures = 0; failures < tries; ) {
      const posted = await this.attempt(event);
      if (posted.kind === 'taken') {
        this.count.sent++;
        return;
      }
      if (this.stop.signal.aborted) {
        this.count.dropped++;
        return;
      }
      this.count.failures++;
      failures++;
      if (posted.kind === 'refused') {
        this.count.refused++;
        this.tell('refused', posted.message);
        return;
      }
      if (failures === tries) {
        this.count.givenUp++;
        this.tell('given-up', posted.message);
        return;
      }
      this.tell('waiting', posted.message);
      const asked = posted.kind === 'busy' ? (posted.afterMs ?? 0) : 0;
      await pause(Math.max(asked, waitMs(failures, backoff)), { signal: this.stop.signal });
    }
  }

  private attempt({ id, json }: Waiting): Promise<Posted> {
    const { secret, headers, timeoutMs } = this.options;
    const seconds = Math.floor(Date.now() / 1000);
    const signed =
      secret === undefined ? { 'webhook-id': id } : signatureHeaders(secret, { id, seconds, body: json });
    return post(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'inquest', ...headers, ...signed },
      body: json,
      timeoutMs,
      signal: this.stop.signal,
    });
  }

  private tell(kind: WebhookTrouble['kind'], message: string): void {
    const known = this.troubles.get(kind) ?? { count: 0, toldMs: Number.NEGATIVE_INFINITY };
    this.troubles.set(kind, known);
    known.count++;
    if (performance.now() < known.toldMs + TOLD_MS) return;
    known.toldMs = performance.now();
    const { count } = known;
    known.count = 0;
    this.options.onTrouble?.({ kind, count, message });
  }
}
