/** What one client, and all of them together, may take. Source: promises.md rows 37, 40 and 42. */
export interface Limits {
  /** Streams and WebSockets together. */
  readonly clients: number;
  /** Bytes that wait for one client before it is told of a gap. */
  readonly bufferBytes: number;
  readonly messageBytes: number;
  readonly filters: number;
  /** Events that one client may emit a second, and at once. */
  readonly emitPerSecond: number;
  readonly emitBurst: number;
  readonly headersMs: number;
  readonly requestMs: number;
  /** A connection without a request; a WebSocket that does not answer a ping. */
  readonly idleMs: number;
  /** Between two signs of life on an idle stream. */
  readonly heartbeatMs: number;
  /** Questions that run at a time, and that wait. */
  readonly questions: number;
  readonly waiting: number;
  /** After this, a stop breaks off what is not done. */
  readonly stopMs: number;
}

export const LIMITS: Limits = {
  clients: 256,
  bufferBytes: 2 ** 20,
  messageBytes: 64 * 1024,
  filters: 16,
  emitPerSecond: 1000,
  emitBurst: 2000,
  headersMs: 10_000,
  requestMs: 30_000,
  idleMs: 30_000,
  heartbeatMs: 15_000,
  questions: 4,
  waiting: 32,
  stopMs: 1500,
};
