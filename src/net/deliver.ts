/**
 * Lines to a server until it has them: tried again with growing waits while it is busy or away. Invariant: what was given
 * is sent, refused, or left because the server takes nothing, is away too long, or the signal ended it; in order.
 */
import { pause } from '../base/pause.ts';
import { type Backoff, STANDARD_BACKOFF, waitMs } from './backoff.ts';
import { batchOf, type Sent, sendLines, type Target } from './send.ts';

export interface Delivery {
  readonly target: Target;
  /** Of one request. */
  readonly events: number;
  readonly bytes: number;
  /** Tries, one after the other without any success, before it is given up. */
  readonly tries: number;
  readonly backoff?: Backoff;
  /** Told before each wait. */
  onWait?(wait: { readonly message: string; readonly ms: number }): void;
}

export interface Delivered {
  readonly sent: number;
  readonly refused: Sent['refused'];
  /** Lines that were not sent, and why. */
  readonly left: readonly string[];
  readonly why?: string;
  /** Requests that failed. */
  readonly failures: number;
}

/** Delivers all of the lines, or as many as go. Never throws. */
export async function deliver(lines: readonly string[], delivery: Delivery): Promise<Delivered> {
  const { target, events, bytes, tries, backoff = STANDARD_BACKOFF } = delivery;
  const refused: Sent['refused'][number][] = [];
  let left = lines;
  let sent = 0;
  let failures = 0;
  let inARow = 0;
  while (left.length > 0) {
    const batch = batchOf(left, { events, bytes });
    const result = await sendLines(target, batch);
    sent += result.sent;
    refused.push(...result.refused);
    left = [...result.left, ...left.slice(batch.length)];
    const { why } = result;
    if (why === undefined) {
      inARow = 0;
      continue;
    }
    if (target.signal?.aborted) break;
    failures++;
    inARow = result.left.length < batch.length ? 1 : inARow + 1;
    if (why.kind === 'closed' || inARow >= tries) return { sent, refused, left, why: why.message, failures };
    const ms = Math.max(why.afterMs ?? 0, why.afterMs === undefined ? waitMs(inARow, backoff) : 0);
    delivery.onWait?.({ message: why.message, ms });
    await pause(ms, { signal: target.signal });
    if (target.signal?.aborted) break;
  }
  return { sent, refused, left, failures };
}
