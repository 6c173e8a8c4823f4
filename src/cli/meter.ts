/**
 * The status line of a long scan on standard error. It appears after half a second, is redrawn in place, and is erased
 * before anything else is printed.
 */
import type { Sink } from './world.ts';

const FIRST_MS = 500;
const EVERY_MS = 100;
const ERASE = '\r\u001b[K';

export interface Meter {
  update(state: { readonly bytes: number; readonly total?: number }): void;
  /** Erases the line for good. */
  stop(): void;
}

/** Draws on the stream; `text` makes the line for a width. */
export function meterOn(
  stream: Sink,
  text: (state: MeterState, width: number) => string,
  clockMs: () => number = () => performance.now(),
): Meter {
  const startMs = clockMs();
  let nextMs = startMs + FIRST_MS;
  let drawn = false;
  let stopped = false;
  return {
    update({ bytes, total }) {
      const nowMs = clockMs();
      if (stopped || nowMs < nextMs) return;
      nextMs = nowMs + EVERY_MS;
      drawn = true;
      const state = {
        readBytes: bytes,
        elapsedMs: nowMs - startMs,
        ...(total !== undefined && { totalBytes: total }),
      };
      stream.write(ERASE + text(state, (stream.columns ?? 80) - 1));
    },
    stop() {
      stopped = true;
      if (drawn) stream.write(ERASE);
      drawn = false;
    },
  };
}

export interface MeterState {
  readonly readBytes: number;
  readonly totalBytes?: number;
  readonly elapsedMs: number;
}
