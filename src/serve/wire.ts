/** The wire to a client: bytes go out in order, and how many wait is known at any time. */
import type { Writable } from 'node:stream';

export interface Wire {
  /** Hands bytes to the system; what it does not take waits. */
  write(bytes: Uint8Array): void;
  /** Bytes that wait. */
  waiting(): number;
  /** Resolves when nothing waits, or the wire is closed. */
  drained(): Promise<void>;
  /** Ends it behind what waits. */
  end(): void;
}

/** A wire over a stream; `isOpen` says whether it may still be written to. */
export function wireOver(
  stream: Writable,
  { isOpen, end }: { readonly isOpen: () => boolean; readonly end: () => void },
): Wire {
  let flying = 0;
  let waiters: (() => void)[] = [];
  const release = (): void => {
    for (const resume of waiters) resume();
    waiters = [];
  };
  const landed = (): void => {
    flying--;
    if (flying === 0) release();
  };
  stream.once('close', release);
  return {
    write(bytes) {
      if (!isOpen()) return;
      flying++;
      stream.write(bytes, landed);
    },
    waiting: () => stream.writableLength,
    drained: () =>
      new Promise((resolve) => {
        if (flying === 0 || stream.destroyed) resolve();
        else waiters.push(resolve);
      }),
    end,
  };
}
