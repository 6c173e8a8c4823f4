/**
 * Driving a zlib engine one piece at a time: what goes in is known, so what an engine leaves over can be given back to
 * its reader; what comes out is given before the next piece goes in, so memory is bounded.
 */
import type { Transform } from 'node:stream';

/** An engine of node:zlib; `bytesWritten` counts the bytes that it has taken in. */
export type Engine = Transform & { readonly bytesWritten: number };

/**
 * Gives what `piece` decompresses to; returns how many of its bytes the engine left, which it does where its data
 * ended. Throws the engine's error; what it had decompressed just before may be lost.
 */
export async function* pour(
  engine: Engine,
  piece: Uint8Array,
): AsyncGenerator<Uint8Array, number, undefined> {
  const total = engine.bytesWritten + piece.length;
  let taken = false;
  let failure: Error | undefined;
  let wake = (): void => undefined;
  const onError = (error: Error): void => {
    failure = error;
    wake();
  };
  const onReadable = (): void => wake();
  // One listener stays for good: an engine may fail after its last piece.
  if (engine.listenerCount('error') === 0) engine.on('error', () => undefined);
  engine.on('readable', onReadable).on('error', onError);
  engine.write(piece, () => {
    taken = true;
    wake();
  });
  try {
    for (;;) {
      const out: Uint8Array | null = engine.read();
      if (out !== null) {
        yield out;
        continue;
      }
      if (failure !== undefined) throw failure;
      if (taken) return total - engine.bytesWritten;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    engine.off('readable', onReadable).off('error', onError);
  }
}
