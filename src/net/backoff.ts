/** How long to wait before another try: longer each time, and not the same for all who wait. */

export interface Backoff {
  /** Before the second try, in milliseconds; doubled before each further one. */
  readonly firstMs: number;
  readonly mostMs: number;
  /** From 0 up to 1; what of the wait is left to chance (Math.random). */
  readonly random?: () => number;
}

/** 1 second doubling to 60. Source: dialects.md, mnemosyne, "Live". */
export const STANDARD_BACKOFF: Backoff = { firstMs: 1000, mostMs: 60_000 };

/** Milliseconds to wait after `failures` tries that failed one after the other: half of it is certain, half is chance. */
export function waitMs(failures: number, backoff: Backoff = STANDARD_BACKOFF): number {
  const { firstMs, mostMs, random = Math.random } = backoff;
  const fullMs = Math.min(mostMs, firstMs * 2 ** Math.min(30, Math.max(0, failures - 1)));
  return fullMs / 2 + (random() * fullMs) / 2;
}
