/**
 * A value that is asked for again and again, of which only the last asking counts.
 * Invariants: an asking ends the one before it; the value before stays until the next one is there, so that nothing flickers.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { AskedWrongly } from './answers.ts';
import { Refused } from './ask.ts';

export interface Load<T> {
  readonly status: 'idle' | 'loading' | 'ready' | 'failed';
  /** The last that was answered. */
  readonly value: T | undefined;
  readonly faults: readonly AskedWrongly[];
  /** How long the answer took, in milliseconds. */
  readonly ms: number | undefined;
}

export interface Loading<T> {
  readonly state: ReadonlySignal<Load<T>>;
  /** Asks; resolves to the value, undefined where it failed or another asking came after it. */
  run(asking: (signal: AbortSignal) => Promise<T>): Promise<T | undefined>;
  /** Ends the asking and forgets the value. */
  clear(): void;
}

/** A place for one such value. */
export function newLoading<T>(): Loading<T> {
  const idle: Load<T> = { status: 'idle', value: undefined, faults: [], ms: undefined };
  const state = signal<Load<T>>(idle);
  let current: AbortController | undefined;
  return {
    state,
    async run(asking) {
      current?.abort();
      const mine = new AbortController();
      current = mine;
      const since = performance.now();
      state.value = { ...state.peek(), status: 'loading' };
      try {
        const value = await asking(mine.signal);
        if (current !== mine) return undefined;
        state.value = { status: 'ready', value, faults: [], ms: performance.now() - since };
        return value;
      } catch (error) {
        if (current !== mine) return undefined;
        if (!(error instanceof Refused)) throw error;
        state.value = { ...state.peek(), status: 'failed', faults: error.faults, ms: undefined };
        return undefined;
      }
    },
    clear() {
      current?.abort();
      current = undefined;
      state.value = idle;
    },
  };
}
