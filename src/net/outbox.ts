/**
 * Events on their way to a server: collected into batches, sent in the order in which they were given, kept in a spool or
 * in bounded memory while the server is away. Invariant: nothing here throws, and whoever gives an event does not wait.
 */
import { pause } from '../base/pause.ts';

import type { ClientError } from './client-error.ts';
import { trouble } from './client-error.ts';
import type { Health } from './health.ts';
import { batchOf, type Sent, sendLines, type Target } from './send.ts';
import type { Spool } from './spool.ts';

export interface OutboxOptions {
  readonly target: Target;
  readonly health: Health;
  readonly spool: Spool | undefined;
  /** Events of a request, their bytes, and how long the first waits for others. */
  readonly batchEvents: number;
  readonly batchBytes: number;
  readonly batchMs: number;
  /** Events that wait in memory. */
  readonly mostEvents: number;
  onError(error: ClientError): void;
}

/** Events by what came of them. */
export interface OutboxCounts {
  readonly sent: number;
  readonly spooled: number;
  readonly refused: number;
  readonly dropped: number;
  /** In memory; what waits in the spool is not counted. */
  readonly waiting: number;
}

/** Waits after a server says "later" and not when. */
const BUSY_MS = 1000;
const LONGEST_BUSY_MS = 60_000;

export class Outbox {
  private readonly options: OutboxOptions;
  private readonly count = { sent: 0, spooled: 0, refused: 0, dropped: 0 };
  private queue: string[] = [];
  private timer: NodeJS.Timeout | undefined;
  private pumping: Promise<void> | undefined;
  private retry: NodeJS.Timeout | undefined;
  private closed = false;
  private readonly stop = new AbortController();

  constructor(options: OutboxOptions) {
    this.options = options;
    // What an earlier run of the program left is sent with the first event, or soon.
    if (options.spool !== undefined && !isEmpty(options.spool)) this.schedule();
  }

  /** Counts events that are none, so that no one of them is lost uncounted. */
  refuse(count: number): void {
    this.count.refused += count;
  }

  put(line: string): void {
    const { mostEvents, batchEvents } = this.options;
    if (this.closed || this.queue.length >= mostEvents) {
      this.drop(1, this.closed ? 'the client is closed' : 'too many events wait');
      return;
    }
    this.queue.push(line);
    if (this.queue.length >= batchEvents && this.mayWork()) this.pump();
    else this.schedule();
  }

  counts(): OutboxCounts {
    return { ...this.count, waiting: this.queue.length };
  }

  /** Sends what waits; whether nothing is left, in memory or in the spool. At most about `withinMs`. */
  async flush(withinMs: number): Promise<boolean> {
    this.pump();
    const done = (): boolean =>
      this.queue.length === 0 && (this.options.spool === undefined || isEmpty(this.options.spool));
    const endMs = performance.now() + withinMs;
    while (this.pumping !== undefined && performance.now() < endMs)
      await Promise.race([this.pumping, pause(endMs - performance.now(), { idle: true })]);
    return done();
  }

  /** Sends or spools what waits and takes no more. */
  async close(withinMs: number): Promise<void> {
    await this.flush(withinMs);
    this.closed = true;
    this.stop.abort();
    clearTimeout(this.timer);
    await this.pumping;
    clearTimeout(this.retry);
    await this.spoolAll();
    if (this.queue.length > 0) this.drop(this.queue.splice(0).length, 'the server is away');
    await this.options.spool?.close();
  }

  /** A timer that keeps the program alive: it is short, and what was emitted last would be lost without it. */
  private schedule(): void {
    if (this.pumping !== undefined || !this.mayWork()) return;
    this.timer ??= setTimeout(() => this.pump(), this.options.batchMs);
  }

  /** While the server is away there is something to do only where there is a spool. */
  private mayWork(): boolean {
    return this.retry === undefined || this.options.spool !== undefined;
  }

  private pump(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.pumping !== undefined || this.closed) return;
    this.pumping = this.work().finally(() => {
      this.pumping = undefined;
      if (this.queue.length > 0) this.schedule();
    });
  }

  private async work(): Promise<void> {
    const { health, spool } = this.options;
    clearTimeout(this.retry);
    this.retry = undefined;
    while (!this.stop.signal.aborted) {
      if (!(await health.check())) break;
      if (spool !== undefined && !isEmpty(spool) && !(await this.drain(spool))) continue;
      if (this.queue.length === 0) return;
      const batch = batchOf(this.queue, { events: this.options.batchEvents, bytes: this.options.batchBytes });
      this.queue.splice(0, batch.length);
      const left = await this.send(batch);
      if (left.length > 0) this.queue = [...left, ...this.queue];
    }
    await this.spoolAll();
    if (this.closed) return;
    // Nobody's program lives on for it.
    this.retry = setTimeout(() => {
      this.retry = undefined;
      this.pump();
    }, health.waitMs());
    this.retry.unref();
  }

  private async drain(spool: Spool): Promise<boolean> {
    const { batchEvents: events, batchBytes: bytes } = this.options;
    const send = async (lines: readonly string[]): Promise<readonly string[]> => {
      for (let rest = lines; rest.length > 0; ) {
        const batch = batchOf(rest, { events, bytes });
        const left = await this.send(batch);
        rest = [...left, ...rest.slice(batch.length)];
        if (left.length > 0 && (this.stop.signal.aborted || !(await this.options.health.check())))
          return rest;
      }
      return [];
    };
    try {
      return await spool.drain(send);
    } catch (error) {
      this.options.onError(trouble('spool', 0, `the spool cannot be read: ${reason(error)}`));
      this.options.health.failed();
      return false;
    }
  }

  /** One request; what is left where the server is away, or when it has said "later" and the time is over. */
  private async send(batch: readonly string[]): Promise<readonly string[]> {
    const { health, onError } = this.options;
    const target = { ...this.options.target, signal: this.stop.signal };
    const sent: Sent = await sendLines(target, batch);
    this.count.sent += sent.sent;
    this.count.refused += sent.refused.length;
    const [first] = sent.refused;
    if (first !== undefined) onError(trouble('refused', sent.refused.length, first.message));
    const { why } = sent;
    if (why === undefined) {
      health.worked();
      return [];
    }
    if (why.kind === 'busy' && sent.left.length > 0) {
      await pause(Math.min(LONGEST_BUSY_MS, why.afterMs ?? BUSY_MS), { signal: this.stop.signal });
      return sent.left;
    }
    if (sent.left.length > 0 && !this.stop.signal.aborted) {
      health.failed();
      onError(trouble(why.kind === 'closed' ? 'refused' : 'away', sent.left.length, why.message));
    }
    return sent.left;
  }

  /** Into the spool with what waits, where there is one; what does not fit is dropped, what cannot be written stays. */
  private async spoolAll(): Promise<void> {
    const { spool, onError } = this.options;
    if (spool === undefined || this.queue.length === 0) return;
    const lines = this.queue;
    this.queue = [];
    try {
      const count = await spool.add(lines);
      this.count.spooled += count;
      if (count < lines.length) this.drop(lines.length - count, 'the spool is full');
    } catch (error) {
      this.queue = [...lines, ...this.queue];
      onError(trouble('spool', lines.length, reason(error)));
    }
  }

  private drop(count: number, message: string): void {
    this.count.dropped += count;
    this.options.onError(trouble('dropped', count, message));
  }
}

function isEmpty(spool: Spool): boolean {
  try {
    return spool.isEmpty;
  } catch {
    return true;
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
