/**
 * One who listens: where its messages go, and how many wait there. Invariant: no more than the limit waits for a client; what
 * comes meanwhile is counted, and told as one gap as soon as there is room again (promises.md row 37).
 */
import type { Predicate } from '../model/query.ts';
import type { Counters } from './counters.ts';
import type { Form } from './message.ts';
import type { Wire } from './wire.ts';

/** Whoever keeps what comes for a client; one at a time. */
export type Hold = object;

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

/** Rotations that a client is told of when it reads again; of more, the last ones. */
const MOST_UNTOLD = 64;

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
  private holder: Hold | undefined;
  /** Resets that there was no room for; no event passes them. */
  private untold: Uint8Array[] = [];

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
    return this.missed > 0 || this.untold.length > 0;
  }

  /** Hands it the messages of `count` events, or counts them as missed. `cursor` is the stream's place before them. */
  give(bytes: Uint8Array, count: number, cursor: string): void {
    const { wire, limitBytes, counters } = this.parts;
    if (this.closed || count === 0) return;
    if (this.holder) {
      this.keep(bytes, count);
      return;
    }
    if (this.lags || wire.waiting() + bytes.length > limitBytes) {
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
    if (this.closed || !this.lags || wire.waiting() > limitBytes / 4) return;
    this.tellUntold();
    if (this.missed === 0) return;
    const from = this.gapFrom ?? '';
    counters.gaps++;
    this.send(this.parts.control({ type: 'gap', missed: this.missed, reason, from }));
    this.missed = 0;
    this.gapFrom = undefined;
  }

  /** Control messages pass even where events do not, unless nobody reads at all; a reset waits for whoever reads again. */
  tell(message: Control, cursor?: string): void {
    const { wire, limitBytes, control } = this.parts;
    if (this.closed) return;
    const isReset = message.type === 'reset';
    if (isReset && this.holder) this.keep(control(message, cursor), 0);
    else if (wire.waiting() <= limitBytes && !(isReset && this.lags)) this.send(control(message, cursor));
    else if (isReset) this.tellLater(control(message, cursor));
  }

  /** Spells a control message for all who are of its kind. */
  spell(message: Control): Uint8Array {
    return this.parts.control(message);
  }

  /** Bytes that pass unless nobody reads at all. */
  pass(bytes: Uint8Array): void {
    if (!this.closed && this.waiting <= this.parts.limitBytes) this.send(bytes);
  }

  /** From now on, what it is given is kept until `release`; what another kept is given up. */
  hold(): Hold {
    this.holder = {};
    this.held = [];
    this.heldBytes = 0;
    return this.holder;
  }

  /** Whether what comes is kept for this one. */
  isHeldBy(hold: Hold | undefined): boolean {
    return hold !== undefined && this.holder === hold;
  }

  /** Nothing is kept any more, and what was kept is given up. */
  letGo(): void {
    this.holder = undefined;
    this.held = undefined;
  }

  /** Sends what was kept, and what comes from now on; false where that was too much, and nothing was kept. */
  release(): boolean {
    const { held } = this;
    this.letGo();
    if (held === undefined) return false;
    this.tellUntold();
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
    this.tellUntold();
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

  /** It asked anew, or for nothing: what it was not told of is of what it asked before. */
  forget(): void {
    this.untold = [];
  }

  private tellUntold(): void {
    for (const bytes of this.untold.splice(0)) this.send(bytes);
  }

  private tellLater(bytes: Uint8Array): void {
    const first = !this.lags;
    this.untold.push(bytes);
    if (this.untold.length > MOST_UNTOLD) this.untold.shift();
    if (first) void this.parts.wire.drained().then(() => this.tellGap());
  }

  private miss(count: number, cursor: string): void {
    if (this.missed === 0) this.gapFrom = cursor;
    this.missed += count;
    this.dropped += count;
    this.parts.counters.missed += count;
    if (this.missed === count) void this.parts.wire.drained().then(() => this.tellGap());
  }
}
