/**
 * One who listens: where its messages go, and how many wait there. Invariant: no more than the limit waits for a client; what
 * comes meanwhile is counted, and told as one gap as soon as there is room again (promises.md row 37).
 */
import type { Predicate } from '../model/query.ts';
import type { Counters } from './counters.ts';
import type { Form } from './message.ts';
import type { Wire } from './wire.ts';

/** Control messages, as a wire of this kind spells them. */
export type Control = { readonly type: string; readonly [key: string]: unknown };

export interface ClientParts {
  readonly id: string;
  readonly kind: 'sse' | 'websocket';
  readonly wire: Wire;
  readonly limitBytes: number;
  readonly counters: Counters;
  /** Spells a control message. */
  control(message: Control, cursor?: string): Uint8Array;
}

export class Client {
  readonly id: string;
  readonly kind: 'sse' | 'websocket';
  readonly connectedMs: number = Date.now();
  /** How its events are spelled. */
  form: Form;
  /** What it wants of what is served; nothing where it is undefined. */
  where: Predicate | undefined;
  /** The window of metrics that it is sent each second, in microseconds. */
  metricsUs: number | undefined;
  events = 0;
  bytes = 0;
  dropped = 0;
  /** When it was last written to, in milliseconds of the monotonic clock. */
  wroteMs: number = performance.now();
  closed = false;
  private readonly parts: ClientParts;
  private missed = 0;
  /** The cursor behind the last event that it was given before the gap. */
  private gapFrom: string | undefined;
  /** What came while it was being caught up; undefined once that was too much. */
  private held: { readonly bytes: Uint8Array; readonly count: number }[] | undefined;
  private heldBytes = 0;
  private holding = false;

  constructor(parts: ClientParts, form: Form) {
    this.parts = parts;
    this.id = parts.id;
    this.kind = parts.kind;
    this.form = form;
  }

  get waiting(): number {
    return this.parts.wire.waiting();
  }

  /** Whether events were left out that it was not told of yet. */
  get lags(): boolean {
    return this.missed > 0;
  }

  /** Hands it the messages of `count` events, or counts them as missed. `cursor` is the stream's place before them. */
  give(bytes: Uint8Array, count: number, cursor: string): void {
    const { wire, limitBytes, counters } = this.parts;
    if (this.closed || count === 0) return;
    if (this.holding) {
      this.keep(bytes, count);
      return;
    }
    if (this.missed > 0 || wire.waiting() + bytes.length > limitBytes) {
      this.miss(count, cursor);
      return;
    }
    this.events += count;
    counters.broadcast += count;
    this.send(bytes);
  }

  /** Tells of the gap where there is room for it. */
  tellGap(reason = 'slow-client'): void {
    const { wire, limitBytes, counters } = this.parts;
    if (this.closed || this.missed === 0 || wire.waiting() > limitBytes / 4) return;
    const from = this.gapFrom ?? '';
    counters.gaps++;
    this.send(this.parts.control({ type: 'gap', missed: this.missed, reason, from }));
    this.missed = 0;
    this.gapFrom = undefined;
  }

  /** Control messages pass even where events do not, unless nobody reads at all. */
  tell(message: Control, cursor?: string): void {
    const { wire, limitBytes } = this.parts;
    if (this.closed || wire.waiting() > limitBytes) return;
    const bytes = this.parts.control(message, cursor);
    if (this.holding && message.type === 'reset') this.keep(bytes, 0);
    else this.send(bytes);
  }

  /** Spells a control message for all who are of its kind. */
  spell(message: Control): Uint8Array {
    return this.parts.control(message);
  }

  /** Bytes that pass unless nobody reads at all. */
  pass(bytes: Uint8Array): void {
    if (!this.closed && this.waiting <= this.parts.limitBytes) this.send(bytes);
  }

  /** From now on, what it is given is kept until `release`. */
  hold(): void {
    this.holding = true;
    this.held = [];
    this.heldBytes = 0;
  }

  /** Sends what was kept, and what comes from now on; false where that was too much, and nothing was kept. */
  release(): boolean {
    const { held } = this;
    this.holding = false;
    this.held = undefined;
    if (held === undefined) return false;
    for (const { bytes, count } of held) {
      this.events += count;
      this.parts.counters.broadcast += count;
      this.send(bytes);
    }
    return true;
  }

  /** Writes and waits until the system took it: for whoever reads from a log at the client's own pace. */
  async deliver(bytes: Uint8Array, count: number): Promise<void> {
    if (this.closed) return;
    this.events += count;
    this.parts.counters.broadcast += count;
    this.send(bytes);
    if (this.waiting > 0) await this.parts.wire.drained();
  }

  /** Bytes that are no event: a sign of life. */
  send(bytes: Uint8Array): void {
    this.bytes += bytes.length;
    this.parts.counters.bytesSent += bytes.length;
    this.wroteMs = performance.now();
    this.parts.wire.write(bytes);
  }

  private keep(bytes: Uint8Array, count: number): void {
    this.heldBytes += bytes.length;
    if (this.heldBytes > this.parts.limitBytes) this.held = undefined;
    this.held?.push({ bytes, count });
  }

  /** No more comes; what waits is still sent. */
  end(): void {
    this.closed = true;
    this.parts.wire.end();
  }

  private miss(count: number, cursor: string): void {
    if (this.missed === 0) this.gapFrom = cursor;
    this.missed += count;
    this.dropped += count;
    this.parts.counters.missed += count;
    if (this.missed === count) void this.parts.wire.drained().then(() => this.tellGap());
  }
}
