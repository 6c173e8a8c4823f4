/**
 * Bytes that arrive in pieces, whatever they come from. A generator of pieces returns the reason, in plain words, when
 * its bytes ended before they should have, and nothing when they were whole; it does not throw for damaged input.
 */

export type Pieces = AsyncGenerator<Uint8Array, string | undefined, undefined>;

/** Pieces that can be put back. One reader at a time. */
export interface Intake {
  /** Waits until a piece is there or the end is known; takes nothing, so the wait may be given up. */
  ready(): Promise<void>;
  /** The next piece, never empty; undefined at the end. */
  piece(): Promise<Uint8Array | undefined>;
  /** Exactly `count` bytes, or fewer at the end. */
  take(count: number): Promise<Uint8Array>;
  /** Puts bytes back in front of what is to come. */
  unread(bytes: Uint8Array): void;
  /** Why the bytes ended early; known after the end. */
  why(): string | undefined;
  /** Ends the generator without waiting for it. */
  close(): void;
}

/** An intake over pieces, which are valid until they are dropped. */
export function intakeOf(pieces: Pieces): Intake {
  const held: Uint8Array[] = [];
  let pending: Promise<void> | undefined;
  let ended = false;
  let reason: string | undefined;

  const pull = async (): Promise<void> => {
    try {
      const next = await pieces.next();
      if (next.done !== true) {
        if (next.value.length > 0) held.push(next.value);
        return;
      }
      ended = true;
      reason = next.value;
    } finally {
      pending = undefined;
    }
  };

  const ready = async (): Promise<void> => {
    while (held.length === 0 && !ended) {
      pending ??= pull();
      await pending;
    }
  };

  const piece = async (): Promise<Uint8Array | undefined> => {
    await ready();
    return held.shift();
  };

  return {
    ready,
    piece,
    unread: (bytes) => {
      if (bytes.length > 0) held.unshift(bytes);
    },
    take: async (count) => {
      const parts: Uint8Array[] = [];
      let missing = count;
      while (missing > 0) {
        const next = await piece();
        if (next === undefined) break;
        parts.push(next.subarray(0, missing));
        if (next.length > missing) held.unshift(next.subarray(missing));
        missing -= Math.min(missing, next.length);
      }
      return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
    },
    why: () => reason,
    close: () => {
      pieces.return(undefined).catch(() => undefined);
    },
  };
}
