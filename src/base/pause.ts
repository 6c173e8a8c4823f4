/** A pause that can be broken off. */

/** Milliseconds that a timer can count, at most. */
const LONGEST_MS = 2 ** 31 - 1;

/** Resolves after `ms`, or at once when the signal is aborted; never throws. It keeps no program alive where `idle`. */
export async function pause(
  ms: number,
  how: { readonly signal?: AbortSignal | undefined; readonly idle?: boolean } = {},
): Promise<void> {
  let leftMs = ms;
  do {
    await oneTimer(Math.min(leftMs, LONGEST_MS), how);
    leftMs -= LONGEST_MS;
  } while (leftMs > 0 && !how.signal?.aborted);
}

function oneTimer(
  ms: number,
  { signal, idle = false }: { readonly signal?: AbortSignal | undefined; readonly idle?: boolean },
): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(done, Math.max(0, ms));
    if (idle) timer.unref();
    signal?.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}
